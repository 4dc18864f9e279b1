"""What of posts waits for one person: another's proposals, and links that nobody took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Invitation, Post, Proposal
from liushui.parties.states import ProposalState

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing about a post that waits from one moment until another."""

    key: int
    post: Post
    since: datetime
    until: datetime
    takes_over: int | None = None


def proposals_to_decide(actor: Actor, at: datetime) -> Sequence[Standing]:
    """Open proposals about posts that others made and the actor may decide: two queries.

    Nobody's name is read. Nobody decides about their own appointment.
    """
    wanted = Q(organisation_id__in=actor.organisations_with(Right.POSTS_MANAGE))
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        wanted = Q()
    listed = Proposal.objects.filter(
        wanted, kind__startswith="post.", state=ProposalState.OPEN, expires_at__gt=at
    )
    found = [
        one
        for one in listed.exclude(proposed_by=actor.name).order_by("pk")[:MOST_ROWS]
        if one.facts.get("person") != actor.person_id and appointments.can_decide(actor, one)
    ]
    posts = Post.objects.in_bulk({one.facts["post"] for one in found}) if found else {}
    return [
        Standing(one.pk, posts[one.facts["post"]], one.proposed_at, one.expires_at) for one in found
    ]


def invitations_running_out(actor: Actor, at: datetime, *, within: timedelta) -> Sequence[Standing]:
    """The actor's own links that open nothing any more within this time: one query."""
    served = {post.organisation_id for post in actor.posts}
    found = Invitation.objects.filter(
        made_by=actor.name, used_at=None, revoked_at=None, post__closed_at=None,
        post__organisation_id__in=served, expires_at__gt=at, expires_at__lte=at + within,
    ).filter(Q(takes_over=None) | Q(takes_over__ended_at=None))  # fmt: skip
    return [
        Standing(one.pk, one.post, one.made_at, one.expires_at, one.takes_over_id)
        for one in found.select_related("post").order_by("expires_at", "pk")[:MOST_ROWS]
    ]
