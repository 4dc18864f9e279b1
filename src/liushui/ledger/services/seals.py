"""Closing the books of a month, and keeping what they said (L33)."""

from datetime import date, datetime

from django.db import transaction

from liushui.kernel.clock import month_after, month_of
from liushui.ledger.errors import MonthNotOver, MonthNotSealed, refusals
from liushui.ledger.models import Holder, Report, Seal
from liushui.ledger.queries.reports import content_of, digest_of, read, seal_of
from liushui.ledger.queries.trial_balances import first_month, trial_balances
from liushui.ledger.services.locks import close_books


@transaction.atomic
def seal_month(holder: Holder, month: date, *, by: str, at: datetime) -> Seal:
    """Close the holder's books up to and with a month that is over. Twice changes nothing.

    Each month that this closes gets its report, which never changes. What happens in a closed month
    and is told later stands in the first month that is open.
    """
    month = month.replace(day=1)
    if month_after(month) > month_of(at):
        raise MonthNotOver(month=month.isoformat())
    close_books(holder.pk)
    found = Seal.objects.filter(holder=holder, month=month).first()
    if found is not None:
        return found
    with refusals(month=month.isoformat()):
        seal = Seal.objects.create(holder=holder, month=month, by=by, sealed_at=at)
    keep_reports(holder, month)
    return seal


@transaction.atomic
def keep_reports(holder: Holder, month: date) -> int:
    """Keep the reports of all closed months up to this one that have none; how many they were.

    Raises ``MonthNotSealed``. Bookings into closed months are refused, so it is never too late.
    """
    close_books(holder.pk)
    if seal_of(holder.pk, month) is None:
        raise MonthNotSealed(month=month.isoformat())
    last = Report.objects.filter(holder=holder, month__lte=month).order_by("-month").first()
    before = read(bytes(last.content)) if last else None
    since = month_after(before.month) if before else first_month(holder.pk, month) or month
    if since > month:
        return 0
    reports = []
    for balance in trial_balances(holder.pk, since, month, after=before):
        content = content_of(balance)
        reports.append(
            Report(
                holder=holder,
                month=balance.month,
                seal=seal_of(holder.pk, balance.month),
                content=content,
                digest=digest_of(content),
            )
        )
    Report.objects.bulk_create(reports)
    return len(reports)
