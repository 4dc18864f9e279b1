"""No request is larger than what a form of ours can hold."""

from collections.abc import Callable

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
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced[:20]) <= LIMIT_BYTES:
            return self.get_response(request)
        error = BodyTooLarge(limit=f"{LIMIT_BYTES // MIB} MB")
        record_refusal(error)
        return refusal_response(request, error)
