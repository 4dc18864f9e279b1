"""Movements of a payment service's account, held against its bill and against the banks' lists."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from liushui.reconciling.models import Account, Line, Match, Statement
from liushui.reconciling.services.looking import Found, Lacking, Verdict
from liushui.reconciling.states import (
    MOVEMENTS,
    AccountKind,
    Cause,
    DifferenceKind,
    LineKind,
    MatchKind,
)

# A pay-out is at the bank on the same day or on one of the next working days.
ARRIVES_WITHIN = timedelta(days=5)
_MOVES_WITHIN = timedelta(days=7)
_BILLED = (LineKind.PAYMENT, LineKind.REFUND)


def judge_flows(account: Account, lines: Sequence[Line]) -> list[tuple[Line, Verdict]]:
    """What each movement is: a line of the bill, its fee, or a pay-out that came to a bank."""
    if not lines:
        return []
    known = _Known(account, lines)
    return [(line, known.verdict(line)) for line in lines]


def payout_behind(line: Line, organisation_id: int, but: set[int]) -> Line | None:
    """The pay-out of a payment service that this line of a bank is, if one movement tells it."""
    flows = Line.objects.filter(
        account__organisation_id=organisation_id,
        kind=LineKind.FLOW_OUT,
        amount_minor=-line.amount_minor,
        day__gte=line.day - ARRIVES_WITHIN,
        day__lte=line.day,
    )
    return flows.filter(_free(line)).exclude(pk__in=but).order_by("day", "pk").first()


class _Known:
    """The lines of the bill that these movements may be, and what was found for them before."""

    def __init__(self, account: Account, lines: Sequence[Line]) -> None:
        self._account = account
        outside = {line.outside_ref for line in lines if line.outside_ref}
        ours = {line.our_ref for line in lines if line.our_ref}
        days = [line.day for line in lines]
        near = (min(days) - _MOVES_WITHIN, max(days) + _MOVES_WITHIN)
        named = Q(outside_ref__in=outside) | Q(our_ref__in=ours, day__range=near)
        billed = list(account.lines.filter(named, kind__in=_BILLED).order_by("pk"))
        self._named: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for one in billed:
            for number in {one.outside_ref, one.our_ref}:
                self._named[one.kind, number].append(one)
        found = Match.objects.filter(other__in=billed).values_list("other_id", "kind")
        self._taken: set[tuple[int | None, str]] = set(found)
        self._arrived: set[int] = set()

    def verdict(self, line: Line) -> Verdict:
        if line.kind == LineKind.FLOW_OUT:
            return self._paid_out(line)
        if line.kind == LineKind.FLOW_FEE:
            return self._fee(line)
        if line.kind == LineKind.FLOW_ELSE:
            kind = DifferenceKind.UNKNOWN_IN if line.amount_minor > 0 else _LEFT
            return Lacking(kind, Cause.MOVED_THERE)
        return self._moved(line)

    def _moved(self, line: Line) -> Verdict:
        """A payment or a refund of the bill."""
        kind = LineKind.PAYMENT if line.kind == LineKind.FLOW_TRADE else LineKind.REFUND
        billed = self._billed(line, kind)
        if not billed:
            return Lacking(DifferenceKind.MOVED, Cause.BILL_LACKS)
        free = [one for one in billed if (one.pk, MatchKind.BILLED) not in self._taken]
        if not free:
            return Lacking(DifferenceKind.DOUBLE, Cause.PAID_AGAIN, billed[0].amount_minor)
        fits = [one for one in free if line.amount_minor in _moving(one)]
        if not fits:
            return Lacking(DifferenceKind.AMOUNT, Cause.UNDONE, free[0].amount_minor)
        return self._take(fits[0], MatchKind.BILLED)

    def _fee(self, line: Line) -> Verdict:
        billed = self._billed(line, LineKind.PAYMENT)
        if line.amount_minor > 0 or not billed:
            billed = self._billed(line, LineKind.REFUND) or billed
        if not billed:
            if line.amount_minor < 0 and self._is_told(line):
                return Lacking(_LEFT, Cause.OTHER_FEE)
            return Lacking(DifferenceKind.MOVED, Cause.BILL_LACKS)
        free = [one for one in billed if (one.pk, MatchKind.FEE) not in self._taken]
        if not free:
            return Lacking(DifferenceKind.DOUBLE, Cause.PAID_AGAIN, -billed[0].fee_minor)
        fits = [one for one in free if line.amount_minor == -one.fee_minor]
        if not fits:
            return Lacking(DifferenceKind.AMOUNT, Cause.FEE_DIFFERS, -free[0].fee_minor)
        return self._take(fits[0], MatchKind.FEE)

    def _paid_out(self, line: Line) -> Verdict:
        """A pay-out: the line of a bank that names it already, else the first that it fits."""
        at_banks = Line.objects.filter(
            account__organisation_id=self._account.organisation_id,
            account__kind=AccountKind.BANK,
            remark="payout",
            amount_minor=-line.amount_minor,
            day__gte=line.day,
            day__lte=line.day + ARRIVES_WITHIN,
        )
        free = at_banks.filter(_free(line)).exclude(pk__in=self._arrived)
        found = free.filter(match__other=line).first() or free.order_by("day", "pk").first()
        if found is None:
            return Lacking(_LEFT, Cause.ON_ITS_WAY)
        self._arrived.add(found.pk)
        return Found(MatchKind.PAYOUT, other=found)

    def _billed(self, line: Line, kind: LineKind) -> list[Line]:
        """By the keeper's number, else by ours. Alipay's refunds all have their payment's."""
        numbers = [number for number in (line.outside_ref, line.our_ref) if number]
        return next((self._named[kind, one] for one in numbers if (kind, one) in self._named), [])

    def _take(self, billed: Line, kind: MatchKind) -> Found:
        self._taken.add((billed.pk, kind))
        return Found(kind, other=billed)

    def _is_told(self, line: Line) -> bool:
        """Whether the day's bill was read, so that what it does not name is not to come."""
        bills = Statement.objects.filter(
            account=self._account, first_day__lte=line.day, last_day__gte=line.day
        )
        return bills.exclude(form__in=MOVEMENTS).exists()


_LEFT = DifferenceKind.UNKNOWN_OUT


def _moving(billed: Line) -> set[int]:
    """What may move for a line: of a refund whose fee is given back also that much less."""
    is_back = billed.kind == LineKind.REFUND
    return {billed.amount_minor, billed.amount_minor - (billed.fee_minor if is_back else 0)}


def _free(line: Line) -> Q:
    """Lines that no other line is held to be the other end of."""
    ended = Match.objects.filter(kind=MatchKind.PAYOUT)
    taken = ended.exclude(line=line).values("other_id")
    elsewhere = ended.exclude(other=line).values("line_id")
    return ~Q(pk__in=taken) & ~Q(pk__in=elsewhere)
