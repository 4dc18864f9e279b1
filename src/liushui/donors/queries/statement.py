"""捐赠人台账: all gifts of one donor and every spending line that they reached, for one month.

Every figure is followed in the ledger: what was unused at the beginning, and given, is what was
used, went back, and is unused at the end, to the fen; where it is not, nothing is told. The people
who were helped are masked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from liushui.cases.queries import public_facts
from liushui.disbursing.queries import expenditures_by_ref
from liushui.giving.queries.own import own_gifts
from liushui.giving.queries.settled import settling_payments
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.wording import end_word, stage_of, text_of
from liushui.kernel.clock import day_of, month_after, month_named
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.kernel.money import format_yuan
from liushui.ledger.queries import End, trace_forward_all
from liushui.ledger.queries.flows import movements_by_id
from liushui.ledger.states import EndKind
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.disbursing.models import Expenditure
    from liushui.giving.models import GiftOrder
    from liushui.ledger.models import Movement
    from liushui.parties.actors import Actor

_RESTING = frozenset({EndKind.RESTING, EndKind.FROZEN})


class NotTied(DomainError):
    """What is told of one donor's gifts is not what was given: nothing is told at all."""

    code = "statement_not_tied"
    status = 503
    message = gettext_noop("These gifts do not add up at the moment: they differ by %(gap)s yuan.")
    remedy = gettext_noop("Nothing is lost. Please tell whoever runs this site.")


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One gift."""

    order: "GiftOrder"
    day: date

    @property
    def minor(self) -> int:
        return self.order.amount_minor


@dataclass(frozen=True, slots=True)
class SpentLine:
    """A use of a gift's units, or their way back: what for, by whom, for which masked case."""

    day: date
    reference: str
    project: str
    title: str
    holder: str
    stage: str
    minor: int
    movement_id: int
    case_number: str = ""
    beneficiary: str = ""

    @property
    def proof(self) -> str:
        return f"{settings.ORIGIN}/entries/{self.movement_id}"


