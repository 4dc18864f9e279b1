"""The first page: where the money of the whole installation is today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The balance, the look-up, the open projects."""
    return render(request, "web/home.html", {"at": timezone.now()})
