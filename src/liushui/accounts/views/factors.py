"""Adding and removing second factors. Each step asks for a fresh proof first."""

import base64
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liushui.accounts.devices import device_of
from liushui.accounts.forms import AppCodeForm, PasskeyForm, say
from liushui.accounts.proven import Way, second_proof
from liushui.accounts.queries import factors_of
from liushui.accounts.services import (
    add_code_app,
    add_passkey,
    app_address,
    challenge_to_add,
    make_recovery_codes,
    new_secret,
    remove_code_app,
    remove_passkey,
)
from liushui.accounts.views.challenges import keep, site_of, spend
from liushui.accounts.views.entering import actor_of, is_fresh, safe_landing
from liushui.accounts.views.security import PAGE, confirm_first
from liushui.base import vault
from liushui.kernel.errors import DomainError

_SECRET = "code_app"  # noqa: S105 - where the session keeps it, sealed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Let the device make a key."""
    if not is_fresh(request, at=now()):
        return confirm_first(request.get_full_path())
    wished = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method != "POST":
        name = device_of(request.headers.get("user-agent", ""))
        return _passkey_page(request, PasskeyForm(initial={"name": name}), wished)
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        return _passkey_page(request, form, wished, 422)
    try:
        add_passkey(
            actor_of(request),
            site_of(request),
            spend(request, at=now()),
            answer=form.cleaned_data["answer"],
            name=form.cleaned_data["name"],
            at=now(),
        )
    except DomainError as error:
        say(form, "name", error)
        return _passkey_page(request, form, wished, error.status)
    second_proof(request.session, Way.PASSKEY, at=now())
    messages.success(request, _("The passkey is added."))
    return _onward(request, wished)


@require_POST
def passkey_remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a key."""
    if not is_fresh(request, at=now()):
        return confirm_first(reverse(PAGE))
    remove_passkey(actor_of(request), key, at=now())
    messages.success(request, _("The passkey is removed."))
    return redirect(PAGE)


@never_cache
@sensitive_post_parameters("app_code")
@require_http_methods(["GET", "HEAD", "POST"])
def code_app(request: HttpRequest) -> HttpResponse:
    """Share a secret with an app; its first code shows that it has it."""
    if not is_fresh(request, at=now()):
        return confirm_first(request.get_full_path())
    wished = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method != "POST":
        return _app_page(request, AppCodeForm(), wished, new_secret())
    secret = _kept_secret(request)
    if not secret:
        return redirect(request.path)
    form = AppCodeForm(request.POST)
    if not form.is_valid():
        return _app_page(request, form, wished, secret, 422)
    code = form.cleaned_data["app_code"]
    try:
        add_code_app(actor_of(request), secret=secret, code=code, at=now())
    except DomainError as error:
        say(form, "app_code", error)
        return _app_page(request, form, wished, secret, error.status)
    del request.session[_SECRET]
    second_proof(request.session, Way.CODE_APP, at=now())
    messages.success(request, _("The code app is added."))
    return _onward(request, wished)


@require_POST
def code_app_remove(request: HttpRequest) -> HttpResponse:
    """Do without the code app."""
    if not is_fresh(request, at=now()):
        return confirm_first(reverse(PAGE))
    remove_code_app(actor_of(request), at=now())
    messages.success(request, _("The code app is removed."))
    return redirect(PAGE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make ten codes, shown on this one page and never again."""
    if not is_fresh(request, at=now()):
        return confirm_first(request.get_full_path())
    wished = request.POST.get("next", "") or request.GET.get("next", "")
    actor = actor_of(request)
    made = make_recovery_codes(actor, at=now()) if request.method == "POST" else []
    facts = {"codes": made, "next": safe_landing(request, wished), "factors": factors_of(actor)}
    return render(request, "accounts/recovery_codes.html", facts)


def _onward(request: HttpRequest, wished: str) -> HttpResponse:
    """To codes on paper if there are none yet, then to where the person was going."""
    wished = safe_landing(request, wished) if wished else reverse(PAGE)
    if factors_of(actor_of(request)).codes_left:
        return redirect(wished)
    return redirect(f"{reverse('accounts:recovery-codes')}?{urlencode({'next': wished})}")


def _passkey_page(
    request: HttpRequest, form: PasskeyForm, wished: str, status: int = 200
) -> HttpResponse:
    challenge = challenge_to_add(actor_of(request), site_of(request))
    facts = {"form": form, "next": wished, "options": keep(request, challenge, at=now())}
    return render(request, "accounts/passkey_new.html", facts, status=status)


def _app_page(
    request: HttpRequest, form: AppCodeForm, wished: str, secret: str, status: int = 200
) -> HttpResponse:
    sealed = vault.seal_passing(_SECRET, secret)
    request.session[_SECRET] = base64.b64encode(sealed).decode()
    facts = {
        "form": form,
        "next": wished,
        "address": app_address(secret),
        "groups": [secret[start : start + 4] for start in range(0, len(secret), 4)],
    }
    return render(request, "accounts/code_app.html", facts, status=status)


def _kept_secret(request: HttpRequest) -> str:
    kept = request.session.get(_SECRET)
    return vault.open_passing(_SECRET, base64.b64decode(kept)) if kept else ""
