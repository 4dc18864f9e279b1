"""A live project by program: reported, suspended, changed, closed, its rest moved, archived."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.api.test_from_draft_to_campaign import items
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import an_open_project, charity, with_account
from tests.projects.test_closing import Ending

pytestmark = pytest.mark.django_db


def writers(body: Any) -> list[Program]:
    return [program_of(holder(person(n), body, Right.PROJECT_EDIT)) for n in ("甲", "乙")]


@answered_at(
    "project-close",
    "project-resume",
    "project-suspend",
    "project-tags",
    "report",
    "reports",
    "tag-shares",
    "tags",
)
def test_a_live_project_reports_bears_tags_and_is_suspended_by_each_side() -> None:
    body = charity()
    project = an_open_project(body)
    writer, _ = writers(body)
    operator = program_of(holder(person(), organisation(8), Right.INSTALLATION_MANAGE))
    there = f"projects/{project.number}"
    first = writer.post(f"{there}/reports", {"title": "首月", "body": "校车已开行"}).json()
    again = {"title": "首月", "body": "校车已开行 20 天", "corrects": first["id"]}
    writer.post(f"{there}/reports", again)
    told = Program().get(f"{there}/reports").json()["reports"]
    assert [one["corrects"] for one in told] == [first["id"], None]
    assert writer.post(f"{there}/tags", {"tags": ["助学", "交通"]}).json()["tags"] == [
        "交通",
        "助学",
    ]
    assert "助学" in Program().get("tags").json()["tags"]
    share = f"tags/shares?first={project.starts_on}&last={project.starts_on}"
    assert {one["of"] for one in Program().get(share).json()["shares"]} == {1}
    assert writer.post(f"{there}/suspend", {"why": "核查"}).json()["state"] == "suspended"
    operator.post(f"{there}/suspend", {"why": "投诉"})
    assert writer.post(f"{there}/resume").json()["state"] == "suspended"
    assert operator.post(f"{there}/resume").json()["state"] == "open"
    assert writer.post(f"{there}/close", {"why": "期满"}).json()["state"] == "closed"
    assert Project.objects.get().state == "closed"


@answered_at("project-change")
def test_a_draft_is_rewritten_whole() -> None:
    body = charity()
    writer, _ = writers(body)
    words = {"title": "山路校车", "summary": "接送"}
    plan = {"goal": 100_00, "starts_on": "2027-01-01", "ends_on": "2027-02-01"}
    asked = {"organisation": body.credit_code, "words": words, "plan": plan}
    number = writer.post("projects", asked).json()["number"]
    again = {"words": {**words, "summary": "接送与午餐"}, "plan": {**plan, "goal": 200_00}}
    changed = writer.post(f"projects/{number}/change", again).json()
    assert (changed["summary"], changed["goal"]) == ("接送与午餐", 200_00)
    assert Project.objects.get().goal_minor == 200_00


@answered_at("plan-change", "plan-drop-change", "plan-send-back")
def test_a_change_of_plan_is_sent_back_given_up_and_written_anew() -> None:
    body = with_account(charity())
    project = an_open_project(body)
    writer, second = writers(body)
    there = f"projects/{project.number}"
    [named, *_] = writer.get(f"organisations/{body.credit_code}/people-in-charge").json()["people"]
    told = writer.get(there).json()["budget"]
    budget = [{"label": one["label"], "amount": one["amount"]} for one in told]
    change = {
        "items": {**items(named["id"]), "purpose": "上学路"}, "leftover": project.leftover,
        "why": "路线延长", "basis": "consent",
        "plan": {"goal": project.goal_minor, "starts_on": f"{project.starts_on}",
                 "ends_on": f"{project.ends_on + timedelta(days=30)}", "budget": budget},
    }  # fmt: skip
    written = writer.post(f"{there}/plan/change", change)
    assert written.status_code == 200, written.content.decode()
    assert written.json()["state"] == "draft"
    assert writer.post(f"{there}/plan/submit").json()["state"] == "review"
    back = second.post(f"{there}/plan/send-back", {"why": "写明路线"}).json()
    assert (back["state"], back["sent_back"]) == ("draft", "写明路线")
    kept = writer.post(f"{there}/plan/drop-change").json()["plans"]
    assert [one["state"] for one in kept] == ["filed"]
    assert day_of(now()).isoformat() >= kept[0]["filed_on"]


@answered_at("project-archive", "surplus-decide", "surplus-propose", "surpluses")
def test_a_rest_goes_to_a_like_project_by_two_and_the_project_is_archived() -> None:
    ending = Ending()
    drafter, approver = program_of(ending.drafter), program_of(ending.approver)
    writer, _ = writers(ending.body)
    there = f"projects/{ending.project.number}"
    assert writer.post(f"{there}/archive").json()["code"] == "balance_left"
    asked = {"to": ending.other.number, "basis": "like", "why": "同类助学"}
    made = drafter.post(f"{there}/surplus", asked).json()
    assert (made["amount"], made["state"]) == (100_00, "proposed")
    moved = approver.post(f"{there}/surplus/decide", {"agrees": True}).json()
    assert moved["state"] == "moved"
    assert Program().get(f"{there}/surplus").json()["surpluses"][0]["state"] == "moved"
    report = {"title": "结项", "body": "全部公布", "kind": "final"}
    writer.post(f"{there}/reports", report)
    assert writer.post(f"{there}/archive").json()["state"] == "archived"
    assert Project.objects.get(pk=ending.project.pk).state == "archived"
