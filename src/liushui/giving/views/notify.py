"""Where the provider calls back. Answered in JSON, 2xx only after the commit."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liushui.giving.services import accept_notice
from liushui.kernel.errors import DomainError
from liushui.payments.provider import ALIPAY

LIMIT_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def wechat_notify(request: HttpRequest) -> HttpResponse:
    """One call-back. The signature is its only proof, so it needs neither session nor token."""
    if int(request.headers.get("Content-Length") or 0) > LIMIT_BYTES:
        return _said("FAIL", "too long", 413)
    try:
        answer = accept_notice(request.headers, request.body, at=now())
    except DomainError as error:
        return _said("FAIL", error.code, error.status)
    return _said("SUCCESS" if answer.is_taken else "FAIL", answer.outcome, answer.status)


@csrf_exempt
@require_POST
def alipay_notify(request: HttpRequest) -> HttpResponse:
    """One call-back of Alipay, which repeats it until it reads the one word ``success``."""
    if int(request.headers.get("Content-Length") or 0) > LIMIT_BYTES:
        return _plain("failure", 413)
    try:
        answer = accept_notice(request.headers, request.body, by=ALIPAY, at=now())
    except DomainError as error:
        return _plain("failure", error.status)
    return _plain("success" if answer.is_taken else "failure", answer.status)


def _plain(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain")


def _said(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
