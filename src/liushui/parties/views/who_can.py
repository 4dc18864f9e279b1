"""The page that says who can see or do something."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liushui.parties.queries.who_can import who_can
from liushui.parties.views.asking import actor_of, today


@require_safe
def access(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Each thing that can be done to it, and everyone who can."""
    told = who_can(actor_of(request), kind, key, today())
    return render(request, "parties/access.html", {"told": told, "on": today()})
