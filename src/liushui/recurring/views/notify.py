"""Where a provider calls back about agreements. Answered in its own words, 2xx after the commit."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liushui.kernel.errors import DomainError
from liushui.payments.provider import ALIPAY, Untrusted
from liushui.recurring.services import accept_notice

LIMIT_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def notify(request: HttpRequest, name: str) -> HttpResponse:
    """One call-back. The signature is its only proof, so it needs neither session nor token."""
    if int(request.headers.get("Content-Length") or 0) > LIMIT_BYTES:
        return _said(name, "too long", 413)
    try:
        accept_notice(name, request.headers, request.body, at=now())
    except Untrusted as refusal:
        return _said(name, refusal.reason, 401)
    except DomainError as error:
        return _said(name, error.code, error.status)
    return _said(name, "", 200)


def _said(name: str, trouble: str, status: int) -> HttpResponse:
    if name == ALIPAY:
        return HttpResponse("failure" if trouble else "success", content_type="text/plain")
    code = "FAIL" if trouble else "SUCCESS"
    return JsonResponse({"code": code, "message": trouble}, status=status)
