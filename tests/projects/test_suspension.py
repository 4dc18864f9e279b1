"""Suspending a project: no gifts, no lists, and its books stay open until the reason is mended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.base.states import MoveNotAllowed
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from liushui.projects import policies, queries
from liushui.projects.models import Project, Suspension
from liushui.projects.queries.reporting import reports_due
from liushui.projects.services import (
    ReportText,
    close_project,
    open_project,
    publish_report,
    require_open_for_gifts,
    resume_project,
    suspend_project,
)
from liushui.projects.states import ReportKind
from tests.parties.builders import as_donor, chen, holder, organisation, person
from tests.projects.builders import (
    AT,
    SETUP,
    TODAY,
    a_draft,
    an_open_project,
    charity,
    editor,
)
from tests.projects.test_pages import signed_in

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("clock")


def listed(state: str = "") -> set[str]:
    return {one.number for one in queries.public_projects(on=TODAY, state=state).projects}


def test_a_suspended_project_takes_no_gifts_and_leaves_the_lists_until_it_is_mended(
    client: Client,
) -> None:
    project = an_open_project(charity())
    for _ in range(2):
        found = suspend_project(CLOCK, project.number, why="进展报告逾期", rule="R-21", at=AT)
    assert found.state == "suspended"
    with pytest.raises(policies.ProjectSuspended):
        require_open_for_gifts(found, TODAY)
    assert not queries.funds_open_for_gifts([project.pk], TODAY)
    assert project.number not in listed() | {p.number for p in queries.open_projects().projects}
    code = project.organisation.credit_code
    assert project.number not in client.get(f"/organisations/{code}/").content.decode()
    page = client.get(f"/projects/{project.number}/", {"lang": "en"}).content.decode()
    assert "进展报告逾期" in page
    assert "R-21" in page
    for _ in range(2):
        found = resume_project(CLOCK, project.number, at=AT)
    require_open_for_gifts(found, TODAY)
    assert project.number in listed("open")
    assert AuditRecord.objects.filter(verb="project.suspended").count() == 1
    assert AuditRecord.objects.filter(verb="project.resumed").count() == 1


def test_each_side_lifts_only_what_it_put_up_and_the_last_reason_counts() -> None:
    body = charity()
    project = an_open_project(body)
    own = editor(body)
    operator = holder(person("郑开"), organisation(9), Right.INSTALLATION_MANAGE)
    suspend_project(CLOCK, project.number, why="逾期", rule="R-21", at=AT)
    suspend_project(CLOCK, project.number, why="逾期", rule="R-24", at=AT)
    suspend_project(operator, project.number, why="投诉属实", rule="N09", at=AT)
    assert resume_project(own, project.number, at=AT).state == "suspended"
    assert resume_project(CLOCK, project.number, rule="R-21", at=AT).state == "suspended"
    assert resume_project(CLOCK, project.number, at=AT).state == "suspended"
    assert [one.rule for one in queries.suspensions_of(project)] == ["N09"]
    assert resume_project(operator, project.number, at=AT).state == "open"


def test_nobody_opens_a_suspended_project_past_its_reason() -> None:
    body = charity()
    project, own = an_open_project(body), editor(body)
    suspend_project(CLOCK, project.number, why="逾期", rule="R-21", at=AT)
    for actor in (own, SETUP):
        with pytest.raises(MoveNotAllowed):
            open_project(actor, project.number, at=AT)
    signed_in(own).post(f"/console/projects/{project.number}/open/")
    assert Project.objects.get().state == "suspended"
    with pytest.raises(IntegrityError, match="reason"), transaction.atomic():
        Project.objects.update(state="open")
    assert resume_project(CLOCK, project.number, at=AT).state == "open"


def test_a_reason_that_stands_already_suspends_what_was_opened_all_the_same() -> None:
    project = an_open_project(charity())
    Suspension.objects.create(
        project=project, rule="R-21", side="clock", why="逾期", by=CLOCK.name, at=AT
    )
    found = suspend_project(CLOCK, project.number, why="逾期", rule="R-21", at=AT)
    assert found.state == "suspended"
    assert Suspension.objects.count() == 1


def test_a_stranger_suspends_nothing_nor_does_anybody_a_draft() -> None:
    body = charity(1)
    project = an_open_project(body)
    for actor in (as_donor(chen()), editor(charity(2)), Actor.stranger()):
        with pytest.raises(NotAllowed):
            suspend_project(actor, project.number, why="x", at=AT)
        with pytest.raises(NotAllowed):
            resume_project(actor, project.number, at=AT)
    with pytest.raises(policies.DomainError) as refused:
        suspend_project(SETUP, a_draft(body).number, why="x", at=AT)
    assert refused.value.code == "nothing_to_suspend"
    with pytest.raises(policies.DomainError) as refused:
        suspend_project(SETUP, project.number, why=" ", at=AT)
    assert refused.value.code == "suspension_unexplained"
    assert not Suspension.objects.exists()


def test_a_closed_project_leaves_the_lists_and_comes_back_closed() -> None:
    project = an_open_project(charity())
    close_project(SETUP, project.number, at=AT)
    assert project.number in listed("closed")
    assert suspend_project(CLOCK, project.number, why="逾期", rule="R-22", at=AT).state == "closed"
    assert project.number not in listed()
    assert resume_project(CLOCK, project.number, at=AT).state == "closed"
    assert project.number in listed()


def test_the_database_keeps_one_standing_reason_of_a_rule_and_side() -> None:
    project = an_open_project(charity())
    suspend_project(CLOCK, project.number, why="逾期", rule="R-21", at=AT)
    for change in ({"why": ""}, {"lifted_at": AT}, {"side": "nobody"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suspension.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(
            project=project, rule="R-21", side="clock", why="x", by="system:x", at=AT
        )


def test_the_clocks_see_each_public_project_with_its_days() -> None:
    body = charity()
    a_draft(body)
    project, other = an_open_project(body), an_open_project(body)
    first = publish_report(SETUP, project.number, text=ReportText("一", "文"), at=AT)
    later = AT + timedelta(days=3)
    publish_report(
        SETUP, project.number, text=ReportText("一", "改"), corrects_id=first.pk, at=later
    )
    close_project(SETUP, other.number, at=later)
    full = ReportText("完", "全", kind=ReportKind.FINAL)
    publish_report(SETUP, other.number, text=full, at=later + timedelta(days=1))
    seen = {one.number: one for one in queries.campaigns_to_watch()}
    assert set(seen) == {project.number, other.number}
    assert seen[project.number].last_report_on == TODAY
    assert seen[project.number].final_report_on is None
    assert seen[other.number].closed_on == date(2026, 7, 21)
    assert seen[other.number].final_report_on == date(2026, 7, 22)


def test_the_next_report_is_due_three_months_after_the_last_publication() -> None:
    """Months by the calendar; a correction moves nothing, and a suspension stops no clock."""
    body = charity()
    project, other = an_open_project(body), an_open_project(body)
    at = datetime(2026, 11, 30, 1, tzinfo=UTC)
    first = publish_report(SETUP, project.number, text=ReportText("一", "文"), at=at)
    later = at + timedelta(days=20)
    publish_report(
        SETUP, project.number, text=ReportText("一", "改"), corrects_id=first.pk, at=later
    )
    found = suspend_project(CLOCK, project.number, why="逾期", rule="R-21", at=later)
    assert reports_due([found, other]) == {
        project.pk: date(2027, 2, 28), other.pk: date(2026, 6, 1),
    }  # fmt: skip
    close_project(SETUP, other.number, at=at)
    assert not reports_due(queries.projects_held_by([body.pk])[:1])
