"""The clocks in the database: steps once, on their day; projects down and up; what people say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from liushui.compliance.models import ClockDay, Duty, DutyStep
from liushui.compliance.queries.duties import board
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.calendars import (
    YearListShort,
    YearListWrong,
    decide_year,
    propose_year,
)
from liushui.compliance.services.stating import (
    AuditMissing,
    DayAhead,
    Done,
    DutyOver,
    DutySeenByClock,
    PlaceOfPublicationMissing,
    ReasonMissing,
    confirm_rule,
    enter_happening,
    say_done,
)
from liushui.compliance.services.waiving import waive
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from liushui.parties.services.two_people import ProposedByYou
from liushui.projects.models import Project
from liushui.projects.services import ReportText, publish_report
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import SETUP, an_open_project, charity

BEGINS_WITH = (lambda: an_open_project(charity()),)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
# The projects of the builders run from 1 March 2026 to 28 February 2027: R-21 is due on 1 June.
DUE = date(2026, 6, 1)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=1)


def run(*days: date) -> None:
    for day in days:
        run_clock(at=morning(day))


def report_duty() -> Duty:
    return Duty.objects.filter(rule="R-21").latest("pk")


def steps(duty: Duty) -> list[tuple[str, date]]:
    return [(step.kind, step.on) for step in duty.steps.order_by("pk")]


def test_an_overdue_project_is_warned_escalated_taken_down_and_put_up_by_the_clock_alone():
    body = charity()
    project = an_open_project(body)
    editor = holder(person("周宁"), body, Right.PROJECT_EDIT, since=date(2026, 1, 1))
    leader = holder(person("王志远"), body, Right.POSTS_MANAGE, since=date(2026, 1, 1))
    day = date(2026, 5, 10)
    while day <= date(2026, 6, 3):
        run(day)
        day += timedelta(days=1)
    duty = report_duty()
    assert steps(duty) == [
        ("opened", date(2026, 5, 10)),
        ("warned", date(2026, 5, 18)),
        ("escalated", date(2026, 5, 29)),
        ("breached", date(2026, 6, 2)),
        ("suspended", date(2026, 6, 2)),
    ]
    told = {(n.kind, n.person_id) for n in Notice.objects.filter(key__startswith=f"{duty.pk}:")}
    assert ("duty-due-soon", editor.person_id) in told
    assert ("duty-due-soon", leader.person_id) not in told
    assert ("duty-escalated", leader.person_id) in told
    project.refresh_from_db()
    assert project.state == "suspended"
    assert {r.verb for r in AuditRecord.objects.filter(verb__startswith="duty.")} == {
        "duty.opened", "duty.warned", "duty.escalated", "duty.breached", "duty.suspended",
    }  # fmt: skip
    publish_report(
        SETUP, project.number, text=ReportText("第一季度", "做了什么"), at=morning(date(2026, 6, 3))
    )
    run(date(2026, 6, 3))
    project.refresh_from_db()
    assert project.state == "open"
    duty.refresh_from_db()
    assert (duty.state, duty.closed_on) == ("met", date(2026, 6, 3))
    assert steps(duty)[-1] == ("resumed", date(2026, 6, 3))
    assert report_duty().due == date(2026, 9, 3)


def test_who_is_told_from_above_is_led_to_where_they_can_read_it():
    """Who leads the body above has no post in this one: its console's page would say 404."""
    body, above = charity(), charity(2)
    body.superior = above
    body.save(update_fields=["superior"])
    an_open_project(body)
    editor = holder(person("周宁"), body, Right.PROJECT_EDIT, since=date(2026, 1, 1))
    leader = holder(person("王志远"), above, Right.POSTS_MANAGE, since=date(2026, 1, 1))
    run(date(2026, 5, 10), date(2026, 6, 3))
    duty = report_duty()
    told = {
        n.person_id: n.path
        for n in Notice.objects.filter(kind="duty-overdue", key__startswith=f"{duty.pk}:")
    }
    assert told == {
        editor.person_id: f"/console/duties/{duty.pk}/",
        leader.person_id: f"/duties/{body.credit_code}/",
    }
    assert Client().get(told[leader.person_id]).status_code == 200


