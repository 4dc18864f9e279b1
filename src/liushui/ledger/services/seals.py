"""Closing the books of a month (L33)."""

from datetime import date, datetime

from django.db import transaction

from liushui.kernel.clock import month_after, month_of
from liushui.ledger.errors import MonthNotOver, refusals
from liushui.ledger.models import Holder, Seal


@transaction.atomic
def seal_month(holder: Holder, month: date, *, by: str, at: datetime) -> Seal:
    """Close the holder's books up to and with a month that is over. Twice changes nothing.

    What happens in a closed month and is told later stands in the first month that is open.
    """
    month = month.replace(day=1)
    if month_after(month) > month_of(at):
        raise MonthNotOver(month=month.isoformat())
    Holder.objects.select_for_update(no_key=True).get(pk=holder.pk)
    found = Seal.objects.filter(holder=holder, month=month).first()
    if found is not None:
        return found
    with refusals(month=month.isoformat()):
        return Seal.objects.create(holder=holder, month=month, by=by, sealed_at=at)
