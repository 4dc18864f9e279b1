"""What two people agreed to book out of a difference, carried out."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from liushui.giving.services import place_order
from liushui.giving.states import BY_HAND, UNPAID, Channel
from liushui.kernel.clock import CHINA
from liushui.kernel.money import Money
from liushui.ledger.services import bear_kept_fee, holder_of_organisation
from liushui.parties.actors import Actor
from liushui.reconciling.errors import NothingToBook
from liushui.reconciling.models import CounterGift, Difference, Line, Match
from liushui.reconciling.services.looking_banks import receive_cheque, receive_line
from liushui.reconciling.services.matching import match_line
from liushui.reconciling.states import (
    FLOWS,
    PROVIDERS,
    Act,
    Cause,
    DifferenceKind,
    MatchKind,
)

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project

_MONEY_IN = frozenset(
    {
        DifferenceKind.UNKNOWN_IN,
        DifferenceKind.AMOUNT,
        DifferenceKind.DOUBLE,
        DifferenceKind.THEY_HAVE,
    }
)
_FEES = frozenset({Cause.BANK_FEE, Cause.OTHER_FEE})
_OURSELVES = Actor.system("reconciling")


def acts_open(one: Difference) -> list[Act]:
    """What can be proposed out of a difference."""
    return [act for act in (Act.ORDER, Act.GIFT, Act.FEE) if _fits(one, act)]


def require_bookable(one: Difference, act: Act, project: "Project | None") -> None:
    """Raises ``NothingToBook``."""
    if not _fits(one, act) or (act == Act.GIFT) != (project is not None):
        raise NothingToBook


def carry_out(one: Difference, *, by: str, at: datetime) -> None:
    """Book it; the line is matched with what came of it. Call it inside a transaction."""
    act = Act(one.act)
    require_bookable(one, act, one.project)
    if act == Act.FEE:
        _fee(one, by=by, at=at)
    elif act == Act.ORDER:
        _for_order(_line(one), one.order, by=by, at=at)
    else:
        assert one.project is not None
        _as_gift(one, one.project, by=by, at=at)


def _fits(one: Difference, act: Act) -> bool:
    line = one.line
    if act == Act.FEE:
        is_fee = one.kind == DifferenceKind.FEE and one.theirs_minor > 0
        return is_fee or (one.cause in _FEES and line is not None and _left(line))
    if line is None or line.amount_minor <= 0 or one.kind not in _MONEY_IN or line.kind in FLOWS:
        return False
    if act == Act.GIFT:
        return one.cause != Cause.OWN_PAYOUT and not _is_booked_by_word(one)
    order = one.order
    return (
        act == Act.ORDER
        and order is not None
        and order.channel in BY_HAND
        and order.state in UNPAID
        and order.amount_minor == line.amount_minor
    )


def _left(line: Line) -> bool:
    return line.amount_minor < 0


def _is_booked_by_word(one: Difference) -> bool:
    """A payment service's word books what names an order of ours: booked here too, it were two."""
    return one.account.kind in PROVIDERS and one.order is not None


def _fee(one: Difference, *, by: str, at: datetime) -> None:
    bear_kept_fee(
        holder_of_organisation(one.account.organisation_id),
        Money(abs(one.theirs_minor)),
        key=f"difference:{one.pk}",
        happened_at=datetime.combine(one.day, time(12), tzinfo=CHINA),
    )
    if one.line is not None:
        Match.objects.create(line=one.line, kind=MatchKind.EXPLAINED, by=by, at=at)


def _for_order(line: Line, order: "GiftOrder | None", *, by: str, at: datetime) -> None:
    assert order is not None, "asked for when it was proposed"
    gift = CounterGift.objects.filter(order=order).first()
    if gift is not None:
        payment = receive_cheque(line, gift, at=at)
    else:
        payment = receive_line(line, order, at=at)
    match_line(line, payment, by=by, at=at)


def _as_gift(one: Difference, project: "Project", *, by: str, at: datetime) -> None:
    """A gift of what came: its giver's, where the line names an order; else a donor's."""
    line = _line(one)
    order = place_order(
        _giver(one),
        project=project.number,
        amount=Money(line.amount_minor),
        channel=Channel.BANK_TRANSFER,
        at=at,
    )
    match_line(line, receive_line(line, order, at=at), by=by, at=at)


def _giver(one: Difference) -> Actor:
    order = one.order
    if order is None or one.cause == Cause.LOOKS_LIKE or order.by_guest or order.donor_id is None:
        return _OURSELVES
    return Actor(f"person:{order.donor_id}", person_id=order.donor_id)


def _line(one: Difference) -> Line:
    assert one.line is not None, "asked for when it was proposed"
    return one.line