def test_the_same_day_again_changes_nothing():
    an_open_project(charity())
    run(date(2026, 6, 2), date(2026, 6, 2))
    before = (Duty.objects.count(), DutyStep.objects.count(), AuditRecord.objects.count())
    run(date(2026, 6, 2))
    after = (Duty.objects.count(), DutyStep.objects.count(), AuditRecord.objects.count())
    assert before == after


def test_missed_days_are_run_in_order_and_what_was_mended_meanwhile_stays_up():
    project = an_open_project(charity())
    run(date(2026, 5, 10))
    publish_report(
        SETUP, project.number, text=ReportText("迟交", "做了什么"), at=morning(date(2026, 6, 4))
    )
    run(date(2026, 6, 5))
    assert ClockDay.objects.count() == 27
    duty = Duty.objects.get(rule="R-21", cycle="2026-03-01")
    assert steps(duty) == [
        ("opened", date(2026, 5, 10)),
        ("warned", date(2026, 5, 18)),
        ("escalated", date(2026, 5, 29)),
        ("breached", date(2026, 6, 2)),
        ("met", date(2026, 6, 4)),
    ]
    assert Project.objects.get().state == "open", "it was in order when the clock came back"


def test_a_reminder_follows_a_week_after_the_last_day():
    an_open_project(charity())
    run(date(2026, 5, 31), date(2026, 6, 9))
    assert ("reminded", date(2026, 6, 9)) in steps(report_duty())


def yearly_duty(body) -> Duty:
    run(date(2027, 1, 4))
    return Duty.objects.get(rule="R-28", organisation=body)


def test_a_yearly_report_ends_by_a_word_that_says_where_it_is():
    body = charity()
    run(date(2026, 12, 30))
    duty = yearly_duty(body)
    assert (duty.due, duty.latest) == (date(2027, 5, 31), date(2027, 5, 31))
    editor = holder(person("周宁"), body, Right.BODY_EDIT)
    at = morning(date(2027, 3, 1))
    address = "https://example.org/2026"
    with pytest.raises(AuditMissing):
        say_done(editor, duty.pk, Done(date(2027, 2, 1), address), at=at)
    with pytest.raises(DayAhead):
        say_done(editor, duty.pk, Done(date(2027, 3, 2), address, is_audited=True), at=at)
    with pytest.raises(PlaceOfPublicationMissing):
        say_done(editor, duty.pk, Done(date(2027, 2, 1), is_audited=True), at=at)
    told = Done(date(2027, 2, 1), address, is_audited=True)
    assert say_done(editor, duty.pk, told, at=at).state == "met"
    say_done(editor, duty.pk, told, at=at)
    run(date(2027, 3, 2))
    duty.refresh_from_db()
    assert (duty.state, duty.closed_on) == ("met", date(2027, 2, 1))
    with pytest.raises(NotFound):
        say_done(holder(person(), organisation(2), Right.BODY_EDIT), duty.pk, told, at=at)
    with pytest.raises(NotAllowed):
        say_done(holder(person(), body, Right.AUDIT_READ), duty.pk, told, at=at)


def test_what_was_due_before_the_clock_began_is_held_against_nobody():
    charity()
    run(date(2026, 7, 1))
    assert not Duty.objects.filter(rule="R-28").exists()


def test_a_yearly_duty_that_is_overdue_stays_so_into_the_next_year():
    charity()
    run(date(2027, 1, 4), date(2028, 1, 5))
    assert Duty.objects.get(rule="R-28", cycle="2026").state == "breached"
    assert Duty.objects.filter(rule="R-28", cycle="2027").exists()


def test_what_the_clock_sees_nobody_can_say():
    body = charity()
    an_open_project(body)
    run(date(2026, 5, 10))
    editor = holder(person(), body, Right.PROJECT_EDIT)
    duty, said = report_duty(), Done(date(2026, 5, 9), note="done")
    with pytest.raises(DutySeenByClock):
        say_done(editor, duty.pk, said, at=morning(DUE))


def test_what_was_waived_is_over():
    charity()
    run(date(2026, 5, 10))
    duty = Duty.objects.get(rule="R-31")
    at = morning(date(2026, 5, 12))
    waive(SETUP, duty.pk, why="当年不适用", at=at)
    with pytest.raises(DutyOver):
        say_done(SETUP, duty.pk, Done(date(2026, 5, 11), note="x"), at=at)
    yearly = Duty.objects.get(rule="R-28").pk
    said = Done(date(2026, 5, 11), note="x", is_audited=True)
    say_done(SETUP, yearly, said, at=at)
    with pytest.raises(DutyOver):
        waive(SETUP, yearly, why="迟了", at=at)


