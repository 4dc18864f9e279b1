"""One duty that cannot be judged stops nobody else's clock, and the operators hear of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from liushui.compliance.models import ClockTrouble, Duty
from liushui.compliance.needs import needs
from liushui.compliance.queries.watching import facts_of_today
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.responding import end_response
from liushui.compliance.services.stating import DayAhead, ReasonMissing
from liushui.compliance.tasks import clock
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import an_open_project, charity

BEGINS_WITH = (lambda: an_open_project(charity()),)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_contexts", "begun")]
BREACH = date(2026, 6, 2)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=1)


def test_a_rule_that_left_the_texts_stops_no_clock_and_no_public_page(client):
    body = charity()
    an_open_project(body)
    run_clock(at=morning(date(2026, 5, 10)))
    Duty.objects.filter(rule="R-28").update(rule="R-999")
    run_clock(at=morning(BREACH))
    assert Duty.objects.get(rule="R-21").state == "breached"
    assert Project.objects.get().state == "suspended"
    assert client.get(f"/duties/{body.credit_code}/").status_code == 200
    assert [one.error for one in ClockTrouble.objects.all()] == ["LookupError"]
    operator = holder(person("赵明"), organisation(9), Right.INSTALLATION_MANAGE)
    assert any("R-999" in str(one.title) for one in needs(operator, morning(BREACH)))
    Duty.objects.filter(rule="R-999").update(rule="R-29")
    run_clock(at=morning(BREACH) + timedelta(hours=1))
    assert not ClockTrouble.objects.exists()


def test_a_duty_that_cannot_be_written_stops_none_of_the_others():
    first, second = an_open_project(charity()), an_open_project(charity(2))
    run_clock(at=morning(date(2026, 5, 10)))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "alter table compliance_duty add constraint broken check"
            f" (state <> 'breached' or subject <> 'project:{first.number}')"
        )
    run_clock(at=morning(BREACH))
    states = dict(Duty.objects.filter(rule="R-21").values_list("subject", "state"))
    assert states[f"project:{second.number}"] == "breached"
    assert states[f"project:{first.number}"] == "escalated"
    assert first.number in ClockTrouble.objects.get().what


def test_the_board_says_when_the_clock_ran_and_operators_hear_that_it_stands_still(client):
    an_open_project(charity())
    at = morning(BREACH)
    run_clock(at=at)
    assert "2026" in client.get("/duties/").content.decode()
    assert client.get("/duties/").context["at"] == at
    operator = holder(person("赵明"), organisation(9), Right.INSTALLATION_MANAGE)
    titles = lambda when: [str(one.title) for one in needs(operator, when)]  # noqa: E731
    late = set(titles(at + timedelta(hours=3))) - set(titles(at + timedelta(hours=1)))
    assert len(late) == 1


def test_two_runs_of_the_clock_never_overlap():
    assert clock.lock == "compliance.clock"


def test_an_extended_campaign_owes_its_account_again_at_its_real_end():
    project = an_open_project(charity())
    run_clock(at=morning(date(2027, 2, 20)))
    run_clock(at=morning(date(2027, 3, 2)))
    account = Duty.objects.get(rule="R-22")
    assert account.state == "open"
    Project.objects.filter(pk=project.pk).update(ends_on=date(2027, 4, 30))
    run_clock(at=morning(date(2027, 3, 3)))
    account.refresh_from_db()
    assert account.state == "lapsed"
    run_clock(at=morning(date(2027, 5, 2)))
    account.refresh_from_db()
    assert (account.state, account.anchor, account.closed_on) == ("open", date(2027, 4, 30), None)


def test_what_was_overdue_never_falls_away_because_its_facts_moved():
    project = an_open_project(charity())
    run_clock(at=morning(BREACH))
    duty = Duty.objects.get(rule="R-21")
    Project.objects.filter(pk=project.pk).update(starts_on=date(2026, 3, 2))
    run_clock(at=morning(date(2026, 6, 4)))
    duty.refresh_from_db()
    assert (duty.state, duty.closed_on) == ("breached", None)
    assert not duty.steps.filter(kind="lapsed").exists()


def test_a_report_that_was_taken_back_is_asked_for_again():
    an_open_project(charity())
    run_clock(at=morning(date(2026, 5, 10)))
    duty = Duty.objects.get(rule="R-21")
    for state in ("met", "lapsed"):
        Duty.objects.filter(pk=duty.pk).update(state=state, closed_on=date(2026, 5, 11))
        run_clock(at=morning(date(2026, 5, 12)))
        duty.refresh_from_db()
        assert (duty.state, duty.closed_on) == ("open", None)


def test_only_who_runs_the_site_ends_a_response_and_says_by_which_notice():
    body = charity()
    an_open_project(body)
    run_clock(at=morning(date(2026, 5, 10)))
    duty, at = Duty.objects.get(rule="R-21"), morning(date(2026, 5, 12))
    said = {"on": date(2026, 5, 11), "why": "应急响应终止公告", "at": at}
    operator = holder(person("赵明"), organisation(9), Right.INSTALLATION_MANAGE)
    with pytest.raises(NotFound):
        end_response(operator, duty.pk, **said)
    Duty.objects.filter(pk=duty.pk).update(rule="R-24")
    with pytest.raises(NotAllowed):
        end_response(holder(person(), body, Right.PROJECT_EDIT), duty.pk, **said)
    with pytest.raises(ReasonMissing):
        end_response(operator, duty.pk, **{**said, "why": " "})
    with pytest.raises(DayAhead):
        end_response(operator, duty.pk, **{**said, "on": date(2026, 5, 13)})
    assert end_response(operator, duty.pk, **said) == end_response(operator, duty.pk, **said)
    assert facts_of_today().responses_ended == {Project.objects.get().number: said["on"]}
