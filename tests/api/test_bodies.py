"""What an organisation keeps of itself, by program; an application written and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from liushui.api.services import make_own_token
from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of
from liushui.onboarding.models import Application
from liushui.parties.access import Right
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.onboarding.builders import Arrival
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import charity

pytestmark = pytest.mark.django_db
TODAY = day_of(now())


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", photo(3), "image/png")


def day(days: int = 0) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@answered_at(
    "application-body", "application-member-remove", "application-withdraw", "own-applications"
)
def test_an_application_is_written_mended_and_taken_back() -> None:
    arrival = Arrival()
    application = arrival.written()
    program = Program(make_own_token(arrival.applicant, at=now()).secret)
    there = f"own/applications/{application.key}"
    body = {"kind": "foundation", "name": "清河县新名慈善会", "place": "220104",
            "registered_on": "2020-01-06", "charity_since": "2020-01-06"}  # fmt: skip
    assert program.post(f"{there}/body", body).json()["name"] == "清河县新名慈善会"
    told = program.get(there).json()
    seat = told["board"][0]["id"]
    left = program.post(f"{there}/board/{seat}/remove").json()["board"]
    assert seat not in [one["id"] for one in left]
    assert program.post(f"{there}/withdraw").json()["state"] == "withdrawn"
    [listed] = program.get("own/applications").json()["applications"]
    assert (listed["state"], Application.objects.get().name) == ("withdrawn", "清河县新名慈善会")


@answered_at("certificate-check", "certificate-enter", "certificates-waiting", "organisation")
def test_a_certificate_counts_once_another_person_checked_it() -> None:
    body = charity()
    first = program_of(holder(person("甲"), body, Right.BODY_EDIT))
    second = program_of(holder(person("乙"), body, Right.MONEY_APPROVE))
    there = f"organisations/{body.credit_code}"
    paper = {"kind": "registration", "number": "虚民证字 9", "valid_from": day(-9)}
    made = first.send(f"{there}/certificates", {**paper, "picture": picture()}).json()
    assert made["number"] == "虚民证字 9"
    [waiting] = second.get(f"{there}/certificates/waiting").json()["certificates"]
    check = f"{there}/certificates/{waiting['id']}/check"
    assert first.post(check, {"agrees": True}).status_code == 403
    assert second.post(check, {"agrees": True}).json()["certificates"] == []
    assert "虚民证字 9" in str(Program().get(there).json()["certificates"])


@answered_at("board", "board-enter", "board-remove")
def test_a_board_is_entered_and_told_in_full_to_its_keepers_alone() -> None:
    body = charity()
    program = program_of(holder(person("甲"), body, Right.BODY_EDIT))
    there = f"organisations/{body.credit_code}/board"
    entered = program.post(there, {"name": "周启明", "offices": ["chair"]}).json()
    assert "周启明" not in str(entered), "this answer is kept"
    [member] = program.get(there).json()["members"]
    assert member["name"] == "周启明"
    assert program.post(f"{there}/{member['id']}/remove").json()["members"] == []


@answered_at("partner-check", "partner-end", "partner-enter", "partners")
def test_a_partner_is_entered_checked_by_another_and_ended_by_one() -> None:
    body, partner = charity(), organisation(5, kind="service")
    first = program_of(holder(person("甲"), body, Right.BODY_EDIT))
    second = program_of(holder(person("乙"), body, Right.MONEY_APPROVE))
    there = f"organisations/{body.credit_code}/partners"
    said: dict[str, Any] = {
        "name": "同行服务队", "credit_code": partner.credit_code, "assessed_on": day(-2),
        "assessment": "看过账目", "agreement_number": "合-1", "starts_on": day(), "ends_on": day(9),
    }  # fmt: skip
    [entered] = first.send(there, {**said, "agreement": picture()}).json()["partners"]
    one = f"{there}/{entered['id']}"
    assert first.post(f"{one}/check", {"agrees": True}).status_code == 403
    [checked] = second.post(f"{one}/check", {"agrees": True}).json()["partners"]
    assert checked != entered
    [ended] = second.post(f"{one}/end").json()["partners"]
    assert (ended["is_checked"], ended["ended_on"]) == (True, day())
    assert first.get(there).json()["partners"] == [ended]
