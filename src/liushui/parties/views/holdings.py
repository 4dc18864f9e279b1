"""One holding of a post: resting, ending, delegating and handing it over."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.parties.appointments import can_manage
from liushui.parties.post_forms import ColleagueForm, DelegateForm, InviteForm
from liushui.parties.queries.posts import holding_for
from liushui.parties.queries.register import colleagues_to_choose, holder_name, lent_from
from liushui.parties.rights_in_words import in_words
from liushui.parties.services.handing_over import delegate as delegate_holding
from liushui.parties.services.handing_over import end_delegation
from liushui.parties.services.handing_over import hand_over as hand_over_holding
from liushui.parties.services.inviting import Invited, invite_successor
from liushui.parties.services.managing import (
    Outcome,
    end_holding_now,
    restore_holding,
    suspend_holding,
)
from liushui.parties.views.asking import STRANGER, actor_of, done, refused, today
from liushui.parties.views.posts import link_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from liushui.parties.models import PostHolding


@require_safe
def holding(request: HttpRequest, key: int) -> HttpResponse:
    """Who holds which post, from when to when, and each step that can be taken."""
    return _page(request, holding_for(actor_of(request), key))


@require_POST
def suspend(request: HttpRequest, key: int) -> HttpResponse:
    """Let it rest."""
    return _step(
        request,
        key,
        lambda: suspend_holding(actor_of(request), key, at=now()),
        _("The post rests. Its rights are gone until it is restored."),
    )


@require_POST
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """End the rest."""
    return _step(
        request,
        key,
        lambda: restore_holding(actor_of(request), key, at=now()),
        _("The post is held again."),
    )


@require_POST
def end(request: HttpRequest, key: int) -> HttpResponse:
    """End it now; of a delegation, either side may."""
    found = holding_for(actor_of(request), key)
    act = end_delegation if found.delegated_from_id is not None else end_holding_now
    return _step(
        request,
        key,
        lambda: act(actor_of(request), key, at=now()),
        _("It has ended."),
    )


@require_POST
def delegate(request: HttpRequest, key: int) -> HttpResponse:
    """Lend one's own post to a colleague until a day."""
    actor = actor_of(request)
    found = holding_for(actor, key)
    form = DelegateForm(request.POST, colleagues=_colleagues(request, found), prefix="delegate")
    lent = done(
        form,
        lambda: delegate_holding(
            actor,
            key,
            to_person_id=form.cleaned_data["person"],
            until=form.cleaned_data["until"],
            at=now(),
        ),
    )
    if lent is None:
        return _page(request, found, delegate_form=form, status=422)
    messages.success(request, _("The colleague holds the post too, until the day you chose."))
    return redirect("parties:holding", key)


@require_POST
def hand_over(request: HttpRequest, key: int) -> HttpResponse:
    """Hand the post over to a colleague."""
    actor = actor_of(request)
    found = holding_for(actor, key)
    form = ColleagueForm(request.POST, colleagues=_colleagues(request, found), prefix="hand")
    outcome: Outcome | None = done(
        form,
        lambda: hand_over_holding(actor, key, to_person_id=form.cleaned_data["person"], at=now()),
    )
    if outcome is None:
        return _page(request, found, hand_form=form, status=422)
    if outcome.waits:
        messages.info(request, _("A second person must agree. Until then nothing changes."))
    else:
        messages.success(request, _("The post is handed over."))
    return redirect("parties:people")


@never_cache
@require_POST
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Make a link by which somebody new takes the post over."""
    actor = actor_of(request)
    found = holding_for(actor, key)
    form = InviteForm(request.POST, prefix="invite")
    made: Invited | None = done(
        form,
        lambda: invite_successor(actor, key, phone=form.cleaned_data["phone"], at=now()),
    )
    if made is None:
        return _page(request, found, invite_form=form, status=422)
    return link_page(request, found.post, made)


def _step(request: HttpRequest, key: int, act: "Callable[[], Any]", words: str) -> HttpResponse:
    found = holding_for(actor_of(request), key)
    refusal, status = refused(act)
    if refusal:
        return _page(request, found, refusal=refusal, status=status)
    messages.success(request, words)
    actor = actor_of(request)
    if found.person_id == actor.person_id or not can_manage(actor, found.post):
        return redirect("parties:people")
    return redirect("parties:register", found.post.organisation.credit_code)


def _page(request: HttpRequest, found: "PostHolding", **given: Any) -> HttpResponse:
    status = given.pop("status", HTTPStatus.OK)
    actor = actor_of(request)
    is_own = found.person_id == actor.person_id
    colleagues = _colleagues(request, found)
    is_lent, rests = found.delegated_from_id is not None, found.suspended_at is not None
    may_manage = can_manage(actor, found.post)
    facts = {
        "holding": found,
        # A refused step reads nobody's name: it leaves nothing on the record.
        "name": holder_name(actor if status == HTTPStatus.OK else STRANGER, found, now()),
        "rights": in_words(found.post.rights),
        "lent": lent_from(found),
        "is_own": is_own,
        "is_over": found.ended_at is not None,
        "may_manage": may_manage,
        "may_delegate": is_own and not is_lent and not rests,
        "may_hand_over": not is_lent and (may_manage or (is_own and not rests)),
        "delegate_form": DelegateForm(colleagues=colleagues, prefix="delegate"),
        "hand_form": ColleagueForm(colleagues=colleagues, prefix="hand"),
        "invite_form": InviteForm(prefix="invite"),
        "today": today(),
        **given,
    }
    return render(request, "parties/holding.html", facts, status=status)


def _colleagues(request: HttpRequest, found: "PostHolding") -> list[tuple[int, str]]:
    chosen = colleagues_to_choose(actor_of(request), found.post, today())
    return [one for one in chosen if one[0] != found.person_id]
