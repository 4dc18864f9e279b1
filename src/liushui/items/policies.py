"""Who prepares galleries, rules and streams of a project, and who says the second word."""

from typing import TYPE_CHECKING

from liushui.items.errors import SamePerson
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.services.two_people import require_another

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

DRAFTING = (Right.PROJECT_EDIT,)
AGREEING = (Right.PROJECT_EDIT, Right.MONEY_APPROVE)
READING = (Right.PROJECT_EDIT, Right.MONEY_APPROVE, Right.GIFT_READ, Right.AUDIT_READ)


def bodies_to_read(actor: "Actor") -> frozenset[int]:
    """The organisations whose galleries, rules and streams the actor may read in the console."""
    return _bodies(actor, READING)


def bodies_to_agree_for(actor: "Actor") -> frozenset[int]:
    """The organisations for which the actor may say the second word."""
    return _bodies(actor, AGREEING)


def can_read(actor: "Actor", organisation_id: int) -> bool:
    return actor.is_system or organisation_id in bodies_to_read(actor)


def can_draft(actor: "Actor", organisation_id: int) -> bool:
    """Whoever edits projects of the organisation."""
    return actor.is_system or organisation_id in _bodies(actor, DRAFTING)


def can_agree(actor: "Actor", organisation_id: int, drafted_by: str) -> bool:
    """Another person than who drafted it, who edits projects or approves payments."""
    return organisation_id in bodies_to_agree_for(actor) and actor.name != drafted_by


def require_draft(actor: "Actor", organisation_id: int) -> None:
    """Raises ``NotFound`` for who may not know of drafts, ``NotAllowed`` for who only reads."""
    if not can_read(actor, organisation_id):
        raise NotFound
    if not can_draft(actor, organisation_id):
        raise NotAllowed


def require_agree(actor: "Actor", organisation_id: int, drafted_by: str) -> None:
    """Raises ``NotFound``, ``NotAllowed``, and ``SamePerson`` for whoever drafted it."""
    if not can_read(actor, organisation_id):
        raise NotFound
    if organisation_id not in bodies_to_agree_for(actor):
        raise NotAllowed
    require_another(actor, drafted_by, SamePerson)


def _bodies(actor: "Actor", rights: tuple[Right, ...]) -> frozenset[int]:
    return frozenset().union(*(actor.organisations_with(right) for right in rights))
