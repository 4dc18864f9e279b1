"""Refusals for programs: application/problem+json (RFC 9457) with our stable codes."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from liushui.base.refusals import refusal_text
from liushui.kernel.errors import DomainError

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1/"


def problem_of(request: HttpRequest, error: DomainError, status: int | None = None) -> HttpResponse:
    """The answer to a refused call, in the caller's language; ``code`` is the same in each."""
    status = status or error.status
    message, remedy = refusal_text(error)
    facts: dict[str, Any] = {
        "type": f"urn:liushui:refusal:{error.code}",
        "title": message,
        "status": status,
        "detail": remedy,
        "code": error.code,
        "call": getattr(request, "number", ""),
    }
    wrong = error.facts.get("errors") or [
        {"at": name, "kind": "missing"} for name in _fields(error)
    ]
    if wrong:
        facts["errors"] = wrong
    return HttpResponse(
        json.dumps(facts, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )


def _fields(error: DomainError) -> Sequence[str]:
    """The fields that a service itself names as missing."""
    named = error.facts.get("fields", ())
    return named if isinstance(named, tuple) else ()


def is_problem(response: HttpResponse) -> bool:
    """Whether the answer has the form already."""
    return response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
