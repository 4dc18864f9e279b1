"""What each kind of instruction needs, and the ledger's service that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from liushui.books.states import InstructionKind
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.money import Money
from liushui.ledger.services import freeze, freeze_gift, refund_gift, thaw

if TYPE_CHECKING:
    from liushui.books.models import Instruction
    from liushui.ledger.models import Movement


@dataclass(frozen=True, slots=True)
class Act:
    """``asks`` are the fields that it needs; ``leaves`` those that may stay empty."""

    asks: frozenset[str]
    carry: "Callable[[Instruction], Sequence[Movement]]"
    leaves: frozenset[str] = frozenset()


def key_of(one: "Instruction") -> str:
    """The key of what it books: told twice, it is booked once."""
    return f"instruction:{one.reference}"


def moment_of(one: "Instruction") -> datetime:
    """When it happened: at its proposal, or at noon of the day that was told."""
    if day_of(one.proposed_at) == one.happened_on:
        return one.proposed_at
    return datetime.combine(one.happened_on, time(12), tzinfo=CHINA)


def _amount(one: "Instruction") -> Money:
    assert one.amount_minor is not None, "asked for when it was proposed"
    return Money(one.amount_minor)


def _refund(one: "Instruction") -> "Sequence[Movement]":
    return refund_gift(one.gift, _amount(one), key=key_of(one), happened_at=moment_of(one))


def _freeze_fund(one: "Instruction") -> "Sequence[Movement]":
    assert one.fund is not None, "asked for when it was proposed"
    return [freeze(one.fund, _amount(one), key=key_of(one), happened_at=moment_of(one))]


def _freeze_gift(one: "Instruction") -> "Sequence[Movement]":
    amount = Money(one.amount_minor) if one.amount_minor else None
    return freeze_gift(one.gift, key=key_of(one), happened_at=moment_of(one), amount=amount)


def _thaw(one: "Instruction") -> "Sequence[Movement]":
    assert one.movement is not None, "asked for when it was proposed"
    return [thaw(one.movement, key=key_of(one), happened_at=moment_of(one))]


ACTS: Mapping[str, Act] = {
    InstructionKind.FREEZE_FUND: Act(frozenset({"fund", "amount"}), _freeze_fund),
    InstructionKind.FREEZE_GIFT: Act(frozenset({"gift"}), _freeze_gift, frozenset({"amount"})),
    InstructionKind.THAW: Act(frozenset({"movement"}), _thaw),
    InstructionKind.REFUND: Act(frozenset({"gift", "amount"}), _refund),
}
