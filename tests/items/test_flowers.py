"""A flower is picked once a day and given once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from liushui.config.simulators.wechat_pay import Provider
from liushui.items.errors import (
    FlowerEarned,
    FlowerNotEarned,
    NoFlowerRule,
    NotSoManyFlowers,
    RateNotNew,
)
from liushui.items.models import FlowerDay
from liushui.items.personal import ItemsHolder
from liushui.items.queries import flowers as queries
from liushui.items.queries.flowers import basket_of, flowers_left, flowers_of_project
from liushui.items.services import give_flowers, pick_flower, set_flower_rule
from liushui.items.states import FlowerWhy
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.ledger.queries.check import RULES, faults
from tests.giving import builders as giving
from tests.items import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def rule(*, visit: int = 1, gift: int = 2, most: int = 2) -> None:
    at = b.now()
    today = day_of(at)
    set_flower_rule(parties.SETUP, from_day=today, for_visit=visit, for_gift=gift, most=most, at=at)


def test_each_flower_is_picked_once_a_day_within_the_day_s_limit(provider: Provider) -> None:
    rule()
    lin = parties.as_donor(parties.lin())

    assert pick_flower(lin, FlowerWhy.VISIT, at=b.now()) == 1
    with pytest.raises(FlowerEarned):
        pick_flower(lin, FlowerWhy.VISIT, at=b.now())
    with pytest.raises(FlowerNotEarned):
        pick_flower(lin, FlowerWhy.GIFT, at=b.now())
    giving.settled(provider, giving.order(actor=lin))
    assert basket_of(lin.person_id or 0, b.now()).can_pick_gift
    assert pick_flower(lin, FlowerWhy.GIFT, at=b.now()) == 1
    with pytest.raises(FlowerEarned):
        pick_flower(lin, FlowerWhy.GIFT, at=b.now())

    assert flowers_left(lin.person_id or 0) == 2
    assert pick_flower(lin, FlowerWhy.VISIT, at=b.now() + timedelta(days=1)) == 1


def test_flowers_are_given_once() -> None:
    rule(visit=2)
    lin, project, key = parties.as_donor(parties.lin()), giving.project(), uuid4()
    pick_flower(lin, FlowerWhy.VISIT, at=b.now())

    for _again in range(2):
        give_flowers(lin, project.number, 2, key=key, at=b.now())
    with pytest.raises(NotSoManyFlowers):
        give_flowers(lin, project.number, 1, key=uuid4(), at=b.now())

    assert flowers_left(lin.person_id or 0) == 0
    assert flowers_of_project(project.pk) == 2
    assert [rule for rule in RULES if list(faults(rule))] == []


@pytest.mark.django_db(transaction=True)
def test_giving_at_once_spends_no_flower_twice() -> None:
    rule(visit=2)
    lin, project = parties.as_donor(parties.lin()), giving.project()
    pick_flower(lin, FlowerWhy.VISIT, at=b.now())
    same = uuid4()

    def give(key: UUID) -> int:
        try:
            return int(give_flowers(lin, project.number, 1, key=key, at=b.now()).count)
        except NotSoManyFlowers:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(give, [same, same, uuid4(), uuid4()]))

    assert flowers_left(lin.person_id or 0) == 0
    assert flowers_of_project(project.pk) == 2
    assert sum(given) >= 2


def test_strangers_have_no_basket_and_no_rule_no_flowers() -> None:
    lin = parties.as_donor(parties.lin())

    with pytest.raises(NoFlowerRule):
        pick_flower(lin, FlowerWhy.VISIT, at=b.now())
    rule()
    with pytest.raises(NotAllowed):
        pick_flower(b.STRANGER, FlowerWhy.VISIT, at=b.now())
    with pytest.raises(NotAllowed):
        set_flower_rule(lin, from_day=day_of(b.now()), for_visit=1, for_gift=1, most=1, at=b.now())
    with pytest.raises(RateNotNew):
        rule()


def test_an_erased_person_s_days_are_shown_before_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule()
    lin = parties.as_donor(parties.lin())
    pick_flower(lin, FlowerWhy.VISIT, at=b.now())
    give_flowers(lin, giving.project().number, 1, key=uuid4(), at=b.now())
    holder = ItemsHolder()

    monkeypatch.setattr(queries, "LISTED", 0)
    sections = holder.sections(lin.person_id or 0)
    assert [section.key for section in sections] == ["flowers", "flower-days"]
    assert [len(section.facts) for section in sections] == [1, 1]
    holder.erase(lin.person_id or 0, at=b.now())

    assert not FlowerDay.objects.exists()
