"""What we have and an account's keeper does not: looked for once the days are told in full."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from liushui.disbursing.elsewhere import Moved, moved_home, moved_out
from liushui.disbursing.queries import lists_paid_between, paid_between, returned_between
from liushui.giving.queries import payments_between
from liushui.giving.queries.returned import refunds_by_bank, refunds_by_provider
from liushui.kernel.clock import CHINA, day_of
from liushui.reconciling.models import Account, Difference, Match, Statement
from liushui.reconciling.queries.accounts import bank_accounts_of, is_in
from liushui.reconciling.queries.days import told_until
from liushui.reconciling.services.short import look_for_short
from liushui.reconciling.states import PROVIDERS, Cause, DifferenceKind

if TYPE_CHECKING:
    from liushui.giving.models import GiftRefund

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
        return _payments(account, first, last, at) + _refunds(account, first, last, at)
    lacking = _payments_out(account, first, last, at) + _came_home(account, first, last, at)
    lacking += _refunds_out(account, first, last, at)
    lacking += look_for_short(account.organisation_id, at=at)
    return lacking + _moved_elsewhere(account, first, last, at)


def _payments(account: Account, first: date, last: date, at: datetime) -> int:
    begin, end = _span(max(first, account.since), last)
    paid = payments_between(account.kind, begin, end)
    ours = [one for one in paid if is_in(account, one)]
    known = _known("payment_id", [one.pk for one in ours])
    return _keep(
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
        if one.pk not in known
    )


def _refunds(account: Account, first: date, last: date, at: datetime) -> int:
    """What the provider said it sent back, and its bill does not name."""
    begin, end = _span(max(first, account.since), last)
    back = refunds_by_provider(account.kind, begin, end)
    sent = [one for one in back if is_in(account, one.payment)]
    return _keep_refunds(account, sent, at)


def _refunds_out(account: Account, first: date, last: date, at: datetime) -> int:
    begin, end = _span(max(first, account.since) - _BANK_DAYS, last)
    sent = refunds_by_bank(account.organisation_id, begin, end)
    told = [one for one in sent if _is_told_about(account, one.ended_at)]
    return _keep_refunds(account, told, at)


def _keep_refunds(account: Account, sent: "Sequence[GiftRefund]", at: datetime) -> int:
    references = [one.reference for one in sent]
    known = _known("refund_ref", references)
    return _keep(
        Difference(
            account=account,
            day=day_of(one.ended_at or at),
            kind=DifferenceKind.WE_HAVE,
            cause=Cause.NOT_BOOKED_YET,
            refund_ref=one.reference,
            order_id=one.order_id,
            ours_minor=-one.amount_minor,
            found_at=at,
        )
        for one in sent
        if one.reference not in known
    )


def _payments_out(account: Account, first: date, last: date, at: datetime) -> int:
    """A payment out may stand in any account of the body, so all must have told their days."""
    begin, end = _span(max(first, account.since) - _BANK_DAYS, last)
    paid = paid_between(account.organisation_id, begin, end)
    ours = [one for one in paid if _is_told_about(account, one.paid_at)]
    known = _known("disbursement_id", [one.pk for one in ours])
    listed = lists_paid_between(account.organisation_id, begin, end)
    told = _known("batch_id", [one.batch.pk for one in listed])
    known |= {pk for one in listed if one.batch.pk in told for pk in one.payment_ids}
    return _keep(
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
    )


def _came_home(account: Account, first: date, last: date, at: datetime) -> int:
    """What somebody booked as sent back by a bank, and no bank's list names."""
    begin, end = _span(max(first, account.since) - _BANK_DAYS, last)
    back = returned_between(account.organisation_id, begin, end)
    ours = [one for one in back if _is_told_about(account, one.returned_at)]
    known = _known("payment_return_id", [one.pk for one in ours])
    return _keep(
        Difference(
            account=account,
            day=day_of(one.returned_at),
            kind=DifferenceKind.WE_HAVE,
            cause=Cause.NOT_BOOKED_YET,
            payment_return=one,
            ours_minor=one.amount_minor,
            found_at=at,
        )
        for one in ours
        if one.pk not in known
    )


def _moved_elsewhere(account: Account, first: date, last: date, at: datetime) -> int:
    """What other modules' people booked as paid or come home, and no bank's list names."""
    begin, end = _span(max(first, account.since) - _BANK_DAYS, last)
    body = account.organisation_id
    gone: list[tuple[Moved, int]] = [(one, -1) for one in moved_out(body, begin, end)]
    gone += [(one, 1) for one in moved_home(body, begin, end)]
    ours = [(one, sign) for one, sign in gone if _is_told_about(account, one.at)]
    known = _known("moved_ref", [one.reference for one, _sign in ours])
    return _keep(
        Difference(
            account=account,
            day=day_of(one.at),
            kind=DifferenceKind.WE_HAVE,
            cause=Cause.NOT_AT_BANK,
            moved_ref=one.reference,
            ours_minor=sign * one.amount_minor,
            found_at=at,
        )
        for one, sign in ours
        if one.reference not in known
    )


def _known(column: str, values: Sequence[Any]) -> set[Any]:
    """Which of these were found in a line, or are missed already."""
    named = {f"{column}__in": list(values)}
    found = set(Match.objects.filter(**named).values_list(column, flat=True))
    if column == "batch_id":
        return found
    return found | set(Difference.objects.filter(**named).values_list(column, flat=True))


def _keep(differences: Iterable[Difference]) -> int:
    return len(Difference.objects.bulk_create(differences))


def _is_told_about(account: Account, moment: datetime | None) -> bool:
    """Whether every account of the body has told the day, and it is compared here."""
    if moment is None or day_of(moment) < account.since:
        return False
    return _is_told(bank_accounts_of(account.organisation_id), day_of(moment))


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
