"""What people say about duties by program, and how the site reports on itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from liushui.compliance.models import Duty, Happening, YearFigures
from liushui.compliance.queries.operations import half_of
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.checking import make_self_check
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.parties.builders import SETUP, holder, organisation, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db
BREACH = datetime(2026, 6, 2, 1, tzinfo=UTC)
FIGURES = {
    "year": 2025, "spending": 70_00, "administration": 10_00, "outlay": 100_00,
    "income_before": 100_00, "assets_before": 1, "raised": 100_00, "raising_cost": 3_00,
}  # fmt: skip


def an_operator(number: int) -> Program:
    return program_of(holder(person(), organisation(number), Right.INSTALLATION_MANAGE))


@answered_at(
    "duties", "duties-board", "duty", "duty-waiver-decide", "duty-waiver-propose", "duty-waivers"
)
def test_what_takes_a_project_down_is_waived_by_two_operators() -> None:
    body = charity()
    an_open_project(body)
    run_clock(at=BREACH)
    duty = Duty.objects.get(rule="R-21")
    there, one, other = f"duties/{duty.pk}", an_operator(8), an_operator(9)
    reader = program_of(holder(person(), body, Right.PROJECT_EDIT))
    assert duty.pk in [line["id"] for line in reader.get("duties").json()["duties"]]
    assert reader.get(there).json()["state"] == "breached"
    board = {
        line["organisation"]: line["overdue"]
        for line in Program().get("duties/board").json()["organisations"]
    }
    assert board[body.credit_code] == 1
    assert one.post(f"{there}/waive", {"why": "书面同意"}).json()["code"] == "waiver_needs_two"
    until = (day_of(now()) + timedelta(days=30)).isoformat()
    asked = {"until": until, "why": "主管部门书面同意延期"}
    [waiting] = one.post(f"{there}/waivers", asked).json()["waivers"]
    assert reader.get(f"{there}/waivers").json()["waivers"][0]["is_own"] is False
    decide = f"{there}/waivers/{waiting['proposal']}/decide"
    assert one.post(decide, {"word": "agree"}).json()["code"] == "proposed_by_you"
    assert other.post(decide, {"word": "agree"}).json()["state"] == "waived"
    assert Project.objects.get().state == "open"


@answered_at("duty-done", "duty-response-ended", "duty-waive", "happening-enter")
def test_a_happening_opens_a_duty_that_is_done_or_waived_and_a_response_ends() -> None:
    body, operator = charity(), an_operator(8)
    speaker = program_of(holder(person(), body, Right.BODY_EDIT))
    today = day_of(now())
    said = {"organisation": body.credit_code, "kind": "major_dealing", "on": f"{today}"}
    for title in ("购车", "购房"):
        assert speaker.post("happenings", {**said, "title": title}).status_code == 200
    assert Happening.objects.count() == 2
    run_clock(at=now())
    first, second = Duty.objects.filter(rule="R-30").order_by("pk")
    done = {"on": f"{today}", "address": "https://example.org/1", "note": "已公开"}
    assert speaker.post(f"duties/{first.pk}/done", done).json()["state"] == "met"
    assert operator.post(f"duties/{second.pk}/waive", {"why": "重复"}).json()["state"] == "waived"
    an_open_project(body)
    run_clock(at=now())
    Duty.objects.filter(rule="R-21").update(rule="R-24")
    duty = Duty.objects.get(rule="R-24")
    ended = {"on": f"{today}", "why": "应急响应终止公告"}
    assert operator.post(f"duties/{duty.pk}/response-ended", ended).json()["id"] == duty.pk


@answered_at("figures-enter", "rule-answer", "rules", "rules-to-answer")
def test_a_person_answers_for_rules_and_enters_a_years_figures() -> None:
    body = charity()
    speaker = program_of(holder(person(), body, Right.BODY_EDIT))
    there = f"rules/to-answer?organisation={body.credit_code}"
    asked = speaker.get(there).json()["rules"][0]
    assert asked["rule"] in [one["id"] for one in Program().get("rules").json()["rules"]]
    answer = {"organisation": body.credit_code, "is_kept": True, "note": "由审计报告证实"}
    told = speaker.post(f"rules/{asked['rule']}/answer", answer).json()["rules"]
    assert next(one for one in told if one["rule"] == asked["rule"])["note"] == "由审计报告证实"
    entered = speaker.post(f"organisations/{body.credit_code}/figures", FIGURES).json()
    assert YearFigures.objects.get().pk == entered["id"]
    assert YearFigures.objects.get().spending_minor == 70_00


@answered_at(
    "operations",
    "operations-line",
    "operations-publish",
    "operations-report",
    "self-check",
    "self-checks",
    "working-days",
)
def test_the_site_reports_on_itself_by_editions() -> None:
    an_open_project(charity())
    operator = an_operator(9)
    half = half_of(half_of(day_of(now())) - timedelta(days=1))
    there = f"operations/{half}"
    line = {"label": "服务器", "label_en": "Servers", "is_income": False, "amount": 500_00}
    assert operator.post(f"{there}/lines", line).json()["half"] == f"{half}"
    assert operator.post(f"{there}/lines", line).json()["half"] == f"{half}"
    first = operator.post(f"{there}/publish", {}).json()
    assert (first["edition"], [one["amount"] for one in first["spending"]]) == (1, [500_00] * 2)
    operator.post(f"{there}/lines", {**line, "amount": -100_00})
    assert operator.post(f"{there}/publish", {}).json()["code"] == "duty_reason_missing"
    operator.post(f"{there}/publish", {"why": "多记"})
    assert Program().get(there).json()["edition"] == 2
    assert [one["why"] for one in Program().get("operations").json()["reports"]] == ["多记", ""]
    month = (day_of(now()).replace(day=1) - timedelta(days=1)).replace(day=1)
    make_self_check(SETUP, month, at=now())
    [checked] = operator.get("self-checks").json()["checks"]
    rules = operator.get(f"self-checks/{checked['month']}").json()["rules"]
    assert {one["rule"] for one in rules} >= {"R-21"}
    assert operator.get("working-days").json()["years"]
