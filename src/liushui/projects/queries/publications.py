"""When each project published, and what the clocks hold against it: plain facts in few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liushui.kernel.clock import day_of
from liushui.projects.models import ProgressReport, Suspension
from liushui.projects.policies import campaigns
from liushui.projects.states import UNSEEN_STATES, Side


@dataclass(frozen=True, slots=True)
class Publication:
    """One report of a project. A correction is none (R-32)."""

    on: date
    kind: str


def publications_of_projects(
    numbers: Collection[str] | None = None,
) -> Mapping[str, Sequence[Publication]]:
    """By the number of the project, oldest first: one query."""
    reports = ProgressReport.objects.filter(corrects=None)
    if numbers is not None:
        reports = reports.filter(project__number__in=numbers)
    found: dict[str, list[Publication]] = {}
    rows = reports.order_by("published_at", "pk").values_list(
        "project__number", "published_at", "kind"
    )
    for number, at, kind in rows:
        found.setdefault(number, []).append(Publication(day_of(at), kind))
    return found


def suspended_by_clocks() -> frozenset[tuple[str, str]]:
    """The reasons that clocks hold against projects now: (number, rule)."""
    standing = Suspension.objects.filter(side=Side.CLOCK, lifted_at=None)
    return frozenset(standing.values_list("project__number", "rule"))


def plan_numbers() -> Mapping[str, str]:
    """The number of each public project's filed plan, by the project's: one query."""
    seen = campaigns().exclude(state__in=UNSEEN_STATES)
    return dict(seen.values_list("number", "plan_number"))


def funds_of_public_projects() -> Mapping[int, tuple[str, int]]:
    """By fund: the number of its project and the organisation that raises: one query."""
    seen = campaigns().exclude(state__in=UNSEEN_STATES).exclude(fund=None)
    rows = seen.values_list("fund_id", "number", "organisation_id")
    return {fund: (number, organisation) for fund, number, organisation in rows if fund}
