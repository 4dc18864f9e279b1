"""Coming in: the page for everyone, an operator's link, one's application and its steps."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.onboarding import policies
from liushui.onboarding.forms import BodyForm
from liushui.onboarding.queries import applications as queries
from liushui.onboarding.services.applying import (
    begin_application,
    submit_application,
    withdraw_application,
)
from liushui.onboarding.services.welcoming import (
    begin_by_welcome,
    hash_of,
    is_over,
    link_for_colleague,
)
from liushui.onboarding.states import WRITABLE, ApplicationState, Lane
from liushui.onboarding.views.shared import FORM_METHODS, actor_of, kept, refused, status_of


@never_cache
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What an organisation needs to come in, and the reader's own applications."""
    actor = actor_of(request)
    facts = {
        "applications": queries.applications_of(actor),
        "is_signed_in": actor.person_id is not None,
    }
    return render(request, "onboarding/join.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an application with what the registration certificate says."""
    actor = actor_of(request)
    form = BodyForm(request.POST or None)
    made = kept(form, lambda: begin_application(actor, form.body, at=now()))
    if made is not None:
        return redirect("onboarding:application", made.key)
    facts = {"form": form, "address": reverse("onboarding:begin")}
    return render(request, "onboarding/body.html", facts, status=status_of(form))


@never_cache
@require_http_methods(FORM_METHODS)
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """An operator's link: whoever is signed in begins an application with it."""
    actor = actor_of(request)
    found = queries.welcome_by_hash(hash_of(token))
    over = is_over(found, now())
    if request.method == "POST" and actor.person_id is None:
        return redirect(f"{reverse('accounts:sign-in')}?next={request.path}")
    form = BodyForm(request.POST or None, initial={"name": found.name})
    made = kept(form, lambda: begin_by_welcome(actor, token, form.body, at=now()))
    if made is not None:
        name = "quick" if made.lane == Lane.QUICK else "application"
        return redirect(f"onboarding:{name}", made.key)
    facts = {
        "form": form,
        "welcome": found,
        "is_over": over,
        "is_signed_in": actor.person_id is not None,
        "address": request.path,
    }
    answer = render(
        request, "onboarding/welcome.html", facts, status=410 if over else status_of(form)
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@require_safe
def application(request: HttpRequest, key: UUID) -> HttpResponse:
    """One application: its steps with what is missing in each, and what became of it."""
    return _page(request, key)


@never_cache
@require_POST
def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send it."""
    words, status = refused(lambda: submit_application(actor_of(request), key, at=now()))
    if words:
        return _page(request, key, refusal=words, status=status)
    messages.success(request, _("Sent. An operator of this site looks at it."))
    return redirect("onboarding:application", key)


@never_cache
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    words, status = refused(lambda: withdraw_application(actor_of(request), key, at=now()))
    if words:
        return _page(request, key, refusal=words, status=status)
    messages.success(request, _("Taken back. Nothing was decided."))
    return redirect("onboarding:application", key)


@never_cache
@require_POST
def colleague(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make the link for the second person; it is shown once, on this answer."""
    made = []
    words, status = refused(
        lambda: made.append(link_for_colleague(actor_of(request), key, at=now()))
    )
    link = ""
    if made:
        link = request.build_absolute_uri(reverse("parties:invitation", args=[made[0].token]))
    return _page(request, key, refusal=words, status=status, link=link)


def _page(
    request: HttpRequest, key: UUID, *, refusal: str = "", status: int = 200, link: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.application_for(actor, key)
    mine = policies.is_applicant(actor, found)
    facts = {
        "application": found,
        "steps": queries.steps_of(found, now()),
        "is_mine": mine,
        "may_write": mine and found.state in WRITABLE,
        "may_withdraw": mine and found.state in {*WRITABLE, ApplicationState.SUBMITTED},
        "is_admitted": found.state == ApplicationState.ADMITTED,
        "refusal": refusal,
        "link": link,
    }
    return render(request, "onboarding/application.html", facts, status=status)
