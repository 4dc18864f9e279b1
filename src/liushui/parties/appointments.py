"""Who gives out posts, and which of them need a second person. Asks the actor only."""

from typing import TYPE_CHECKING

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liushui.parties.models import Post, Proposal

# Whoever holds one of these can let money go, or let others do so: two people give them out.
# Who drafts is the first of the two by whom money goes: a second phone must not become one.
# Who oversees their own organisation is no one person's choice either.
WEIGHTY = frozenset(
    {
        Right.MONEY_DRAFT,
        Right.MONEY_APPROVE,
        Right.MONEY_PAY,
        Right.BOOKS_SEAL,
        Right.POSTS_MANAGE,
        Right.PRIVACY_ANSWER,
        Right.INSTALLATION_MANAGE,
        Right.BODY_OVERSEE,
    }
)
# The operator's own: no organisation gives it to itself.
OPERATORS = frozenset({Right.INSTALLATION_MANAGE})
# Kinds of proposals about the installation itself: only its operators know of them and decide.
OF_INSTALLATION = "installation."
# Kinds that an organisation's own board or supervisors decide, and nobody else (decision 0095).
OF_OVERSEERS = "own."


def is_weighty(rights: "Iterable[str]") -> bool:
    """Whether appointing to a post with these rights needs two people."""
    return bool(WEIGHTY & frozenset(rights))


def can_manage(actor: Actor, post: "Post") -> bool:
    """Whoever gives out posts in the organisation, over a region that holds the post's own."""
    return can_manage_in(actor, post.organisation_id, post.region_id or "")


def can_manage_in(actor: Actor, organisation_id: int, region_code: str = "") -> bool:
    """Whether the actor gives out posts of the organisation over this region ("": all of it)."""
    return actor.is_system or actor.holds(Right.POSTS_MANAGE, organisation_id, region_code)


def require_manage_in(actor: Actor, organisation_id: int, region_code: str = "") -> None:
    if not can_manage_in(actor, organisation_id, region_code):
        raise NotAllowed


def require_manage(actor: Actor, post: "Post") -> None:
    if not can_manage(actor, post):
        raise NotAllowed


def can_decide(actor: Actor, proposal: "Proposal") -> bool:
    """Another manager of the organisation, or the installation's operator where it has one alone.

    Never who proposed it: the database refuses that too.
    """
    return proposal.proposed_by != actor.name and can_know_proposal(actor, proposal)


def can_know_proposal(actor: Actor, proposal: "Proposal") -> bool:
    """Whoever manages the organisation's posts or runs the installation; and who proposed it.

    What is about the installation is no business of those who only manage posts.
    """
    if proposal.proposed_by == actor.name:
        return True
    if proposal.kind.startswith(OF_OVERSEERS):
        return actor.holds(Right.BODY_OVERSEE, proposal.organisation_id)
    if actor.holds_any(OPERATORS):
        return True
    if is_of_installation(proposal):
        return actor.is_system
    return can_manage_in(actor, proposal.organisation_id)


def is_of_installation(proposal: "Proposal") -> bool:
    """Whether it changes the installation and not an organisation."""
    return proposal.kind.startswith(OF_INSTALLATION)
