"""A number that somebody typed opens what it names, however it was written."""

import pytest
from django.test import Client

from liushui.insight.queries.lookup import address_of
from liushui.kernel.ids import reference_of
from liushui.parties.actors import Actor
from tests.insight import builders

CHEN = Actor.stranger()
GIFT = reference_of(builders.DAY, "7KQ2MR4T")


@pytest.mark.parametrize(
    "typed",
    [GIFT, GIFT.lower(), f"  {GIFT}\n", GIFT.replace("-", ""), GIFT.replace("-", " "),
     "ＬＳ" + GIFT[2:], GIFT.replace("-", "－")],
)  # fmt: skip
def test_a_gifts_number_opens_its_page_however_it_is_typed(typed: str) -> None:
    assert address_of(CHEN, typed) == f"/gifts/{GIFT}/where"


@pytest.mark.parametrize(
    "typed", ["", "x", GIFT[:-1] + "!", GIFT[:-1], "LS", "P", "'; --", "P" * 500, "1" * 18]
)
def test_what_is_no_number_opens_nothing(typed: str) -> None:
    assert address_of(CHEN, typed) == ""


@pytest.mark.django_db
def test_projects_cases_and_organisations_are_found_by_number() -> None:
    world = builders.a_world()
    assert address_of(CHEN, world.project.number.lower()) == f"/projects/{world.project.number}/"
    assert address_of(CHEN, world.case.number) == f"/cases/{world.case.number}/"
    code = world.a.credit_code
    assert address_of(CHEN, f"{code[:6]} {code[6:]}") == f"/organisations/{code}/"
    assert address_of(CHEN, "P2099999") == ""
    assert address_of(CHEN, "C2099999") == ""


@pytest.mark.django_db
def test_the_look_up_page_leads_there_or_says_what_to_enter() -> None:
    world = builders.a_world()
    for name in ("number", "q"):
        answer = Client().get("/find/", {name: world.project.number})
        assert answer["Location"] == f"/projects/{world.project.number}/"
    answer = Client().get("/find/", {"q": "P2099999"})
    assert answer.status_code == 422
    assert "P2099999" in answer.content.decode()
