"""Signing in and out. The phone is never in an address, a log line or the session."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.network import asker_network
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.forms import CodeForm, PhoneForm
from liushui.parties.queries import masked_phone_of_code
from liushui.parties.services import send_code, send_code_again, sign_in_with_code

HOME = "/"
_PENDING = "sign_in"


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a phone and send a code to it."""
    if request.method != "POST":
        if _actor(request).person_id is not None:
            return redirect(safe_landing(request, request.GET.get("next", "")))
        return _phone_page(request, PhoneForm(initial={"next": request.GET.get("next", "")}))
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _phone_page(request, form, status=422)
    asked = form.cleaned_data
    try:
        handle = send_code(
            _actor(request), phone=asked["phone"], address=address_of(request), at=now()
        )
    except DomainError as error:
        _say(form, "phone", error)
        return _phone_page(request, form, status=error.status)
    request.session[_PENDING] = {
        "handle": str(handle),
        "next": asked["next"],
        "language": get_language() or "",
    }
    return redirect("parties:sign-in-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Try a code; the right one signs in. "again" sends another."""
    pending = request.session.get(_PENDING)
    if pending is None:
        return redirect("parties:sign-in")
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
            _actor(request),
            handle=handle,
            code=form.cleaned_data["code"],
            agreement=agreement_in(pending["language"]),
            at=now(),
        )
    except DomainError as error:
        _say(form, "code", error)
        return _code_page(request, form, handle, status=error.status)
    del request.session[_PENDING]
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])  # a fresh session key
    return redirect(safe_landing(request, pending["next"]))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(HOME)


def safe_landing(request: HttpRequest, wished: str) -> str:
    """The wished path if it is one of ours, else the home page."""
    ours = url_has_allowed_host_and_scheme(
        wished, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wished if ours else HOME


def address_of(request: HttpRequest) -> str:
    """The asker's network, seen through the operator's own proxies."""
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
    )


def _send_again(request: HttpRequest, handle: UUID) -> HttpResponse:
    try:
        fresh = send_code_again(
            _actor(request), handle=handle, address=address_of(request), at=now()
        )
    except DomainError as error:
        form = CodeForm({"code": ""})
        form.errors.clear()
        _say(form, "code", error)
        return _code_page(request, form, handle, status=error.status)
    request.session[_PENDING] = {**request.session[_PENDING], "handle": str(fresh)}
    return redirect("parties:sign-in-code")


def _say(form: PhoneForm | CodeForm, field: str, error: DomainError) -> None:
    record_refusal(error)
    message, remedy = refusal_text(error)
    gap = "" if message.endswith("。") else " "
    form.add_error(field, f"{message}{gap}{remedy}")


def _phone_page(request: HttpRequest, form: PhoneForm, status: int = 200) -> HttpResponse:
    facts = {"form": form, "agreement": agreement_in(get_language() or "")}
    return render(request, "parties/sign_in.html", facts, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, handle: UUID, status: int = 200
) -> HttpResponse:
    facts = {"form": form, "phone": masked_phone_of_code(handle)}
    return render(request, "parties/sign_in_code.html", facts, status=status)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
