"""Who may read an organisation's books, and who may decide by hand what happens in them."""

from typing import TYPE_CHECKING

from liushui.books.errors import SameTwoPeople
from liushui.books.states import BY_ONE, InstructionState
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services.two_people import is_another, require_another

if TYPE_CHECKING:
    from liushui.books.models import Instruction

READING = (
    Right.GIFT_READ,
    Right.MONEY_DRAFT,
    Right.MONEY_APPROVE,
    Right.MONEY_PAY,
    Right.BOOKS_SEAL,
    Right.AUDIT_READ,
)
PROPOSING = (Right.MONEY_DRAFT, Right.MONEY_APPROVE)
DECIDING = (Right.MONEY_APPROVE, Right.BOOKS_SEAL)


def bodies_with_open_books(actor: Actor) -> frozenset[int]:
    """The organisations whose books the actor may read."""
    return _bodies(actor, READING)


def bodies_to_propose_for(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor may propose an instruction."""
    return _bodies(actor, PROPOSING)


def bodies_to_decide_for(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor may be the second person."""
    return _bodies(actor, DECIDING)


def can_read(actor: Actor, organisation_id: int) -> bool:
    """Whether the books of this organisation are open to the actor."""
    return actor.is_system or organisation_id in bodies_with_open_books(actor)


def can_propose(actor: Actor, organisation_id: int, kind: str) -> bool:
    """Who drafts or approves payments proposes; what one person does alone, approvers do."""
    if actor.is_system:
        return True
    bodies = bodies_to_decide_for(actor) if kind in BY_ONE else bodies_to_propose_for(actor)
    return organisation_id in bodies


def can_decide(actor: Actor, one: "Instruction") -> bool:
    """Whether the actor can say the second word on it now."""
    return (
        one.state == InstructionState.PROPOSED
        and one.organisation_id in bodies_to_decide_for(actor)
        and is_another(actor, one.proposed_by)
    )


def can_withdraw(actor: Actor, one: "Instruction") -> bool:
    """Whoever proposed it takes it back, as long as nobody decided."""
    return one.state == InstructionState.PROPOSED and actor.name == one.proposed_by


def require_propose(actor: Actor, organisation_id: int, kind: str) -> None:
    if not can_propose(actor, organisation_id, kind):
        raise NotAllowed


def require_decide(actor: Actor, one: "Instruction") -> None:
    """Raises ``NotAllowed``, and ``SameTwoPeople`` for whoever proposed it."""
    if one.organisation_id not in bodies_to_decide_for(actor):
        raise NotAllowed
    if one.kind not in BY_ONE:
        require_another(actor, one.proposed_by, SameTwoPeople)


def _bodies(actor: Actor, rights: tuple[Right, ...]) -> frozenset[int]:
    return frozenset().union(*(actor.organisations_with(right) for right in rights))
