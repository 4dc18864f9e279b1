"""Changes of hands: delegating for a while, handing over for good, leaving an organisation."""

from datetime import date, datetime

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties import appointments
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, Post, PostHolding
from liushui.parties.queries.posts import holding_for_update, holdings_in_force
from liushui.parties.services.appointing import HoldingEndsTooEarly, PostHeldOtherwise
from liushui.parties.services.inviting import revoke_invitations_by
from liushui.parties.services.managing import (
    Outcome,
    appoint_managed,
    end_at_once,
    require_manager_left,
)
from liushui.parties.services.recording import record
from liushui.parties.services.two_people import withdraw_proposals_by

MOST_DAYS = 92


class NotAColleague(DomainError):
    """Rights are lent and handed to people who already serve the organisation."""

    code = "not_a_colleague"
    message = gettext_noop("This person holds no post in the organisation.")
    remedy = gettext_noop("Send a link to somebody new, or choose a colleague.")


class DelegationTooLong(DomainError):
    """A delegation ends within a quarter, and not after what it came from."""

    code = "delegation_too_long"
    message = gettext_noop("A delegation ends after %(days)s days at the latest.")
    remedy = gettext_noop("Choose an earlier day, or hand the post over.")


class TooWeightyToLend(DomainError):
    """What two people give out is not lent by one to somebody whom one alone appointed."""

    code = "too_weighty_to_lend"
    status = 403
    message = gettext_noop(
        "A post that lets money go is lent only to whom two people gave such a post."
    )
    remedy = gettext_noop("Choose another colleague, or have two people appoint this one.")


class NotYoursToDelegate(DomainError):
    """What is itself delegated, or rests, is not delegated on."""

    code = "not_yours_to_delegate"
    status = 403
    message = gettext_noop("You cannot delegate this post now.")
    remedy = gettext_noop("Only whoever holds a post in their own right can delegate it.")


@transaction.atomic
def delegate(
    actor: Actor, key: int, *, to_person_id: int, until: date, at: datetime
) -> PostHolding:
    """Let a colleague hold one's own post too, from today up to the day before ``until``.

    Only the holder delegates. It rests and ends with what it came from. Two people still are two:
    whoever drafted a payment does not approve it under a delegated post either, and a weighty post
    goes only to who holds one in their own right. Raises ``NotYoursToDelegate``, ``NotAColleague``,
    ``TooWeightyToLend``, ``DelegationTooLong``, ``HoldingEndsTooEarly``.
    """
    holding = _own_in_force(actor, key, at)
    today = day_of(at)
    if until <= today:
        raise HoldingEndsTooEarly(since=today)
    last = holding.until or date.max
    if (until - today).days > MOST_DAYS or until > last:
        raise DelegationTooLong(days=min(MOST_DAYS, (last - today).days))
    person = _colleague(holding.post, to_person_id, actor, at)
    Post.objects.select_for_update(no_key=True).get(pk=holding.post_id)
    _require_trusted(holding.post, person, today)
    for held in PostHolding.objects.filter(post=holding.post, person=person, ended_at=None):
        if (held.since, held.until, held.delegated_from_id) == (today, until, holding.pk):
            return held
        if held.since < until and today < (held.until or date.max):
            raise PostHeldOtherwise(since=held.since)
    lent = PostHolding.objects.create(
        post=holding.post, person=person, since=today, until=until, delegated_from=holding
    )
    record(
        actor, "post.delegated", holding.post, at=at,
        person=person.pk, until=until.isoformat(),
    )  # fmt: skip
    return lent


@transaction.atomic
def end_delegation(actor: Actor, key: int, *, at: datetime) -> PostHolding:
    """Take back what was lent, or give it back. Safe to call twice. Raises ``NotFound``."""
    lent = (
        PostHolding.objects.select_for_update(no_key=True, of=("self",))
        .select_related("post", "delegated_from")
        .filter(pk=key)
        .exclude(delegated_from=None)
        .first()
    )
    if lent is None or lent.delegated_from is None:
        raise NotFound
    parties = {lent.person_id, lent.delegated_from.person_id}
    if actor.person_id not in parties and not appointments.can_manage(actor, lent.post):
        raise NotFound
    return end_at_once(actor, lent, at=at)


