"""What the shell's own pages ask of the modules below, put together for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import Waterline, lay_waterline
from liushui.projects.queries import last_report_of, projects_taking_gifts, spending_of

if TYPE_CHECKING:
    from liushui.projects.models import ProgressReport, Project


@dataclass(frozen=True, slots=True)
class Card:
    """An open project with its sums."""

    project: "Project"
    given: int
    used: int
    goal: int
    waterline: Waterline
    report: "ProgressReport | None"


def open_cards(limit: int) -> Sequence[Card]:
    """The newest projects that take gifts with what was given and used: eight queries each."""
    return [_card(project) for project in projects_taking_gifts(day_of(now()), limit)]


def _card(project: "Project") -> Card:
    spending = spending_of(project)
    return Card(
        project=project,
        given=spending.given,
        used=spending.used,
        goal=project.goal_minor,
        waterline=lay_waterline([("gift", spending.given)], project.goal_minor),
        report=last_report_of(project),
    )
