"""The answer when a bug made us fall: a page that needs nothing, with the number of the request."""

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """In both languages, without the database; the log tells the rest under the same number."""
    facts = {"request_number": getattr(request, "number", "")}
    return HttpResponseServerError(render_to_string("500.html", facts))
