"""Who looks after an organisation's merchant accounts: the same people as after its bank account.

A post over a region is no such person: the account is the whole organisation's. Who runs the site
is none either (decision 0063).
"""

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor

PROPOSING = (Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.POSTS_MANAGE)
AGREEING = (Right.MONEY_APPROVE, Right.POSTS_MANAGE)


def can_any(actor: Actor, organisation_id: int, rights: tuple[Right, ...]) -> bool:
    """Whether the actor holds one of these rights in the whole of the organisation."""
    return any(organisation_id in actor.organisations_with(right) for right in rights)


def require_any(actor: Actor, organisation_id: int, rights: tuple[Right, ...]) -> None:
    """Demand one of these rights. Raises ``NotAllowed``."""
    if not can_any(actor, organisation_id, rights):
        raise NotAllowed
