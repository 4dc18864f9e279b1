"""The masked page of a case: what the public may know, and what was used for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.cases import queries
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.ledger.queries import used_of


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case. Not for search engines: even a masked fact is not to be collected."""
    found = queries.case_for(request.actor, number)  # type: ignore[attr-defined]
    used = sum(used_of("case", found.pk).values())
    facts = {
        "known": queries.public_facts(found),
        "case": found,
        "used": used,
        "takes_gifts": queries.takes_gifts(found),
        "waterline": lay_waterline([("used", used)], found.need_minor),
        "at": timezone.now(),
    }
    response = render(request, "cases/case.html", facts)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return response
