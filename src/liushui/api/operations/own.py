"""What the token itself is, and what a person's own token is for: posts and their tokens."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field
from pydantic import StrictInt

from liushui.accounts.policies import needs_second_factor
from liushui.accounts.queries import has_factors
from liushui.accounts.services import use_code_app, use_recovery_code
from liushui.api import errors, services
from liushui.api.operations.asking import actor_of
from liushui.api.queries import own_posts, self_of, tokens_of
from liushui.api.rooms import Room
from liushui.api.shapes.own import (
    OwnPostsTold,
    SelfTold,
    TokensTold,
    TokenTold,
    told_own_post,
    told_token,
)
from liushui.api.shapes.values import W60, W120, Number, Taken, Told, Words
from liushui.kernel.clock import day_of
from liushui.parties.access import SIGNED_IN, Right, holders_of
from liushui.parties.queries import actor_for
from liushui.parties.services.inviting import accept_invitation
from liushui.privacy.services import correct

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.parties.services.managing import Outcome

Digits = Annotated[Words, Field(max_length=12)]
FRESH_MINUTES = 15
room = Room("self", _("The token itself, and one's posts"))


class TokenTaken(Taken):
    post: Number
    name: W60
    rights: Annotated[list[Right], Field(max_length=len(Right))]
    days: Annotated[StrictInt, Field(ge=1, le=services.MOST_DAYS)] = 30
    app_code: Digits = ""
    recovery_code: Digits = ""


class NameTaken(Taken):
    name: Annotated[Words, Field(max_length=60)]


class InvitationTaken(Taken):
    invitation: W120


class TokenMade(TokenTold):
    token: str


class Done(Told):
    state: str


@room.reads(
    "self", "self", access=holders_of(*Right), answers=SelfTold,
    summary=_("The post that the token carries, and its rights today"),
    about=_("The rights are those of the post today, and of the token at most."),
)  # fmt: skip
def own_self(request: HttpRequest) -> SelfTold:
    found = self_of(request.token, request.actor)  # type: ignore[attr-defined]
    return SelfTold(
        post=found.post.title,
        organisation=found.post.organisation.credit_code,
        rights=sorted(found.held.rights),
        region=found.held.region_code,
        works_until=found.token.expires_at,
    )


def _posts(actor: "Actor") -> OwnPostsTold:
    held = own_posts(actor.person_id or 0, day_of(timezone.now()))
    return OwnPostsTold(posts=[told_own_post(one) for one in held])


def _correct(actor: "Actor", *, name: str, at: datetime) -> None:
    correct(actor, actor.person_id or 0, name=name, at=at)


def _kept(_made: object) -> Done:
    return Done(state="kept")


def _accept(actor: "Actor", *, invitation: str, at: datetime) -> "Outcome":
    return accept_invitation(actor, invitation, at=at)


def _taken(made: "Outcome") -> Done:
    return Done(state="proposed" if made.waits else "held")


def _tokens(actor: "Actor") -> TokensTold:
    return TokensTold(tokens=[told_token(one) for one in tokens_of(actor.person_id or 0)])


room.shows(
    "own/posts", "own-posts", SIGNED_IN, _posts,
    summary=_("The posts that one holds today"),
    about=_("With the rights that a token of each may carry."),
)  # fmt: skip
room.does(
    "own/name", "own-name", SIGNED_IN, _correct, takes=NameTaken, tells=_kept,
    summary=_("Write one's own name"),
    about=_("Kept sealed; others see it masked. A plan names who is in charge by it."),
)  # fmt: skip
room.does(
    "own/invitations", "invitation-accept", SIGNED_IN, _accept, takes=InvitationTaken, tells=_taken,
    summary=_("Take a post that one was invited to"),
    about=_(
        "“invitation” is the last part of the link. “held”, or “proposed” until a second manager"
        " of posts has agreed."
    ),
)  # fmt: skip
room.shows(
    "own/tokens", "own-tokens", SIGNED_IN, _tokens,
    summary=_("One's tokens"),
    about=_("Newest first, with those that ended. The secrets are not kept."),
)  # fmt: skip


@room.hands_out(
    "own/tokens", "own-token-make", access=SIGNED_IN, answers=TokenMade,
    summary=_("Make a token of one of one's posts"),
    about=_(
        "Minutes after signing in. Rights that approve, pay or hand out posts ask for a second"
        " factor, and so does whoever has one: “app_code” or “recovery_code”."
    ),
)  # fmt: skip
def own_token_make(request: HttpRequest, asked: TokenTaken) -> TokenMade:
    at = timezone.now()
    person = actor_for(actor_of(request).person_id or 0, day_of(at))
    plan = services.TokenPlan(asked.post, frozenset(asked.rights), asked.days, asked.name)
    services.require_plan(person, plan, at=at)  # before a code is spent on it
    _require_proof(person, asked, request.token.made_at, at)  # type: ignore[attr-defined]
    made = services.make_token(person, plan, at=at)
    return TokenMade(token=made.secret, **told_token(made.token).dict())


room.does(
    "own/tokens/{int:key}/end", "own-token-end", SIGNED_IN, services.end_token, shows=_tokens,
    summary=_("End one of one's tokens"),
    about=_("Whatever uses it gets no further answer."),
)  # fmt: skip


def _require_proof(person: "Actor", asked: TokenTaken, since: datetime, at: datetime) -> None:
    """What the page asks for (decisions 0016, 0078): a factor, or a code of the last minutes."""
    if asked.app_code:
        use_code_app(person, code=asked.app_code, at=at)
    elif asked.recovery_code and has_factors(person):  # paper stands in for a factor, and is none
        use_recovery_code(person, code=asked.recovery_code, at=at)
    elif has_factors(person) or needs_second_factor(person, frozenset(asked.rights)):
        raise errors.SecondFactorMissing
    elif (at - since).total_seconds() > FRESH_MINUTES * 60:
        raise errors.ProofOld(minutes=FRESH_MINUTES)
