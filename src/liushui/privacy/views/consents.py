"""What one agreed to, word for word; giving and taking back are one button each."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.parties.agreements import SIGN_IN
from liushui.privacy import queries, services
from liushui.privacy.views.shared import actor_of


@never_cache
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """Each purpose with its words, version, and the reader's last word."""
    words = queries.words_of(actor_of(request), get_language() or "")
    return render(request, "privacy/consents.html", {"words": words})


@require_POST
def say(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree, or take it back. Without the agreement to sign in nobody stays signed in."""
    is_given = request.POST.get("do") == "agree"
    services.say(
        actor_of(request), purpose, is_given=is_given, language=get_language() or "", at=now()
    )
    if purpose == SIGN_IN and not is_given:
        logout(request)
        return redirect("/")
    messages.success(request, _("Agreed.") if is_given else _("Taken back."))
    return redirect("privacy:consents")
