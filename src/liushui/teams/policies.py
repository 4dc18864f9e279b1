"""Who leads a team, who reads its wall, who acts for a firm, and who checks firms."""

from typing import TYPE_CHECKING

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.teams.models import Firm, FirmPerson, Team

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.parties.actors import Actor


def can_lead(actor: "Actor", team: Team) -> bool:
    """Its captain, or the captain of the team that it is a part of."""
    if actor.person_id is None:
        return False
    above = team.above
    return actor.person_id in {team.captain_id, above.captain_id if above else None}


def require_lead(actor: "Actor", team: Team) -> None:
    """Raise ``NotAllowed`` unless the actor leads the team."""
    if not can_lead(actor, team):
        raise NotAllowed


def can_watch(actor: "Actor", team: Team) -> bool:
    """The charity that receives its gifts: whoever writes the project."""
    return actor.is_system or actor.holds(Right.PROJECT_EDIT, team.project.organisation_id)


def teams_watched_by(actor: "Actor") -> "QuerySet[Team]":
    """The many-faced form of ``can_watch``."""
    if actor.is_system:
        return Team.objects.all()
    bodies = actor.organisations_with(Right.PROJECT_EDIT)
    return Team.objects.filter(project__organisation_id__in=bodies)


def require_watch(actor: "Actor", team: Team) -> None:
    """Raise ``NotAllowed`` unless the actor's charity receives the team's gifts."""
    if not can_watch(actor, team):
        raise NotAllowed


def can_read_words(actor: "Actor", team: Team) -> bool:
    """Who decides which words the wall shows."""
    return can_lead(actor, team) or can_watch(actor, team)


def is_of_firm(actor: "Actor", firm: Firm) -> bool:
    """Whether the actor joined the firm."""
    return _of_firm(actor, firm).exists()


def acts_for(actor: "Actor", firm: Firm) -> bool:
    """Whether the actor may give, name people and take papers in the firm's name."""
    return _of_firm(actor, firm).filter(acts_for_it=True).exists()


def require_acts_for(actor: "Actor", firm: Firm) -> None:
    """Raise ``NotAllowed`` unless the actor acts for the firm."""
    if not acts_for(actor, firm):
        raise NotAllowed


def require_check_firms(actor: "Actor") -> None:
    """Whoever looks after the installation checks the papers of firms. Raises ``NotAllowed``."""
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        raise NotAllowed


def _of_firm(actor: "Actor", firm: Firm) -> "QuerySet[FirmPerson]":
    return FirmPerson.objects.filter(firm=firm, person_id=actor.person_id or 0)
