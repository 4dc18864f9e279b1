"""The papers of one gift, for whoever may see the gift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.papers import services
from liushui.papers.views.shared import actor_of, as_pdf


@never_cache
@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """The three papers that hold, and those before them that hold no more."""
    order, shown = services.papers_for(actor_of(request), reference, at=now())
    facts = {
        "order": order,
        "holding": [one for one in shown if one.holds],
        "before": [one for one in shown if not one.holds],
    }
    return render(request, "papers/gift.html", facts)


@never_cache
@require_safe
def paper(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One of them as signed PDF."""
    order, _shown = services.papers_for(actor_of(request), reference, at=now())
    return as_pdf(services.paper_bytes(order, kind, at=now()), f"{reference}-{kind}")
