"""Who reads an organisation's accounts, who works on what differs, who takes cash."""

from typing import TYPE_CHECKING

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services.two_people import is_another, require_another
from liushui.reconciling.errors import SameTwoPeople
from liushui.reconciling.states import DifferenceState

if TYPE_CHECKING:
    from liushui.reconciling.models import Difference

READING = (
    Right.GIFT_READ,
    Right.MONEY_DRAFT,
    Right.MONEY_APPROVE,
    Right.MONEY_PAY,
    Right.BOOKS_SEAL,
    Right.AUDIT_READ,
)
KEEPING = (Right.MONEY_APPROVE, Right.BOOKS_SEAL)
WORKING = (Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.BOOKS_SEAL)
DECIDING = (Right.MONEY_APPROVE, Right.BOOKS_SEAL)
TAKING = (Right.MONEY_PAY, Right.GIFT_IMPORT)
COUNTING = (Right.MONEY_PAY, Right.MONEY_APPROVE, Right.BOOKS_SEAL)


def bodies_read(actor: Actor) -> frozenset[int]:
    """The organisations whose accounts the actor may read."""
    return bodies_with(actor, READING)


def bodies_with(actor: Actor, rights: tuple[Right, ...]) -> frozenset[int]:
    """The organisations in the whole of which the actor holds one of these rights."""
    return frozenset().union(*(actor.organisations_with(right) for right in rights))


def may(actor: Actor, rights: tuple[Right, ...], organisation_id: int) -> bool:
    """Whether the actor holds one of these rights in the whole organisation."""
    return actor.is_system or organisation_id in bodies_with(actor, rights)


def require(actor: Actor, rights: tuple[Right, ...], organisation_id: int) -> None:
    """Raises ``NotAllowed``."""
    if not may(actor, rights, organisation_id):
        raise NotAllowed


def can_decide(actor: Actor, one: "Difference") -> bool:
    """Whether the actor can be the second person now."""
    return (
        one.state == DifferenceState.PROPOSED
        and one.account.organisation_id in bodies_with(actor, DECIDING)
        and is_another(actor, one.proposed_by)
    )


def require_decide(actor: Actor, one: "Difference") -> None:
    """Raises ``NotAllowed``, and ``SameTwoPeople`` for whoever proposed it."""
    if one.account.organisation_id not in bodies_with(actor, DECIDING):
        raise NotAllowed
    require_another(actor, one.proposed_by, SameTwoPeople)
