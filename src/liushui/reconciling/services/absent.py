"""What we have and an account's keeper does not: looked for once the days are told in full."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from liushui.disbursing.queries import paid_between
from liushui.giving.queries import payments_between
from liushui.kernel.clock import CHINA, day_of
from liushui.payments.services import PaymentNotSetUp, provider_of
from liushui.reconciling.models import Account, Difference, Match, Statement
from liushui.reconciling.queries.accounts import bank_accounts_of
from liushui.reconciling.queries.days import told_until
from liushui.reconciling.states import PROVIDERS, Cause, DifferenceKind

# A bank may write a payment down some days after it was ordered.
_BANK_DAYS = timedelta(days=3)
_LATE = time(23, 30)


def look_for_absent(account: Account, first: date, last: date, *, at: datetime) -> int:
    """Write down each payment of these days that stands in no line. Safe to call twice.

    The days are told by a statement; one that is not over yet is not told in full. The account is
    locked by whoever calls.
    """
    last = min(last, day_of(at) - timedelta(days=1))
    if account.kind in PROVIDERS:
        return _payments(account, first, last, at)
    return _payments_out(account, first, last, at)


def _payments(account: Account, first: date, last: date, at: datetime) -> int:
    begin, end = _span(max(first, account.since), last)
    is_shared = _is_of_installation(account)
    ours = [
        one
        for one in payments_between(account.kind, begin, end)
        if is_shared or one.order.project.organisation_id == account.organisation_id
    ]
    known = set(
        Match.objects.filter(payment__in=[one.pk for one in ours]).values_list(
            "payment_id", flat=True
        )
    )
    seen = set(
        Difference.objects.filter(payment__in=[one.pk for one in ours]).values_list(
            "payment_id", flat=True
        )
    )
    fresh = [
        Difference(
            account=account,
            day=day_of(one.paid_at),
            kind=DifferenceKind.WE_HAVE,
            cause=_cause(one.paid_at),
            payment=one,
            order=one.order,
            ours_minor=one.amount_minor,
            found_at=at,
        )
        for one in ours
        if one.pk not in known | seen
    ]
    Difference.objects.bulk_create(fresh)
    return len(fresh)


def _is_of_installation(account: Account) -> bool:
    """Whether payments come in here for every organisation; any other account is its own's."""
    try:
        return provider_of(account.kind).merchant.merchant_id == account.number
    except PaymentNotSetUp:
        return False


def _payments_out(account: Account, first: date, last: date, at: datetime) -> int:
    """A payment out may stand in any account of the body, so all must have told their days."""
    begin, end = _span(max(first, account.since) - _BANK_DAYS, last)
    ours = [
        one
        for one in paid_between(account.organisation_id, begin, end)
        if one.paid_at is not None
        and day_of(one.paid_at) >= account.since
        and _is_told(bank_accounts_of(account.organisation_id), day_of(one.paid_at))
    ]
    known = set(
        Match.objects.filter(disbursement__in=[one.pk for one in ours]).values_list(
            "disbursement_id", flat=True
        )
    ) | set(
        Difference.objects.filter(disbursement__in=[one.pk for one in ours]).values_list(
            "disbursement_id", flat=True
        )
    )
    fresh = [
        Difference(
            account=account,
            day=day_of(one.paid_at or at),
            kind=DifferenceKind.WE_HAVE,
            cause=Cause.NOT_BOOKED_YET,
            disbursement=one,
            ours_minor=-one.amount_minor,
            found_at=at,
        )
        for one in ours
        if one.pk not in known
    ]
    Difference.objects.bulk_create(fresh)
    return len(fresh)


def _is_told(accounts: Sequence[tuple[int, date | None]], day: date) -> bool:
    """Whether every account has statements for the day and the days in which it may follow.

    One that was closed tells of no day after that.
    """
    following = [day + timedelta(days=n) for n in range(_BANK_DAYS.days + 1)]
    for account, until in accounts:
        days = [one for one in following if until is None or one <= until]
        if not days:
            continue
        told = Statement.objects.filter(
            account=account, first_day__lte=days[-1], last_day__gte=days[0]
        )
        spans = [(one.first_day, told_until(one)) for one in told]
        if not all(any(first <= one <= last for first, last in spans) for one in days):
            return False
    return True


def _cause(paid_at: datetime) -> Cause:
    """About midnight the two sides may count another day."""
    late = paid_at.astimezone(CHINA).time() >= _LATE
    return Cause.NOT_BOOKED_YET if late else Cause.UNDONE


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(first, time.min, tzinfo=CHINA)
    return begin, datetime.combine(last + timedelta(days=1), time.min, tzinfo=CHINA)
