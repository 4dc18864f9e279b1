"""Refusals become pages, fragments or JSON in the reader's language, in this one place."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from liushui.base.metrics import REFUSALS
from liushui.kernel.errors import DomainError

log = structlog.get_logger(__name__)

Recorder = Callable[[Any], None]
Shape = Callable[[HttpRequest, DomainError], HttpResponse]
_recorders: dict[type[DomainError], Recorder] = {}
_shapes: dict[str, Shape] = {}


def record_when_refused(kind: type[DomainError], recorder: Recorder) -> None:
    """Have ``recorder`` called, after the roll-back, for each refusal of this kind."""
    _recorders[kind] = recorder


def shape_refusals_below(beginning: str, shape: Shape) -> None:
    """Have what is refused at addresses with this beginning answered in a form of its own."""
    _shapes[beginning] = shape


def record_refusal(error: DomainError) -> None:
    """Log a refusal by its code and let a registered recorder keep it for a person."""
    log.info("refused", code=error.code, status=error.status)
    REFUSALS.labels(error.code).inc()
    recorder = _recorders.get(type(error))
    if recorder is not None:
        recorder(error)


def refusal_text(error: DomainError) -> tuple[str, str]:
    """What happened and what to do, in the active language."""
    remedy = gettext(error.remedy) % error.facts if error.remedy else ""
    return gettext(error.message) % error.facts, remedy


def refusal_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused request: JSON where JSON was asked for, else a page."""
    for beginning, shape in _shapes.items():
        if request.path_info.startswith(beginning):
            return shape(request, error)
    message, remedy = refusal_text(error)
    facts = {"code": error.code, "message": message, "remedy": remedy}
    if request.accepts("text/html"):
        return render(request, "web/refusal.html", facts, status=error.status)
    return JsonResponse(facts, status=error.status)


class RefusalMiddleware:
    """Turns a ``DomainError`` that leaves a view into its answer; the transaction is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        record_refusal(error)
        return refusal_response(request, error)
