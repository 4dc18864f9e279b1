"""Questions about posts, who holds them on a day, and what they reach."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from liushui.kernel.errors import NotFound
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.parties.models import (
    Organisation,
    Person,
    Post,
    PostHolding,
)

MOST_HOLDERS = 500


def in_force(on: date, prefix: str = "") -> Q:
    """Holdings that give rights on this day: begun, not over, not at rest, the post not closed."""
    p = prefix
    return Q(
        Q(**{f"{p}until": None}) | Q(**{f"{p}until__gt": on}),
        **{
            f"{p}since__lte": on,
            f"{p}ended_at": None,
            f"{p}suspended_at": None,
            f"{p}post__closed_at": None,
        },
    )


def holdings_in_force(on: date) -> QuerySet[PostHolding]:
    """All holdings that give rights on this day; a delegation only while its origin does."""
    rests_on = Q(delegated_from=None) | in_force(on, "delegated_from__")
    return PostHolding.objects.filter(in_force(on), rests_on).select_related("post")


def holding_in_force(person_id: int, post_id: int, on: date) -> PostHolding | None:
    """By which holding a person has the post on this day: those of one post never overlap."""
    return holdings_in_force(on).filter(person_id=person_id, post_id=post_id).first()


def actor_for(person_id: int, on: date, acting_in: int | None = None) -> Actor:
    """The person under the posts that they hold on this day. One query.

    With ``acting_in`` under those in this organisation alone, if there are any.
    """
    sql, placed = _post_check()
    given: Mapping[Any, Any] = {_SOMEBODY: person_id, _SOME_DAY: on}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in placed])
        held = {row[0]: _post_held(*row) for row in cursor.fetchall()}
    return _actor(person_id, tuple(held.values()), acting_in)


def actors_serving(organisation_ids: Iterable[int], on: date) -> Sequence[Actor]:
    """Everyone who holds a post in one of these organisations today, with all their posts there.

    One query, ordered by person.
    """
    held = holdings_in_force(on).filter(post__organisation_id__in=set(organisation_ids))
    grouped = _posts_by_person(held)
    return [_actor(person_id, posts, None) for person_id, posts in sorted(grouped.items())]


def people_running(on: date) -> list[int]:
    """Everybody who runs the site by a post of their own, by id: those whom it concerns alone."""
    runs = [Right.INSTALLATION_MANAGE.value]
    running = holdings_in_force(on).filter(post__rights__contains=runs, delegated_from=None)
    return sorted(set(running.values_list("person_id", flat=True)))


def within_reach(actor: Actor, right: Right | None, *, organisation: str, place: str = "") -> Q:
    """The things that a post of the actor with this right (``None``: with any) reaches.

    ``organisation`` and ``place`` name the columns; a thing without a column for its place is
    reached by posts over the whole organisation only. The many-faced form of ``Actor.holds``.
    """
    posts = [post for post in actor.posts if right is None or right in post.rights]
    whole = {post.organisation_id for post in posts if not post.region_code}
    reached = Q(**{f"{organisation}__in": whole})
    for post in posts:
        if place and post.region_code and post.organisation_id not in whole:
            reached |= Q(
                **{
                    organisation: post.organisation_id,
                    f"{place}__code__startswith": post.region_code,
                }
            )
    return reached


def post_for(actor: Actor, key: int) -> Post:
    """A post that the actor may give out. Raises ``NotFound``: others need not know of it."""
    post = Post.objects.filter(pk=key).select_related("organisation", "region", "above").first()
    if post is None or not appointments.can_manage(actor, post):
        raise NotFound
    return post


def posts_of(organisation: Organisation | int) -> Sequence[Post]:
    """The posts of an organisation that are not closed, in the order in which they were made."""
    number = organisation if isinstance(organisation, int) else organisation.pk
    open_ones = Post.objects.filter(organisation_id=number, closed_at=None)
    return list(open_ones.select_related("region", "organisation").order_by("pk")[:MOST_HOLDERS])


def was_held(post_id: int) -> bool:
    """Whether anybody ever held the post, today or before."""
    return PostHolding.objects.filter(post_id=post_id).exists()


def holding_for(actor: Actor, key: int) -> PostHolding:
    """A holding that is the actor's own, lent by them, or theirs to manage. Raises ``NotFound``."""
    holding = (
        PostHolding.objects.filter(pk=key)
        .select_related("post__organisation", "post__region", "person", "delegated_from")
        .first()
    )
    if holding is None or not (
        actor.person_id in _whose(holding) or appointments.can_manage(actor, holding.post)
    ):
        raise NotFound
    return holding


