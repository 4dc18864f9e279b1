"""Signing in by password and by passkey."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from liushui.accounts.forms import PasswordSignInForm, say
from liushui.accounts.proven import Way
from liushui.accounts.services import (
    Guess,
    challenge_to_use,
    sign_in_with_password,
    use_passkey,
)
from liushui.accounts.views.challenges import keep, site_of, spend
from liushui.accounts.views.entering import actor_of, asker, enter, network_of, safe_landing
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor

_FIELDS = {"phone_unreadable": "phone"}


@never_cache
@sensitive_post_parameters("phone", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """Phone and password, for who has set one."""
    if actor_of(request).person_id is not None:
        return redirect(safe_landing(request, request.GET.get("next", "")))
    if request.method != "POST":
        form = PasswordSignInForm(initial={"next": request.GET.get("next", "")})
        return render(request, "accounts/sign_in_password.html", {"form": form})
    form = PasswordSignInForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/sign_in_password.html", {"form": form}, status=422)
    typed = form.cleaned_data
    guess = Guess(
        phone=typed["phone"],
        password=typed["password"],
        asker=asker(request, typed["phone"]),
        address=network_of(request),
    )
    try:
        account = sign_in_with_password(actor_of(request), guess, at=now())
    except DomainError as error:
        say(form, _FIELDS.get(error.code, "password"), error)
        facts = {"form": form}
        return render(request, "accounts/sign_in_password.html", facts, status=error.status)
    enter(request, account, Way.PASSWORD, at=now())
    return redirect(safe_landing(request, typed["next"]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Any passkey of this site: the device knows whose it is."""
    wished = request.POST.get("next", "") or request.GET.get("next", "")
    if actor_of(request).person_id is not None:
        return redirect(safe_landing(request, wished))
    if request.method != "POST":
        return _passkey_page(request, wished)
    try:
        account = use_passkey(
            Actor.stranger(),
            site_of(request),
            spend(request, at=now()),
            answer=request.POST.get("answer", ""),
            at=now(),
        )
    except DomainError as error:
        record_refusal(error)
        return _passkey_page(request, wished, " ".join(refusal_text(error)), error.status)
    enter(request, account, Way.PASSKEY, at=now())
    return redirect(safe_landing(request, wished))


def _passkey_page(
    request: HttpRequest, wished: str, refused: str = "", status: int = 200
) -> HttpResponse:
    challenge = challenge_to_use(Actor.stranger(), site_of(request))
    facts = {"options": keep(request, challenge, at=now()), "next": wished, "refused": refused}
    return render(request, "accounts/sign_in_passkey.html", facts, status=status)
