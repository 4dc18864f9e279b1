"""One post: opening, changing and closing it, and filling it."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language
from liushui.parties.post_forms import AppointForm, InviteForm, PostForm
from liushui.parties.queries.posts import colleague_person, post_for, posts_of
from liushui.parties.queries.register import (
    colleagues_to_choose,
    holders_of_post,
    managed_organisation,
)
from liushui.parties.rights_in_words import in_words
from liushui.parties.services.inviting import Invited, invite
from liushui.parties.services.managing import Outcome, appoint_to_post
from liushui.parties.services.posts import change_post, close_post, open_post
from liushui.parties.views.asking import (
    FORM_METHODS,
    STRANGER,
    actor_of,
    done,
    refused,
    today,
)

if TYPE_CHECKING:
    from liushui.parties.models import Post


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Open a post."""
    actor = actor_of(request)
    body = managed_organisation(actor, code)
    form = PostForm(request.POST or None, posts=_choices(body.pk))
    made = done(form, lambda: open_post(actor, body.pk, form.text, at=now()))
    if made is not None:
        messages.success(request, _("The post is open. Invite whoever shall hold it."))
        return redirect("parties:post", made.pk)
    facts = {"form": form, "organisation": body}
    return render(request, "parties/post_form.html", facts, status=422 if form.errors else 200)


@require_safe
def post(request: HttpRequest, key: int) -> HttpResponse:
    """A post, who holds it, and the ways to fill it."""
    found = post_for(actor_of(request), key)
    return _post_page(request, found)


@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a post. What gives its holders more waits for a second person."""
    actor = actor_of(request)
    found = post_for(actor, key)
    start = {
        "title": found.title,
        "title_en": found.title_en,
        "rights": found.rights,
        "place": found.region_id or "",
        "above": found.above_id,
    }
    form = PostForm(
        request.POST or None,
        initial=start,
        posts=[one for one in _choices(found.organisation_id) if one[0] != found.pk],
    )
    changed = done(form, lambda: (change_post(actor, key, form.text, at=now()),))
    if changed is not None:
        _say(request, waits=changed[0] is not None, done_words=_("The changes are kept."))
        return redirect("parties:post", key)
    facts = {"form": form, "organisation": found.organisation, "post": found}
    return render(request, "parties/post_form.html", facts, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Close a post that nobody holds."""
    actor = actor_of(request)
    found = post_for(actor, key)
    words, status = refused(lambda: close_post(actor, key, at=now()))
    if words:
        return _post_page(request, found, refusal=words, status=status)
    messages.success(request, _("The post is closed."))
    return redirect("parties:register", found.organisation.credit_code)


@require_POST
def appoint(request: HttpRequest, key: int) -> HttpResponse:
    """Give the post to a colleague."""
    actor = actor_of(request)
    found = post_for(actor, key)
    form = AppointForm(request.POST, colleagues=_colleagues(request, found), prefix="appoint")
    outcome: Outcome | None = done(
        form,
        lambda: appoint_to_post(
            actor,
            key,
            colleague_person(form.cleaned_data["person"]),
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            at=now(),
        ),
    )
    if outcome is None:
        return _post_page(request, found, appoint_form=form, status=422)
    _say(request, waits=outcome.waits, done_words=_("The post is given."))
    return redirect("parties:post", key)


@never_cache
@require_POST
def invite_to(request: HttpRequest, key: int) -> HttpResponse:
    """Make a link to the post and show it, this once."""
    actor = actor_of(request)
    found = post_for(actor, key)
    form = InviteForm(request.POST, prefix="invite")
    made: Invited | None = done(
        form,
        lambda: invite(
            actor,
            key,
            phone=form.cleaned_data["phone"],
            until=form.cleaned_data["until"],
            at=now(),
        ),
    )
    if made is None:
        return _post_page(request, found, invite_form=form, status=422)
    return link_page(request, found, made)


def link_page(request: HttpRequest, found: "Post", made: Invited) -> HttpResponse:
    """The page that shows a link. The database does not know it: it is shown once."""
    path = reverse("parties:invitation", args=[made.token])
    facts = {
        "post": found,
        "invitation": made.invitation,
        "link": request.build_absolute_uri(path),
    }
    return render(request, "parties/invited.html", facts)


def _post_page(request: HttpRequest, found: "Post", **given: Any) -> HttpResponse:
    status = given.pop("status", HTTPStatus.OK)
    actor = actor_of(request)
    facts = {
        "post": found,
        "rights": in_words(found.rights),
        # A refused step reads nobody's name: it leaves nothing on the record.
        "holders": holders_of_post(
            actor if status == HTTPStatus.OK else STRANGER, found, today(), now()
        ),
        "appoint_form": AppointForm(
            colleagues=_colleagues(request, found), prefix="appoint", initial={"since": today()}
        ),
        "invite_form": InviteForm(prefix="invite"),
        "today": today(),
        **given,
    }
    return render(request, "parties/post.html", facts, status=status)


def _colleagues(request: HttpRequest, found: "Post") -> list[tuple[int, str]]:
    actor = actor_of(request)
    chosen = list(colleagues_to_choose(actor, found, today()))
    return [*chosen, (actor.person_id, _("myself"))] if actor.person_id else chosen


def _choices(organisation_id: int) -> list[tuple[int, str]]:
    return [
        (one.pk, in_reader_language(one.title, one.title_en)) for one in posts_of(organisation_id)
    ]


def _say(request: HttpRequest, *, waits: bool, done_words: str) -> None:
    if waits:
        messages.info(request, _("A second person must agree. Until then nothing changes."))
    else:
        messages.success(request, done_words)
