"""What a charity's regular gifts bring in this month, and all of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.desk.tables import listing_of
from liushui.kernel.clock import month_after, month_named, month_of
from liushui.recurring import queries
from liushui.recurring.tables import MANDATES
from liushui.recurring.views.shared import actor_of


@never_cache
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """By project what the month brings in and what was left out; below it each regular gift."""
    at = now()
    month = month_named(request.GET.get("month", "")) or month_of(at)
    rows = queries.expected_in(actor_of(request), month)
    facts = {
        "listing": listing_of(MANDATES, request),
        "rows": rows,
        "sum": queries.sum_of(rows),
        "month": f"{month:%Y-%m}",
        "month_after": f"{month_after(month):%Y-%m}",
        "at": at,
    }
    return render(request, "recurring/console.html", facts)
