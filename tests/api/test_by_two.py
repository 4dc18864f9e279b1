"""What takes two people, takes two at the interface: accounts, lists, complaints, days."""

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.models import Try
from liushui.api.services import make_own_token
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.stating import enter_happening
from liushui.kernel.clock import day_of
from liushui.messaging.models import Notice
from liushui.onboarding.models import Application
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from liushui.parties.queries import actor_for
from liushui.parties.services import appoint, create_post
from liushui.projects.models import PublicComplaint
from liushui.projects.queries.complaints import first_word_mark, is_for_own
from liushui.projects.services import agree_to_first_word, say_first_word
from tests.api.answering import answered_at
from tests.api.builders import ROOT, Program, new_key, program_of
from tests.disbursing.test_batches import NUMBER, ready, results
from tests.onboarding.builders import Arrival
from tests.parties.builders import SETUP, TODAY, holder, organisation, person, zhao
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db
OPERATE = Right.INSTALLATION_MANAGE


def send(program: Program, path: str, name: str, content: bytes) -> Any:
    """A form with one file."""
    heads = {"authorization": f"Bearer {program.secret}", "idempotency-key": new_key()}
    return Client().post(ROOT + path, {name: SimpleUploadedFile("r.csv", content)}, headers=heads)


@answered_at("account", "account-agree", "account-propose", "account-stop")
def test_a_bank_account_changes_by_two_and_anyone_stops_it() -> None:
    body = Arrival().admitted()
    drafter = program_of(holder(person("甲"), body, Right.MONEY_DRAFT))
    approver = program_of(holder(person("乙"), body, Right.MONEY_APPROVE))
    there = f"organisations/{body.credit_code}/account"
    asked = {"holder_name": body.name, "bank": "工商银行", "number": "6222 0000 1234 9999"}
    coming = drafter.post(there, asked).json()["coming"]
    assert (coming["tail"], coming["state"]) == ("9999", "proposed")
    assert "6222" not in drafter.get(there).content.decode()
    assert drafter.post(f"{there}/{coming['id']}/agree").json()["code"] == "not_allowed"
    agreed = approver.post(f"{there}/{coming['id']}/agree").json()["coming"]
    assert agreed["state"] == "held"
    assert agreed["in_force_from"] > now().isoformat()
    assert drafter.post(f"{there}/{coming['id']}/stop").json()["coming"] is None


@answered_at("bank-list-file", "bank-list-make", "bank-list-results", "payments-to-list")
def test_a_list_goes_to_the_bank_and_its_results_come_back_row_by_row() -> None:
    story, _, refs = ready(30_00, 20_00)
    payer = program_of(story.decider)
    assert len(payer.get("own/payments-to-list").json()["payments"]) == 2
    made = payer.post("bank-lists", {"payments": refs, "form": "csv"}).json()
    assert (made["rows"], made["total"]) == (2, 50_00)
    assert NUMBER not in str(made)
    there = f"bank-lists/{made['reference']}"
    file = payer.post(f"{there}/file").json()
    assert NUMBER in b64decode(file["content_base64"]).decode("utf-8-sig")
    assert AuditRecord.objects.filter(verb="payment_batch.file_read").count() == 1
    day = f"{now():%Y-%m-%d}"
    told = results(
        [refs[0], "30.00", "交易成功", "LS001", day, ""], [refs[1], "9.00", "成功", "L2", day, ""]
    )
    booked = send(payer, f"{there}/results", "results", told).json()
    [sheet] = booked["results"]
    assert [row["refused"] for row in sheet["rows"]] == ["", "result_amount_differs"]
    assert [row["state"] for row in booked["payments"]] == ["paid", "ordered"]
    assert program_of(story.drafter).get(there).status_code == 403


@answered_at("approval-rule-decide", "approval-rule-propose")
def test_steps_of_approval_hold_once_another_agrees() -> None:
    body = charity()
    first, second = (
        program_of(holder(person(name), body, Right.MONEY_APPROVE)) for name in ("甲", "乙")
    )
    asked = {"from_amount": 100_000_00, "steps": ["money.approve", "books.seal"]}
    there = f"organisations/{body.credit_code}/approval-rules"
    unknown = first.post(there, {**asked, "steps": ["gift.read"]}).json()
    assert unknown["code"] == "approval_rule_wrong"
    [rule] = first.post(there, asked).json()["rules"]
    decide = f"approval-rules/{rule['id']}/decide"
    assert first.post(decide, {"agrees": True}).json()["code"] == "approval_rule_by_you"
    assert second.post(decide, {"agrees": True}).json()["rules"][0]["state"] == "holds"


