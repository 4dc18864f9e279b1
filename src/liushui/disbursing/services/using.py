"""Reporting a use: what was bought from whom, with its voucher, out of which fund.

Of an organisation's own money the amount is held back until another person confirms it
(``services.confirming``). What a partner reports left the charity by two people's word before: it
moves at once, and the payer judges it with the partner's report.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base.files import store_file
from liushui.cases.queries import case_for, traits_of
from liushui.cases.states import CaseState
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Expenditure, UsePart
from liushui.disbursing.notices import tell_confirmers
from liushui.disbursing.queries import Source
from liushui.disbursing.services.choosing import asked_of, has_wishes
from liushui.disbursing.services.drafting import ReferenceWrong, require_unused
from liushui.disbursing.services.use_refusals import (
    CaseNotPayable,
    MoreThanArrived,
    PhotoNotPicture,
    UsedWrong,
    UseInFuture,
    UseTextMissing,
)
from liushui.disbursing.services.use_slips import NO_SLIP, UseSlip, require_slip
from liushui.disbursing.states import UseState, UseWord
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.ids import is_reference
from liushui.kernel.money import MAX_UNITS, Money, format_yuan
from liushui.ledger.errors import KeyReused, NotEnoughFree
from liushui.ledger.queries import fund
from liushui.ledger.services import holder_of_organisation, move, reserve, sink
from liushui.ledger.services.designations import KindOf, Pin, choose_funds, use_by_choice
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.ledger.wishes import Wish, WishKind
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import budget_line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.cases.models import Case
    from liushui.ledger.models import Reservation


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
    slip: UseSlip = field(default=NO_SLIP)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held back for a use: in one fund, or in each that the rule chose."""

    first: "Reservation"
    parts: "Sequence[tuple[int, int, Reservation]]" = ()


@transaction.atomic
def report_use(actor: Actor, *, source: Source, use: UseReport, at: datetime) -> Expenditure:
    """Report a use out of a fund of the actor's organisation. The same reference is the same use.

    Refuses more than is free in the fund, in words here and by a constraint of the ledger: so a
    partner can never report more than it was paid. Out of the organisation's own money nothing
    leaves by this word alone: the amount is held back for the second person.
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
    require_slip(use.slip, source.organisation_id, at=at)
    case = _case(actor, source, use.case_number)
    try:
        made = _made(actor, source, use, case, at=at)
    except NotEnoughFree as low:
        raise MoreThanArrived(
            free=format_yuan(int(str(low.facts["free"]))), wanted=format_yuan(use.amount_minor)
        ) from low
    record(actor, "use.reported", made, at=at, reference=use.reference)
    if made.state == UseState.REPORTED:
        tell_confirmers(made, at=at)
    return made


def _made(
    actor: Actor, source: Source, use: UseReport, case: "Case | None", *, at: datetime
) -> Expenditure:
    """Held back and written; or, of a partner, written and moved."""
    traits = traits_of_use(use, case)
    case_id = case.pk if case else None
    if source.agreement_id is None:
        held = _hold(actor, source, use, traits=traits, at=at)
        return _write(actor, source, use, at=at, case_id=case_id, held=held)
    made = _write(actor, source, use, at=at, case_id=case_id)
    _book(actor, source, use, made, traits=traits, at=at)
    return made


def _hold(
    actor: Actor, source: Source, use: UseReport, *, traits: frozenset[Wish], at: datetime
) -> _Held:
    """Hold the amount back: in the purse, or in the funds of wishes that the rule chooses."""
    key = key_of(use.reference)
    if not has_wishes(source.fund_id):
        purse = fund(source.fund_id)
        return _Held(reserve(Money(use.amount_minor), fund=purse, key=key, at=at))
    asked = asked_of(source.fund_id, source.project_id, use.amount_minor, traits, use.pin)
    choice = choose_funds(asked, key=key, by=actor.name, at=at)
    parts = [
        (
            part.fund_id,
            part.amount,
            reserve(
                Money(part.amount),
                fund=part.fund,
                key=f"{key}:{part.place}" if part.place else key,
                at=at,
            ),
        )
        for part in choice.parts.select_related("fund").order_by("place")
    ]
    return _Held(parts[0][2], parts)


def key_of(reference: str) -> str:
    """Under which key the ledger knows a use."""
    return f"use:{reference}"


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
    key, happened_at = key_of(use.reference), moment_of(use.happened_on, at)
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
    actor: Actor,
    source: Source,
    use: UseReport,
    *,
    at: datetime,
    case_id: int | None,
    held: _Held | None = None,
) -> Expenditure:
    line = budget_line_of(source.project_id, use.budget_line_id)
    if use.budget_line_id is not None and line is None:
        raise NotFound
    photo = store_file(use.photo, at=at) if use.photo else None
    if photo and not photo.media_type.startswith("image/"):
        raise PhotoNotPicture
    purpose = Purpose("case", case_id) if case_id else Purpose("project", source.project_id)
    holder = holder_of_organisation(source.organisation_id)
    made = Expenditure.objects.create(
        reference=use.reference,
        organisation_id=source.organisation_id,
        project_id=source.project_id,
        agreement_id=source.agreement_id,
        case_id=case_id,
        budget_line=line,
        fund_id=source.fund_id,
        sink_id=sink(holder, SinkUse.USED, purpose=purpose).pk,
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
        word=UseWord.TWO if held else UseWord.PARTNER,
        state=UseState.REPORTED if held else UseState.CONFIRMED,
        reservation=held.first if held else None,
        bank_ref=use.slip.bank_ref.strip(),
        paid_on=use.slip.paid_on,
        in_cash=use.slip.in_cash,
    )
    UsePart.objects.bulk_create(
        UsePart(use=made, place=place, fund_id=fund_id, amount_minor=minor, reservation=one)
        for place, (fund_id, minor, one) in enumerate(held.parts if held else ())
    )
    return made


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


def moment_of(day: date, at: datetime) -> datetime:
    """The end of the day, but never later than now: a voucher knows its day only."""
    return min(at, datetime.combine(day, time(23, 59, 59), CHINA))
