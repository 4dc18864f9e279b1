"""Keeps the list of signed-in browsers true, without a query for each page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from liushui.accounts.services import seen
from liushui.accounts.views.entering import SEEN, let_know

# How exact "last seen" is: a write each quarter of an hour, not each page.
EVERY_SECONDS = 15 * 60


class EntranceMiddleware:
    """Notes now and then that a session is in use; hands out the browser's cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        let_know(request, response)
        if request.session.accessed and "proven" in request.session:
            _note(request)
        return response


def _note(request: HttpRequest) -> None:
    at = now()
    seconds = int(at.timestamp())
    if seconds - request.session.get(SEEN, 0) >= EVERY_SECONDS:
        request.session[SEEN] = seconds
        seen(request.session.session_key or "", at=at)