def _whose(holding: PostHolding) -> frozenset[int]:
    """The holder, and of a delegation whoever lent it too."""
    lender = holding.delegated_from
    return frozenset({holding.person_id} | ({lender.person_id} if lender is not None else set()))


def holding_for_update(actor: Actor, key: int) -> PostHolding:
    """As ``holding_for``, locked until the transaction ends."""
    PostHolding.objects.select_for_update(no_key=True).filter(pk=key).first()
    return holding_for(actor, key)


def holdings_of_person(person_id: int, on: date) -> Sequence[PostHolding]:
    """What one person holds or will hold, at rest or not, by organisation: one query."""
    mine = PostHolding.objects.filter(person_id=person_id, ended_at=None, post__closed_at=None)
    mine = mine.filter(Q(until=None) | Q(until__gt=on))
    mine = mine.select_related("post__organisation", "post__region", "delegated_from")
    return list(mine.order_by("post__organisation_id", "post_id", "pk")[:MOST_HOLDERS])


def managed_organisations(actor: Actor) -> Sequence[Organisation]:
    """The organisations whose posts, all or over some region, the actor gives out, by name."""
    held = actor.organisations_reached(Right.POSTS_MANAGE)
    return list(Organisation.objects.filter(pk__in=held).order_by("name", "pk"))


def organisations_to_act_in(actor: Actor) -> Sequence[Organisation]:
    """All organisations in which the person holds posts, for the switch; the chosen one with."""
    served = {post.organisation_id for post in actor.posts} | actor.elsewhere
    return list(Organisation.objects.filter(pk__in=served).order_by("name", "pk"))


def colleague_person(key: int) -> Person:
    """The person behind a choice that a form has checked."""
    return Person.objects.get(pk=key)


# Values that no question holds: they mark their places in the text of the query.
_SOMEBODY, _SOME_DAY = -1, date.min


@cache
def _post_check() -> tuple[str, tuple[Any, ...]]:
    """The query of ``actor_for``, put together once: that costs more than to answer it."""
    held = holdings_in_force(_SOME_DAY).filter(person_id=_SOMEBODY).order_by("post_id", "pk")
    columns = ("post_id", "post__organisation_id", "post__rights", "post__region_id")
    return held.values_list(*columns).query.sql_with_params()


def _post_held(
    post_id: int, organisation_id: int, rights: Iterable[str], region: str | None
) -> PostHeld:
    return PostHeld(post_id, organisation_id, frozenset(map(Right, rights)), region or "")


def _posts_by_person(holdings: QuerySet[PostHolding]) -> Mapping[int, tuple[PostHeld, ...]]:
    posts: dict[int, dict[int, PostHeld]] = {}
    for holding in holdings.order_by("person_id", "post_id", "pk"):
        post = holding.post
        posts.setdefault(holding.person_id, {})[post.pk] = _post_held(
            post.pk, post.organisation_id, post.rights, post.region_id
        )
    return {person_id: tuple(held.values()) for person_id, held in posts.items()}


def _actor(person_id: int, posts: tuple[PostHeld, ...], acting_in: int | None) -> Actor:
    name = f"person:{person_id}"
    there = tuple(post for post in posts if post.organisation_id == acting_in)
    if acting_in is None or not there:
        return Actor(name, person_id, posts)
    others = frozenset(post.organisation_id for post in posts if post not in there)
    return Actor(name, person_id, there, acting_in, others)