@answered_at(
    "complain", "complaint", "complaint-answer", "complaint-follow", "complaint-told", "complaints",
    "project",
)  # fmt: skip
def test_a_complaint_is_answered_by_who_serves_nobody_in_it() -> None:
    body = charity()
    project = an_open_project(body)
    said = {"words": "收据与用途不符", "contact": "a@example.org"}
    taken = Program().post(f"projects/{project.number}/complaints", said, key="").json()
    house, everywhere = organisation(7, name="流水平台"), zhao()
    operator = program_of(holder(person(), house, OPERATE))
    holder(everywhere, body, Right.GIFT_READ)
    biased = program_of(_as_operator(everywhere, house))
    [listed] = operator.get("complaints").json()["complaints"]
    there = f"complaints/{listed['id']}"
    assert operator.get(there).json()["words"] == "收据与用途不符"
    own = program_of(holder(person("丙"), body, Right.PROJECT_EDIT)).get(there).json()
    assert (own["words"], own["contact"]) == ("", "")
    answer = {"is_true": True, "answer": "属实，已暂停"}
    assert biased.get(there).json()["words"] == ""
    assert biased.post(f"{there}/answer", answer).json()["code"] == "complaint_about_own"
    done = operator.post(f"{there}/answer", answer).json()
    assert (done["words"], done["contact"]) == ("", ""), "this answer is kept"
    assert operator.post(f"{there}/told", {"how": "read"}).status_code == 422
    assert operator.post(f"{there}/told", {"how": "mail"}).status_code == 200
    assert PublicComplaint.objects.get().told_how == "mail"
    followed = Program().get(f"complaints/by-code/{taken['code']}").json()
    assert (followed["state"], followed["answer"]) == ("answered", "属实，已暂停")
    assert Program().get(f"projects/{project.number}").json()["state"] == "suspended"
    assert Try.objects.exists(), "the public's measure is counted here too"


@pytest.mark.parametrize("reads", ["own", "nobody"])
def test_a_complaint_says_who_reads_it_where_nobody_independent_is_here(reads: str) -> None:
    """As the form does: two of its own board, where the author was told before (decision 0095)."""
    is_told = reads == "own"
    body = charity()
    project = an_open_project(body)
    holder(person("站长"), body, OPERATE)
    one, other = (holder(person(name), body, Right.BODY_OVERSEE) for name in ("监事甲", "理事乙"))
    said = {"words": "收据与用途不符", "contact": "a@example.org", "is_told_own": is_told}
    taken = Program().post(f"projects/{project.number}/complaints", said, key="").json()
    assert taken["read_by"] == reads
    kept = PublicComplaint.objects.get()
    assert is_for_own(one, kept) == is_told
    if is_told:
        say_first_word(one, kept.pk, answer="属实", is_true=True, at=now())
        kept.refresh_from_db()
        agree_to_first_word(other, kept.pk, read=first_word_mark(kept), at=now())
    followed = Program().get(f"complaints/by-code/{taken['code']}").json()
    assert followed["is_judged_by_own"] == is_told
    holder(person("郑开"), organisation(9), OPERATE)
    assert Program().get(f"complaints/by-code/{taken['code']}").json()["read_by"] == "site"


