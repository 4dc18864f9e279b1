"""Where a provider calls back about what is not a payment. Answered in JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liushui.kernel.errors import DomainError
from liushui.payments.provider import Untrusted
from liushui.payments.services import hear_complaint

LIMIT_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def wechat_complaint(request: HttpRequest) -> HttpResponse:
    """A payer complained. The signature is its only proof, so it needs no session and no token."""
    if int(request.headers.get("Content-Length") or 0) > LIMIT_BYTES:
        return _said("FAIL", "too long", 413)
    try:
        hear_complaint(request.headers, request.body, at=now())
    except Untrusted as refusal:
        return _said("FAIL", refusal.reason, 401)
    except DomainError as error:
        return _said("FAIL", error.code, error.status)
    return _said("SUCCESS", "heard", 200)


def _said(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
