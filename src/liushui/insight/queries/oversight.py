"""What a superior federation may read of an organisation below it: what that must report.

Certificates, projects that were opened, their sums, and reports with their days: all of it is
public or owed to the superior. No draft, no payment on its way, no case and no donor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from liushui.insight.queries.organisations import Shown, certificates_shown
from liushui.parties.actors import Actor
from liushui.parties.queries.organisations_above import Subordinate, overseen_by, overseen_for
from liushui.projects.queries import projects_held_by, standings_of
from liushui.projects.queries.reporting import reports_due

if TYPE_CHECKING:
    from liushui.projects.models import Project

MOST_PROJECTS = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """One organisation below: its sums over all projects, and how many reports are late."""

    below: Subordinate
    projects: int
    given: int
    used: int
    late: int


@dataclass(frozen=True, slots=True)
class Reported:
    """One project as its organisation reports it."""

    project: "Project"
    given: int
    used: int
    due: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Overseen:
    """One organisation below with everything that it must report."""

    below: Subordinate
    certificates: Sequence[Shown]
    projects: Sequence[Reported]


def standings_below(actor: Actor, on: date) -> Sequence[Standing]:
    """All organisations below those whose reports the actor reads, nearest first: seven queries."""
    below = overseen_by(actor)
    reported = _reported([one.organisation.pk for one in below], on)
    return [_standing(one, reported.get(one.organisation.pk, ())) for one in below]


def overseen(actor: Actor, credit_code: str, on: date) -> Overseen:
    """One of them. Raises ``NotFound`` for every organisation that does not stand below."""
    below = overseen_for(actor, credit_code)
    key = below.organisation.pk
    return Overseen(
        below=below,
        certificates=certificates_shown(key, on),
        projects=_reported([key], on).get(key, ()),
    )


def _reported(organisation_ids: Sequence[int], on: date) -> Mapping[int, Sequence[Reported]]:
    projects = projects_held_by(organisation_ids, limit=MOST_PROJECTS)
    due = reports_due(projects)
    found: dict[int, list[Reported]] = {}
    for project, sums in standings_of(projects):
        day = due.get(project.pk)
        one = Reported(project, sums.given, sums.used, day, day is not None and day < on)
        found.setdefault(project.organisation_id, []).append(one)
    return found


def _standing(below: Subordinate, reported: Sequence[Reported]) -> Standing:
    return Standing(
        below=below,
        projects=len(reported),
        given=sum(one.given for one in reported),
        used=sum(one.used for one in reported),
        late=sum(one.is_late for one in reported),
    )
