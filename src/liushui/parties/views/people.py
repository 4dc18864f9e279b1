"""People and posts: what one holds, the register of an organisation, its chart, a leaver."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.kernel.errors import NotFound
from liushui.parties.middleware import ACTING_IN
from liushui.parties.queries import organisation_for
from liushui.parties.queries.posts import (
    holdings_of_person,
    managed_organisations,
    organisations_to_act_in,
    posts_of,
)
from liushui.parties.queries.register import (
    chart_of,
    colleague_for,
    colleagues_of,
    invitations_open,
    managed_organisation,
    proposals_waiting,
)
from liushui.parties.rights_in_words import in_words
from liushui.parties.services.handing_over import leave as leave_organisation
from liushui.parties.services.handing_over import remove_person
from liushui.parties.views.asking import FORM_METHODS, STRANGER, actor_of, refused, today

if TYPE_CHECKING:
    from liushui.parties.models import Organisation


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """One's own posts, what waits for a second person, and each organisation that one manages."""
    actor, at = actor_of(request), now()
    facts = {
        "mine": holdings_of_person(actor.person_id or 0, today()),
        "organisations": organisations_to_act_in(actor),
        "acting_in": actor.acting_in,
        "managed": managed_organisations(actor),
        "waiting": proposals_waiting(actor, at),
        "today": today(),
    }
    return render(request, "parties/people.html", facts)


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The register of one organisation: people with their posts, posts, links that are open."""
    actor, at = actor_of(request), now()
    body = managed_organisation(actor, code)
    facts = {
        "organisation": body,
        "colleagues": colleagues_of(actor, body, today(), at),
        "posts": [(post, in_words(post.rights)) for post in posts_of(body)],
        "invitations": invitations_open(actor, body, at),
        "today": today(),
    }
    return render(request, "parties/register.html", facts)


@require_http_methods(FORM_METHODS)
def person(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """One colleague's posts; posted, the colleague leaves and loses all of them at once."""
    actor = actor_of(request)
    body = managed_organisation(actor, code)
    words, status = "", 200
    if request.method == "POST":
        words, status = refused(lambda: remove_person(actor, body.pk, person_id=key, at=now()))
        if not words:
            messages.success(request, _("All rights in the organisation have ended."))
            return redirect("parties:register", code)
    facts = {
        "organisation": body,
        "colleague": colleague_for(STRANGER if words else actor, body, key, today(), now()),
        "refusal": words,
        "today": today(),
    }
    return render(request, "parties/person.html", facts, status=status)


@require_safe
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The chart of an organisation in which one holds a post."""
    body = _served(request, code)
    facts = {"organisation": body, "branches": chart_of(body, today())}
    return render(request, "parties/chart.html", facts)


@require_http_methods(FORM_METHODS)
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Leave an organisation: a page that says what ends, and one button."""
    actor, body = actor_of(request), _served(request, code)
    words, status = "", 200
    if request.method == "POST":
        words, status = refused(lambda: leave_organisation(actor, body.pk, at=now()))
        if not words:
            request.session.pop(ACTING_IN, None)
            messages.success(request, _("You have left. Your posts there have ended."))
            return redirect("web:home")
    mine = [
        one
        for one in holdings_of_person(actor.person_id or 0, today())
        if one.post.organisation_id == body.pk
    ]
    facts = {"organisation": body, "mine": mine, "refusal": words}
    return render(request, "parties/leave.html", facts, status=status)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for one organisation of several, or for all of them (nothing chosen)."""
    code = request.POST.get("organisation", "")
    chosen = {one.credit_code: one.pk for one in organisations_to_act_in(actor_of(request))}
    if not code:
        request.session.pop(ACTING_IN, None)
    elif code in chosen:
        request.session[ACTING_IN] = chosen[code]
    else:
        raise NotFound
    target = request.POST.get("next", "")
    ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if ours else "parties:people")


def _served(request: HttpRequest, code: str) -> "Organisation":
    """The organisation, if one holds a post there. Raises ``NotFound``."""
    actor = actor_of(request)
    body = organisation_for(actor, code)
    if not any(post.organisation_id == body.pk for post in actor.posts):
        raise NotFound
    return body
