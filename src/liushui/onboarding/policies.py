"""Who writes an application, who decides it, and who looks after an organisation's account."""

from liushui.kernel.errors import NotAllowed
from liushui.onboarding.models import Application
from liushui.parties.access import Right
from liushui.parties.actors import Actor

# Who enters or stops a change of the bank account, and who may be its second person. A post over
# a region is no such person: the account is the whole organisation's.
PROPOSING = (Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.POSTS_MANAGE)
AGREEING = (Right.MONEY_APPROVE, Right.POSTS_MANAGE)
# Who keeps the board list, switches parts, and takes the organisation's own along.
KEEPING = (Right.BODY_EDIT, Right.POSTS_MANAGE)


def can_know(actor: Actor, application: Application) -> bool:
    """Whoever applied, and the operators of the installation."""
    return is_applicant(actor, application) or actor.holds_any([Right.INSTALLATION_MANAGE])


def is_applicant(actor: Actor, application: Application) -> bool:
    """Whether the application is the actor's own."""
    return actor.person_id is not None and actor.person_id == application.applicant_id


def require_decide(actor: Actor) -> None:
    """Demand an operator. Raises ``NotAllowed``."""
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        raise NotAllowed


def can_any(actor: Actor, organisation_id: int, rights: tuple[Right, ...]) -> bool:
    """Whether the actor holds one of these rights in the whole of the organisation."""
    return any(organisation_id in actor.organisations_with(right) for right in rights)


def require_any(actor: Actor, organisation_id: int, rights: tuple[Right, ...]) -> None:
    """Demand one of these rights. Raises ``NotAllowed``."""
    if not can_any(actor, organisation_id, rights):
        raise NotAllowed
