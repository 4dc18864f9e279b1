"""Every component in its states: for those who build pages, and for the tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The style guide; every name and figure on it is invented."""
    return render(request, "web/styleguide.html")
