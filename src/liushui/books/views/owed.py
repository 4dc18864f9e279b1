"""What is owed: advances with their age, and what others pay back under recalls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.books import policies, queries
from liushui.books.views.shared import actor_of


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """Open advances and hops of recalls that wait, each with the instruction that ends it."""
    now, actor = timezone.now(), actor_of(request)
    facts = {
        "owed": queries.owed_by(actor, now),
        "hops": queries.hops_waiting(actor),
        "can_propose": bool(policies.bodies_to_propose_for(actor)),
        "at": now,
    }
    return render(request, "books/owed.html", facts)
