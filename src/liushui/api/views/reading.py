"""The description of the interface, for programs and for people."""

from typing import NoReturn

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from liushui.api.describing import described_rooms
from liushui.api.root import description
from liushui.kernel.errors import NotFound


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, with summaries in the caller's language."""
    del request
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Every operation with its fields, to be read."""
    return render(request, "api/page.html", {"rooms": described_rooms(description())})


@csrf_exempt
def missing(request: HttpRequest, rest: str) -> NoReturn:
    """No operation has this address."""
    del request, rest
    raise NotFound
