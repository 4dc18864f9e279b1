"""Lines of a bank's list: transfers that are awaited, cash brought in, payments sent out."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from liushui.base.states import move_state
from liushui.giving.queries import payments_numbered
from liushui.giving.services import receive_by_hand
from liushui.giving.states import UNPAID, Channel
from liushui.kernel.money import Money
from liushui.reconciling.models import Account, AwaitedTransfer, CounterGift, Line
from liushui.reconciling.queries.counter import cheques_at_bank, counts_to_bring
from liushui.reconciling.queries.lines import words_of
from liushui.reconciling.services.findings import BY
from liushui.reconciling.services.looking import Found, Lacking, Verdict
from liushui.reconciling.services.looking_flows import payout_behind
from liushui.reconciling.services.looking_out import OWN_CAUSES, CameHome, WentOut
from liushui.reconciling.states import (
    COUNTER_MOVES,
    Cause,
    CounterState,
    DifferenceKind,
    LineKind,
    MatchKind,
)

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder, Payment


def judge_bank(account: Account, lines: Sequence[Line], at: datetime) -> list[tuple[Line, Verdict]]:
    """One line after the other, since each takes what it fits. Books transfers that fit fully."""
    if not lines:
        return []
    ours = _Ours(account, lines)
    return [
        (line, ours.came(line, at) if line.kind == LineKind.INTO else ours.left(line))
        for line in lines
    ]


class _Ours:
    """What of ours the lines of one account may be, each taken once."""

    def __init__(self, account: Account, lines: Sequence[Line]) -> None:
        self._account = account
        own = account.organisation_id
        codes = [line.remark for line in lines if line.remark]
        awaited = AwaitedTransfer.objects.filter(account__organisation_id=own)
        awaited = awaited.select_related("order__project")
        self._by_code = {one.code: one for one in awaited.filter(code__in=codes)}
        amounts = {line.amount_minor for line in lines}
        self._open = list(
            awaited.filter(is_over=False, order__amount_minor__in=amounts).order_by("id")
        )
        self._counts = list(counts_to_bring(own, amounts))
        self._cheques = list(cheques_at_bank(own, amounts))
        self._gone = WentOut(own, lines)
        self._home = CameHome(own, lines)
        self._paid_out: set[int] = set()
        self._recorded = payments_numbered(
            Channel.BANK_TRANSFER, [bytes(line.digest).hex() for line in lines]
        )

    def came(self, line: Line, at: datetime) -> Verdict:
        """A transfer by its code or its sender, a cheque by its number, cash by its sum."""
        recorded = self._recorded.get(bytes(line.digest).hex())
        if recorded is not None:  # booked before, by a person
            return Found(MatchKind.PAYMENT, payment=recorded)
        named = self._by_code.get(line.remark)
        if named is not None:
            return self._coded(line, named, at)
        likely = [one for one in self._open if _can_be(one, line)]
        sure = [one for one in likely if _same_sender(one, line)]
        if len(sure) == 1:
            return self._take(line, sure[0], at)
        known = self._own(line) or self._cash(line) or self._cheque(line, at)
        return known or self._home.likely(line) or _unsure(line, likely)

    def left(self, line: Line) -> Verdict:
        """A payment out, a list of payments, or a gift that was sent back."""
        return self._gone.verdict(line)

    def _own(self, line: Line) -> Found | None:
        """Our own money: what a payment service paid out to us, or a payment that came back."""
        if line.remark != "payout":
            return self._home.found(line)
        flow = payout_behind(line, self._account.organisation_id, self._paid_out)
        if flow is None:
            return None
        self._paid_out.add(flow.pk)
        return Found(MatchKind.PAYOUT, other=flow)

    def _coded(self, line: Line, named: AwaitedTransfer, at: datetime) -> Verdict:
        order: GiftOrder = named.order
        if order.state not in UNPAID:
            return Lacking(DifferenceKind.DOUBLE, Cause.PAID_AGAIN, order.amount_minor, order)
        if order.amount_minor != line.amount_minor:
            return Lacking(
                DifferenceKind.AMOUNT, Cause.CODE_OTHER_AMOUNT, order.amount_minor, order
            )
        return self._take(line, named, at)

    def _take(self, line: Line, awaited: AwaitedTransfer, at: datetime) -> Verdict:
        payment = receive_line(line, awaited.order, at=at)
        self._open = [one for one in self._open if one.pk != awaited.pk]
        awaited.order.refresh_from_db(fields=["state"])
        return Found(MatchKind.PAYMENT, payment=payment)

    def _cash(self, line: Line) -> Found | None:
        fits = [
            one
            for one in self._counts
            if one.counted_minor == line.amount_minor and one.counted_at <= _end_of(line)
        ]
        if line.remark != "cash" or not fits:
            return None
        self._counts.remove(fits[0])
        return Found(MatchKind.COUNT, count=fits[0])

    def _cheque(self, line: Line, at: datetime) -> Verdict | None:
        """A cheque of this sum: sure when the bank names its number."""
        same = [one for one in self._cheques if one.order.amount_minor == line.amount_minor]
        if not same:
            return None
        _sender, _account, words = words_of([line]).get(line.pk, ("", "", ""))
        numbers = re.findall(r"\d+", f"{line.outside_ref} {words}")
        named = [one for one in same if one.cheque_number in numbers]
        if len(named) == 1:
            self._cheques.remove(named[0])
            return Found(MatchKind.PAYMENT, payment=receive_cheque(line, named[0], at=at))
        order = same[0].order
        return Lacking(DifferenceKind.UNKNOWN_IN, Cause.LOOKS_LIKE, order.amount_minor, order)


def _unsure(line: Line, likely: Sequence[AwaitedTransfer]) -> Lacking:
    """Nobody's yet: what it most looks like."""
    if line.remark in OWN_CAUSES:
        return Lacking(DifferenceKind.UNKNOWN_IN, OWN_CAUSES[line.remark])
    if len(likely) == 1:
        order = likely[0].order
        return Lacking(DifferenceKind.UNKNOWN_IN, Cause.LOOKS_LIKE, order.amount_minor, order)
    return Lacking(DifferenceKind.UNKNOWN_IN, Cause.NO_CODE)


