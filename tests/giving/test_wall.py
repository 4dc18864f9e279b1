"""The public list of gifts: as each giver wished, and summing to what was raised."""

import re
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from liushui.base import vault
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.queries import wall as lists
from liushui.giving.services import Showing, judge_message, offer_message, place_order
from liushui.giving.states import Display
from liushui.insight.queries.wall import wall
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries.designations import members_of
from liushui.ledger.queries.totals import raised
from liushui.ledger.services import refund_gift, sequence_all
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.giving import builders as b
from tests.parties.builders import holder, lin, person

BEGINS_WITH = (b.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "begun")]


def given(
    provider: Provider, project: Project, minor: int, showing: Showing, words: str = ""
) -> GiftOrder:
    order = place_order(
        b.STRANGER,
        project=project.number,
        amount=Money(minor),
        showing=showing,
        message=words,
        at=b.now(),
    )
    b.settled(provider, order)
    return order


def pages(project: Project) -> list[lists.WallLine]:
    found, before = [], None
    while True:
        page = wall(project, before=before).page
        found += page.lines
        before = page.next
        if before is None:
            return found


def test_what_is_shown_and_what_is_hidden_is_all_that_was_given(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "WALL_PAGE", 4)
    project, draw = b.project(), Random(5)  # noqa: S311 - the same gifts each time
    given_minor = [draw.randint(1, 9_999) for _ in range(11)]
    orders = [
        given(provider, project, minor, Showing(hides_amount=draw.random() < 0.4))
        for minor in given_minor
    ]
    sequence_all()
    refund_gift(orders[3].reference, Money(given_minor[3]), key="refund:3", happened_at=b.now())

    found = wall(project)
    lines = pages(project)

    assert len(lines) == len(orders)
    assert sum(line.minor or 0 for line in lines) == found.shown_minor
    assert found.hidden.count == sum(line.minor is None for line in lines) > 0
    assert found.shown_minor + found.hidden.minor == sum(given_minor) == found.gifts_minor
    assert found.total_minor == sum(given_minor) - given_minor[3]
    assert project.fund_id is not None
    assert found.total_minor == raised(members_of([project.fund_id])).total


def test_a_gift_that_waits_for_its_place_is_in_the_list_and_in_the_sum(provider: Provider) -> None:
    project = b.project()
    given(provider, project, 500, Showing())

    before, _ = wall(project), sequence_all()

    assert (before.total_minor, before.waiting) == (500, 500)
    assert (wall(project).total_minor, wall(project).waiting) == (500, 0)


def test_words_stand_in_the_list_once_a_person_let_them(provider: Provider) -> None:
    project = b.project()
    name = Showing(Display.MASKED, "王小明")
    kept = given(provider, project, 100, name, "愿你们走得平安")
    told = given(provider, project, 200, name, "愿你们读书快乐")
    offer_message(told, at=b.now())
    reader = holder(lin(), project.organisation, Right.GIFT_READ)
    assert [one.order.pk for one in lists.offered_messages(reader)] == [told.pk]
    assert [line.message for line in pages(project)] == ["", ""]

    judge_message(reader, told.reference, show=True, at=b.now())

    assert [(line.shown, line.message) for line in pages(project)] == [
        ("王**", "愿你们读书快乐"),
        ("王**", ""),
    ]
    with pytest.raises(NotFound):
        judge_message(reader, kept.reference, show=True, at=b.now())
    judge_message(reader, told.reference, show=False, at=b.now())
    assert [line.message for line in pages(project)] == ["", ""]


def test_words_that_wait_are_read_before_all_that_were_decided(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "OFFERED_LIMIT", 2)
    project, name = b.project(), Showing(Display.MASKED, "王小明")
    told = [given(provider, project, 100 + n, name, f"愿你们平安{n}") for n in range(3)]
    reader = holder(lin(), project.organisation, Right.GIFT_READ)
    for order in told:
        offer_message(order, at=b.now())
    for order in told[1:]:
        judge_message(reader, order.reference, show=True, at=b.now())

    shown = [(one.order.pk, one.is_shown) for one in lists.offered_messages(reader)]

    assert shown == [(told[0].pk, None), (told[2].pk, True)]


def test_another_charity_decides_on_no_words(provider: Provider) -> None:
    project = b.project()
    told = given(provider, project, 200, Showing(Display.MASKED, "王小明"), "愿你们读书快乐")
    offer_message(told, at=b.now())

    other = holder(lin(), b.charity(2), Right.GIFT_READ)
    payer = holder(person("王会计", "13800000002"), project.organisation, Right.MONEY_APPROVE)

    with pytest.raises(NotFound):
        judge_message(other, told.reference, show=True, at=b.now())
    with pytest.raises(NotAllowed):
        judge_message(payer, told.reference, show=True, at=b.now())


def test_erased_words_leave_the_list_and_the_gift_stays(provider: Provider) -> None:
    project = b.project()
    told = given(provider, project, 200, Showing(Display.MASKED, "王小明"), "愿你们读书快乐")
    offer_message(told, at=b.now())
    reader = holder(lin(), project.organisation, Right.GIFT_READ)
    judge_message(reader, told.reference, show=True, at=b.now())
    assert told.donor is not None

    vault.destroy_key(told.donor.vault_id)

    assert [(line.minor, line.message) for line in pages(project)] == [(200, "")]


def test_the_page_and_the_answer_say_the_same(provider: Provider, client: Client) -> None:
    project = b.project()
    given(provider, project, 123_45, Showing())
    hidden = given(provider, project, 67_89, Showing(hides_amount=True))

    page = client.get(reverse("insight:wall", args=[project.number])).content.decode()
    words = re.sub(r"<[^>]+>", "", page)
    said = client.get(reverse("insight:wall-json", args=[project.number])).json()

    assert "123.45" in words
    assert "191.34" in words
    assert hidden.reference not in page
    assert (said["total"], said["hidden"]) == (191_34, {"count": 1, "amount": 67_89})
    assert [line["amount"] for line in said["lines"]] == [None, 123_45]
