"""Notes that a project's page or its page for giving was opened: a count, of nobody."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from liushui.items.services.openings import note_opened
from liushui.items.states import Opened

_PAGES = {"projects:project": Opened.PAGE, "giving:give": Opened.FORM}
_MACHINES = re.compile(
    "bot|spider|crawl|slurp|preview|curl|wget|python|headlesschrome", re.IGNORECASE
)
_TAG = re.compile(r"[a-z0-9-]{1,32}")
_KIND = re.compile(r"([a-z]{1,12}):.+")
_OK = 200


class OpenedMiddleware:
    """Counts pages that a person's browser was shown; not what machines and prefetching ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        page = _PAGES.get(match.view_name) if match is not None else None
        if page is not None and match is not None and _is_shown(request, response):
            note_opened(page, str(match.kwargs["number"]), _channel(request), at=now())
        return response


def _is_shown(request: HttpRequest, response: HttpResponse) -> bool:
    if request.method != "GET" or response.status_code != _OK:
        return False
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return False
    return not _MACHINES.search(request.headers.get("User-Agent", ""))


def _channel(request: HttpRequest) -> str:
    """The tag of the link; else the kind of thing that led here, as an order keeps it."""
    tag = request.GET.get("tag", "").lower()
    if _TAG.fullmatch(tag):
        return tag
    kind = _KIND.fullmatch(request.GET.get("by", ""))
    return f"{kind[1]}:" if kind else ""
