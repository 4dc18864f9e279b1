"""The plan's pages: two people lead it from its first line to a page that everyone reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.models import Organisation
from liushui.parties.services.partnering import PartnerAsked, check_partner, enter_partner
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.services import ProjectPlan, suspend_project
from tests.parties.builders import AT, holder, organisation, person
from tests.projects.builders import (
    SETUP,
    a_draft,
    a_plan,
    an_open_project,
    charity,
    editor,
    plan_number,
    second_editor,
    with_account,
)
from tests.projects.test_pages import form_of, signed_in, words

pytestmark = pytest.mark.django_db


def items(person: int | None) -> dict[str, str]:
    return {
        "purpose": "让学生安全上学", "area": "全国", "in_charge": str(person),
        "office_address": "云溪县人民路 18 号", "ways_to_give": "银行转账",
        "beneficiaries": "6 所村小的学生",
        "use_of_money": "租车与午餐", "costs": "无", "staff": "1,200.50",
    }  # fmt: skip


def test_two_people_lead_a_plan_to_a_live_campaign() -> None:
    body = with_account(charity())
    writer, reader = editor(body), second_editor(body)
    writing, reading = signed_in(writer), signed_in(reader)
    project = a_draft(body, a_plan(number=""))
    console = f"/console/projects/{project.number}/"
    assert "plan/" in words(writing.get(console))
    kept = writing.post(f"{console}plan/", {"purpose": "让学生安全上学"})
    assert kept.status_code == 302
    missing = writing.post(f"{console}plan/", {"purpose": "让学生安全上学", "submit": "1"})
    assert missing.status_code == 422
    assert words(missing).count("is-invalid") == 7
    short = writing.post(f"{console}plan/submit/?lang=en")
    assert short.status_code == 422
    assert "The plan lacks: Where money is raised" in words(short)
    sent = {**items(writer.person_id), "submit": "1"}
    assert writing.post(f"{console}plan/", sent).status_code == 302
    assert FundraisingPlan.objects.get().staff_minor == 1_200_50
    assert writing.post(f"{console}plan/agree/").status_code == 403
    assert reading.post(f"{console}plan/send-back/", {"why": ""}).status_code == 422
    assert reading.post(f"{console}plan/send-back/", {"why": "写明成本"}).status_code == 302
    assert "写明成本" in words(writing.get(console))
    writing.post(f"{console}plan/", sent)
    assert reading.post(f"{console}plan/agree/").status_code == 302
    early = writing.post(f"{console}open/?lang=en")
    assert early.status_code == 422
    filing = {"filing_number": "26003", "filed_on": "2026-02-19"}
    assert writing.post(f"{console}plan/filing/", filing).status_code == 422
    late = {"filing_number": plan_number(), "filed_on": "2026-02-20"}
    said = words(writing.post(f"{console}plan/filing/?lang=en", late))
    assert "2026-03-02" in said.replace("\u2060", "")
    assert (
        writing.post(f"{console}plan/filing/", {**late, "filed_on": "2026-02-19"}).status_code
        == 302
    )
    assert writing.post(f"{console}open/").status_code == 302
    page = words(Client().get(f"/projects/{project.number}/plan/"))
    assert "周宁" in page
    assert plan_number() in page


def test_a_change_is_written_agreed_to_and_filed_on_pages() -> None:
    body = with_account(charity())
    writer, reader = editor(body), second_editor(body)
    project = an_open_project(body)
    console = f"/console/projects/{project.number}/"
    writing, reading = signed_in(writer), signed_in(reader)
    form = {
        **form_of(), **items(writer.person_id), "goal": "120000", "ends_on": "2099-02-28",
        "budget-0-label": "预算项 1", "budget-0-amount": "80000", "budget-1-label": "预算项 2",
        "budget-1-amount": "40000", "leftover": project.leftover, "why": "延长", "submit": "1",
    }  # fmt: skip
    assert project.title in words(writing.get(f"{console}plan/change/")).replace("\u2060", "")
    assert writing.post(f"{console}plan/change/", form).status_code == 422
    told = words(writing.post(f"{console}plan/change/?lang=en", form))
    assert "say on what the change rests" in told
    assert writing.post(f"{console}plan/change/", {**form, "basis": "consent"}).status_code == 302
    assert reading.post(f"{console}plan/agree/").status_code == 302
    filed = {"filing_number": "", "filed_on": str(day_of(AT))}
    assert writing.post(f"{console}plan/filing/", filed).status_code == 302
    assert Project.objects.get().ends_on.year == 2099
    assert writing.post(f"{console}plan/drop/").status_code == 302


def test_the_organisation_suspends_its_own_project_and_lets_it_go_on() -> None:
    body = with_account(charity())
    project = an_open_project(body)
    console = f"/console/projects/{project.number}/"
    client = signed_in(editor(body))
    assert client.post(f"{console}suspend/", {"why": " "}).status_code == 422
    assert client.post(f"{console}suspend/", {"why": "学校放假"}).status_code == 302
    suspend_project(SETUP, project.number, why="进展报告逾期", rule="R-21", at=AT)
    assert "R-21" in words(client.get(console))
    assert client.post(f"{console}resume/").status_code == 302
    assert Project.objects.get().state == "suspended"


@pytest.mark.parametrize("address", ["plan/", "plan/change/", "plan/filing/", "closing/", "tags/"])
def test_neighbours_may_not_write_plans(address: str) -> None:
    project = an_open_project(charity(1))
    neighbour = signed_in(editor(charity(2)))
    answer: Any = neighbour.get(f"/console/projects/{project.number}/{address}")
    assert answer.status_code == 403


def test_the_public_reads_all_twenty_fields_of_the_filing_form(client: Client) -> None:
    """R-10: each field of 慈善中国's form has its place in the plan and on its page."""
    body = with_account(charity())
    writer, reader = editor(body), second_editor(body)
    begins = a_plan(number="")
    project = a_draft(body, begins)
    agreed_with(body, "合作乙公司", begins)
    form = {
        "purpose": "目的甲", "use_of_money": "用途乙", "supported_project": "项目丙",
        "is_elsewhere": "on", "beneficiaries": "范围丁", "beneficiary_count": "418",
        "beneficiary_selection": "方式戊", "granted": "1,001.00", "staff": "1,002.00",
        "administration": "1,003.00", "fundraising": "1,004.00", "partner_kind": "company",
        "partner_name": "合作乙公司", "area": "全国", "in_charge": str(writer.person_id),
        "office_address": "云溪县人民路 18 号", "ways_to_give": "银行转账", "costs": "无",
        "submit": "1",
    }  # fmt: skip
    console = f"/console/projects/{project.number}/"
    writing, reading = signed_in(writer), signed_in(reader)
    assert writing.post(f"{console}plan/", form).status_code == 302
    assert reading.post(f"{console}plan/agree/").status_code == 302
    filing = {"filing_number": plan_number(), "filed_on": begins.starts_on - timedelta(days=20)}
    assert writing.post(f"{console}plan/filing/", filing).status_code == 302
    assert writing.post(f"{console}open/").status_code == 302
    page = words(client.get(f"/projects/{project.number}/plan/"))
    twenty = [
        plan_number(), project.title, begins.starts_on.isoformat(), begins.ends_on.isoformat(),
        "目的甲", "用途乙", "项目丙", "异地", "范围丁", "418", "方式戊", "120,000", "1,001",
        "1,002", "1,003", "1,004", project.leftover, "合作方", "公司", "合作乙公司",
    ]  # fmt: skip
    assert [field for field in twenty if field not in page] == []


def agreed_with(body: Organisation, name: str, plan: ProjectPlan) -> None:
    """A partner whose agreement holds through the campaign, entered and checked by two."""
    presenter = holder(person("孟宣"), body, Right.BODY_EDIT)
    asked = PartnerAsked(
        name=name, credit_code=organisation(3).credit_code, assessed_on=plan.starts_on,
        assessment="看过章程和账目。", agreement_number="合-1", starts_on=plan.starts_on,
        ends_on=plan.ends_on, agreement=photo(1),
    )  # fmt: skip
    partner = enter_partner(presenter, body.credit_code, asked, at=AT)
    approver = holder(person("财二"), body, Right.MONEY_APPROVE)
    check_partner(approver, body.credit_code, partner.pk, agrees=True, at=AT)
