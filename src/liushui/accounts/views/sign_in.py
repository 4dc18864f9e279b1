"""Signing in by phone and code, and out. The phone is in no address, log line or session."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liushui.accounts.forms import CodeForm, PhoneForm, say
from liushui.accounts.houses import houses
from liushui.accounts.proven import Way
from liushui.accounts.services import forget_session
from liushui.accounts.views.entering import (
    HOME,
    SIGN_IN,
    actor_of,
    asker,
    enter,
    network_of,
    safe_landing,
)
from liushui.kernel.errors import DomainError
from liushui.parties.agreements import agreement_in
from liushui.parties.queries import masked_phone_of_code, phone_of_code
from liushui.parties.services import Asker, send_code, send_code_again, sign_in_with_code

_PENDING = "sign_in"


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a phone and send a code to it."""
    if request.method != "POST":
        wished = request.GET.get("next", "")
        if actor_of(request).person_id is not None:
            return redirect(safe_landing(request, wished))
        return _phone_page(request, PhoneForm(initial={"next": wished}))
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _phone_page(request, form, status=422)
    asked = form.cleaned_data
    try:
        handle = send_code(
            actor_of(request),
            phone=asked["phone"],
            address=network_of(request),
            at=now(),
            asker=asker(request, asked["phone"]),
        )
    except DomainError as error:
        say(form, "phone", error)
        return _phone_page(request, form, status=error.status)
    request.session[_PENDING] = {
        "handle": str(handle),
        "next": asked["next"],
        "language": get_language() or "",
    }
    return redirect("accounts:sign-in-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Try a code; the right one signs in. "again" sends another."""
    pending = request.session.get(_PENDING)
    if pending is None:
        return redirect(SIGN_IN)
    handle = UUID(pending["handle"])
    if request.method != "POST":
        return _code_page(request, CodeForm(), handle)
    if "again" in request.POST:
        return _send_again(request, handle)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, handle, status=422)
    try:
        account = sign_in_with_code(
            actor_of(request),
            handle=handle,
            code=form.cleaned_data["code"],
            agreement=agreement_in(pending["language"]),
            at=now(),
        )
    except DomainError as error:
        say(form, "code", error)
        return _code_page(request, form, handle, status=error.status)
    del request.session[_PENDING]
    enter(request, account, Way.CODE, at=now())
    return redirect(safe_landing(request, pending["next"]))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    forget_session(request.session.session_key or "")
    logout(request)
    return redirect(HOME)


def _send_again(request: HttpRequest, handle: UUID) -> HttpResponse:
    phone = phone_of_code(handle)
    try:
        fresh = send_code_again(
            actor_of(request),
            handle=handle,
            address=network_of(request),
            at=now(),
            asker=asker(request, phone) if phone else Asker.STRANGER,
        )
    except DomainError as error:
        form = CodeForm({"code": ""})
        form.errors.clear()
        say(form, "code", error)
        return _code_page(request, form, handle, status=error.status)
    request.session[_PENDING] = {**request.session[_PENDING], "handle": str(fresh)}
    return redirect("accounts:sign-in-code")


def _phone_page(request: HttpRequest, form: PhoneForm, status: int = 200) -> HttpResponse:
    facts = {
        "form": form,
        "agreement": agreement_in(get_language() or ""),
        "doors": houses(),
        "next": form["next"].value() or "",
    }
    return render(request, "accounts/sign_in.html", facts, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, handle: UUID, status: int = 200
) -> HttpResponse:
    facts = {"form": form, "phone": masked_phone_of_code(handle)}
    return render(request, "accounts/sign_in_code.html", facts, status=status)
