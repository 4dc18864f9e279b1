"""The answer to "who can see or do this?", asked of the same policies as every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.guards import Guarded, guard_of
from liushui.parties.models import Organisation, Person, Post
from liushui.parties.queries.organisations_above import superiors_of
from liushui.parties.queries.people import masked_names
from liushui.parties.queries.posts import actors_serving

# Whoever gives out an organisation's posts or reads its records may ask who can do what there.
ASKERS = (Right.POSTS_MANAGE, Right.AUDIT_READ)


@dataclass(frozen=True, slots=True)
class Holder:
    """One person who can: masked, with the posts that they hold in the organisations asked."""

    name: str
    posts: Sequence[Post]


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that can be done: by everyone, or by these."""

    label: str | Promise
    is_public: bool
    holders: Sequence[Holder]


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers about one thing, and which organisations' people were asked."""

    found: Guarded
    answers: Sequence[Answer]
    asked: Sequence[Organisation]


def may_ask(actor: Actor, organisation_ids: Sequence[int]) -> bool:
    """Whether the actor gives out posts or reads the records of one of these organisations."""
    return any(actor.holds(right, key) for right in ASKERS for key in organisation_ids)


def who_can(actor: Actor, kind: str, key: str, on: date) -> Answers:
    """Who of the organisations concerned, and of those above them, can do what today.

    Raises ``NotFound`` for a thing that the actor may not know of, ``NotAllowed`` for those who
    may know it but not ask. A handful of queries, whatever the number of people.
    """
    guard = guard_of(kind)
    if guard is None:
        raise NotFound
    found = guard.find(actor, key)
    if not may_ask(actor, found.organisation_ids):
        raise NotAllowed
    asked = {*found.organisation_ids, *superiors_of(found.organisation_ids)}
    actors = actors_serving(asked, on)
    stranger = Actor.stranger()
    able = [
        (verb, verb.may(stranger, found.thing), [a for a in actors if verb.may(a, found.thing)])
        for verb in guard.verbs
    ]
    people = Person.objects.in_bulk({a.person_id for a in actors if a.person_id is not None})
    names = masked_names(people.values())
    posts = Post.objects.select_related("organisation").in_bulk(
        {post.post_id for a in actors for post in a.posts}
    )
    return Answers(
        found=found,
        answers=[
            Answer(verb.label, public, [] if public else [_holder(a, names, posts) for a in some])
            for verb, public, some in able
        ],
        asked=list(Organisation.objects.filter(pk__in=asked).order_by("name", "pk")),
    )


def _holder(actor: Actor, names: dict[int, str], posts: dict[int, Post]) -> Holder:
    return Holder(names[actor.person_id or 0], [posts[post.post_id] for post in actor.posts])
