"""Making an agreement: a promise up to a ceiling, and a fund of its own where the money arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Agreement, Indicator, Tranche
from liushui.disbursing.queries import Source
from liushui.disbursing.states import AGREEMENT_MOVES, AgreementState
from liushui.documents.services import claim_id, number_in_year
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.services import holder_of_organisation, open_fund
from liushui.ledger.states import Purpose
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.services import record


class AgreementTextMissing(DomainError):
    """An agreement says what for."""

    code = "agreement_text_missing"
    message = gettext_noop("An agreement says what the money is for.")
    remedy = gettext_noop("Write it in at most 200 characters.")


class CeilingWrong(DomainError):
    """The ceiling is not a positive amount."""

    code = "ceiling_wrong"
    message = gettext_noop("The ceiling must be above zero.")
    remedy = gettext_noop("Write the most that will be paid under the agreement.")


class AgreementWithItself(DomainError):
    """Money passes between two organisations."""

    code = "agreement_with_itself"
    message = gettext_noop("An agreement needs two organisations.")
    remedy = gettext_noop("What an organisation uses itself, it reports as a use.")


class AgreementInCircle(DomainError):
    """The receiver already stands on the way of this money."""

    code = "agreement_in_circle"
    message = gettext_noop("The receiver passed this money on itself, so it cannot receive it.")
    remedy = gettext_noop("Choose an organisation that the money has not passed through.")


class SignedInFuture(DomainError):
    """The day of signing lies ahead."""

    code = "signed_in_future"
    message = gettext_noop("The day of signing lies in the future.")
    remedy = gettext_noop("Enter the agreement when it is signed.")


class TermsWrong(DomainError):
    """A report is due within a year; what is counted has words, a unit and a target; parts fit."""

    code = "agreement_terms_wrong"
    message = gettext_noop("These terms cannot be kept.")
    remedy = gettext_noop(
        "Ask for reports within 1 to 366 days, give each indicator words, a unit and a target, "
        "and let the tranches add up to no more than the ceiling."
    )


@dataclass(frozen=True, slots=True)
class AgreementText:
    """What the money is for, 中文 first."""

    purpose: str
    purpose_en: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorAsked:
    """What shall be counted, in which unit, and how much of it the agreement wants."""

    label: str
    unit: str
    target: int
    label_en: str = ""
    unit_en: str = ""


@dataclass(frozen=True, slots=True)
class TrancheAsked:
    """A part of the agreement, and what was agreed besides the report before it."""

    amount_minor: int
    condition: str = ""
    condition_en: str = ""


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What the receiver owes in return: a report so many days after each payment, and counts.

    With ``tranches`` it is paid in these parts, the next one after the reports on those before.
    """

    report_days: int = 90
    indicators: Sequence[IndicatorAsked] = ()
    tranches: Sequence[TrancheAsked] = ()


_PLAIN_TERMS = AgreementTerms()


@transaction.atomic
def make_agreement(  # noqa: PLR0913 - two parties, a purse, a purpose, a ceiling and a day
    actor: Actor,
    *,
    source: Source,
    to_org_id: int,
    text: AgreementText,
    ceiling_minor: int,
    signed_on: date,
    at: datetime,
    terms: AgreementTerms = _PLAIN_TERMS,
) -> Agreement:
    """Enter a signed agreement; the same source, receiver, purpose and day is the same agreement.

    慈善法 art 26 asks for a written agreement with a partner. The money comes out of the project's
    own fund or out of what an earlier agreement brought: so it may pass through any number of
    organisations, and each has a fund of its own for it.
    """
    policies.require_sign(actor, source.organisation_id)
    _require_sense(source, to_org_id, text, ceiling_minor)
    _require_terms(terms, ceiling_minor)
    if signed_on > day_of(at):
        raise SignedInFuture
    found = Agreement.objects.filter(
        source_fund_id=source.fund_id,
        to_org_id=to_org_id,
        purpose=text.purpose,
        signed_on=signed_on,
    ).first()
    if found is not None:
        return found
    require_on(source.organisation_id, "partners")
    agreement_id = claim_id(Agreement)
    fund = open_fund(holder_of_organisation(to_org_id), purpose=Purpose("agreement", agreement_id))
    agreement = Agreement.objects.create(
        pk=agreement_id,
        number=number_in_year("A", day_of(at).year),
        from_org_id=source.organisation_id,
        to_org_id=to_org_id,
        project_id=source.project_id,
        source_fund_id=source.fund_id,
        fund_id=fund.pk,
        purpose=text.purpose,
        purpose_en=text.purpose_en,
        ceiling_minor=ceiling_minor,
        signed_on=signed_on,
        report_days=terms.report_days,
        made_by=actor.name,
        made_at=at,
    )
    _keep_terms(agreement, terms)
    record(actor, "agreement.made", agreement, at=at, number=agreement.number)
    return agreement


@transaction.atomic
def end_agreement(actor: Actor, number: str, *, why: str = "", at: datetime) -> Agreement:
    """End an agreement: nothing new is drafted under it. What was approved is still paid."""
    agreement = queries.agreement_for_update(actor, number)
    policies.require_sign(actor, agreement.from_org_id)
    if agreement.state == AgreementState.ENDED:
        return agreement
    move_state(
        agreement, to=AgreementState.ENDED, moves=AGREEMENT_MOVES, by=actor.name, at=at, why=why
    )
    record(actor, "agreement.ended", agreement, at=at)
    return agreement


def _keep_terms(agreement: Agreement, terms: AgreementTerms) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            agreement=agreement,
            position=position,
            label=one.label,
            label_en=one.label_en,
            unit=one.unit,
            unit_en=one.unit_en,
            target=one.target,
        )
        for position, one in enumerate(terms.indicators, 1)
    )
    Tranche.objects.bulk_create(
        Tranche(
            agreement=agreement,
            position=position,
            amount_minor=one.amount_minor,
            condition=one.condition[:200],
            condition_en=one.condition_en[:300],
        )
        for position, one in enumerate(terms.tranches, 1)
    )


def _require_terms(terms: AgreementTerms, ceiling: int) -> None:
    if any(one.amount_minor <= 0 for one in terms.tranches):
        raise TermsWrong
    if sum(one.amount_minor for one in terms.tranches) > ceiling:
        raise TermsWrong
    if not 1 <= terms.report_days <= 366:  # noqa: PLR2004 - a year, as the constraint says
        raise TermsWrong
    for one in terms.indicators:
        if not (one.label.strip() and one.unit.strip() and 0 < one.target <= MAX_UNITS):
            raise TermsWrong
        if len(one.label) > 60 or len(one.unit) > 20:  # noqa: PLR2004 - the columns' widths
            raise TermsWrong


def _require_sense(source: Source, to_org_id: int, text: AgreementText, ceiling: int) -> None:
    if not text.purpose.strip() or len(text.purpose) > 200:  # noqa: PLR2004 - the column's width
        raise AgreementTextMissing
    if not 0 < ceiling <= MAX_UNITS:
        raise CeilingWrong
    if source.organisation_id == to_org_id:
        raise AgreementWithItself
    if to_org_id in queries.organisations_above(source):
        raise AgreementInCircle
