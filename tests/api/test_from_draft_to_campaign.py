"""From a draft to a lawful live campaign, and from a gift to a reported use, by programs alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.ledger.queries import balance
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from tests.api.answering import answered_at
from tests.api.builders import Program, new_key, program_of
from tests.disbursing.builders import PDF, a_story, an_agreement
from tests.parties.builders import as_donor, holder, wang, zhao
from tests.projects.builders import a_draft, charity, plan_number, with_account

pytestmark = pytest.mark.django_db


def items(in_charge: int) -> dict[str, Any]:
    return {
        "purpose": "村小学生的上学路与午餐", "area": "云溪县", "in_charge": in_charge,
        "office_address": "云溪县人民路 1 号", "ways_to_give": "本平台",
        "beneficiaries": "418 名学生", "use_of_money": "租车与午餐", "costs": "不高于 3%",
    }  # fmt: skip


@answered_at("plans")
def test_two_programs_bring_a_campaign_to_life_and_each_refusal_says_what_is_missing() -> None:
    body, today = with_account(charity()), day_of(now())
    writer = holder(wang(), body, Right.PROJECT_EDIT)
    program, second = program_of(writer), program_of(holder(zhao(), body, Right.PROJECT_EDIT))
    starts = today + timedelta(days=20)
    words = {"title": "山路校车", "summary": "六所村小的接送", "leftover": "转用于同类项目"}
    budget = [{"label": "校车租金", "amount": 80_000_00}, {"label": "午餐", "amount": 40_000_00}]
    plan = {
        "goal": 120_000_00, "starts_on": starts.isoformat(),
        "ends_on": (starts + timedelta(days=90)).isoformat(), "budget": budget,
    }  # fmt: skip
    asked = {"organisation": body.credit_code, "words": words, "plan": plan}
    draft = program.post("projects", asked).json()
    there = f"projects/{draft['number']}"

    assert program.post(f"{there}/open").json()["code"] == "plan_number_wrong"
    program.post(f"{there}/plan", {"purpose": "上学路"})
    lacking = program.post(f"{there}/plan/submit").json()
    assert lacking["code"] == "plan_incomplete"
    assert "Who is helped" in lacking["title"]

    [named] = program.get(f"organisations/{body.credit_code}/people-in-charge").json()["people"][:1]
    assert "*" in named["name"]
    assert program.post(f"{there}/plan", items(named["id"])).status_code == 200
    assert program.post(f"{there}/plan/submit").json()["state"] == "review"
    assert program.post(f"{there}/plan/agree").json()["code"] == "plan_by_you"
    assert second.post(f"{there}/plan/agree").json()["state"] == "agreed"
    filing = {"number": plan_number(), "filed_on": today.isoformat()}
    assert program.post(f"{there}/plan/filing", filing).json()["state"] == "filed"
    assert Program().get(there).status_code == 404
    assert program.post(f"{there}/open").json()["state"] == "open"

    stranger = Program().get(there).json()
    assert (stranger["state"], stranger["goal"]) == ("open", 120_000_00)
    assert stranger["money"]["given"] == 0
    [shown] = Program().get(f"{there}/plans").json()["plans"]
    assert shown["filing_number"] == plan_number()
    assert "bank_account" not in shown
    assert AuditRecord.objects.filter(verb="project.opened", actor=writer.name).exists()


def test_nobody_is_named_as_in_charge_who_does_not_serve_the_body() -> None:
    body = charity()
    program = program_of(holder(wang(), body, Right.PROJECT_EDIT))
    asked = {
        "organisation": body.credit_code,
        "words": {"title": "山路校车", "summary": "接送"},
        "plan": {"goal": 1, "starts_on": "2027-01-01", "ends_on": "2027-02-01"},
    }
    number = program.post("projects", asked).json()["number"]
    outsider = as_donor(zhao()).person_id or 0
    assert program.post(f"projects/{number}/plan", items(outsider)).status_code == 404


@answered_at(
    "payment-approve",
    "payment-draft",
    "payment-order",
    "payment-paid",
    "project-money-out",
    "purses-to-use",
    "use-report",
)
def test_money_leaves_by_two_people_however_many_programs_there_are() -> None:
    story = a_story(900_00)
    agreement = an_agreement(story)
    both = holder(wang_too(), story.charity, Right.MONEY_DRAFT, Right.MONEY_APPROVE)
    one, other = program_of(both), program_of(both)
    decider = program_of(story.decider)
    asked = {"amount": 400_00, "purpose": "10 月校车租金"}
    draft = one.post(f"agreements/{agreement.number}/payments", asked).json()
    there = f"payments/{draft['reference']}"
    assert other.post(f"{there}/approve").json()["code"] == "same_person"
    assert decider.post(f"{there}/approve").json()["state"] == "approved"
    assert one.post(f"{there}/order", {"order_ref": "ZL-1"}).status_code == 403
    assert decider.post(f"{there}/order", {"order_ref": "ZL-1"}).json()["state"] == "ordered"
    slip = {"bank_ref": "HD-1", "paid_at": now().isoformat()}
    paid = decider.post(f"{there}/paid", slip, key="paid-00000001")
    assert paid.json()["state"] == "paid"
    assert decider.post(f"{there}/paid", slip, key="paid-00000001").content == paid.content
    sequence_all()
    assert balance(agreement.fund_id).free == 400_00

    partner = program_of(story.partner_staff)
    purses = partner.get("own/purses-to-use").json()["purses"]
    assert [(one["fund"], one["free"]) for one in purses] == [(agreement.fund_id, 400_00)]
    used = report_use(partner, agreement.fund_id, 150_00)
    assert used.status_code == 200, used.content
    assert report_use(partner, agreement.fund_id, 250_01).json()["code"] == "more_than_arrived"
    public = Program().get(f"projects/{story.project.number}/money-out").json()
    assert [one["amount"] for one in public["uses"]] == [150_00]
    assert [(one["amount"], one["bank_ref"]) for one in public["payments"]] == [(400_00, "")]


def report_use(program: Program, fund: int, amount: int) -> Any:
    said = {
        "fund": fund, "amount": amount, "label": "校车租金", "payee": "云溪县客运公司",
        "happened_on": day_of(now()).isoformat(),
        "voucher": SimpleUploadedFile("voucher.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    shown = {"authorization": f"Bearer {program.secret}", "idempotency-key": new_key()}
    return program.client.post("/api/v1/uses", said, headers=shown)


def wang_too() -> Any:
    from tests.parties.builders import person

    return person("高远")


@answered_at("agreements", "gifts", "partner-reports", "payments", "uses")
def test_another_bodys_money_is_nobodys_to_know() -> None:
    story = a_story(900_00)
    agreement = an_agreement(story)
    everything = [right for right in Right if right != Right.INSTALLATION_MANAGE]
    peer = program_of(holder(zhao(), charity(9), *everything))
    assert peer.get(f"agreements/{agreement.number}").status_code == 404
    assert peer.get(f"funds/{story.project.fund_id}/statement").status_code == 404
    for path, name in (("agreements", "agreements"), ("payments", "payments"), ("uses", "uses"),
                       ("gifts", "gifts"), ("partner-reports", "reports")):  # fmt: skip
        assert peer.get(path).json()[name] == []


def test_lists_come_in_pages_that_make_the_whole() -> None:
    body = charity()
    program = program_of(holder(wang(), body, Right.PROJECT_EDIT))
    made = [a_draft(body).number for _ in range(51)]
    first = program.get("own/projects").json()
    rest = program.get(f"own/projects?after={first['next']}").json()
    assert [one["number"] for one in first["projects"] + rest["projects"]] == made[::-1]
    assert rest["next"] is None
