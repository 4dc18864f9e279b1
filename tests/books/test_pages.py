"""The console's pages of the books, as their readers see them."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from liushui.books.models import Instruction
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Person
from tests.accounts.builders import sign_in
from tests.books.builders import given, passed_on
from tests.disbursing.builders import a_reference, a_story, used
from tests.parties.builders import holder, person

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
BOOKS = "/console/books/"


def signed_in(actor: Actor) -> Client:
    client = Client()
    account, _ = Account.objects.get_or_create(person=Person.objects.get(pk=actor.person_id))
    sign_in(client, account)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def filled(**change: Any) -> dict[str, Any]:
    return {"reference": a_reference(), "why": "核对", "happened_on": "2026-07-18", **change}


def test_a_refund_goes_from_its_form_to_the_book_by_two_people() -> None:
    story = a_story()
    gift = given(story, 100_00)
    drafter, decider = signed_in(story.drafter), signed_in(story.decider)
    form = filled(gift=gift.lower(), amount="40")
    sent = drafter.post(f"{BOOKS}instructions/new/refund/", form)
    one = Instruction.objects.get()
    assert sent.url == f"{BOOKS}instructions/{one.reference}/"
    assert "等待第二人" in words(drafter.get(sent.url))
    assert 'value="agree"' not in drafter.get(sent.url).content.decode()
    page = words(decider.get(sent.url))
    assert "将要记的分录" in page
    assert one.reference in words(decider.get("/console/"))
    assert decider.post(f"{sent.url}decide/", {"do": "decline"}).status_code == 422
    assert decider.post(f"{sent.url}decide/", {"do": "agree"}).status_code == 302
    assert "已记的分录" in words(drafter.get(sent.url))
    assert balance(story.project.fund_id).held == 60_00


def test_a_form_that_the_ledger_refuses_says_why_and_books_nothing() -> None:
    story = a_story()
    gift = given(story, 100_00)
    passed_on(story, 100_00)
    sent = signed_in(story.drafter).post(
        f"{BOOKS}instructions/new/refund/", filled(gift=gift, amount="1")
    )
    assert sent.status_code == 422
    assert "云溪县禾望助学服务中心" in words(sent), "it names who has the rest"
    assert not Instruction.objects.exists()


def test_a_statement_leads_from_its_opening_to_its_closing_balance() -> None:
    story = a_story(70_00, 30_00)
    used(story.drafter, story.own_purse(), 25_00)
    reader = signed_in(story.drafter)
    address = f"{BOOKS}funds/{story.project.fund_id}/"
    page = words(reader.get(address))
    for figure in ("100", "25", "75"):
        assert f">{figure}<span" in page
    later = words(reader.get(f"{address}?from=2030-01"))
    assert "没有分录" in later
    assert reader.get(f"{address}?from=nonsense&after=1.2").status_code == 200
    sheet = reader.get(f"{address}statement.csv").content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 4
    assert [row.split(",")[-1] for row in sheet[1:]] == ["70.00", "100.00", "75.00"]
    assert reader.get(f"{address}statement.pdf").status_code == 404


def test_a_month_is_closed_by_whoever_seals_the_books_and_says_the_same_for_ever() -> None:
    story = a_story(100_00)
    sealer = holder(person("钱程"), story.charity, Right.BOOKS_SEAL)
    address = f"{BOOKS}months/{story.charity.credit_code}/2026-07/"
    client = signed_in(sealer)
    assert "结账" in words(client.get(address))
    assert signed_in(story.drafter).post(f"{address}seal/").status_code == 403
    assert client.get(f"{address}report.json").status_code == 409
    assert client.post(f"{address}seal/").status_code == 302
    assert client.post(f"{address}seal/").status_code == 302
    assert AuditRecord.objects.filter(verb="books.sealed").count() == 1
    report = client.get(f"{address}report.json").content
    assert json.loads(report)["month"] == "2026-07"
    used(story.drafter, story.own_purse(), 25_00)
    assert client.get(f"{address}report.json").content == report
    assert client.get(f"{BOOKS}months/{story.charity.credit_code}/2026-13/").status_code == 404


def test_what_is_owed_is_told_with_its_age() -> None:
    story = a_story()
    gift = given(story, 100_00)
    used(story.drafter, story.own_purse(), 100_00)
    drafter, decider = signed_in(story.drafter), signed_in(story.decider)
    form = filled(gift=gift, amount="100", cause="duplicate")
    sent = drafter.post(f"{BOOKS}instructions/new/owed_refund/", form)
    decider.post(f"{sent.url}decide/", {"do": "agree"})
    page = words(drafter.get(f"{BOOKS}owed/"))
    assert "第1基金会" in page
    assert "repay_advance" in page


def test_the_number_of_queries_of_the_funds_does_not_grow(
    django_assert_max_num_queries: Any,
) -> None:
    story = a_story(1_00, 2_00)
    passed_on(story, 1_00)
    client = signed_in(story.decider)
    client.get(BOOKS)
    with django_assert_max_num_queries(20):
        assert client.get(BOOKS).status_code == 200


def test_the_page_of_a_freeze_leads_to_its_thaw() -> None:
    story = a_story()
    gift = given(story, 100_00)
    decider = signed_in(story.decider)
    sent = decider.post(f"{BOOKS}instructions/new/freeze_gift/", filled(gift=gift))
    way = re.search(rf"{BOOKS}instructions/new/thaw/\?entry=(\d+)", words(decider.get(sent.url)))
    assert way
    form = words(decider.get(way[0]))
    assert f'value="{way[1]}"' in form
    decider.post(way[0], filled(movement=way[1]))
    assert Instruction.objects.filter(kind="thaw", state="proposed").count() == 1
