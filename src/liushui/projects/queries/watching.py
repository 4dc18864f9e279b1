"""What those who keep the clocks of the law ask about projects, as plain facts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min

from liushui.base.models import StateChange
from liushui.kernel.clock import day_of
from liushui.projects.models import ProgressReport, Project, Suspension
from liushui.projects.policies import campaigns
from liushui.projects.queries.closings import Rest, rests_of_ended
from liushui.projects.queries.plans import (
    first_filings,
    people_now_in_charge,
    projects_with_partners,
)
from liushui.projects.states import HELD_RULE, OF_PROGRESS, UNSEEN_STATES, ProjectState, ReportKind


@dataclass(frozen=True, slots=True)
class WatchedCampaign:
    """A public project as the clocks see it. Days are days in China.

    ``last_report_on`` is the newest report of any kind that is no correction (a correction is no
    publication, R-32); ``last_emergency_report_on`` the newest of the five-day kind (R-24);
    ``final_report_on`` the first full account (R-22). ``in_charge_id`` is a person's id,
    of the newest filed plan.
    ``filed_on`` is the first filing's day; ``opened_on`` the first day open to gifts; ``file_by``
    the last one of an unfiled emergency (R-07). ``rest`` is what a closed one left over (R-26);
    ``has_partners`` whether a plan that was filed names any (R-27).
    """

    number: str
    organisation_id: int
    title: str
    starts_on: date
    ends_on: date
    filed_on: date | None
    is_emergency: bool
    file_by: date | None
    state: ProjectState
    last_report_on: date | None
    last_emergency_report_on: date | None
    opened_on: date | None
    closed_on: date | None
    final_report_on: date | None
    in_charge_id: int | None
    rest: Rest
    has_partners: bool


def campaigns_to_watch() -> Iterable[WatchedCampaign]:
    """Each project that the public may see, suspended and archived ones too: nine queries."""
    projects = list(campaigns().exclude(state__in=UNSEEN_STATES).order_by("pk"))
    opened, closed, reports = _opened_days(), _closed_days(), _report_days()
    plans, in_charge = first_filings(), people_now_in_charge()
    rests, with_partners = rests_of_ended(projects), projects_with_partners()
    for project in projects:
        plan = plans.get(project.pk)
        days = reports.get(project.pk, {})
        yield WatchedCampaign(
            number=project.number,
            organisation_id=project.organisation_id,
            title=project.title,
            starts_on=project.starts_on,
            ends_on=project.ends_on,
            filed_on=plan.filed_on if plan else None,
            is_emergency=bool(plan and plan.emergency),
            file_by=project.file_by,
            state=ProjectState(project.state),
            last_report_on=max(
                (days[kind][1] or date.min for kind in OF_PROGRESS if kind in days), default=None
            ),
            last_emergency_report_on=days.get(ReportKind.EMERGENCY, (None, None))[1],
            opened_on=opened.get(project.pk),
            closed_on=closed.get(project.pk),
            final_report_on=days.get(ReportKind.FINAL, (None, None))[0],
            in_charge_id=in_charge.get(project.pk),
            rest=rests.get(project.pk, Rest()),
            has_partners=project.pk in with_partners,
        )


def titles_of(numbers: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """The titles of these public projects, 中文 and English, by number."""
    known = campaigns().exclude(state__in=UNSEEN_STATES).filter(number__in=numbers)
    return {number: (zh, en) for number, zh, en in known.values_list("number", "title", "title_en")}


def suspensions_of(project: Project) -> Sequence[Suspension]:
    """The reasons that stand against a project, oldest first."""
    return list(Suspension.objects.filter(project=project, lifted_at=None).order_by("pk"))


def is_held_down(project: Project) -> bool:
    """Whether what a complaint found holds it down still (N09)."""
    return any(one.rule == HELD_RULE for one in suspensions_of(project))


def _opened_days() -> Mapping[int, date]:
    """The day on which each was first opened to gifts."""
    steps = StateChange.objects.filter(
        thing_kind="projects.project", to_state=ProjectState.OPEN
    ).values_list("thing_id")
    return {key: day_of(at) for key, at in steps.annotate(first=Min("at"))}


def _closed_days() -> Mapping[int, date]:
    steps = StateChange.objects.filter(
        thing_kind="projects.project", to_state=ProjectState.CLOSED
    ).values_list("thing_id", "at")
    return {thing_id: day_of(at) for thing_id, at in steps}


def _report_days() -> Mapping[int, Mapping[str, tuple[date | None, date | None]]]:
    """By project and kind: the days of the first and the newest report that is no correction."""
    rows = (
        ProgressReport.objects.filter(corrects=None)
        .values_list("project_id", "kind")
        .annotate(first=Min("published_at"), last=Max("published_at"))
    )
    days: dict[int, dict[str, tuple[date | None, date | None]]] = {}
    for project_id, kind, first, last in rows:
        days.setdefault(project_id, {})[kind] = (_day(first), _day(last))
    return days


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at)
