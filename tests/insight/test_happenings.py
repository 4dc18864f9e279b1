"""A gift's page says in words what happened to it beside being used."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from liushui.insight.queries.told import happenings_of
from liushui.insight.queries.whereabouts import whereabouts
from liushui.kernel.money import Money
from liushui.ledger import services as ledger
from liushui.ledger.states import GENERAL, Purpose
from tests.disbursing.builders import Story, a_reference, a_story, used
from tests.ledger.builders import AT, fen, give

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


def a_gift(story: Story, amount: int) -> str:
    reference = a_reference()
    ledger.accept_gift(
        fund_id=story.project.fund_id, amount_minor=amount, key=reference, ref=reference,
        happened_at=AT,
    )  # fmt: skip
    ledger.sequence_all()
    return reference


def told(reference: str) -> list[str]:
    with override("zh-hans"):
        return [one.text for one in happenings_of(whereabouts(reference))]


def when(key: str) -> dict[str, Any]:
    return {"key": key, "happened_at": AT}


def test_a_gift_to_which_nothing_happened_says_nothing() -> None:
    story = a_story()
    gift = a_gift(story, 100_00)
    assert told(gift) == []
    assert "这笔捐赠发生过什么" not in Client().get(f"/gifts/{gift}/where").content.decode()


def test_frozen_and_returned_parts_are_told() -> None:
    story = a_story()
    gift = a_gift(story, 100_00)
    ledger.refund_gift(gift, fen(40_00), **when("r"))
    ledger.freeze_gift(gift, **when("f"))
    first, second = told(gift)
    assert first.startswith("60.00")
    assert "冻结" in first
    assert second == "40.00 元已退还付款人。"
    page = Client().get(f"/gifts/{gift}/where").content.decode()
    assert "这笔捐赠发生过什么" in page


def test_a_charge_back_of_a_spent_gift_is_told_on_both_gifts() -> None:
    story = a_story()
    general = ledger.open_fund(story.project.fund.holder, purpose=GENERAL)
    stands = a_reference()
    ledger.accept_gift(
        fund_id=general.pk, amount_minor=100_00, key=stands, ref=stands, happened_at=AT
    )
    gift = a_gift(story, 100_00)
    used(story.drafter, story.own_purse(), 70_00)
    ledger.charge_back(gift, Money(100_00), **when("c"))
    assert told(gift) == [
        "30.00 元被银行收回。",
        "70.00 元已经用掉，仍如数退还：由该机构的其他资金补足，已付出的不受影响。",
    ]
    assert told(stands) == ["70.00 元用来补足另一笔用掉后又退还的款项。"]
    assert Client().get(f"/gifts/{gift}/where").status_code == 200
    assert Client().get(f"/gifts/{stands}/where").status_code == 200


def test_a_correction_of_spent_money_names_both_funds() -> None:
    story = a_story()
    gift = a_gift(story, 50_00)
    give(story.project.fund, 50_00)
    used(story.drafter, story.own_purse(), 50_00)
    right = ledger.open_fund(story.project.fund.holder, purpose=Purpose("project", 999_999))
    ledger.correct_target(gift, fen(50_00), wrong=story.project.fund, right=right, **when("w"))
    [text] = told(gift)
    assert "50.00" in text
    assert "山路校车" in text