@answered_at("complaint-agree", "complaint-first-word", "complaint-lift", "complaint-readers")
def test_two_of_the_board_answer_and_let_the_project_go_on() -> None:
    """Who would read it is told before; each of the two decides what they read (0095)."""
    body = charity()
    project = an_open_project(body)
    holder(person("站长"), body, OPERATE)
    one, other = (
        program_of(holder(person(name), body, Right.BODY_OVERSEE)) for name in ("监事甲", "理事乙")
    )
    there = f"projects/{project.number}/complaints"
    assert Program().get(f"{there}/readers").json() == {"read_by": "own"}
    said = {"words": "收据与用途不符", "contact": "a@example.org", "is_told_own": True}
    Program().post(there, said, key="")
    assert Notice.objects.filter(kind="complaint-received").count() == 2, "both are told"
    [listed] = one.get("complaints").json()["complaints"]
    here = f"complaints/{listed['id']}"
    first = one.post(f"{here}/first-word", {"is_true": True, "answer": "属实"}).json()
    assert (first["answer"], first["is_true"], first["state"]) == ("", None, "received")
    read = other.get(here).json()
    assert (read["words"], read["contact"]) == (said["words"], "")
    mark = read["first_word"].pop("mark")
    assert read["first_word"] == {"is_true": True, "answer": "属实", "is_own": False}
    assert one.post(f"{here}/agree", {"read": mark}).json()["code"] == "first_word_by_you"
    assert other.post(f"{here}/agree", {"read": "x"}).json()["code"] == "first_word_changed"
    done = other.post(f"{here}/agree", {"read": mark}).json()
    assert (done["answer"], done["is_judged_by_own"]) == ("属实", True)
    stop = one.get(here).json()["stop"]
    assert stop["is_lift_proposed"] is False
    assert one.post(f"{here}/lift", {"read": "1.1"}).json()["code"] == "stop_changed"
    lift = {"read": stop["mark"]}
    assert one.post(f"{here}/lift", lift).json()["state"] == "suspended"
    assert other.get(here).json()["stop"] == {**stop, "is_lift_proposed": True}
    assert other.post(f"{here}/lift", lift).json() == {"project": project.number, "state": "open"}


def test_two_of_the_board_waive_what_nobody_else_may() -> None:
    """Every duty, with no last day where it takes no project down; and the public reads so."""
    body = charity()
    an_open_project(body)
    holder(person("站长"), body, OPERATE)
    one, other = (
        program_of(holder(person(name), body, Right.BODY_OVERSEE)) for name in ("监事甲", "理事乙")
    )
    enter_happening(SETUP, body.pk, kind="major_dealing", on=day_of(now()), title="购车", at=now())
    run_clock(at=now())
    duty = next(line for line in one.get("duties").json()["duties"] if line["rule"] == "R-30")
    there = f"duties/{duty['id']}"
    assert one.post(f"{there}/waive", {"why": "重复"}).json()["code"] == "waiver_of_own_needs_two"
    [waiting] = one.post(f"{there}/waivers", {"why": "重复"}).json()["waivers"]
    assert waiting["until"] is None
    decide = f"{there}/waivers/{waiting['proposal']}/decide"
    assert one.post(decide, {"word": "agree"}).json()["code"] == "proposed_by_you"
    waived = other.post(decide, {"word": "agree"}).json()
    assert (waived["state"], waived["is_waived_by_own"]) == ("waived", True)


def _as_operator(someone: Any, house: Any) -> Actor:
    """The same person's post at the house, whose token lays the other post aside."""
    post = create_post(SETUP, house, title="运营", rights=[OPERATE], at=now())
    appoint(SETUP, post, someone, since=TODAY, at=now())
    whole = actor_for(someone.pk, now().date())
    [held] = [one for one in whole.posts if OPERATE in one.rights]
    return Actor(whole.name, whole.person_id, (held,))


@answered_at("working-days-decide", "working-days-propose")
def test_a_year_of_working_days_counts_once_another_operator_agrees() -> None:
    house = organisation(7, name="流水平台")
    first, second = (program_of(holder(person(name), house, OPERATE)) for name in ("甲", "乙"))
    year = now().year + 2
    days = [now().date().replace(year=year, month=1, day=n) for n in range(1, 32)]
    off = [day.isoformat() for day in days if day.weekday() < 5][:15]
    asked = {"year": year, "off": off, "source": "国办发明电〔2028〕1 号"}
    assert first.post("working-days", {**asked, "off": off[:2]}).json()["code"] == "year_list_short"
    [proposed] = first.post("working-days", asked).json()["proposed"]
    decide = f"working-days/{proposed['proposal']}/decide"
    assert first.post(decide, {"word": "agree"}).json()["code"] == "proposed_by_you"
    kept = second.post(decide, {"word": "agree"}).json()
    assert year in [one["year"] for one in kept["years"]]


