"""Cases by program: opened and approved by two, or passed from the village up to the province."""

from base64 import b64decode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from liushui.cases.models import Case
from liushui.config.demo.papers import photo
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.cases.test_levels import LEVELS, a_federation
from tests.parties.builders import holder, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db


@answered_at("case", "case-approve", "case-close", "case-open", "own-cases")
def test_a_case_is_opened_by_one_and_approved_by_another_masked_for_all() -> None:
    body = charity()
    project = an_open_project(body)
    first, second = (program_of(holder(person(n), body, Right.CASE_EDIT)) for n in ("甲", "乙"))
    asked = {
        "organisation": body.credit_code, "project": project.number, "name": "黄小禾",
        "kind": "外伤手术", "line": "住院 12 天", "need": 100_00,
    }  # fmt: skip
    made = first.post("cases", asked).json()
    there = f"cases/{made['number']}"
    assert (made["state"], made["name"]) == ("open", "黄**")
    assert Program().get(there).status_code == 404
    assert first.post(f"{there}/approve").json()["code"] == "opened_by_you"
    assert second.post(f"{there}/approve").json()["state"] == "approved"
    seen = Program().get(there).json()
    assert (seen["name"], seen["need"]) == ("黄**", 100_00)
    assert second.post(f"{there}/close", {"why": "已结清"}).json()["state"] == "closed"
    [listed] = first.get("own/cases").json()["cases"]
    assert (listed["state"], Case.objects.get().state) == ("closed", "closed")


def look(program: Program, there: str, note: str, place: int) -> Any:
    proof = SimpleUploadedFile("a.png", photo(place), "image/png")
    return program.send(f"{there}/pass-on", {"note": note, "evidence": proof})


@answered_at(
    "case-level-name", "case-level-paper", "case-levels-begin", "case-pass-on", "own-levels"
)
def test_a_case_goes_up_by_five_programs_and_each_refusal_names_itself() -> None:
    one = a_federation()
    there = f"cases/{one.case.number}/levels"
    opener, *levels = (program_of(actor) for actor in (one.opener, *one.people))
    assert opener.post(f"{there}/begin", {}).json()["waits_at"] == "village"
    assert look(opener, there, "属实", 0).json()["code"] == "same_reviewer"
    assert look(levels[2], there, "属实", 0).status_code == 404
    for place, (program, level) in enumerate(zip(levels, LEVELS, strict=True)):
        [waiting] = program.get("own/levels").json()["waiting"]
        assert (waiting["number"], waiting["level"]) == (one.case.number, level)
        assert program.post(f"{there}/name", key="").json() == {"name": "黄小禾"}
        assert look(program, there, " ", place).json()["code"] == "review_unexplained"
        way = look(program, there, "入户核实", place).json()
        paper = way["looks"][place]["paper"]
        told = program.post(f"{there}/papers/{paper}", key="").json()
        assert b64decode(told["content_base64"])
        assert "黄小禾" not in str(way)
    assert (way["state"], way["waits_at"]) == ("approved", None)
    assert AuditRecord.objects.filter(verb="review.paper_read").count() == len(LEVELS)
    assert look(levels[-1], there, "属实", 0).json()["code"] == "nothing_to_review"


@answered_at("case-levels", "case-send-back")
def test_what_is_wanting_goes_back_by_one_level() -> None:
    one = a_federation(quick=("town", "city"))
    there = f"cases/{one.case.number}/levels"
    opener, village = program_of(one.opener), program_of(one.people[0])
    begun = opener.post(f"{there}/begin", {"quick_why": "等待手术"}).json()
    assert begun["levels"] == ["village", "county", "province"]
    back = village.post(f"{there}/send-back", {"why": "缺发票"}).json()
    assert [(look["outcome"], look["note"]) for look in back["looks"]] == [("returned", "缺发票")]
    assert opener.get(there).json()["waits_at"] is None


@answered_at("project-levels", "project-levels-agree", "project-levels-propose")
def test_a_route_holds_once_another_agrees_to_what_was_read() -> None:
    body = charity()
    there = f"projects/{an_open_project(body).number}/levels"
    first, second = (program_of(holder(person(n), body, Right.PROJECT_EDIT)) for n in ("甲", "乙"))
    assert first.post(there, {"levels": ["moon"], "days": 5}).json()["code"] == "fields_wrong"
    read = first.post(there, {"levels": ["county"], "days": 3}).json()["proposed"]["route"]
    assert first.post(f"{there}/agree", {"route": read}).json()["code"] == "review_route_by_you"
    other = first.post(there, {"levels": ["county", "city"], "days": 3}).json()["proposed"]
    assert second.post(f"{there}/agree", {"route": read}).json()["code"] == "review_route_other"
    agreed = second.post(f"{there}/agree", {"route": other["route"]}).json()
    assert (agreed["in_force"]["levels"], agreed["proposed"]) == (["county", "city"], None)
    assert second.get(there).json() == agreed
    assert agreed["in_force"]["proposed_at"][:10] == f"{now():%Y-%m-%d}"
