"""Proving once more who one is: before money moves, before the ways in change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from liushui.accounts.forms import AppCodeForm, CodeForm, RecoveryForm, say
from liushui.accounts.proven import Way, proof_renewed, second_proof
from liushui.accounts.queries import Factors, factors_of
from liushui.accounts.services import (
    challenge_to_use,
    confirm_own_phone,
    own_phone,
    send_code_to_own_phone,
    use_code_app,
    use_passkey,
    use_recovery_code,
)
from liushui.accounts.views.challenges import keep, site_of, spend
from liushui.accounts.views.entering import actor_of, is_fresh, network_of, safe_landing
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError
from liushui.kernel.masks import mask_phone

_PENDING = "confirm"
PAGE = "accounts/second_factor.html"


@never_cache
@sensitive_post_parameters("app_code", "recovery_code", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show a factor; who has none proves the phone anew, then adds one."""
    factors = factors_of(actor_of(request))
    wished = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method != "POST":
        return _page(request, factors, wished)
    judged = _by_factor(request) if factors.any else _by_phone(request)
    if judged is None:
        return _page(request, factors, wished, status=422)
    prove, form, field = judged
    try:
        prove()
    except DomainError as error:
        if form is None:
            record_refusal(error)
            refused = " ".join(refusal_text(error))
            return _page(request, factors, wished, status=error.status, refused=refused)
        say(form, field, error)
        return _page(request, factors, wished, status=error.status, **{field: form})
    if "send" in request.POST:
        return _page(request, factors, wished)
    return redirect(safe_landing(request, wished))


Judged = tuple[Callable[[], None], Any, str] | None


def _by_factor(request: HttpRequest) -> Judged:
    """How to judge the factor that was posted; nothing where the form is empty."""
    actor, at = actor_of(request), now()

    def app() -> None:
        use_code_app(actor, code=request.POST["app_code"], at=at)
        second_proof(request.session, Way.CODE_APP, at=at)

    def paper() -> None:
        use_recovery_code(actor, code=request.POST["recovery_code"], at=at)
        second_proof(request.session, Way.RECOVERY, at=at)

    def key() -> None:
        state, answer = spend(request, at=at), request.POST["answer"]
        use_passkey(actor, site_of(request), state, answer=answer, at=at)
        second_proof(request.session, Way.PASSKEY, at=at)

    if request.POST.get("app_code"):
        return app, AppCodeForm(request.POST), "app_code"
    if request.POST.get("recovery_code"):
        return paper, RecoveryForm(request.POST), "recovery_code"
    return (key, None, "") if request.POST.get("answer") else None


def _by_phone(request: HttpRequest) -> Judged:
    """A code to the actor's own phone: to be sent, or typed."""
    actor, at = actor_of(request), now()

    def send() -> None:
        handle = send_code_to_own_phone(actor, address=network_of(request), at=at)
        request.session[_PENDING] = str(handle)

    def typed() -> None:
        handle = UUID(request.session[_PENDING])
        confirm_own_phone(actor, handle=handle, code=request.POST["code"], at=at)
        del request.session[_PENDING]
        proof_renewed(request.session, at=at)

    if "send" in request.POST:
        return send, None, ""
    if _PENDING in request.session and request.POST.get("code"):
        return typed, CodeForm(request.POST), "code"
    return None


def _page(
    request: HttpRequest, factors: Factors, wished: str, *, status: int = 200, **given: Any
) -> HttpResponse:
    actor, at = actor_of(request), now()
    facts: dict[str, Any] = {
        "next": safe_landing(request, wished),
        "factors": factors,
        "app_code": AppCodeForm(),
        "recovery_code": RecoveryForm(),
        "code": CodeForm(),
        "is_sent": _PENDING in request.session,
        "may_add": not factors.any and is_fresh(request, at=at),
        "phone": mask_phone(own_phone(actor)),
        "options": "",
    }
    if factors.passkeys:
        facts["options"] = keep(request, challenge_to_use(actor, site_of(request)), at=at)
    return render(request, PAGE, {**facts, **given}, status=status)
