"""Giving out posts from a page: who manages an organisation's posts opens, fills and ends them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Person, Post, PostHolding, Proposal
from liushui.parties.queries.posts import holding_for_update, holdings_in_force
from liushui.parties.services.appointing import (
    HoldingEndsTooEarly,
    PostHeldOtherwise,
)
from liushui.parties.services.posts import managed_post
from liushui.parties.services.recording import record
from liushui.parties.services.two_people import (
    Facts,
    ProposalOver,
    propose,
    register_carrier,
)

APPOINT = "post.appoint"


class PostClosed(DomainError):
    """Nobody is appointed to a post that was closed."""

    code = "post_closed"
    status = 409
    message = gettext_noop("This post was closed.")
    remedy = gettext_noop("Open a new post with another title.")


class LastManager(DomainError):
    """An organisation keeps somebody who can give out its posts."""

    code = "last_manager"
    status = 409
    message = gettext_noop("Nobody else manages the posts of this organisation.")
    remedy = gettext_noop("Hand the post over first, or ask the operator of this site.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: done at once, or put before a second person."""

    holding: PostHolding | None = None
    proposal: Proposal | None = None

    @property
    def waits(self) -> bool:
        return self.proposal is not None


@transaction.atomic
def appoint_to_post(
    actor: Actor, key: int, person: Person, *, since: date, until: date | None = None, at: datetime
) -> Outcome:
    """Make the person the holder: at once, or by a second person's word where it is weighty.

    Weighty are posts that let money go, seal books, or give out posts. Raises
    ``HoldingEndsTooEarly``, ``PostHeldOtherwise``, ``PostClosed``.
    """
    return appoint_managed(actor, managed_post(actor, key), person, since=since, until=until, at=at)


def appoint_managed(  # noqa: PLR0913 - whom to what, from when to when, after whom
    actor: Actor,
    post: Post,
    person: Person,
    *,
    since: date,
    at: datetime,
    until: date | None = None,
    takes_over: PostHolding | None = None,
) -> Outcome:
    """``appoint_to_post`` for a post that is already locked; it may end the holding before it."""
    if post.closed_at is not None:
        raise PostClosed
    if until is not None and until <= since:
        raise HoldingEndsTooEarly(since=since)
    _require_free(post, person, since, until)
    if appointments.is_weighty(post.rights) and not actor.is_system:
        facts: Facts = {
            "post": post.pk,
            "person": person.pk,
            "since": since.isoformat(),
            "until": until.isoformat() if until else None,
            "takes_over": takes_over.pk if takes_over else None,
            "rights": " ".join(sorted(post.rights)),
            "region": post.region_id,
        }
        proposal = propose(actor, APPOINT, organisation_id=post.organisation_id, facts=facts, at=at)
        return Outcome(proposal=proposal)
    holding = _hold(actor, post, person, (since, until), at)
    if takes_over is not None:
        end_at_once(actor, takes_over, at=at)
    return Outcome(holding=holding)


@transaction.atomic
def suspend_holding(actor: Actor, key: int, *, at: datetime) -> PostHolding:
    """Let a holding rest: its rights are gone with the next click. Safe to call twice.

    One person may do this alone: it takes rights away and can be undone.
    """
    holding = _managed_holding(actor, key)
    _require_other_manager(holding, at)
    if holding.suspended_at is None:
        holding.suspended_at = at
        holding.save(update_fields=["suspended_at"])
        record(actor, "post.suspended", holding.post, at=at, person=holding.person_id)
    return holding


@transaction.atomic
def restore_holding(actor: Actor, key: int, *, at: datetime) -> PostHolding:
    """End the rest. Nobody restores themselves."""
    holding = _managed_holding(actor, key)
    if holding.person_id == actor.person_id:
        raise NotAllowed
    if holding.suspended_at is not None:
        holding.suspended_at = None
        holding.save(update_fields=["suspended_at"])
        record(actor, "post.restored", holding.post, at=at, person=holding.person_id)
    return holding


@transaction.atomic
def end_holding_now(actor: Actor, key: int, *, at: datetime) -> PostHolding:
    """End one holding at this moment: by whoever manages the post, or by its holder."""
    holding = holding_for_update(actor, key)
    _require_other_manager(holding, at)
    return end_at_once(actor, holding, at=at)


def end_at_once(actor: Actor, holding: PostHolding, *, at: datetime) -> PostHolding:
    """The end itself, and with it of what was delegated from it. Safe to call twice."""
    if holding.ended_at is not None:
        return holding
    for delegated in holding.delegations.filter(ended_at=None):
        end_at_once(actor, delegated, at=at)
    first_day_without = max(day_of(at), holding.since + timedelta(days=1))
    holding.ended_at = at
    holding.until = min(holding.until or first_day_without, first_day_without)
    holding.save(update_fields=["ended_at", "until"])
    record(actor, "post.left", holding.post, at=at, person=holding.person_id)
    return holding


def require_manager_left(organisation_id: int, without: Iterable[int], at: datetime) -> None:
    """Raise ``LastManager`` if without these holdings nobody gives out the posts any more."""
    gone = set(without)
    managing = holdings_in_force(day_of(at)).filter(
        post__organisation_id=organisation_id,
        post__rights__contains=[Right.POSTS_MANAGE.value],
        post__region=None,
    )
    if managing.filter(pk__in=gone).exists() and not managing.exclude(pk__in=gone).exists():
        raise LastManager


class _Appointment:
    """The second person agreed: the appointment holds from its day, today at the earliest."""

    def carry(self, actor: Actor, proposal: Proposal, *, at: datetime) -> None:
        facts = proposal.facts
        post = Post.objects.select_for_update(no_key=True).get(pk=facts["post"])
        person = Person.objects.get(pk=facts["person"])
        if person.pk == actor.person_id and not actor.is_system:
            raise NotAllowed  # nobody agrees to their own appointment
        if post.closed_at is not None:
            raise PostClosed
        was = (facts.get("rights"), facts.get("region"))
        if (" ".join(sorted(post.rights)), post.region_id) != was:
            raise ProposalOver  # agreed was to another post than this has become
        since = max(date.fromisoformat(facts["since"]), day_of(at))
        until = date.fromisoformat(facts["until"]) if facts["until"] else None
        if until is not None and until <= since:
            raise HoldingEndsTooEarly(since=since)
        _require_free(post, person, since, until)
        _hold(actor, post, person, (since, until), at)
        if facts["takes_over"]:
            before = PostHolding.objects.select_for_update(no_key=True).get(pk=facts["takes_over"])
            end_at_once(actor, before, at=at)


register_carrier(APPOINT, _Appointment())


def _managed_holding(actor: Actor, key: int) -> PostHolding:
    holding = holding_for_update(actor, key)
    appointments.require_manage(actor, holding.post)
    return holding


def _require_other_manager(holding: PostHolding, at: datetime) -> None:
    require_manager_left(holding.post.organisation_id, [holding.pk], at)


def _require_free(post: Post, person: Person, since: date, until: date | None) -> None:
    for held in PostHolding.objects.filter(post=post, person=person, ended_at=None):
        if held.since < (until or date.max) and since < (held.until or date.max):
            raise PostHeldOtherwise(since=held.since)


def _hold(
    actor: Actor, post: Post, person: Person, days: tuple[date, date | None], at: datetime
) -> PostHolding:
    since, until = days
    holding = PostHolding.objects.create(post=post, person=person, since=since, until=until)
    record(actor, "post.appointed", post, at=at, person=person.pk, since=since.isoformat())
    return holding
