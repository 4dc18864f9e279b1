"""No request is larger than what a form of ours can hold."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from liushui.base.files import MAX_BYTES, FileTooLarge
from liushui.base.refusals import record_refusal, refusal_response

MIB = 1024 * 1024
# The largest form holds a voucher and a photo, and some words.
LIMIT_BYTES = 2 * MAX_BYTES + 4 * MIB


class BodyTooLarge(FileTooLarge):
    """The request announces more bytes than any form needs; none of them was read."""

    code = "body_too_large"
    status = 413


class BodyLimitMiddleware:
    """Refuses by the announced length, before anything is read or written to the disk.

    A request that announces none has no body for us: the WSGI server hands over nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _refused(request, LIMIT_BYTES) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_said: object
    ) -> HttpResponse | None:
        """The same for a page that takes less (``at_most``), before its form is read."""
        limit: int = getattr(view, "most_bytes", LIMIT_BYTES)
        return _refused(request, limit)


View = TypeVar("View", bound=Callable[..., HttpResponse])


def at_most(limit: int) -> Callable[[View], View]:
    """Have the page refuse a larger body by what is announced, before any of it is read."""

    def mark(view: View) -> View:
        view.most_bytes = limit  # type: ignore[attr-defined]
        return view

    return mark


def _refused(request: HttpRequest, limit: int) -> HttpResponse | None:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced[:20]) <= limit:
        return None
    error = BodyTooLarge(limit=f"{limit // MIB} MB")
    record_refusal(error)
    return refusal_response(request, error)
