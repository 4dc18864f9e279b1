"""What a payment service's bill names and its movements do not, once both tell of a day."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from liushui.kernel.clock import CHINA, day_of
from liushui.reconciling.models import Account, Difference, Line, Match
from liushui.reconciling.queries.days import days_told
from liushui.reconciling.states import Cause, DifferenceKind, LineKind, MatchKind

_LATE = time(23, 30)
_ITSELF = ((LineKind.PAYMENT, LineKind.FLOW_TRADE), (LineKind.REFUND, LineKind.FLOW_BACK))


def look_for_unmoved(account: Account, first: date, last: date, *, at: datetime) -> int:
    """Write down each line of the bill whose money, or whose fee, did not move. Safe to call twice.

    A merchant whose fees are not taken by payment has none on the day, and lacks none. The account
    is locked by whoever calls.
    """
    end = min(last, day_of(at) - timedelta(days=1)) + timedelta(days=1)
    both = days_told(account, first, end) & days_told(account, first, end, moved=True)
    if not both:
        return 0
    billed = account.lines.filter(
        day__in=both, kind__in=(LineKind.PAYMENT, LineKind.REFUND), difference=None
    )
    alone = billed.filter(~_told(MatchKind.BILLED))
    unmoved = [line for kind, moves in _ITSELF for line in alone.filter(~_named(moves), kind=kind)]
    unpaid = billed.filter(
        _told(MatchKind.BILLED), ~_told(MatchKind.FEE), ~_named(LineKind.FLOW_FEE)
    )
    by_payment = account.lines.filter(day__in=both, kind=LineKind.FLOW_FEE).exists()
    kept = list(unpaid.filter(kind=LineKind.PAYMENT).exclude(fee_minor=0)) if by_payment else []
    fresh = [
        *(_one(line, line.amount_minor, _cause(line), at) for line in unmoved),
        *(_one(line, -line.fee_minor, Cause.FEE_DIFFERS, at) for line in kept),
    ]
    Difference.objects.bulk_create(fresh)
    return len(fresh)


def _told(kind: MatchKind) -> Exists:
    return Exists(Match.objects.filter(other=OuterRef("pk"), kind=kind))


def _named(kind: LineKind) -> Exists:
    """Whether a movement names it: that one says what differs, and once is enough."""
    same = Q(outside_ref=OuterRef("outside_ref")) | Q(our_ref=OuterRef("our_ref"))
    moved = Line.objects.filter(same, account=OuterRef("account"), kind=kind)
    return Exists(moved)


def _one(line: Line, minor: int, cause: Cause, at: datetime) -> Difference:
    return Difference(
        account_id=line.account_id,
        day=line.day,
        kind=DifferenceKind.UNMOVED,
        cause=cause,
        line=line,
        ours_minor=minor,
        found_at=at,
    )


def _cause(line: Line) -> Cause:
    """About midnight the two may count another day."""
    late = line.happened_at.astimezone(CHINA).time() >= _LATE
    return Cause.NEXT_DAY if late else Cause.HELD_BACK
