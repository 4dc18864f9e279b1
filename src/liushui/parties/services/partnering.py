"""Partners of a public charity (R-16): one person enters, another checks, then a plan may name it.

Source: 慈善法 art 26. The charity assesses the partner, signs with it and names it in its plan; all
income and spending pass through the charity's own account.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.base.files import store_file
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.kernel.ids import is_credit_code
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.models import CertificateKind, Partner
from liushui.parties.queries.bodies import body_for_update
from liushui.parties.queries.organisations import certificates_of
from liushui.parties.services.recording import record
from liushui.parties.services.registering import CreditCodeWrong
from liushui.parties.services.two_people import require_another


class NotAPublicCharity(DomainError):
    """Only who may raise publicly lets others act under its name (慈善法 art 26; R-16)."""

    code = "not_a_public_charity"
    status = 409
    message = gettext_noop("Only an organisation that may raise publicly works with partners.")
    remedy = gettext_noop("Hand in a public fundraising certificate that holds today first.")


class PartnerIsYourself(DomainError):
    """An organisation is not its own partner."""

    code = "partner_is_yourself"
    message = gettext_noop("This is the credit code of your own organisation.")
    remedy = gettext_noop("Enter the partner's code.")


class PartnerDaysWrong(DomainError):
    """Assessed first, then begun, then ended."""

    code = "partner_days_wrong"
    message = gettext_noop("The days are out of order.")
    remedy = gettext_noop("The assessment comes first, then the first day, then the last.")


class PartnerKnown(DomainError):
    """The agreement was entered before."""

    code = "partner_known"
    status = 409
    message = gettext_noop("This agreement was entered before.")
    remedy = gettext_noop("Look it up in the list, or correct its number.")


class PartnerSaysTooLittle(DomainError):
    """What was looked at, and by which paper, belongs to it."""

    code = "partner_says_too_little"
    message = gettext_noop("Name, assessment and number of the agreement are needed.")
    remedy = gettext_noop("Write what was looked at and what was found.")


class PartnerEnteredByYou(DomainError):
    """Whoever entered a partner cannot also check it."""

    code = "partner_entered_by_you"
    status = 403
    message = gettext_noop("You entered this partner, so another person must check it.")
    remedy = gettext_noop("Ask another person who looks after the organisation, or who approves.")


@dataclass(frozen=True, slots=True)
class PartnerAsked:
    """A partner as somebody wrote it down, with the signed agreement's bytes."""

    name: str
    credit_code: str
    assessed_on: date
    assessment: str
    agreement_number: str
    starts_on: date
    ends_on: date
    agreement: bytes = b""
    name_en: str = ""


@transaction.atomic
def enter_partner(actor: Actor, credit_code: str, asked: PartnerAsked, *, at: datetime) -> Partner:
    """Enter a partner with the signed agreement; it counts once another person checked it.

    Raises ``NotAllowed``, ``NotAPublicCharity``, ``CreditCodeWrong``, ``PartnerIsYourself``,
    ``PartnerDaysWrong``, ``PartnerSaysTooLittle``, ``PartnerKnown``, a ``FileRefused``.
    """
    body = body_for_update(credit_code)
    policies.require_present(actor, body.pk)
    held = {one.kind for one in certificates_of(body, day_of(at))}
    if CertificateKind.PUBLIC_FUNDRAISING not in held:
        raise NotAPublicCharity
    code = asked.credit_code.strip().upper()
    if not is_credit_code(code):
        raise CreditCodeWrong(code=code[:40])
    if code == body.credit_code:
        raise PartnerIsYourself
    if not asked.assessed_on <= asked.starts_on <= asked.ends_on:
        raise PartnerDaysWrong
    said = {
        "name": " ".join(asked.name.split()),
        "assessment": asked.assessment.strip(),
        "agreement_number": " ".join(asked.agreement_number.split()),
    }
    if not all(said.values()):
        raise PartnerSaysTooLittle
    if body.partners.filter(agreement_number=said["agreement_number"]).exists():
        raise PartnerKnown
    partner = Partner.objects.create(
        organisation=body,
        **said,
        name_en=asked.name_en.strip(),
        credit_code=code,
        assessed_on=asked.assessed_on,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        agreement=store_file(asked.agreement, at=at),
        entered_by=actor.name,
        entered_at=at,
    )
    record(actor, "partner.entered", partner, at=at, credit_code=code)
    return partner


@transaction.atomic
def check_partner(actor: Actor, credit_code: str, key: int, *, agrees: bool, at: datetime) -> None:
    """The second person's word: plans may name it from now on, or it is taken out again.

    Raises ``NotFound``, ``NotAllowed``, ``PartnerEnteredByYou``. Safe to call twice.
    """
    partner = _partner(actor, credit_code, key)
    if partner is None or partner.checked_by:
        return
    require_another(actor, partner.entered_by, PartnerEnteredByYou)
    if agrees:
        partner.checked_by = actor.name
        partner.save(update_fields=["checked_by"])
        record(actor, "partner.checked", partner, at=at, credit_code=partner.credit_code)
    else:
        record(actor, "partner.refused", partner, at=at, credit_code=partner.credit_code)
        partner.delete()


@transaction.atomic
def end_partner(actor: Actor, credit_code: str, key: int, *, at: datetime) -> Partner:
    """End the work with a partner today, before its last day: one person may. Safe to call twice.

    Raises ``NotFound``, ``NotAllowed``.
    """
    partner = _partner(actor, credit_code, key)
    if partner is None:
        raise NotFound
    if partner.ended_on is None:
        partner.ended_on = day_of(at)
        partner.save(update_fields=["ended_on"])
        record(actor, "partner.ended", partner, at=at, credit_code=partner.credit_code)
    return partner


def _partner(actor: Actor, credit_code: str, key: int) -> Partner | None:
    body = body_for_update(credit_code)
    policies.require_check(actor, body.pk)
    return body.partners.select_for_update().filter(pk=key).first()
