"""Refusals for programs: application/problem+json (RFC 9457) with our stable codes."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from liushui.base.refusals import refusal_text
from liushui.kernel.errors import DomainError

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1/"


def problem_of(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused call, in the caller's language; ``code`` is the same in each."""
    message, remedy = refusal_text(error)
    facts: dict[str, Any] = {
        "type": f"urn:liushui:refusal:{error.code}",
        "title": message,
        "status": error.status,
        "detail": remedy,
        "code": error.code,
        "call": getattr(request, "number", ""),
    }
    if "errors" in error.facts:
        facts["errors"] = error.facts["errors"]
    return HttpResponse(
        json.dumps(facts, ensure_ascii=False), status=error.status, content_type=MEDIA_TYPE
    )


def is_problem(response: HttpResponse) -> bool:
    """Whether the answer has the form already."""
    return response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