def receive_cheque(line: Line, gift: CounterGift, *, at: datetime) -> "Payment":
    """Book a cheque out of the line that says that it cleared. Safe to call twice."""
    if gift.state == CounterState.AT_BANK:
        move_state(gift, to=CounterState.CLEARED, moves=COUNTER_MOVES, by=BY, at=at)
    return receive_line(line, gift.order, at=at)


def receive_line(line: Line, order: "GiftOrder", *, at: datetime) -> "Payment":
    """Settle an order with the money of a line; the payment that stands for it.

    Safe to call twice: a line is the number of one payment.
    """
    AwaitedTransfer.objects.filter(order=order).update(is_over=True)
    number = bytes(line.digest).hex()
    receive_by_hand(
        order.reference,
        Money(line.amount_minor),
        number=number,
        paid_at=line.happened_at,
        at=at,
    )
    return payments_numbered(order.channel, [number])[number]


def _can_be(awaited: AwaitedTransfer, line: Line) -> bool:
    order = awaited.order
    return (
        order.state in UNPAID
        and order.amount_minor == line.amount_minor
        and order.created_at <= _end_of(line)
        and line.day <= awaited.until
    )


def _end_of(line: Line) -> datetime:
    """Many banks tell the day alone: what was placed on it may have come before it."""
    return line.happened_at + timedelta(days=1)


def _same_sender(awaited: AwaitedTransfer, line: Line) -> bool:
    words = getattr(line, "words", None)
    if awaited.sender_hash is None or words is None or words.sender_hash is None:
        return False
    return bytes(awaited.sender_hash) == bytes(words.sender_hash)
