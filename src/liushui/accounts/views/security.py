"""The page of one's own ways in, and what is changed there."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.accounts.forms import NewPasswordForm, say
from liushui.accounts.queries import factors_of, sessions_of
from liushui.accounts.queries.houses import houses_of
from liushui.accounts.queries.sites import sites_visited
from liushui.accounts.services import (
    end_other_sessions,
    end_session,
    own_phone,
    remove_password,
    rename_session,
    set_password,
)
from liushui.accounts.views.entering import actor_of, is_fresh
from liushui.kernel.errors import DomainError
from liushui.kernel.masks import mask_phone
from liushui.parties.queries import account_of

if TYPE_CHECKING:
    from liushui.parties.models import Account

PAGE = "accounts:security"


def confirm_first(next_path: str) -> HttpResponse:
    """Ask for a fresh proof, then come back."""
    return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': next_path})}")


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Number, password, second factors, other houses, and where one is signed in."""
    actor = actor_of(request)
    account = account_of(actor.person_id or 0)
    facts = {
        "phone": mask_phone(own_phone(actor)),
        "has_password": account is not None and account.has_usable_password(),
        "factors": factors_of(actor),
        "houses": houses_of(actor),
        "visited": sites_visited(actor),
        "sessions": sessions_of(actor, request.session.session_key),
    }
    return render(request, "accounts/security.html", facts)


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End one session, or all others. No fresh proof: who suspects a thief must be quick."""
    actor, one = actor_of(request), request.POST.get("one", "")
    if one:
        end_session(actor, _handle(one), at=now())
        messages.success(request, _("That browser is signed out."))
    else:
        ended = end_other_sessions(actor, this_key=request.session.session_key, at=now())
        said = ngettext(
            "%(count)s other browser is signed out.",
            "%(count)s other browsers are signed out.",
            ended,
        )
        messages.success(request, said % {"count": ended})
    return redirect(PAGE)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; all other browsers are signed out."""
    if not is_fresh(request, at=now()):
        return confirm_first(request.path)
    form = NewPasswordForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/password.html", {"form": NewPasswordForm()})
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=422)
    actor = actor_of(request)
    try:
        account = set_password(actor, password=form.cleaned_data["password"], at=now())
    except DomainError as error:
        say(form, "password", error)
        return render(request, "accounts/password.html", {"form": form}, status=error.status)
    _stay_signed_in(request, account)
    this_key = request.session.session_key
    end_other_sessions(actor, this_key=this_key, with_posts=False, at=now())
    messages.success(request, _("Your password is set. All other browsers are signed out."))
    return redirect(PAGE)


@require_POST
def password_remove(request: HttpRequest) -> HttpResponse:
    """Do without a password."""
    if not is_fresh(request, at=now()):
        return confirm_first(reverse(PAGE))
    _stay_signed_in(request, remove_password(actor_of(request), at=now()))
    messages.success(request, _("Your account has no password any more."))
    return redirect(PAGE)


def _stay_signed_in(request: HttpRequest, account: "Account") -> None:
    """A new password ends each session that knew the old one, but this one."""
    before = request.session.session_key or ""
    update_session_auth_hash(request, account)
    rename_session(before, request.session.session_key or "")


def _handle(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
