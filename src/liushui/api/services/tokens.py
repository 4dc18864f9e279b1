"""Making a token for one of one's posts, and ending it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.api import errors, queries
from liushui.api.models import OWN_LASTS, KeptAnswer, Token
from liushui.api.notices import tell_of_sign_in
from liushui.api.policies import posts_for_tokens
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import holding_in_force
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.parties.models import PostHolding

MOST_DAYS = 365
MOST_TOKENS = 20
PREFIX = "liushui_"
_SECRET_BYTES = 32
_TAIL = 4


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """What a token shall carry: some rights of one post, for some days, under a name."""

    post_id: int
    rights: frozenset[Right]
    days: int
    name: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made. The secret is shown this once and kept as a keyed hash."""

    token: Token
    secret: str


@transaction.atomic
def make_token(actor: Actor, plan: TokenPlan, *, at: datetime) -> NewToken:
    """Make a token under a post that the actor holds today, with its rights or fewer.

    Raises as ``require_plan``.
    """
    holding = require_plan(actor, plan, at=at)
    token, secret = _fresh(holding.person_id, plan.name, at)
    token.post_id, token.holding_id = holding.post_id, holding.pk
    token.rights, token.expires_at = sorted(plan.rights), at + timedelta(days=plan.days)
    token.save()
    record(actor, "token.made", token, at=at, post=token.post_id, rights=" ".join(token.rights))
    return NewToken(token, secret)


@transaction.atomic
def require_plan(actor: Actor, plan: TokenPlan, *, at: datetime) -> "PostHolding":
    """Demand that such a token can be made; the holding on which it would rest.

    Raises ``NotAllowed`` for a post that is not theirs, and names what else cannot be.
    """
    post = next((one for one in posts_for_tokens(actor) if one.post_id == plan.post_id), None)
    if post is None or actor.person_id is None:
        raise NotAllowed
    if not plan.name.strip():
        raise errors.TokenNameMissing
    if not plan.rights or not plan.rights <= post.rights:
        raise errors.TokenRightsWrong
    if not 1 <= plan.days <= MOST_DAYS:
        raise errors.TokenDaysWrong(most=MOST_DAYS)
    working = queries.working_tokens_for_update(actor.person_id, at)
    if sum(one.post_id is not None for one in working) >= MOST_TOKENS:
        raise errors.TooManyTokens(most=MOST_TOKENS)
    holding = holding_in_force(actor.person_id, post.post_id, day_of(at))
    if holding is None:
        raise NotAllowed
    return holding


@transaction.atomic
def make_own_token(actor: Actor, *, at: datetime) -> NewToken:
    """A token of the person themselves for one sitting, after a code to their phone was right.

    It carries no post (decision 0085). A person has one: that of an earlier sitting ends. Its owner
    is told.
    """
    assert actor.person_id is not None, "whoever typed the code is somebody"
    for one in queries.working_tokens_for_update(actor.person_id, at):
        if one.post_id is None:
            one.ended_at = at
            one.save(update_fields=["ended_at"])
    token, secret = _fresh(actor.person_id, "", at)
    token.expires_at = at + OWN_LASTS
    token.save()
    record(actor, "token.made", token, at=at)
    tell_of_sign_in(actor.person_id, at=at)
    return NewToken(token, secret)


def _fresh(person_id: int, name: str, at: datetime) -> tuple[Token, str]:
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = Token(
        person_id=person_id,
        name=" ".join(name.split())[:60],
        secret_hash=queries.hash_of(secret),
        tail=secret[-_TAIL:],
        rights=[],
        made_at=at,
    )
    return token, secret


@transaction.atomic
def end_token(actor: Actor, key: int, *, at: datetime) -> Token:
    """From now on the token opens nothing. Safe to call twice. ``NotFound`` for another's."""
    token = queries.token_for_update(actor, key)
    if token.ended_at is None:
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        record(actor, "token.ended", token, at=at)
    return token


@transaction.atomic
def end_tokens_of(actor: Actor, person_id: int, *, with_posts: bool, at: datetime) -> None:
    """End a person's tokens that work: their own, and with those of their posts or without."""
    for token in queries.working_tokens_for_update(person_id, at):
        if with_posts or token.post_id is None:
            token.ended_at = at
            token.save(update_fields=["ended_at"])
            record(actor, "token.ended", token, at=at)


@transaction.atomic
def forget_tokens(actor: Actor, person_id: int, *, at: datetime) -> None:
    """End all tokens of a person who is erased; take away their names and what they answered."""
    KeptAnswer.objects.filter(token__person_id=person_id).update(body_sealed=None)
    for token in Token.objects.select_for_update().filter(person_id=person_id, ended_at=None):
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        record(actor, "token.ended", token, at=at)
    Token.objects.filter(person_id=person_id).exclude(name="").update(name="")
