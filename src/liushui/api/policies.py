"""Whose tokens are whose. What a token may do is each module's own question."""

from collections.abc import Sequence

from liushui.parties.actors import Actor, PostHeld


def can_hold_tokens(actor: Actor) -> bool:
    """Whoever holds a post: a token carries a post's rights and nothing of the person's own."""
    return actor.person_id is not None and bool(actor.posts)


def posts_for_tokens(actor: Actor) -> Sequence[PostHeld]:
    """The posts of the actor that a token could carry: those with any right."""
    return [post for post in actor.posts if post.rights]
