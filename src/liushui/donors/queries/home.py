"""All that one person gave, over all organisations, and where it is now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from liushui.giving.queries import GivingSum, sum_of
from liushui.giving.queries.own import given_by_month, newest_gifts, projects_given_to
from liushui.insight.queries.wording import stage_of
from liushui.kernel.clock import CHINA, month_after
from liushui.ledger.queries import trace_forward
from liushui.projects.queries import last_reports_of, projects_by_id
from liushui.recurring.queries import mandates_of
from liushui.teams.queries import teams_joined_by, teams_led_by

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor
    from liushui.projects.models import ProgressReport, Project
    from liushui.recurring.models import Mandate
    from liushui.teams.models import Team

GIFTS_TRACED = 200
GIFTS_SHOWN = 5
_MONTHS = 12
_LISTED = 5


@dataclass(frozen=True, slots=True)
class ProjectGiven:
    """A project that the person gave to: how often, how much, and what it reported last."""

    project: "Project"
    count: int
    minor: int
    report: "ProgressReport | None"


@dataclass(frozen=True, slots=True)
class DonorHome:
    """``stages`` are fen by stage and sum to ``traced_minor``, the newest gifts' amounts."""

    sum: GivingSum
    months: Sequence[tuple[date, int]]
    gifts: "Sequence[GiftOrder]"
    traced_count: int
    traced_minor: int
    placing_minor: int
    stages: Mapping[str, int]
    projects: Sequence[ProjectGiven]
    mandates: "Sequence[Mandate]"
    teams: "Sequence[Team]"

    @property
    def is_whole(self) -> bool:
        """Whether every gift was followed, not the newest alone."""
        return self.traced_count == self.sum.count


def donor_home(actor: "Actor", *, at: datetime) -> DonorHome:
    """A dozen queries, and one for each of the newest gifts to follow it to where it is."""
    gifts = newest_gifts(actor, GIFTS_TRACED)
    stages: dict[str, int] = defaultdict(int)
    placing = 0
    for order in gifts:
        ends = trace_forward(order.reference)
        for end in ends:
            stages[stage_of(end.end)] += end.amount
        placing += 0 if ends else order.amount_minor
    return DonorHome(
        sum=sum_of(actor),
        months=_months(actor, at),
        gifts=gifts[:GIFTS_SHOWN],
        traced_count=len(gifts),
        traced_minor=sum(order.amount_minor for order in gifts),
        placing_minor=placing,
        stages=dict(stages),
        projects=_projects(actor),
        mandates=[one for one in mandates_of(actor) if one.due_from is not None][:_LISTED],
        teams=_teams(actor),
    )


def _months(actor: "Actor", at: datetime) -> Sequence[tuple[date, int]]:
    """The last twelve months of China's calendar, the present one last."""
    here = at.astimezone(CHINA)
    month = date(here.year - 1, here.month, 1)
    since = datetime(month.year, month.month, 1, tzinfo=CHINA)
    given = given_by_month(actor, since)
    months = []
    for _number in range(_MONTHS):
        month = month_after(month)
        months.append((month, given.get(month, 0)))
    return months


def _projects(actor: "Actor") -> Sequence[ProjectGiven]:
    given = projects_given_to(actor)
    projects = projects_by_id(given)
    reports = last_reports_of(projects.values())
    found = [
        ProjectGiven(projects[pk], count, minor, reports.get(pk))
        for pk, (count, minor) in given.items()
        if pk in projects
    ]
    return sorted(found, key=lambda one: one.minor, reverse=True)


def _teams(actor: "Actor") -> "Sequence[Team]":
    teams = {team.pk: team for team in (*teams_led_by(actor), *teams_joined_by(actor))}
    return list(teams.values())[:_LISTED]