@dataclass(frozen=True, slots=True)
class CaseReached:
    """A case that gifts of the donor reached, the person masked."""

    number: str
    kind: str
    beneficiary: str
    minor: int
    gifts: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One month: ``opening`` + given = used + back + ``closing``."""

    month: date
    given: Sequence[GivenLine]
    used: Sequence[SpentLine]
    back: Sequence[SpentLine]
    opening: int
    closing: int

    @property
    def given_minor(self) -> int:
        return sum(line.minor for line in self.given)

    @property
    def used_minor(self) -> int:
        return sum(line.minor for line in self.used)

    @property
    def back_minor(self) -> int:
        return sum(line.minor for line in self.back)

    @property
    def is_empty(self) -> bool:
        return not (self.given or self.used or self.back or self.opening)

    @property
    def cases(self) -> Sequence[CaseReached]:
        return cases_of(self.used)


@dataclass(frozen=True, slots=True)
class Followed:
    """Every gift of a donor with every end of it."""

    gifts: Sequence[GivenLine]
    spent: Sequence[SpentLine]

    @property
    def months(self) -> Sequence[date]:
        """The months in which anything happened, the newest first."""
        days = [*(line.day for line in self.gifts), *(line.day for line in self.spent)]
        return sorted({day.replace(day=1) for day in days}, reverse=True)


def followed(actor: "Actor") -> Followed:
    """All of the actor's own gifts to projects, and where each came to rest.

    A dozen queries, and one more for each five hundred gifts. Raises ``NotTied``.
    """
    return followed_gifts(own_gifts(actor))


def followed_gifts(found: "Sequence[GiftOrder]") -> Followed:
    """These gifts, as far as they have their place in the book, and where each came to rest."""
    orders = [one for one in found if one.project.lane == Lane.CHARITY]
    payments = settling_payments(one.pk for one in orders)
    ends = trace_forward_all(one.reference for one in orders)
    placed = [one for one in orders if ends.get(one.reference) and one.pk in payments]
    gifts = [GivenLine(one, day_of(payments[one.pk].paid_at)) for one in placed]
    for one in placed:
        _require_whole(one, ends[one.reference])
    spent = _spent({one: ends[one.order.reference] for one in gifts})
    return Followed(sorted(gifts, key=_by_day), spent)


def statement(found: Followed, month: date, *, today: date) -> Statement:
    """What the gifts did in this month, as far as it has come.

    Raises ``NotFound`` before the first gift and for a month that is still to come, ``NotTied``.
    """
    months = found.months
    if not months or month != month.replace(day=1) or not months[-1] <= month <= today:
        raise NotFound
    end = month_after(month)
    given = [line for line in found.gifts if month <= line.day < end]
    lines = [line for line in found.spent if month <= line.day < end]
    one = Statement(
        month=month,
        given=given,
        used=[line for line in lines if line.stage == "used"],
        back=[line for line in lines if line.stage != "used"],
        opening=_unused(found, month),
        closing=_unused(found, end),
    )
    came, went = one.opening + one.given_minor, one.used_minor + one.back_minor + one.closing
    if came != went:
        raise NotTied(gap=format_yuan(came - went))
    return one


def gifts_of_year(found: Followed, year: int) -> Sequence[GivenLine]:
    """The gifts of one year, oldest first."""
    return [line for line in found.gifts if line.day.year == year]


def back_by_gift(found: Followed) -> Mapping[str, int]:
    """What of each gift went back to its giver, by reference."""
    back: dict[str, int] = {}
    for line in found.spent:
        if line.stage == "back":
            back[line.reference] = back.get(line.reference, 0) + line.minor
    return back


def cases_of(lines: Iterable[SpentLine]) -> Sequence[CaseReached]:
    """The cases among these lines, the largest first."""
    grouped: dict[str, list[SpentLine]] = {}
    for line in lines:
        if line.case_number:
            grouped.setdefault(line.case_number, []).append(line)
    cases = [
        CaseReached(
            number,
            group[0].title,
            group[0].beneficiary,
            sum(line.minor for line in group),
            len({line.reference for line in group}),
        )
        for number, group in grouped.items()
    ]
    return sorted(cases, key=lambda one: (-one.minor, one.number))


def last_month(day: date) -> date:
    """The month before the one of this day."""
    first = day.replace(day=1)
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )


def _unused(found: Followed, before: date) -> int:
    """What of the gifts given before this day was neither used nor back then."""
    given = sum(line.minor for line in found.gifts if line.day < before)
    return given - sum(line.minor for line in found.spent if line.day < before)


def _spent(traced: "Mapping[GivenLine, Sequence[End]]") -> Sequence[SpentLine]:
    went = [(one, end) for one, ends in traced.items() for end in ends if end.end not in _RESTING]
    names = fund_names({fund for _one, end in went for fund in end.path})
    last = movements_by_id(end.movement_ids[-1] for _one, end in went)
    uses = expenditures_by_ref(end.use for _one, end in went if end.use is not None)
    shown = {use.case.pk: public_facts(use.case).masked_name for use in uses.values() if use.case}
    lines = [_line(one, end, names, last, uses, shown) for one, end in went]
    return sorted(_merged(lines), key=_by_day)


def _line(
    given: GivenLine,
    end: End,
    names: Mapping[int, FundName],
    last: "Mapping[int, Movement]",
    uses: "Mapping[str, Expenditure]",
    shown: Mapping[int, str],
) -> SpentLine:
    movement, use = last[end.movement_ids[-1]], uses.get(end.use or "")
    case = use.case if use is not None else None
    return SpentLine(
        day=max(given.day, day_of(movement.happened_at)),  # paid back for what was laid out before
        reference=given.order.reference,
        project=text_of(given.order.project, "title"),
        title=text_of(use, "label") if use is not None else end_word(end.end),
        holder=names[end.path[-2]].holder if len(end.path) > 1 else names[end.fund_id].holder,
        stage=stage_of(end.end),
        minor=end.amount,
        movement_id=movement.pk,
        case_number=case.number if case is not None else "",
        beneficiary=shown.get(case.pk, "") if case is not None else "",
    )


def _merged(lines: Iterable[SpentLine]) -> Sequence[SpentLine]:
    """Units of one gift that went by one movement are one line."""
    sums: dict[tuple[str, int, str], SpentLine] = {}
    for line in lines:
        key = (line.reference, line.movement_id, line.stage)
        known = sums.get(key)
        sums[key] = line if known is None else replace(known, minor=known.minor + line.minor)
    return list(sums.values())


def _require_whole(order: "GiftOrder", ends: Sequence[End]) -> None:
    gap = order.amount_minor - sum(end.amount for end in ends)
    if gap:
        raise NotTied(gap=format_yuan(gap))


def _by_day(line: GivenLine | SpentLine) -> tuple[date, str]:
    return (line.day, line.order.reference if isinstance(line, GivenLine) else line.reference)


def first_of(text: str) -> date:
    """``2026-07`` as the first of its month. Raises ``NotFound``."""
    found = month_named(text)
    if found is None:
        raise NotFound
    return found
