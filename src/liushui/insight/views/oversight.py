"""What subordinate organisations report, for the federation above them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.queries.oversight import overseen, standings_below
from liushui.kernel.clock import day_of


@require_safe
def subordinates(request: HttpRequest) -> HttpResponse:
    """All organisations below, with their sums and the reports that are late."""
    now = timezone.now()
    found = standings_below(request.actor, day_of(now))  # type: ignore[attr-defined]
    return render(request, "insight/subordinates.html", {"standings": found, "at": now})


@require_safe
def subordinate(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation below: certificates, projects, sums, reports due."""
    now = timezone.now()
    found = overseen(request.actor, code, day_of(now))  # type: ignore[attr-defined]
    facts = {"found": found, "body": found.below.organisation, "at": now}
    return render(request, "insight/subordinate.html", facts)
