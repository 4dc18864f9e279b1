"""The console's first page: what needs this person now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def console(request: HttpRequest) -> HttpResponse:
    """What waits for the holder of a post, by the clock."""
    return render(request, "web/console.html")
