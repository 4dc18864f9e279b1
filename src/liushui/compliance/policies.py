"""Who reads and who states duties. Boards are public; what is behind a duty is its body's own."""

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from liushui.compliance.models import Duty
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.judging import (
    judged_by_own,
    judged_from_above,
    judges_for,
    judges_own,
)

# Any of these posts sees its body's duties in the console.
READING = (
    Right.PROJECT_EDIT, Right.BODY_EDIT, Right.BOOKS_SEAL, Right.MONEY_APPROVE, Right.AUDIT_READ,
    Right.POSTS_MANAGE, Right.USE_REPORT, Right.INSTALLATION_MANAGE,
)  # fmt: skip
# These say that something was done, happened, or is kept.
STATING = (Right.PROJECT_EDIT, Right.BODY_EDIT, Right.INSTALLATION_MANAGE)
OPERATING = (Right.INSTALLATION_MANAGE,)
# These decide for the site about others: who runs it, and who oversees from above (0089); the last
# for want of both, two together, about their own (0095).
DECIDING = (Right.INSTALLATION_MANAGE, Right.REPORTS_READ, Right.BODY_OVERSEE)


def bodies_read_by(actor: Actor) -> frozenset[int]:
    """The organisations whose duties the actor reads in the console."""
    found: frozenset[int] = frozenset()
    for right in READING:
        found |= actor.organisations_with(right)
    return found


def may_waive(actor: Actor, duty: Duty) -> bool:
    """Who decides for the site about whose duty it is: an operator, or from above (0089).

    Where neither can, two of its own board or supervisors (0095).
    """
    if operates(actor):
        return True
    if duty.organisation_id is None:
        return False
    return judges_for(actor, duty.organisation_id, localdate()) or waives_own(actor, duty)


def waives_own(actor: Actor, duty: Duty) -> bool:
    """Whether the actor is one of the organisation's own two who decide for want of others."""
    body = duty.organisation_id
    return body is not None and judges_own(actor, body, localdate())


def require_waive(actor: Actor, duty: Duty) -> None:
    """Raise ``NotAllowed`` for everybody else."""
    if not may_waive(actor, duty):
        raise NotAllowed


def duties_visible_to(actor: Actor) -> QuerySet[Duty]:
    """The many-faced form of ``can_see``."""
    if operates(actor):
        return Duty.objects.all()
    today = localdate()
    seen = bodies_read_by(actor) | judged_from_above(actor, today) | judged_by_own(actor, today)
    return Duty.objects.filter(Q(organisation_id__in=seen))


def can_see(actor: Actor, duty: Duty) -> bool:
    """Whoever serves the body in a post that reads, who runs the site, and who decides for it."""
    return (
        operates(actor) or duty.organisation_id in bodies_read_by(actor) or may_waive(actor, duty)
    )


def operates(actor: Actor) -> bool:
    """Whether the actor runs this site."""
    return actor.is_system or actor.holds_any(OPERATING)


def can_state(actor: Actor, organisation_id: int | None) -> bool:
    """Whoever writes for the body; for the site, who runs it."""
    if organisation_id is None:
        return operates(actor)
    return actor.is_system or any(actor.holds(right, organisation_id) for right in STATING)


def require_state(actor: Actor, organisation_id: int | None) -> None:
    """Raise ``NotAllowed`` unless the actor may speak for the body or the site."""
    if not can_state(actor, organisation_id):
        raise NotAllowed


def require_operate(actor: Actor) -> None:
    """Raise ``NotAllowed`` unless the actor runs this site."""
    if not operates(actor):
        raise NotAllowed
