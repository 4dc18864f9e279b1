"""Writing, opening, closing and reporting: what a project may do, and what it is refused."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.base.models import StateChange
from liushui.base.states import MoveNotAllowed
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from liushui.parties.services import add_certificate
from liushui.projects import policies, queries
from liushui.projects.models import ProgressReport, Project
from liushui.projects.services import (
    BudgetItem,
    ReportText,
    close_project,
    create_project,
    edit_project,
    open_project,
    plan_of,
    publish_report,
    require_open_for_gifts,
)
from tests.parties.builders import as_donor, chen, organisation
from tests.projects.builders import (
    AT,
    BUS_TEXT,
    LAST_DAY,
    SETUP,
    TODAY,
    a_draft,
    a_plan,
    an_open_project,
    charity,
    editor,
    filed,
)

pytestmark = pytest.mark.django_db


def test_a_new_project_has_a_number_a_budget_and_a_fund_of_its_own():
    body = charity()
    project = create_project(
        editor(body), organisation_id=body.pk, text=BUS_TEXT, plan=a_plan(700, 300), at=AT
    )
    assert project.number == "P2026001"
    assert [line.amount_minor for line in queries.budget_of(project)] == [700, 300]
    assert (project.fund.purpose_kind, project.fund.purpose_id) == ("project", project.pk)
    assert project.fund.holder.organisation_id == body.pk
    assert a_draft(body).fund_id != project.fund_id


@pytest.mark.parametrize(
    ("text", "plan", "code"),
    [
        (replace(BUS_TEXT, title=" "), a_plan(), "project_text_missing"),
        (replace(BUS_TEXT, summary="字" * 301), a_plan(), "project_text_missing"),
        (BUS_TEXT, replace(a_plan(), ends_on=date(2026, 2, 28)), "project_days_wrong"),
        (BUS_TEXT, replace(a_plan(), goal_minor=0), "goal_wrong"),
        (BUS_TEXT, replace(a_plan(), goal_minor=2**53), "goal_wrong"),
        (BUS_TEXT, replace(a_plan(), budget=(BudgetItem("", 5),)), "budget_line_wrong"),
        (BUS_TEXT, replace(a_plan(), budget=(BudgetItem("车", -5),)), "budget_line_wrong"),
    ],
)
def test_what_cannot_be_right_is_refused_before_it_is_written(text, plan, code):
    body = charity()
    with pytest.raises(policies.DomainError) as refused:
        create_project(SETUP, organisation_id=body.pk, text=text, plan=plan, at=AT)
    assert refused.value.code == code
    assert not Project.objects.exists()


def test_only_who_may_edit_for_the_organisation_writes_its_projects():
    body, other = charity(1), charity(2)
    for actor in (as_donor(chen()), editor(other), Actor.stranger()):
        with pytest.raises(NotAllowed):
            create_project(actor, organisation_id=body.pk, text=BUS_TEXT, plan=a_plan(), at=AT)


def test_opening_leaves_a_history_and_a_second_call_changes_nothing():
    body = charity()
    actor = editor(body)
    project = filed(a_draft(body))
    assert open_project(actor, project.number, at=AT).state == "open"
    assert open_project(actor, project.number, at=AT).state == "open"
    step = StateChange.objects.get(thing_kind="projects.project", thing_id=project.pk)
    assert (step.from_state, step.to_state, step.by) == ("draft", "open", actor.name)
    assert AuditRecord.objects.filter(verb="project.opened", thing_id=project.pk).count() == 1


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (a_plan(number=""), "plan_number_wrong"),
        (a_plan(number="26003"), "plan_number_wrong"),
        (a_plan(700, 300, goal=1001), "budget_not_goal"),
        (replace(a_plan(), budget=()), "budget_not_goal"),
        (a_plan(), "plan_not_filed"),
    ],
)
def test_a_project_opens_only_with_its_filed_plan_and_a_budget_that_is_the_goal(plan, code):
    project = a_draft(charity(), plan)
    with pytest.raises(policies.DomainError) as refused:
        open_project(SETUP, project.number, at=AT)
    assert refused.value.code == code
    assert Project.objects.get().state == "draft"


def test_a_project_opens_only_under_both_certificates():
    body = organisation(7)
    project = filed(a_draft(body))
    with pytest.raises(policies.CertificateMissing):
        open_project(SETUP, project.number, at=AT)
    add_certificate(
        SETUP, body, kind="registration", number="1", valid_from=date(2020, 1, 1), at=AT
    )
    with pytest.raises(policies.CertificateMissing):
        open_project(SETUP, project.number, at=AT)
    add_certificate(
        SETUP, body, kind="public_fundraising", number="2", at=AT,
        valid_from=date(2021, 1, 1), valid_until=date(2026, 7, 17),
    )  # fmt: skip
    with pytest.raises(policies.CertificateExpired):
        open_project(SETUP, project.number, at=AT)


def test_a_certificate_that_expires_stops_gifts_and_a_renewed_one_lets_them_in_again():
    body = charity(fundraising_until=TODAY)
    project = an_open_project(body)
    require_open_for_gifts(project, TODAY)
    tomorrow = date(2026, 7, 19)
    with pytest.raises(policies.CertificateExpired) as refused:
        require_open_for_gifts(project, tomorrow)
    assert refused.value.facts["day"] == tomorrow
    add_certificate(
        SETUP, body, kind="public_fundraising", number="renewed", valid_from=tomorrow, at=AT
    )
    require_open_for_gifts(project, tomorrow)


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2027, 3, 1)])
def test_no_gift_outside_the_filed_days(day):
    project = an_open_project(charity())
    with pytest.raises(policies.ProjectClosed):
        require_open_for_gifts(project, day)
    require_open_for_gifts(project, LAST_DAY)


def test_no_gift_to_a_draft_nor_to_a_closed_project_and_none_opens_twice():
    project = a_draft(charity())
    with pytest.raises(policies.ProjectNotOpen):
        require_open_for_gifts(project, TODAY)
    open_project(SETUP, filed(project).number, at=AT)
    closed = close_project(SETUP, project.number, why="goal reached", at=AT)
    assert close_project(SETUP, project.number, at=AT).state == "closed"
    with pytest.raises(policies.ProjectClosed):
        require_open_for_gifts(closed, TODAY)
    with pytest.raises(MoveNotAllowed):
        open_project(SETUP, project.number, at=AT)


def test_an_open_project_keeps_what_was_filed_but_may_say_it_better():
    project = an_open_project(charity())
    better = replace(BUS_TEXT, story="第三辆车已经上路。")
    edit_project(SETUP, project.number, text=better, plan=plan_of(project), at=AT)
    assert Project.objects.get().story == "第三辆车已经上路。"
    with pytest.raises(policies.DomainError) as refused:
        edit_project(SETUP, project.number, text=better, plan=a_plan(1), at=AT)
    assert refused.value.code == "fixed_while_open"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("review", "plan_in_review"),
        ("open", "fixed_while_open"),
        ("suspended", "fixed_while_open"),
        ("closed", "fixed_while_open"),
        ("archived", "fixed_while_open"),
    ],
)
def test_the_words_of_a_filed_plan_change_by_no_edit_and_their_translation_may(state, code):
    project = an_open_project(charity())
    Project.objects.update(state=state)
    for words in ({"title": "另一个名称"}, {"leftover": "归本机构"}):
        with pytest.raises(policies.DomainError) as refused:
            edit_project(
                SETUP, project.number, at=AT, text=replace(BUS_TEXT, **words), plan=plan_of(project)
            )
        assert refused.value.code == code
    mended = replace(BUS_TEXT, title_en="Buses", leftover_en="To other projects like this one.")
    edit_project(SETUP, project.number, text=mended, plan=plan_of(project), at=AT)
    kept = Project.objects.get()
    assert (kept.title, kept.leftover) == (BUS_TEXT.title, BUS_TEXT.leftover)
    assert (kept.title_en, kept.leftover_en) == (mended.title_en, mended.leftover_en)


def test_a_draft_is_rewritten_whole():
    project = a_draft(charity())
    edit_project(SETUP, project.number, text=BUS_TEXT, plan=a_plan(1_00, 2_00, 3_00), at=AT)
    again = Project.objects.get()
    assert again.goal_minor == 6_00
    assert [line.position for line in queries.budget_of(again)] == [0, 1, 2]


def test_seeing_is_the_same_question_for_one_and_for_many():
    mine, other = charity(1), charity(2)
    projects = [a_draft(mine), an_open_project(mine), a_draft(other), an_open_project(other)]
    for actor in (editor(mine), editor(other), as_donor(chen()), Actor.stranger(), SETUP):
        visible = set(policies.projects_visible_to(actor))
        assert visible == {p for p in projects if policies.can_see(actor, p)}
        assert set(policies.projects_editable_by(actor)) == {
            p for p in projects if policies.can_edit(actor, p)
        }
    with pytest.raises(NotFound):
        queries.project_for(Actor.stranger(), projects[0].number)


def test_a_report_is_published_once_and_corrected_by_another():
    project = an_open_project(charity())
    words = ReportText("8 月反馈", "5 辆车都已上路。")
    first = publish_report(SETUP, project.number, text=words, at=AT)
    assert publish_report(SETUP, project.number, text=words, at=AT) == first
    publish_report(
        SETUP, project.number, text=replace(words, body="4 辆车已上路。"), at=AT,
        corrects_id=first.pk,
    )  # fmt: skip
    newest, oldest = queries.reports_of(project)
    assert newest.corrects == oldest
    assert queries.last_report_of(project) == newest


def test_a_published_report_cannot_be_changed_or_taken_back():
    project = an_open_project(charity())
    report = publish_report(SETUP, project.number, text=ReportText("题", "文"), at=AT)
    for change in (
        lambda: ProgressReport.objects.update(body="other"),
        lambda: ProgressReport.objects.filter(pk=report.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize("text", [ReportText(" ", "文"), ReportText("题", "")])
def test_an_empty_report_is_refused(text):
    project = an_open_project(charity())
    with pytest.raises(policies.DomainError) as refused:
        publish_report(SETUP, project.number, text=text, at=AT)
    assert refused.value.code == "report_empty"


def test_a_draft_does_not_report_and_no_report_corrects_anothers():
    body = charity()
    with pytest.raises(policies.DomainError) as refused:
        publish_report(SETUP, a_draft(body).number, text=ReportText("题", "文"), at=AT)
    assert refused.value.code == "report_too_early"
    mine, other = an_open_project(body), an_open_project(body)
    theirs = publish_report(SETUP, other.number, text=ReportText("题", "文"), at=AT)
    with pytest.raises(NotFound):
        publish_report(
            SETUP, mine.number, text=ReportText("题", "改"), corrects_id=theirs.pk, at=AT
        )


@pytest.mark.parametrize(
    "change",
    [
        "goal_minor = 0",
        "ends_on = starts_on - 1",
        "state = 'paused'",
        "state = 'open', plan_number = ''",
    ],
)
def test_the_database_refuses_what_no_project_can_be(change):
    a_draft(charity())
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update projects_project set {change}")


def test_the_many_that_take_gifts_are_those_that_each_would():
    """Both faces of the rule, over days, states and certificates of every kind."""
    bodies = [charity(), organisation(8), organisation(9)]
    add_certificate(
        SETUP, bodies[1], kind="registration", number="1", valid_from=date(2020, 1, 1), at=AT
    )
    projects = [a_draft(body) for body in bodies] + [an_open_project(bodies[0]) for _ in range(2)]
    add_certificate(
        SETUP, bodies[2], kind="registration", number="3", valid_from=date(2020, 1, 1), at=AT
    )
    add_certificate(
        SETUP, bodies[2], kind="public_fundraising", number="4", at=AT,
        valid_from=date(2021, 1, 1), valid_until=TODAY,
    )  # fmt: skip
    projects.append(an_open_project(bodies[2]))
    close_project(SETUP, projects[3].number, at=AT)
    every = [Project.objects.get(pk=project.pk) for project in projects]
    for days in (-4000, -400, -1, 0, 1, 20, 400, 40_000):
        on = TODAY + timedelta(days=days)
        single = set()
        for project in every:
            with suppress(policies.DomainError):
                require_open_for_gifts(project, on)
                single.add(project.pk)
        many = queries.funds_open_for_gifts([project.pk for project in every], on)
        assert set(many) == single
        assert all(many[project.pk] == project.fund_id for project in every if project.pk in many)
