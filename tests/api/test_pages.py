"""The page of one's tokens, and the interface as a page."""

import re

import pytest
from django.test import Client

from liushui.api.models import Token
from liushui.parties.access import Right
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.api.builders import Program, token_of
from tests.parties.builders import holder, organisation, wang

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
CHOSEN = {"name": "账务程序", "rights": ["project.edit"], "days": "30"}


def test_a_person_makes_a_token_sees_it_once_and_ends_it() -> None:
    person = wang()
    holder(person, organisation(), Right.PROJECT_EDIT, Right.MONEY_PAY)
    browser = signed_in_client(open_account(person.pk), headers=EN)
    made = browser.post("/me/tokens/new/", CHOSEN)
    assert made.status_code == 201
    [secret] = set(re.findall(r"liushui_[\w-]{43}", made.content.decode()))
    program = Program(secret)
    assert program.get("self").json()["rights"] == ["project.edit"]
    listed = browser.get("/me/tokens/").content.decode()
    assert secret not in listed
    assert "账务程序" in listed
    assert "last used" in listed
    browser.post(f"/me/tokens/{Token.objects.get().pk}/end/")
    assert program.get("self").status_code == 401
    assert "ended on" in browser.get("/me/tokens/").content.decode()


def test_making_a_token_asks_for_a_fresh_proof_first() -> None:
    person = wang()
    holder(person, organisation(), Right.PROJECT_EDIT)
    browser = signed_in_client(open_account(person.pk))
    session = browser.session
    session["proven"] = {**session["proven"], "at": 1, "second_at": 1}
    session.save()
    answer = browser.post("/me/tokens/new/", CHOSEN)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/me/security/confirm/?next=")
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("right", "status"), [(Right.PROJECT_EDIT, 201), (Right.MONEY_APPROVE, 302)]
)
def test_a_post_that_asks_for_two_factors_asks_for_them_here(right: Right, status: int) -> None:
    person = wang()
    holder(person, organisation(), right)
    browser = signed_in_client(open_account(person.pk), second_factor=False)
    answer = browser.post("/me/tokens/new/", {**CHOSEN, "rights": [right.value]})
    assert answer.status_code == status
    assert Token.objects.count() == (status == 201)


@pytest.mark.parametrize("change", [{"name": ""}, {"rights": []}, {"rights": ["money.pay"]}])
def test_a_refused_form_says_what_to_mend(change: dict[str, object]) -> None:
    person = wang()
    holder(person, organisation(), Right.PROJECT_EDIT)
    browser = signed_in_client(open_account(person.pk), headers=EN)
    answer = browser.post("/me/tokens/new/", {**CHOSEN, **change})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_the_page_names_every_operation_who_may_and_its_fields() -> None:
    page = Client().get("/api/", headers=EN).content.decode()
    assert "POST /api/v1/projects" in page
    assert "write projects and their reports" in page
    assert "plan.budget[].amount" in page
    assert "Idempotency-Key" in page


def test_a_token_stays_with_its_owners_data_until_it_is_erased() -> None:
    person = wang()
    token_of(holder(person, organisation(), Right.PROJECT_EDIT))
    browser = signed_in_client(open_account(person.pk), headers=EN)
    assert "账务程序" in browser.get("/me/data/").content.decode()
