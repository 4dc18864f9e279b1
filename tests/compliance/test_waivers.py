"""Waivers: of what takes a project down by two who serve others, until a day, then asked anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from liushui.compliance.models import Duty
from liushui.compliance.needs import needs
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.stating import DutyOver, ReasonMissing
from liushui.compliance.services.waiving import (
    WaiverDayWrong,
    WaiverNeedsTwo,
    WaiverOfOwnBody,
    decide_waiver,
    propose_waiver,
    waive,
)
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from liushui.parties.queries import actor_for
from liushui.parties.services.two_people import (
    Decision,
    ProposalOver,
    ProposedByYou,
    decide_proposal,
)
from liushui.projects.models import Project
from liushui.projects.services import ReportText, publish_report
from tests.books.test_pages import signed_in, words
from tests.compliance.builders import Campaign, campaign_facts, owed_on
from tests.parties.builders import SETUP, TODAY, holder, organisation, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db
# The projects of the builders run from 1 March 2026 to 28 February 2027: R-21 is due on 1 June.
BEGAN, BREACH, AGAIN = date(2026, 5, 30), date(2026, 6, 2), date(2026, 8, 3)
LAST = date(2026, 11, 3)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=1)


def an_operator(number: int):
    return holder(person(), organisation(number), Right.INSTALLATION_MANAGE)


def an_overdue_project():
    body = charity()
    project = an_open_project(body)
    run_clock(at=morning(BEGAN))
    run_clock(at=morning(BREACH))
    assert Project.objects.get().state == "suspended"
    return body, project, Duty.objects.get(rule="R-21")


def waived(duty: Duty, until: date = AGAIN) -> None:
    said = {"until": until, "why": "主管部门书面同意延期", "at": morning(BREACH)}
    proposal = propose_waiver(an_operator(8), duty.pk, **said)
    decide_waiver(an_operator(9), duty.pk, proposal.pk, "agree", at=morning(BREACH))


def test_a_waived_project_goes_up_is_asked_again_on_the_day_and_goes_down_again():
    _, _, duty = an_overdue_project()
    waived(duty)
    assert Project.objects.get().state == "open"
    run_clock(at=morning(AGAIN - timedelta(days=1)))
    assert Duty.objects.filter(rule="R-21").count() == 1
    assert Project.objects.get().state == "open"
    run_clock(at=morning(AGAIN))
    anew = Duty.objects.get(rule="R-21", cycle=AGAIN.isoformat())
    assert (anew.state, anew.opened_on, anew.due) == ("open", AGAIN, LAST)
    run_clock(at=morning(LAST))
    assert Project.objects.get().state == "open"
    run_clock(at=morning(LAST + timedelta(days=1)))
    anew.refresh_from_db()
    assert anew.state == "breached"
    assert Project.objects.get().state == "suspended"
    duty.refresh_from_db()
    assert (duty.state, duty.waived_until) == ("waived", AGAIN)


def test_a_report_before_the_waiver_ends_begins_the_next_time_itself():
    _, project, duty = an_overdue_project()
    waived(duty)
    day = date(2026, 7, 6)
    publish_report(SETUP, project.number, text=ReportText("一", "二"), at=morning(day))
    run_clock(at=morning(AGAIN))
    cycles = Duty.objects.filter(rule="R-21").order_by("pk").values_list("cycle", flat=True)
    assert list(cycles) == ["2026-03-01", day.isoformat()]


def test_what_takes_a_project_down_is_waived_by_two_and_by_neither_alone():
    body, _, duty = an_overdue_project()
    at = morning(BREACH)
    one, other = an_operator(8), an_operator(9)
    said = {"until": AGAIN, "why": "书面同意", "at": at}
    with pytest.raises(WaiverNeedsTwo):
        waive(one, duty.pk, why="书面同意", at=at)
    with pytest.raises(NotAllowed):
        propose_waiver(holder(person(), body, Right.PROJECT_EDIT), duty.pk, **said)
    with pytest.raises(NotAllowed):
        propose_waiver(SETUP, duty.pk, **said)
    with pytest.raises(ReasonMissing):
        propose_waiver(one, duty.pk, **{**said, "why": " "})
    for wrong in (BREACH, date(2026, 9, 3)):
        with pytest.raises(WaiverDayWrong):
            propose_waiver(one, duty.pk, **{**said, "until": wrong})
    proposal = propose_waiver(one, duty.pk, **said)
    assert propose_waiver(one, duty.pk, **said) == proposal
    with pytest.raises(ProposedByYou):
        decide_waiver(one, duty.pk, proposal.pk, "agree", at=at)
    with pytest.raises(NotFound):
        decide_waiver(other, duty.pk + 1, proposal.pk, "agree", at=at)
    assert Project.objects.get().state == "suspended"
    assert not [need for need in needs(one, at) if duty.about in str(need.title)]
    assert len([need for need in needs(other, at) if duty.about in str(need.title)]) == 1
    late = propose_waiver(one, duty.pk, **{**said, "until": BREACH + timedelta(days=1)})
    with pytest.raises(WaiverDayWrong):
        decide_waiver(other, duty.pk, late.pk, "agree", at=at + timedelta(days=1))
    for _ in range(2):
        decide_waiver(other, duty.pk, proposal.pk, "agree", at=at)
    assert Project.objects.get().state == "open"
    record = AuditRecord.objects.get(verb="duty.waived")
    assert (record.actor, record.facts["until"]) == (other.name, AGAIN.isoformat())
    with pytest.raises(DutyOver):
        propose_waiver(one, duty.pk, **said)
    with pytest.raises(DutyOver):
        decide_waiver(other, duty.pk, late.pk, "agree", at=at)


def test_a_waiver_that_was_withdrawn_or_refused_lets_nothing_go():
    _, _, duty = an_overdue_project()
    at = morning(BREACH)
    one, other = an_operator(8), an_operator(9)
    first = propose_waiver(one, duty.pk, until=AGAIN, why="书面同意", at=at)
    decide_waiver(one, duty.pk, first.pk, "withdraw", at=at)
    with pytest.raises(ProposalOver):
        decide_waiver(other, duty.pk, first.pk, "agree", at=at)
    second = propose_waiver(one, duty.pk, until=AGAIN, why="口头同意", at=at)
    decide_waiver(other, duty.pk, second.pk, "refuse", at=at)
    assert Project.objects.get().state == "suspended"


def test_who_serves_the_organisation_neither_proposes_nor_decides_nor_waives():
    body, _, duty = an_overdue_project()
    at = morning(BREACH)
    said = {"until": AGAIN, "why": "书面同意", "at": at}
    bias = person()
    house = organisation(7)
    holder(bias, house, Right.INSTALLATION_MANAGE)
    holder(bias, body, Right.AUDIT_READ)
    # Acting for the site alone lays the other post aside, and helps nothing.
    biased = actor_for(bias.pk, TODAY, house.pk)
    with pytest.raises(WaiverOfOwnBody):
        propose_waiver(biased, duty.pk, **said)
    plain = Duty.objects.get(rule="R-31")
    with pytest.raises(WaiverOfOwnBody):
        waive(biased, plain.pk, why="当年不适用", at=at)
    one = person()
    first = holder(one, organisation(8), Right.INSTALLATION_MANAGE)
    proposal = propose_waiver(first, duty.pk, **said)
    for word in ("agree", "refuse"):
        with pytest.raises(WaiverOfOwnBody):
            decide_waiver(biased, duty.pk, proposal.pk, word, at=at)
    with pytest.raises(WaiverOfOwnBody):  # nor round the duty's page
        decide_proposal(biased, proposal.pk, Decision(agrees=True), at=at)
    page = f"/console/people/proposals/{proposal.pk}/"
    assert signed_in(an_operator(4)).post(page, {"do": "agree"}).status_code == 404
    holder(one, body, Right.AUDIT_READ)
    with pytest.raises(WaiverOfOwnBody):
        decide_waiver(an_operator(9), duty.pk, proposal.pk, "agree", at=at)
    assert Project.objects.get().state == "suspended"
    assert waive(an_operator(6), plain.pk, why="当年不适用", at=at).state == "waived"
    with pytest.raises(NotFound):
        propose_waiver(an_operator(5), plain.pk, **said)


def test_where_all_who_run_the_site_serve_the_body_two_who_oversee_it_waive():
    """Decision 0089."""
    body, _project, duty = an_overdue_project()
    above = organisation(5)
    body.superior = above
    body.save()
    holder(person(), body, Right.INSTALLATION_MANAGE)
    rights = (Right.REPORTS_READ, Right.POSTS_MANAGE)
    first, second = (holder(person(), above, *rights) for _ in range(2))
    at, said = morning(BREACH), {"until": AGAIN, "why": "书面同意延期", "at": morning(BREACH)}
    with pytest.raises(NotFound):
        propose_waiver(holder(person(), organisation(6), *rights), duty.pk, **said)
    proposal = propose_waiver(first, duty.pk, **said)
    with pytest.raises(ProposedByYou):
        decide_waiver(first, duty.pk, proposal.pk, "agree", at=at)
    decide_waiver(second, duty.pk, proposal.pk, "agree", at=at)
    assert Project.objects.get().state == "open"
    plain = Duty.objects.get(rule="R-31")
    assert words(signed_in(first).get(f"/console/duties/{plain.pk}/"))
    assert waive(first, plain.pk, why="当年不适用", at=at).state == "waived"


def test_the_database_lets_no_duty_of_a_project_go_for_ever():
    _, _, duty = an_overdue_project()
    refused = pytest.raises(IntegrityError, match="duty_of_project_waived_until_a_day")
    with refused, transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(state="waived", closed_on=BREACH)


def test_an_account_that_was_waived_is_asked_for_once_more():
    start = date(2025, 9, 1)
    campaign = Campaign(start, date(2025, 12, 31))
    facts = campaign_facts(campaign)
    until = {("R-22", "account"): date(2026, 5, 6), ("R-22", "account 2026-05-06"): AGAIN}
    facts = type(facts)(
        campaigns=[campaign],
        published=facts.published,
        waived={f"project:{campaign.number}": until},
    )
    owed = owed_on(facts, AGAIN)
    assert owed["R-22", "account 2026-05-06"].anchor == date(2026, 5, 6)
    assert owed["R-22", f"account {AGAIN}"].span.due == LAST


def test_a_waiver_goes_from_one_operators_form_to_anothers_word():
    body = charity()
    an_open_project(body)
    run_clock(at=morning(BEGAN))
    run_clock(at=morning(BREACH))
    duty = Duty.objects.get(rule="R-21")
    address = f"/console/duties/{duty.pk}/"
    until = day_of(now()) + timedelta(days=30)
    form = {"until": until.isoformat(), "why": "书面同意"}
    one, other = signed_in(an_operator(8)), signed_in(an_operator(9))
    bias = person()
    holder(bias, body, Right.AUDIT_READ)
    biased = signed_in(holder(bias, organisation(7), Right.INSTALLATION_MANAGE))
    assert one.post(f"{address}waive/", {"why": "书面同意"}).status_code == 422
    assert one.post(f"{address}waive/", {**form, "why": ""}).status_code == 422
    far = one.post(f"{address}waive/", {**form, "until": "2999-01-01"})
    assert far.status_code == 422
    assert "豁免不能到" in words(far)
    assert biased.post(f"{address}waive/", form).status_code == 403
    assert "您任职于该组织" in words(biased.get(address))
    assert one.post(f"{address}waive/", form).status_code == 302
    assert "等待第二人决定" in words(other.get(address))
    key = other.get(address).content.decode().split("/waivers/")[1].split("/")[0]
    decide = f"{address}waivers/{key}/decide/"
    assert one.post(f"{address}waivers/0/decide/", {"do": "agree"}).status_code == 404
    assert one.post(decide, {"do": "agree"}).status_code == 403
    assert biased.post(decide, {"do": "agree"}).status_code == 403
    assert other.post(decide, {"do": "agree"}).status_code == 302
    page = words(other.get(address))
    assert "书面同意" in page
    assert "再次要求" in page
    assert Project.objects.get().state == "open"
    yearly = Duty.objects.get(rule="R-31")
    plain = f"/console/duties/{yearly.pk}/waive/"
    assert other.post(plain, {"why": ""}).status_code == 422
    assert other.post(plain, {"why": "当年不适用"}).status_code == 302
