"""What the books know of a place: organisations, projects, what was given and used there."""

from typing import TYPE_CHECKING

from liushui.disbursing.queries.places import used_at
from liushui.parties.queries import organisation_ids_at, organisations_at
from liushui.places.page import Part
from liushui.projects.queries import projects_held_by, standings_of
from liushui.projects.states import ProjectState

if TYPE_CHECKING:
    from liushui.places.models import Place

MOST_BODIES = 50
MOST_PROJECTS = 100
# A county has people enough that a sum for some of them points at none.
_COUNTY_WIDTH = 6


def part_of_place(reader: object, place: "Place") -> Part | None:
    """The part of a place's page that this module adds; none where nothing is known."""
    del reader  # all of it is public
    bodies = organisations_at(place.code, MOST_BODIES)
    if not bodies:
        return None
    projects = projects_held_by(organisation_ids_at(place.code), MOST_PROJECTS)
    standings = standings_of(projects)
    is_wide = len(place.code) <= _COUNTY_WIDTH
    facts = {
        "place": place,
        "bodies": bodies,
        "projects": [pair for pair in standings if pair[0].state != ProjectState.SUSPENDED],
        "given": sum(standing.given for _, standing in standings),
        "used": sum(standing.used for _, standing in standings),
        "cases": used_at(place.code) if is_wide else None,
        "has_more": len(bodies) == MOST_BODIES or len(projects) == MOST_PROJECTS,
    }
    return Part("insight/place.html", facts)
