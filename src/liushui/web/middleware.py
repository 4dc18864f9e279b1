"""The language of a request, and one log line for each."""

import re
from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from liushui.base.metrics import count_request
from liushui.base.network import is_among

log = structlog.get_logger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """``?lang=`` for this page, else the cookie, else what the device asks, else 简体中文."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """One of the site's languages; an unknown one is as if none had been asked for."""
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return translation.get_language_from_request(request)


NUMBER = "X-Request-ID"
_NUMBER_FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLogMiddleware:
    """A number for each request, one line and one count. Never an address with its query.

    The number stands in every log line, in the answer's ``X-Request-ID`` and on pages of errors;
    one that the operator's own web server gave is kept.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        number = number_of(request)
        request.number = number  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            match: Any = request.resolver_match
            seconds = perf_counter() - begun
            log.info(
                "request",
                method=request.method,
                route=match.route if match else "",
                status=response.status_code,
                milliseconds=round(seconds * 1000),
            )
        view = match.view_name or "unnamed" if match else "none"
        count_request(view, request.method or "", response.status_code, seconds)
        response[NUMBER] = number
        return response


def number_of(request: HttpRequest) -> str:
    """The number that the operator's web server gave this request, else a fresh one."""
    said = request.headers.get(NUMBER, "")
    if _NUMBER_FORM.fullmatch(said) and is_among(
        request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    ):
        return said
    return uuid4().hex[:12]
