"""Faults planted behind the triggers' back: the check of wishes names each."""

import pytest
from django.db import connection

from liushui.kernel.money import Money
from liushui.ledger.models import Movement
from liushui.ledger.queries.check import faults
from liushui.ledger.queries.checks.wishes import RULES
from liushui.ledger.services import sink
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    Leftover,
    choose_funds,
    designated_fund,
    move_surplus,
    use_by_choice,
)
from liushui.ledger.states import Purpose, SinkUse
from liushui.ledger.wishes import Wish
from tests.ledger.builders import AT, a_fund, give

pytestmark = pytest.mark.django_db
FUND, LEFT, CHOICE, SURPLUS = RULES


def planted(rule, sql: str) -> list[str]:
    base = a_fund()
    heart = designated_fund(base, [Wish("disease", "Q21")])
    give(heart, 50)
    used = sink(base.holder, SinkUse.USED, purpose=Purpose("case", 12))
    asked = Asked(base.pk, Money(20), frozenset({Wish("disease", "Q21")}))
    choice = choose_funds(asked, key="use:1", by="person:1", at=AT)
    use_by_choice(choice, target=used, kinds=KindOf(), ref="use:1", happened_at=AT)
    left = Leftover(heart, base, Money(10), "用完", "person:1")
    move_surplus("person:2", left, key="surplus:1", at=AT)
    assert [fault for known in RULES for fault in faults(known)] == []
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("set session_replication_role = origin")
    return [fault.row for fault in faults(rule)]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from ledger_designation",
        "update ledger_fund set purpose_id = 0 where purpose_kind = 'designation'",
        "update ledger_fund set parent_id = null where purpose_kind = 'designation'",
    ],
)
def test_a_fund_of_wishes_that_lost_its_wishes_or_base(sql: str) -> None:
    assert len(planted(FUND, sql)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger_designation set wishes = '{disease:C91}'",
        "update ledger_movement set group_id = null where key = 'use:1'",
        "update ledger_choicepart set amount = 19",
        "delete from ledger_surplus",
    ],
)
def test_money_that_left_a_wish_without_a_choice_or_a_decision(sql: str) -> None:
    found = planted(LEFT, sql)
    assert found
    assert set(found) <= {f"movement {m.pk}" for m in Movement.objects.exclude(source=None)}


def test_a_choice_that_is_not_its_parts() -> None:
    assert len(planted(CHOICE, "update ledger_choice set amount = 21")) == 1


@pytest.mark.parametrize(
    "sql",
    [
        (
            "alter table ledger_surplus drop constraint ledger_surplus_two_people; "
            "update ledger_surplus set decided_by = proposed_by"
        ),
        "update ledger_surplus set amount = 9",
    ],
)
def test_a_decision_of_one_or_of_another_sum(sql: str) -> None:
    assert len(planted(SURPLUS, sql)) == 1