@answered_at("part-switch")
def test_what_is_switched_off_answers_with_words_at_the_interface_too() -> None:
    body = charity()
    project = an_open_project(body)
    rights = (Right.BODY_EDIT, Right.CASE_EDIT, Right.MONEY_DRAFT, Right.GIFT_READ)
    program = program_of(holder(person(), body, *rights))
    assert program.get("own/cases").json() == {"cases": [], "next": None}
    for part in ("cases", "matching"):
        there = f"organisations/{body.credit_code}/parts/{part}"
        assert program.post(there, {"on": False}).status_code == 200
    named = {"organisation": body.credit_code, "project": project.number, "name": "黄小禾"}
    case = {**named, "kind": "外伤手术", "line": "住院 12 天", "need": 100}
    pool = {"organisation": body.credit_code, "title": "配捐"}
    for answer in (
        program.get("own/cases"), program.get("pools"),
        program.post("cases", case), program.post("pools", pool),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (404, "part_switched_off")
        assert answer.json()["detail"]


@answered_at("pool", "pool-begin", "pool-terms-decide", "pool-terms-propose")
def test_a_pool_is_led_by_terms_that_two_programs_agree_to() -> None:
    body = charity()
    project = an_open_project(body)
    drafter = program_of(holder(person("甲"), body, Right.MONEY_DRAFT, Right.GIFT_READ))
    decider = program_of(holder(person("乙"), body, Right.MONEY_APPROVE))
    pool = drafter.post("pools", {"organisation": body.credit_code, "title": "配捐"}).json()
    asked = {
        "added": 1, "given": 2, "opens_at": now().isoformat(), "funds": [project.fund_id],
        "closes_at": (now() + timedelta(days=9)).isoformat(), "total": 100_00, "why": "市级配捐",
    }  # fmt: skip
    [waiting] = drafter.post(f"pools/{pool['pool']}/terms", asked).json()["waiting"]
    decide = f"pool-terms/{waiting['proposal']}/decide"
    assert drafter.post(decide, {"word": "agree"}).json()["code"] in {"not_allowed", "same_person"}
    assert decider.post(decide, {"word": "agree"}).json()["state"] == "done"
    terms = drafter.get(f"pools/{pool['pool']}").json()["terms"]
    assert (terms["added"], terms["given"], terms["caps"]["total"]) == (1, 2, 100_00)


@answered_at("applications", "parts")
def test_the_quick_lane_asks_for_little_and_lists_what_it_left() -> None:
    arrival = Arrival(at=now())
    operator = program_of(arrival.operator)
    no_words = operator.post("welcomes", {"name": "某会", "lane": "quick"}, key="").json()
    assert no_words["code"] == "occasion_missing"
    asked = {"name": "某会", "lane": "quick", "occasion": "2026 年 7 月清河暴雨"}
    welcome = operator.post("welcomes", asked, key="").json()["secret"]
    program = Program(make_own_token(arrival.applicant, at=now()).secret)
    body = {"kind": "foundation", "name": "清河县流水慈善会", "place": "220104",
            "registered_on": "2020-01-06", "charity_since": "2020-01-06"}  # fmt: skip
    begin = {"credit_code": arrival.code, "body": body, "welcome": welcome}
    begun = program.post("own/applications", begin).json()
    assert (begun["lane"], begun["state"]) == ("quick", "draft")
    assert [step["step"] for step in begun["steps"] if step["may_wait"]] == [
        "account", "contacts", "board",
    ]  # fmt: skip
    assert program.post("own/applications", begin).json()["code"] == "welcome_over"
    arrival.papers(Application.objects.get())
    there = begun["application"]
    assert program.post(f"own/applications/{there}/submit").json()["state"] == "submitted"
    assert operator.get("applications").json()["applications"][0]["application"] == there
    admitted = operator.post(f"applications/{there}/answer", {"to": "admit"}).json()
    assert admitted["organisation"] == arrival.code
    head = program_of(actor_for(arrival.lin.pk, now().date()))
    owed = head.get(f"organisations/{arrival.code}/parts").json()["owed"]
    assert {one["step"] for one in owed} == {"account", "contacts", "board"}
    assert all(one["due_on"] > f"{now():%Y-%m-%d}" for one in owed)
