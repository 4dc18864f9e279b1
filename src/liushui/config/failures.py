"""The answers when we fall: pages that need nothing, with the number of the request.

In both languages and without the database, for either may be what failed.
"""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = "60"
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database cannot be reached, else 500; the log tells more by the number."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        answer = _page(request, 503)
        answer["Retry-After"] = RETRY_SECONDS
        return answer
    return _page(request, 500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for more than a form holds, else 400. What came is neither shown nor kept."""
    return _page(request, 413 if isinstance(exception, _TOO_MUCH) else 400)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    facts = {"request_number": getattr(request, "number", "")}
    return HttpResponse(render_to_string(f"{status}.html", facts), status=status)
