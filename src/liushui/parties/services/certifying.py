"""Certificates that a body hands in itself: one person enters, another checks, then it counts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.base.models import StoredFile
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.charities import before_another_charity
from liushui.parties.models import Certificate, CertificateKind, Organisation
from liushui.parties.queries.bodies import body_for_update
from liushui.parties.queries.organisations import only_charity
from liushui.parties.services.presenting import stored_picture
from liushui.parties.services.recording import record
from liushui.parties.services.registering import CertificateDaysWrong
from liushui.parties.services.two_people import require_another


class CertificateKnown(DomainError):
    """The number was entered before."""

    code = "certificate_known"
    status = 409
    message = gettext_noop("This certificate was entered before.")
    remedy = gettext_noop("Look it up in the list, or correct the number.")


class CertificateEnteredByYou(DomainError):
    """Whoever entered a certificate cannot also check it."""

    code = "certificate_entered_by_you"
    status = 403
    message = gettext_noop("You entered this certificate, so another person must check it.")
    remedy = gettext_noop("Ask another person who looks after the organisation, or who approves.")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a certificate says, and its picture."""

    kind: str
    number: str
    valid_from: date
    valid_until: date | None = None
    issued_by: str = ""
    picture: bytes = b""


@transaction.atomic
def enter_certificate(actor: Actor, credit_code: str, paper: Paper, *, at: datetime) -> Certificate:
    """Hand in a certificate with its picture; it counts once another person checked it.

    Raises ``NotAllowed``, ``CertificateDaysWrong``, ``CertificateKnown``, a ``FileRefused``.
    """
    body = body_for_update(credit_code)
    policies.require_present(actor, body.pk)
    if paper.valid_until is not None and paper.valid_until < paper.valid_from:
        raise CertificateDaysWrong
    number = " ".join(paper.number.split())
    if body.certificates.filter(kind=paper.kind, number=number).exists():
        raise CertificateKnown
    certificate = Certificate.objects.create(
        organisation=body,
        kind=paper.kind,
        number=number,
        issued_by=paper.issued_by.strip(),
        valid_from=paper.valid_from,
        valid_until=paper.valid_until,
        image=stored_picture(paper.picture, at=at),
        entered_by=actor.name,
        checked_by="",
    )
    record(actor, "certificate.entered", certificate, at=at, kind=paper.kind, number=number)
    return certificate


@transaction.atomic
def admit_certificate(
    actor: Actor,
    organisation: Organisation,
    paper: Paper,
    *,
    image: StoredFile,
    hands: tuple[str, str],
    at: datetime,
) -> Certificate:
    """A certificate that came with an application: who handed it in, and who looked at it.

    For the module that admits organisations. Raises ``NotAllowed``, ``CertificateDaysWrong``,
    ``CertificateEnteredByYou``. One that is known is given back as it stands.
    """
    policies.require_set_up(actor)
    entered_by, checked_by = hands
    if paper.valid_until is not None and paper.valid_until < paper.valid_from:
        raise CertificateDaysWrong
    if entered_by == checked_by:
        raise CertificateEnteredByYou
    certificate, fresh = Certificate.objects.get_or_create(
        organisation=organisation,
        kind=paper.kind,
        number=" ".join(paper.number.split()),
        defaults={
            "issued_by": paper.issued_by.strip(),
            "valid_from": paper.valid_from,
            "valid_until": paper.valid_until,
            "image": image,
            "entered_by": entered_by,
            "checked_by": checked_by,
        },
    )
    if fresh:
        record(actor, "certificate.added", certificate, at=at, kind=paper.kind)
    return certificate


@transaction.atomic
def check_certificate(
    actor: Actor, credit_code: str, key: int, *, agrees: bool, at: datetime
) -> None:
    """The second person's word: it counts from now on, or it is taken out again.

    Raises ``NotFound``, ``NotAllowed``, ``CertificateEnteredByYou``. Safe to call twice.
    """
    body = body_for_update(credit_code)
    policies.require_check(actor, body.pk)
    certificate = body.certificates.select_for_update().filter(pk=key).first()
    if certificate is None:
        raise NotFound
    if certificate.checked_by:
        return
    require_another(actor, certificate.entered_by, CertificateEnteredByYou)
    if agrees:
        _settle_first(certificate, at)
        certificate.checked_by = actor.name
        certificate.save(update_fields=["checked_by"])
        record(actor, "certificate.checked", certificate, at=at, number=certificate.number)
    else:
        record(actor, "certificate.refused", certificate, at=at, number=certificate.number)
        certificate.delete()


def _settle_first(certificate: Certificate, at: datetime) -> None:
    """With it another than the only charity so far may take gifts here."""
    if certificate.kind == CertificateKind.PUBLIC_FUNDRAISING:
        only = only_charity()
        if only not in {None, certificate.organisation_id}:
            before_another_charity(at)
