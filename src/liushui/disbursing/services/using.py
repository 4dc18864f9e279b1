"""Reporting a use: what was bought from whom, with its voucher, out of which fund."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base.files import FileRefused, store_file
from liushui.cases.queries import case_for, traits_of
from liushui.cases.states import CaseState
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Expenditure
from liushui.disbursing.queries import Source
from liushui.disbursing.services.choosing import asked_of, has_wishes
from liushui.disbursing.services.drafting import ReferenceWrong, require_unused
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.kernel.ids import is_reference
from liushui.kernel.money import MAX_UNITS, Money, format_yuan
from liushui.ledger.errors import KeyReused, NotEnoughFree
from liushui.ledger.services import holder_of_organisation, move, sink
from liushui.ledger.services.designations import KindOf, Pin, choose_funds, use_by_choice
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.ledger.wishes import Wish, WishKind
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import budget_line_of

if TYPE_CHECKING:
    from liushui.cases.models import Case


class UsedWrong(DomainError):
    """The amount is not positive."""

    code = "used_wrong"
    message = gettext_noop("The amount must be above zero.")
    remedy = gettext_noop("Copy the sum from the voucher.")


class UseTextMissing(DomainError):
    """A use says what was bought and who was paid."""

    code = "use_text_missing"
    message = gettext_noop("A use says what was bought and who was paid.")
    remedy = gettext_noop("Write both; never the name of a person who was helped.")


class UseInFuture(DomainError):
    """What is not yet bought cannot be reported."""

    code = "use_in_future"
    message = gettext_noop("The day of this use lies in the future.")
    remedy = gettext_noop("Report it when it has happened.")


class MoreThanArrived(DomainError):
    """The fund has less than the use needs: nobody reports more than was paid to them."""

    code = "more_than_arrived"
    status = 409
    message = gettext_noop("%(wanted)s yuan are reported and %(free)s yuan are free in this fund.")
    remedy = gettext_noop("Report at most what arrived, or wait for the next payment.")


class CaseNotPayable(DomainError):
    """Uses are reported for approved cases of the same project."""

    code = "case_not_payable"
    status = 409
    message = gettext_noop("This case is not approved under this project.")
    remedy = gettext_noop("Approve the case first, or leave the case empty.")


class PhotoNotPicture(FileRefused):
    """A photo may become public, and only a picture is drawn anew without its author's traces."""

    code = "photo_not_picture"
    message = gettext_noop("The photo is a paper, not a picture.")
    remedy = gettext_noop("Choose a JPEG, PNG or WebP picture; a paper belongs in the voucher.")


@dataclass(frozen=True, slots=True)
class UseReport:
    """One use as it is reported. Files are bytes as they came; ``base.files`` judges them."""

    reference: str
    amount_minor: int
    label: str
    payee_label: str
    happened_on: date
    voucher: bytes
    label_en: str = ""
    photo: bytes | None = None
    photo_is_public: bool = False
    case_number: str = ""
    budget_line_id: int | None = None
    region: str = ""
    pin: Pin | None = None


@transaction.atomic
def report_use(actor: Actor, *, source: Source, use: UseReport, at: datetime) -> Expenditure:
    """Report a use out of a fund of the actor's organisation. The same reference is the same use.

    Refuses more than is free in the fund, in words here and by a constraint of the ledger: so a
    partner can never report more than it was paid.
    """
    policies.require_report(actor, source.organisation_id)
    _require_sense(use, at)
    found = queries.expenditure_by_ref(use.reference)
    if found is not None:
        if (found.fund_id, found.amount_minor, found.label) != (
            source.fund_id,
            use.amount_minor,
            use.label,
        ):
            raise KeyReused(key=use.reference)
        return found
    require_unused(use.reference)
    if queries.disbursement_by_ref(use.reference) is not None:  # a draft is not in the book yet
        raise KeyReused(key=use.reference)
    case = _case(actor, source, use.case_number)
    case_id = case.pk if case else None
    purpose = Purpose("case", case_id) if case_id else Purpose("project", source.project_id)
    holder = holder_of_organisation(source.organisation_id)
    used = sink(holder, SinkUse.USED, purpose=purpose)
    expenditure = _write(actor, source, use, at=at, case_id=case_id, sink_id=used.pk)
    try:
        _book(actor, source, use, expenditure, traits=traits_of_use(use, case), at=at)
    except NotEnoughFree as low:
        raise MoreThanArrived(
            free=format_yuan(int(str(low.facts["free"]))), wanted=format_yuan(use.amount_minor)
        ) from low
    record(actor, "use.reported", expenditure, at=at, reference=use.reference)
    return expenditure


