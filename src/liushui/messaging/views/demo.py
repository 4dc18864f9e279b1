"""The demo's page of messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.messaging.queries import screen_messages


@never_cache
@require_safe
def demo_messages(request: HttpRequest) -> HttpResponse:
    """What would have been sent."""
    return render(request, "messaging/demo_messages.html", {"shown": screen_messages()})