@transaction.atomic
def hand_over(actor: Actor, key: int, *, to_person_id: int, at: datetime) -> Outcome:
    """One's own post to a colleague, in one step: who goes and who comes change together.

    The holder does it, or whoever manages the post. A weighty post waits for a second person; until
    then nothing changes. Raises ``NotAllowed`` for a delegated or resting holding,
    ``NotAColleague``, ``PostHeldOtherwise``.
    """
    holding = holding_for_update(actor, key)
    if holding.delegated_from_id is not None or holding.ended_at is not None:
        raise NotAllowed
    if holding.suspended_at is not None and not appointments.can_manage(actor, holding.post):
        raise NotAllowed
    person = _colleague(holding.post, to_person_id, actor, at)
    if person.pk == holding.person_id:
        raise PostHeldOtherwise(since=holding.since)
    post = Post.objects.select_for_update(no_key=True).get(pk=holding.post_id)
    return appoint_managed(
        actor, post, person, since=day_of(at), until=holding.until, at=at, takes_over=holding
    )


@transaction.atomic
def leave(actor: Actor, organisation_id: int, *, at: datetime) -> int:
    """Give up every post in the organisation, now. The number of holdings ended.

    Raises ``LastManager`` when nobody else gives out its posts: hand over first.
    """
    if actor.person_id is None:
        raise NotAllowed
    return _end_all(actor, actor.person_id, organisation_id, at)


@transaction.atomic
def remove_person(actor: Actor, organisation_id: int, *, person_id: int, at: datetime) -> int:
    """A leaver loses every right in the organisation in one step, by whoever manages its posts.

    Links that they made open nothing any more, what they proposed is withdrawn, what they lent or
    borrowed ends. Safe to call twice. Raises ``NotAllowed``, ``LastManager``.
    """
    appointments.require_manage_in(actor, organisation_id)
    return _end_all(actor, person_id, organisation_id, at)


def _end_all(actor: Actor, person_id: int, organisation_id: int, at: datetime) -> int:
    # Two managers who leave at once: the second waits here and finds that nobody else is left.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    held = PostHolding.objects.select_for_update(no_key=True, of=("self",)).filter(
        person_id=person_id, post__organisation_id=organisation_id, ended_at=None
    )
    holdings = [
        one
        for one in held.select_related("post").order_by("pk")
        if one.until is None or one.until > day_of(at)
    ]
    require_manager_left(organisation_id, [one.pk for one in holdings], at)
    for one in holdings:
        end_at_once(actor, one, at=at)
    name = f"person:{person_id}"
    revoke_invitations_by(name, organisation_id, at=at)
    withdraw_proposals_by(name, organisation_id, at=at)
    if holdings:
        body = holdings[0].post.organisation
        record(actor, "person.left", body, at=at, person=person_id, posts=len(holdings))
    return len(holdings)


def _own_in_force(actor: Actor, key: int, at: datetime) -> PostHolding:
    holding = holding_for_update(actor, key)
    if holding.person_id != actor.person_id or holding.delegated_from_id is not None:
        raise NotYoursToDelegate
    if not holdings_in_force(day_of(at)).filter(pk=holding.pk).exists():
        raise NotYoursToDelegate
    return holding


def _require_trusted(post: Post, person: Person, today: date) -> None:
    """One person alone must not make two of themselves: a second phone is appointed by one."""
    if not appointments.is_weighty(post.rights):
        return
    own = holdings_in_force(today).filter(
        post__organisation_id=post.organisation_id, person=person, delegated_from=None
    )
    if not own.filter(post__rights__overlap=[right.value for right in appointments.WEIGHTY]):
        raise TooWeightyToLend


def _colleague(post: Post, person_id: int, actor: Actor, at: datetime) -> Person:
    """Somebody with a post of their own in the organisation today, other than oneself."""
    serving = holdings_in_force(day_of(at)).filter(
        post__organisation_id=post.organisation_id, person_id=person_id
    )
    if person_id == actor.person_id or not serving.exists():
        raise NotAColleague
    return Person.objects.get(pk=person_id)
