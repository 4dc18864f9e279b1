"""What is asked about projects. Lists are bounded and load what their pages read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from liushui.base.arrays import array_of
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.projects import policies
from liushui.projects.models import BudgetLine, ProgressReport, Project, Suspension
from liushui.projects.states import PUBLIC_STATES, UNSEEN_STATES, Lane, ProjectState

PAGE_SIZE = 20
# They stand for what is asked, in a query that is put together once.
_ANY_DAY, _ANY_IDS = date.min, "{}"


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One page of a list, and the number to ask the next one with (none: this was the last)."""

    projects: Sequence[Project]
    after: int | None


def project_for(actor: Actor, number: str) -> Project:
    """The project with this public number, or ``NotFound`` if the actor may not know of it."""
    project = _with_organisation(policies.projects_visible_to(actor)).filter(number=number).first()
    if project is None:
        raise NotFound
    return project


def project_for_update(actor: Actor, number: str) -> Project:
    """As ``project_for``, locked until the transaction ends."""
    visible = policies.projects_visible_to(actor).filter(number=number)
    project = _with_organisation(visible).select_for_update(of=("self",)).first()
    if project is None:
        raise NotFound
    return project


def account_for(actor: Actor, number: str) -> Project:
    """What a gift may be given to: a campaign, or the account of a public personal appeal.

    Raises ``NotFound`` for what the actor may not know of.
    """
    appeal = Project.objects.filter(lane=Lane.PERSONAL).exclude(state__in=UNSEEN_STATES)
    project = _with_organisation(appeal).filter(number=number).first()
    return project if project is not None else project_for(actor, number)


def account_for_update(project_id: int) -> Project:
    """A project of either lane by its id, locked until the transaction ends; for services."""
    locked = _with_organisation(Project.objects.all()).select_for_update(of=("self",))
    return locked.get(pk=project_id)


def project_by_id(project_id: int) -> Project:
    """The project behind a foreign key of ours: no question of access, for services above."""
    return _with_organisation(Project.objects.all()).get(pk=project_id)


def open_projects(after: int | None = None, limit: int = PAGE_SIZE) -> ProjectPage:
    """Projects that are open, newest first; ``after`` is the last page's ``after``.

    Some of them take no gifts any more: their last day or a certificate is over.
    """
    return _page(policies.campaigns().filter(state=ProjectState.OPEN), after, limit)


def projects_taking_gifts(on: date, limit: int = PAGE_SIZE) -> Sequence[Project]:
    """Campaigns that may take a gift on this day, newest first."""
    return _page(_taking(policies.campaigns(), on), None, limit).projects


def public_projects(
    after: int | None = None, limit: int = PAGE_SIZE, *, on: date, state: str = "", tag: str = ""
) -> ProjectPage:
    """Open and closed projects, newest first: books stay readable after the last gift.

    What stands suspended, whether it was open or closed, is on no list.

    ``tag`` narrows them to those that bear it, ``state`` to one of ``PUBLIC_STATES``; anything
    else shows all, never a draft. Open are those that may take a gift on the day ``on``.
    """
    listed = policies.campaigns().filter(_is_listed())
    if state in PUBLIC_STATES:
        listed = listed.filter(state=state)
    if state == ProjectState.OPEN:
        listed = _taking(listed, on)
    if tag:
        listed = listed.filter(tags__tag__label=tag)
    return _page(listed, after, limit)


def projects_in_console(actor: Actor) -> QuerySet[Project]:
    """The projects that the actor may edit, drafts included: the console's table bounds them."""
    return _with_organisation(policies.projects_editable_by(actor))


def projects_to_report_on(actor: Actor, limit: int = 200) -> Sequence[Project]:
    """The projects that run and that the actor may edit, suspended ones too, newest first."""
    running = [ProjectState.OPEN, ProjectState.SUSPENDED]
    edited = policies.projects_editable_by(actor).filter(state__in=running)
    return list(_with_organisation(edited).order_by("-pk")[:limit])


def projects_by_id(ids: Iterable[int]) -> Mapping[int, Project]:
    """Many projects at once, by id, with their organisations: one query."""
    return {p.pk: p for p in _with_organisation(Project.objects.filter(pk__in=set(ids)))}


