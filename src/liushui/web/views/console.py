"""The console's first page: what needs this person now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.queries.organisations import books_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.queries import organisations_of
from liushui.web.queries import case_needs, money_needs, report_needs


@require_safe
def console(request: HttpRequest) -> HttpResponse:
    """What waits for the holder of a post: money first, then what the law sets a day for."""
    actor = request.actor  # type: ignore[attr-defined]
    organisations = organisations_of(actor)
    if not organisations:
        raise NotAllowed
    now = timezone.now()
    money, reports = money_needs(actor), report_needs(actor, day_of(now))
    cases = case_needs(actor)
    facts = {
        "organisations": organisations,
        "money": money,
        "cases": cases,
        "reports": reports,
        "waiting": len(money) + len(cases) + len(reports),
        "books": [(one, books_of(one.pk)) for one in organisations[:3]],
        "at": now,
    }
    return render(request, "web/console.html", facts)
