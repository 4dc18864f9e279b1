"""Questions about posts and who holds them."""

from datetime import date

from django.db.models import Q

from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.parties.models import (
    PostHolding,
)


def actor_for(person_id: int, on: date) -> Actor:
    """The person under the posts that they hold on this day. One query."""
    holdings = (
        PostHolding.objects.filter(person_id=person_id, since__lte=on)
        .filter(Q(until=None) | Q(until__gt=on))
        .select_related("post")
        .order_by("post_id")
    )
    posts = tuple(
        PostHeld(
            post_id=holding.post_id,
            organisation_id=holding.post.organisation_id,
            rights=frozenset(Right(right) for right in holding.post.rights),
            region_code=holding.post.region_id or "",
        )
        for holding in holdings
    )
    return Actor(f"person:{person_id}", person_id, posts)