def funds_open_for_gifts(ids: Iterable[int], on: date) -> Mapping[int, int]:
    """Which of these projects may take a gift on this day, each with its fund: one query."""
    sql, asked = _open_for_gifts()
    said: dict[Any, Any] = {_ANY_DAY: on, _ANY_IDS: array_of(set(ids))}
    with connection.cursor() as cursor:
        cursor.execute(sql, [said.get(value, value) for value in asked])
        return dict(cursor.fetchall())


@cache
def _open_for_gifts() -> tuple[str, tuple[Any, ...]]:
    """The policy's query, put together once: in a surge that took longer than to ask it."""
    asked = RawSQL("select unnest(%s::bigint[])", [_ANY_IDS])
    taking = policies.projects_open_for_gifts(_ANY_DAY).filter(pk__in=asked)
    return taking.values_list("pk", "fund_id").query.sql_with_params()


def last_reports_of(projects: Iterable[Project]) -> Mapping[int, ProgressReport]:
    """The newest report of each project that has one, by project id: one query."""
    reports = ProgressReport.objects.filter(project_id__in=[p.pk for p in projects])
    newest = reports.order_by("project_id", "-pk").distinct("project_id")
    return {report.project_id: report for report in newest}


def budget_of(project: Project) -> Sequence[BudgetLine]:
    """The budget lines in their order."""
    return list(project.budget_lines.all())


def budget_minor(project: Project) -> int:
    """What the budget lines sum to."""
    total = project.budget_lines.aggregate(total=Sum("amount_minor"))["total"]
    return int(total or 0)


def reports_of(project: Project, limit: int = PAGE_SIZE) -> Sequence[ProgressReport]:
    """The newest progress reports, each with what it corrects and how it was corrected."""
    reports = project.reports.select_related("corrects").prefetch_related("corrections")
    return list(reports.order_by("-id")[:limit])


def last_report_of(project: Project) -> ProgressReport | None:
    """The newest report, if there is one: part of the summary before a gift."""
    return project.reports.order_by("-id").first()


def fund_labels(fund_ids: Iterable[int]) -> Mapping[int, Project]:
    """Which of these funds are projects' own, by fund id: one query, organisations loaded."""
    projects = _with_organisation(Project.objects.filter(fund_id__in=set(fund_ids)))
    return {p.fund_id: p for p in projects}


def _page(projects: QuerySet[Project], after: int | None, limit: int) -> ProjectPage:
    if after is not None:
        projects = projects.filter(pk__lt=after)
    found = list(_with_organisation(projects).order_by("-pk")[: limit + 1])
    more = len(found) > limit
    return ProjectPage(found[:limit], found[limit - 1].pk if more else None)


def _taking(projects: QuerySet[Project], on: date) -> QuerySet[Project]:
    return projects.filter(pk__in=policies.projects_open_for_gifts(on).values("pk"))


def _with_organisation(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.select_related("organisation", "fund")


def projects_held_by(organisation_ids: Iterable[int], limit: int = 200) -> Sequence[Project]:
    """The projects of these organisations, drafts left out, newest first."""
    held = policies.campaigns().filter(organisation_id__in=set(organisation_ids))
    held = held.exclude(state__in=UNSEEN_STATES)
    return list(_with_organisation(held).order_by("-pk")[:limit])


def projects_listed_by(organisation_id: int, limit: int = 200) -> Sequence[Project]:
    """The projects of an organisation as the public lists show them, newest first."""
    listed = policies.campaigns().filter(_is_listed(), organisation_id=organisation_id)
    return list(_with_organisation(listed).order_by("-pk")[:limit])


def _is_listed() -> Q:
    """No reason stands against it, and its state is one that the lists show."""
    standing = Suspension.objects.filter(project=OuterRef("pk"), lifted_at=None)
    return Q(~Exists(standing), state__in=PUBLIC_STATES)


def budget_line_of(project_id: int, line_id: int | None) -> BudgetLine | None:
    """The line with this id, if it is one of the project's."""
    if line_id is None:
        return None
    return BudgetLine.objects.filter(project_id=project_id, pk=line_id).first()
