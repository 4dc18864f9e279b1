"""Whose token this is, a person's tokens, and pages of what other modules list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from liushui.api import errors
from liushui.api.models import Token
from liushui.base.vault import lookup_hash
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.parties.queries import actor_for
from liushui.parties.queries.posts import holding_in_force, posts_of
from liushui.parties.rights_in_words import in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.parties.models import Post

PAGE_SIZE = 50
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of rows, newest first; ``after`` asks for the next one (none: this was the last)."""

    rows: Sequence[Any]
    after: int | None


@dataclass(frozen=True, slots=True)
class PostInWords:
    """A post as a person chooses it."""

    post_id: int
    post: "Post"
    rights: Sequence[str]


@dataclass(frozen=True, slots=True)
class OwnSelf:
    """A token, its post, and what of it holds today."""

    token: Token
    post: "Post"
    held: PostHeld


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post that a person holds today, with the rights that a token of it may carry."""

    post: "Post"
    rights: frozenset[Right]


def hash_of(secret: str) -> bytes:
    """By what a token is found again."""
    return lookup_hash("api-token", secret)


def token_by_secret(secret: str, at: datetime) -> Token:
    """The token that works at this moment. Raises ``TokenUnknown``."""
    found = Token.objects.filter(
        secret_hash=hash_of(secret), ended_at=None, expires_at__gt=at
    ).first()
    if found is None:
        raise errors.TokenUnknown
    return found


def actor_of_token(token: Token, on: date) -> Actor:
    """The token's owner under its post as it stands this day, with the token's rights at most.

    A person's own token carries no post. Raises ``PostNotHeld`` once the holding rests or ended,
    also where another one came after it.
    """
    person = actor_for(token.person_id, on)
    if token.post_id is None:
        return Actor(person.name, person.person_id)
    carried = frozenset(right for right in Right if right in token.rights)
    posts = tuple(
        replace(post, rights=post.rights & carried)
        for post in person.posts
        if post.post_id == token.post_id
    )
    held = holding_in_force(token.person_id, token.post_id, on)
    if not posts or held is None or held.pk != token.holding_id:
        raise errors.PostNotHeld
    served = frozenset(post.organisation_id for post in person.posts)
    elsewhere = served - {post.organisation_id for post in posts}
    return Actor(person.name, person.person_id, posts, elsewhere=elsewhere)


def tokens_of(person_id: int) -> Sequence[Token]:
    """A person's tokens, newest first, those that ended with them: one query."""
    own = Token.objects.filter(person_id=person_id).select_related("post__organisation", "use")
    return list(own.order_by("-pk")[:MOST_SHOWN])


def working_tokens_for_update(person_id: int, at: datetime) -> Sequence[Token]:
    """A person's tokens that work, locked until the transaction ends."""
    own = Token.objects.filter(person_id=person_id, ended_at=None, expires_at__gt=at)
    return list(own.select_for_update().order_by("pk"))


def token_for_update(actor: Actor, key: int) -> Token:
    """One's own token, locked. Raises ``NotFound`` for everyone else."""
    own = Token.objects.filter(pk=key, person_id=actor.person_id or 0)
    found = own.select_for_update().first()
    if found is None:
        raise NotFound
    return found


def page_of(rows: "QuerySet[Any]", after: int | None, limit: int = PAGE_SIZE) -> RowsPage:
    """One page of what another module's query lets the actor see, by falling number."""
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    return RowsPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def row_of(rows: "QuerySet[Any]", **key: str) -> Any:
    """One row of what another module's query lets the actor see. Raises ``NotFound``."""
    found = rows.filter(**key).first()
    if found is None:
        raise NotFound
    return found


def posts_in_words(held: Sequence[PostHeld]) -> Sequence[PostInWords]:
    """Each with its title and its organisation."""
    titled = {one.pk: one for body in {p.organisation_id for p in held} for one in posts_of(body)}
    return [
        PostInWords(one.post_id, titled[one.post_id], in_words(one.rights))
        for one in held
        if one.post_id in titled
    ]


def self_of(token: Token, actor: Actor) -> OwnSelf:
    """The token with its post, as it stands for this call."""
    whole = Token.objects.select_related("post__organisation").get(pk=token.pk)
    assert whole.post is not None, "the gate lets tokens of posts in"
    return OwnSelf(whole, whole.post, actor.posts[0])


def own_posts(person_id: int, on: date) -> Sequence[OwnPost]:
    """The posts for which a person may make tokens this day."""
    held = [one for one in actor_for(person_id, on).posts if one.rights]
    titled = {one.pk: one for body in {p.organisation_id for p in held} for one in posts_of(body)}
    return [OwnPost(titled[one.post_id], one.rights) for one in held if one.post_id in titled]