def test_a_happening_opens_its_clock_and_a_word_ends_it():
    body = charity()
    editor = holder(person(), body, Right.BODY_EDIT)
    at = morning(date(2026, 7, 2))
    facts = {"kind": "major_dealing", "on": date(2026, 7, 1), "title": "购置办公用房", "at": at}
    with pytest.raises(DayAhead):
        enter_happening(editor, body.pk, **{**facts, "on": date(2026, 7, 3)})
    with pytest.raises(ReasonMissing):
        enter_happening(editor, body.pk, **{**facts, "title": " "})
    with pytest.raises(NotFound):
        enter_happening(editor, body.pk, **{**facts, "kind": "nothing"})
    with pytest.raises(NotAllowed):
        enter_happening(editor, None, **{**facts, "kind": "data_breach"})
    one = enter_happening(editor, body.pk, **facts)
    assert enter_happening(editor, body.pk, **facts) == one
    run(date(2026, 7, 2))
    duty = Duty.objects.get(rule="R-30")
    assert duty.latest == date(2026, 7, 31)
    say_done(editor, duty.pk, Done(date(2026, 7, 2), "https://example.org/a"), at=at)
    run(date(2026, 7, 3))
    assert Duty.objects.filter(rule="R-30").count() == 1


def test_only_rules_that_no_software_can_judge_are_answered_for():
    body = charity()
    editor = holder(person(), body, Right.BODY_EDIT)
    at = morning(DUE)
    assert confirm_rule(editor, "R-38", body.pk, is_kept=True, note="已公示", at=at).is_kept
    for rule, of in (("R-21", body.pk), ("R-38", None), ("X", body.pk)):
        with pytest.raises((NotFound, NotAllowed)):
            confirm_rule(editor, rule, of, is_kept=True, note="已公示", at=at)
    with pytest.raises(ReasonMissing):
        confirm_rule(editor, "R-38", body.pk, is_kept=True, note="", at=at)


OFF_2027 = [date(2027, 1, 1), *(date(2027, 2, day) for day in (8, 9, 10, 11)), date(2027, 3, 1)]


def test_a_years_list_is_entered_by_two_and_moves_what_is_not_yet_overdue():
    organisation(9)
    one = holder(person("赵明"), organisation(8), Right.INSTALLATION_MANAGE)
    other = holder(person("陈立"), organisation(7), Right.INSTALLATION_MANAGE)
    at = morning(date(2026, 12, 1))
    body = charity()
    project = an_open_project(body)
    publish_report(
        SETUP, project.number, text=ReportText("一", "二"), at=morning(date(2026, 11, 28))
    )
    run(date(2026, 12, 1))
    said = {"off": OFF_2027, "worked": [date(2027, 2, 20)], "source": "国办发明电〔2026〕7号"}
    with pytest.raises(YearListWrong):
        propose_year(one, 2027, **{**said, "off": [*OFF_2027, date(2027, 1, 2)]}, at=at)
    with pytest.raises(YearListShort):
        propose_year(one, 2027, **{**said, "off": OFF_2027[:1]}, at=at)
    with pytest.raises(NotAllowed):
        propose_year(holder(person(), body, Right.BODY_EDIT), 2027, **said, at=at)
    happening = {"kind": "campaign_changed", "title": "变更", "at": morning(date(2027, 2, 19))}
    enter_happening(SETUP, body.pk, on=date(2027, 2, 19), **happening)
    run(date(2027, 2, 19))
    duty = Duty.objects.get(rule="R-08")
    assert (duty.latest, duty.is_certain) == (date(2027, 3, 1), False)
    proposal = propose_year(one, 2027, **said, at=at)
    with pytest.raises(ProposedByYou):
        decide_year(one, proposal.pk, "agree", at=at)
    decide_year(other, proposal.pk, "agree", at=at)
    run(date(2027, 2, 19))
    duty.refresh_from_db()
    assert (duty.latest, duty.is_certain) == (date(2027, 3, 2), True)


def test_the_board_puts_the_overdue_first():
    body = charity()
    an_open_project(body)
    run(date(2026, 6, 2))
    [line] = board()
    assert (line.organisation_id, line.overdue, line.light) == (body.pk, 1, "red")
