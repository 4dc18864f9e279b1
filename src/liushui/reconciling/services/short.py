"""A cash box that two people counted and that does not hold what was taken: somebody settles it."""

from datetime import datetime

from django.db.models import F

from liushui.kernel.clock import day_of
from liushui.reconciling.models import Account, CashCount, Difference
from liushui.reconciling.queries.accounts import bank_account_of_cash
from liushui.reconciling.states import Cause, CountState, DifferenceKind


def look_for_short(organisation_id: int, *, at: datetime) -> int:
    """Write down each count that differs, with the bank account that the cash goes to.

    Safe to call twice. Without a bank account they wait until there is one.
    """
    account = bank_account_of_cash(organisation_id)
    if account is None:
        return 0
    differing = CashCount.objects.filter(
        till__organisation_id=organisation_id, state=CountState.AGREED, difference=None
    ).exclude(counted_minor=F("expected_minor"))
    fresh = [_one(account, count, at) for count in differing.order_by("pk")]
    return len(Difference.objects.bulk_create(fresh, ignore_conflicts=True))


def _one(account: Account, count: CashCount, at: datetime) -> Difference:
    return Difference(
        account=account,
        day=day_of(count.counted_at),
        kind=DifferenceKind.SHORT,
        cause=Cause.COUNTED,
        count=count,
        ours_minor=count.expected_minor,
        theirs_minor=count.counted_minor,
        found_at=at,
    )