def traits_of_use(use: UseReport, case: "Case | None") -> frozenset[Wish]:
    """By what the use meets givers' wishes: its case, its budget line, its region."""
    return traits_of_look(case, use.budget_line_id, use.region)


def traits_of_look(case: "Case | None", line_id: int | None, region: str) -> frozenset[Wish]:
    """The same of what is not reported yet. A case's own region comes before one that is said."""
    traits = set(traits_of(case)) if case else set()
    if line_id:
        traits.add(Wish(WishKind.ITEM, str(line_id)))
    if region and not any(trait.kind == WishKind.REGION for trait in traits):
        traits.add(Wish(WishKind.REGION, region))
    return frozenset(traits)


def _book(
    actor: Actor,
    source: Source,
    use: UseReport,
    made: Expenditure,
    *,
    traits: frozenset[Wish],
    at: datetime,
) -> None:
    """Move it: out of the purse, or out of the funds of wishes below it that the rule chooses."""
    key, happened_at = f"use:{use.reference}", _moment_of(use.happened_on, at)
    if not has_wishes(source.fund_id):
        move(
            Money(use.amount_minor),
            source=made.fund,
            target=made.sink,
            kind=Kind.USE,
            key=key,
            happened_at=happened_at,
            ref=use.reference,
        )
        return
    asked = asked_of(source.fund_id, source.project_id, use.amount_minor, traits, use.pin)
    choice = choose_funds(asked, key=key, by=actor.name, at=at, targets=[made.sink])
    use_by_choice(
        choice, target=made.sink, kinds=KindOf(), ref=use.reference, happened_at=happened_at
    )


def _write(
    actor: Actor, source: Source, use: UseReport, *, at: datetime, case_id: int | None, sink_id: int
) -> Expenditure:
    line = budget_line_of(source.project_id, use.budget_line_id)
    if use.budget_line_id is not None and line is None:
        raise NotFound
    photo = store_file(use.photo, at=at) if use.photo else None
    if photo and not photo.media_type.startswith("image/"):
        raise PhotoNotPicture
    return Expenditure.objects.create(
        reference=use.reference,
        organisation_id=source.organisation_id,
        project_id=source.project_id,
        agreement_id=source.agreement_id,
        case_id=case_id,
        budget_line=line,
        fund_id=source.fund_id,
        sink_id=sink_id,
        amount_minor=use.amount_minor,
        label=use.label,
        label_en=use.label_en,
        payee_label=use.payee_label,
        voucher=store_file(use.voucher, at=at),
        photo=photo,
        photo_is_public=bool(photo and use.photo_is_public),
        happened_on=use.happened_on,
        reported_by=actor.name,
        reported_at=at,
    )


def _require_sense(use: UseReport, at: datetime) -> None:
    if not is_reference(use.reference):
        raise ReferenceWrong(reference=use.reference[:22])
    if not 0 < use.amount_minor <= MAX_UNITS:
        raise UsedWrong
    label, payee = use.label.strip(), use.payee_label.strip()
    if not 0 < len(label) <= 120 or not 0 < len(payee) <= 80:  # noqa: PLR2004 - the columns' widths
        raise UseTextMissing
    if use.happened_on > day_of(at):
        raise UseInFuture


def _case(actor: Actor, source: Source, number: str) -> "Case | None":
    if not number:
        return None
    case = case_for(actor, number)
    if case.project_id != source.project_id or case.state != CaseState.APPROVED:
        raise CaseNotPayable
    return case


def _moment_of(day: date, at: datetime) -> datetime:
    """The end of the day, but never later than now: a voucher knows its day only."""
    return min(at, datetime.combine(day, time(23, 59, 59), CHINA))
