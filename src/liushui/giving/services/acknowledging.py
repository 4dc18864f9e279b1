"""The paper that a donor takes home."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from liushui.documents.queries import current_paper, was_issued
from liushui.documents.services import (
    CertificateFacts,
    bytes_of,
    lock_key,
    number_certificate,
)
from liushui.giving import queries
from liushui.giving.services.origins import giver_of_origin
from liushui.giving.states import GiftState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.ledger.queries.given_back import given_back_of
from liushui.parties.actors import Actor
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.documents.models import Document
    from liushui.giving.models import GiftOrder, Payment

A_DONOR, A_DONOR_EN = "一位捐赠人", "A donor"


class CertificateNotReady(DomainError):
    """The gift has no place in the book yet, so there is nothing to certify."""

    code = "certificate_not_ready"
    status = 409
    message = gettext_noop("The certificate is issued when the gift has its place in the book.")
    remedy = gettext_noop("That takes seconds after the payment. Please try again then.")


class NoCertificateOfAppeal(DomainError):
    """A gift to one person's appeal is no charitable donation, and no paper says that it is."""

    code = "no_certificate_of_appeal"
    status = 409
    message = gettext_noop("A gift to a personal appeal gets no certificate of donation.")
    remedy = gettext_noop("Its page with the reference shows that it arrived and where it is.")


class CertificateReversed(DomainError):
    """All of the gift went back to its giver."""

    code = "certificate_reversed"
    status = 410
    message = gettext_noop("This certificate holds no more: the gift went back to its giver.")
    remedy = gettext_noop("The page of the gift shows what went back and when.")


def certificate_of(actor: Actor, reference: str, *, at: datetime) -> bytes:
    """The certificate of a gift as PDF, numbered when it is first asked for.

    It shows the donor as the donor chose to be shown, since a guest's reference opens it. Raises
    ``NotFound``, ``CertificateNotReady``, ``CertificateReversed`` and ``NoCertificateOfAppeal``.
    """
    order = queries.gift_for(actor, reference)
    if order.project.lane == Lane.PERSONAL:
        raise NoCertificateOfAppeal
    payment = queries.payment_of(order)
    if order.state != GiftState.PAID or payment is None or not queries.is_booked(order):
        raise CertificateNotReady
    return bytes_of(_numbered(order, payment, at=at), at=at)


@transaction.atomic
def _numbered(order: "GiftOrder", payment: "Payment", *, at: datetime) -> "Document":
    """The certificate that holds; what went back is read while nobody else can make one."""
    key = key_of_certificate(order.reference)
    lock_key(key)
    standing = current_paper(key)
    if standing is not None:
        return standing
    back = given_back_of([order.reference]).get(order.reference, 0)
    if was_issued(key) or back >= order.amount_minor:
        raise CertificateReversed
    facts = facts_of_certificate(order, payment)
    return number_certificate(key, replace(facts, amount_minor=order.amount_minor - back), at=at)


def key_of_certificate(reference: str) -> str:
    """One gift, one certificate."""
    return f"gift:{reference}"


def facts_of_certificate(order: "GiftOrder", payment: "Payment") -> CertificateFacts:
    """What the certificate of a paid gift says, the donor as shown today.

    A gift in an organisation's name is that organisation's, not of whoever acted for it.
    """
    project, giver = order.project, giver_of_origin(order)
    shown = giver.name if giver else order.donor_display
    wish, wish_en = queries.wish_of(order)
    return CertificateFacts(
        donor=shown or A_DONOR,
        donor_en=(giver.name_en if giver else "") or shown or A_DONOR_EN,
        amount_minor=order.amount_minor,
        given_on=day_of(payment.paid_at),
        gift_reference=order.reference,
        organisation_name=project.organisation.name,
        organisation_name_en=project.organisation.name_en,
        credit_code=project.organisation.credit_code,
        project_number=project.number,
        project_title=project.title,
        project_title_en=project.title_en,
        plan_number=project.plan_number,
        wish=wish,
        wish_en=wish_en,
        trace_url=f"{settings.ORIGIN}/gifts/{order.reference}/where",
    )
