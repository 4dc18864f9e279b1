"""What each kind of instruction needs, and the ledger's service that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING

from liushui.books.errors import FundNotOurs
from liushui.books.states import InstructionKind
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.money import Money
from liushui.ledger import services as ledger
from liushui.ledger.queries.books import fund_of_gift, hold_of_freeze, movements_of_deed
from liushui.ledger.services.clawing_back import claw_back_matches, freeze_matches
from liushui.ledger.services.designations import Leftover, move_surplus
from liushui.ledger.services.kinds import write_off
from liushui.ledger.states import Purpose

if TYPE_CHECKING:
    from liushui.books.models import Instruction
    from liushui.ledger.models import Fund, Movement

Moved = Sequence["Movement"]


@dataclass(frozen=True, slots=True)
class Act:
    """``asks`` are the fields that it needs; ``leaves`` those that may stay empty."""

    asks: frozenset[str]
    carry: "Callable[[Instruction], Moved]"
    leaves: frozenset[str] = field(default_factory=frozenset)


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


def _fund(one: "Instruction") -> "Fund":
    assert one.fund is not None, "asked for when it was proposed"
    return one.fund


def _entry(one: "Instruction") -> "Movement":
    assert one.movement is not None, "asked for when it was proposed"
    return one.movement


def _refund(one: "Instruction") -> Moved:
    return ledger.refund_gift(one.gift, _amount(one), key=key_of(one), happened_at=moment_of(one))


def _owed_refund(one: "Instruction") -> Moved:
    return ledger.return_owed(one.gift, _amount(one), key=key_of(one), happened_at=moment_of(one))


def _charge_back(one: "Instruction") -> Moved:
    return ledger.charge_back(one.gift, _amount(one), key=key_of(one), happened_at=moment_of(one))


def _dispute_won(one: "Instruction") -> Moved:
    lost = _entry(one).key
    amount = Money(one.amount_minor) if one.amount_minor else None
    return ledger.win_dispute(lost, key=key_of(one), happened_at=moment_of(one), amount=amount)


def _freeze_fund(one: "Instruction") -> Moved:
    return [ledger.freeze(_fund(one), _amount(one), key=key_of(one), happened_at=moment_of(one))]


def _freeze_gift(one: "Instruction") -> Moved:
    amount = Money(one.amount_minor) if one.amount_minor else None
    return ledger.freeze_gift(one.gift, key=key_of(one), happened_at=moment_of(one), amount=amount)


def _freeze_matches(one: "Instruction") -> Moved:
    return freeze_matches(one.gift, key=key_of(one), happened_at=moment_of(one))


def _claw_back(one: "Instruction") -> Moved:
    return claw_back_matches(one.gift, key=key_of(one), happened_at=moment_of(one))


def _thaw(one: "Instruction") -> Moved:
    return [ledger.thaw(_entry(one), key=key_of(one), happened_at=moment_of(one))]


def _recall(one: "Instruction") -> Moved:
    by, key = one.decided_by or one.proposed_by, key_of(one)
    ledger.ask_back(one.gift, _amount(one), key=key, by=by, why=one.reference, at=moment_of(one))
    return movements_of_deed(key)


def _paid_back(one: "Instruction") -> Moved:
    hold = hold_of_freeze(_entry(one).pk)
    return ledger.confirm_paid_back(hold, key=key_of(one), happened_at=moment_of(one))


def _recall_ended(one: "Instruction") -> Moved:
    recall = hold_of_freeze(_entry(one).pk).recall
    return ledger.withdraw_recall(recall, key=key_of(one), happened_at=moment_of(one))


def _wrong_target(one: "Instruction") -> Moved:
    assert one.to_fund is not None, "asked for when it was proposed"
    wrong = one.fund or fund_of_gift(one.gift)
    if wrong.pk == one.to_fund.pk:
        raise FundNotOurs
    return ledger.correct_target(
        one.gift,
        _amount(one),
        wrong=wrong,
        right=one.to_fund,
        key=key_of(one),
        happened_at=moment_of(one),
    )


def _write_off(one: "Instruction") -> Moved:
    gone = write_off(_amount(one), source=_fund(one), key=key_of(one), happened_at=moment_of(one))
    return [gone]


def _kept_fee(one: "Instruction") -> Moved:
    fund = _fund(one)
    return ledger.bear_kept_fee(
        fund.holder,
        _amount(one),
        key=key_of(one),
        happened_at=moment_of(one),
        purpose=Purpose(fund.purpose_kind, fund.purpose_id),
    )


def _repay_advance(one: "Instruction") -> Moved:
    holder = _fund(one).holder
    return ledger.repay_advances(holder, _amount(one), key=key_of(one), happened_at=moment_of(one))


def _surplus(one: "Instruction") -> Moved:
    assert one.to_fund is not None, "asked for when it was proposed"
    left = Leftover(_fund(one), one.to_fund, _amount(one), one.why, one.proposed_by)
    move_surplus(one.decided_by or "rehearsal", left, key=key_of(one), at=moment_of(one))
    return movements_of_deed(key_of(one))


_OF_A_GIFT = frozenset({"gift", "amount"})
_ENTRY = frozenset({"movement"})
ACTS: Mapping[str, Act] = {
    InstructionKind.FREEZE_FUND: Act(frozenset({"fund", "amount"}), _freeze_fund),
    InstructionKind.FREEZE_GIFT: Act(frozenset({"gift"}), _freeze_gift, frozenset({"amount"})),
    InstructionKind.FREEZE_MATCHES: Act(frozenset({"gift"}), _freeze_matches),
    InstructionKind.CLAW_BACK: Act(frozenset({"gift"}), _claw_back),
    InstructionKind.THAW: Act(_ENTRY, _thaw),
    InstructionKind.RECALL: Act(_OF_A_GIFT, _recall),
    InstructionKind.PAID_BACK: Act(_ENTRY | {"outside_ref"}, _paid_back),
    InstructionKind.RECALL_ENDED: Act(_ENTRY, _recall_ended),
    InstructionKind.REFUND: Act(_OF_A_GIFT, _refund),
    InstructionKind.OWED_REFUND: Act(_OF_A_GIFT | {"cause"}, _owed_refund),
    InstructionKind.CHARGE_BACK: Act(_OF_A_GIFT | {"outside_ref"}, _charge_back),
    InstructionKind.DISPUTE_WON: Act(_ENTRY | {"outside_ref"}, _dispute_won, frozenset({"amount"})),
    InstructionKind.WRONG_TARGET: Act(_OF_A_GIFT | {"to_fund"}, _wrong_target, frozenset({"fund"})),
    InstructionKind.WRITE_OFF: Act(frozenset({"fund", "amount"}), _write_off),
    InstructionKind.KEPT_FEE: Act(frozenset({"fund", "amount", "outside_ref"}), _kept_fee),
    InstructionKind.REPAY_ADVANCE: Act(frozenset({"fund", "amount"}), _repay_advance),
    InstructionKind.SURPLUS: Act(frozenset({"fund", "to_fund", "amount"}), _surplus),
}
