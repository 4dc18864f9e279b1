"""A run of gifts that grows after it was asked about."""

from datetime import timedelta

import pytest

from liushui.giving.models import Suspicion
from liushui.giving.services.suspicions import (
    clear_suspicion,
    find_suspicions,
    propose_taking_back,
    take_back,
)
from liushui.ledger.queries import balance
from liushui.ledger.services import GiftOffer, accept_gifts, sequence_all
from tests.giving import builders as giving
from tests.giving.refunds import House, a_house
from tests.giving.test_mass_refund import a_split_gift

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def more_pieces(house: House, first: int, count: int) -> None:
    at = giving.now() - MINUTE
    accept_gifts(
        [
            GiftOffer(house.project.fund_id, 10_00, f"gift:S{n}", f"S{n}", at, 7)
            for n in range(first, first + count)
        ]
    )
    sequence_all()


def test_pieces_that_come_while_a_question_is_open_join_it() -> None:
    house = a_house()
    pool = a_split_gift(house)
    find_suspicions(at=giving.now())
    more_pieces(house, 4, 2)
    assert find_suspicions(at=giving.now()) == 0
    one = Suspicion.objects.get()
    assert one.gifts == [f"S{n}" for n in range(6)]
    assert (one.gifts_minor, one.matched_minor) == (60_00, 60_00)
    propose_taking_back(house.drafter, one.pk, why="拆分", at=giving.now())
    take_back(house.approver, one.pk, at=giving.now())
    assert balance(pool.fund_id).free == 500_00


def test_pieces_that_come_after_the_decision_are_a_new_question() -> None:
    house = a_house()
    pool = a_split_gift(house)
    find_suspicions(at=giving.now())
    first = Suspicion.objects.get()
    propose_taking_back(house.drafter, first.pk, why="拆分", at=giving.now())
    more_pieces(house, 4, 2)
    assert find_suspicions(at=giving.now()) == 1
    take_back(house.approver, first.pk, at=giving.now())
    assert find_suspicions(at=giving.now()) == 0
    second = Suspicion.objects.latest("pk")
    assert (second.gift, second.gifts) == ("S4", ["S4", "S5"])
    propose_taking_back(house.drafter, second.pk, why="拆分", at=giving.now())
    take_back(house.approver, second.pk, at=giving.now())
    assert balance(pool.fund_id).free == 500_00


def test_what_was_found_in_order_is_not_asked_again_when_its_first_gift_is_old() -> None:
    house = a_house()
    a_split_gift(house, pieces=6)
    find_suspicions(at=giving.now())
    one = Suspicion.objects.get()
    Suspicion.objects.filter(pk=one.pk).update(gift="S-long-ago", gifts=["S-long-ago", *one.gifts])
    clear_suspicion(house.drafter, one.pk, why="一家人", at=giving.now())
    assert find_suspicions(at=giving.now()) == 0


def test_every_giver_is_looked_at_however_many_gifts_there_are() -> None:
    house = a_house()
    a_split_gift(house)
    at = giving.now() - MINUTE
    accept_gifts(
        [GiftOffer(house.project.fund_id, 10_00, f"gift:T{n}", f"T{n}", at, 8) for n in range(4)]
    )
    sequence_all()
    assert find_suspicions(at=giving.now(), at_once=3) == 2
    assert {tuple(one.gifts) for one in Suspicion.objects.all()} == {
        ("S0", "S1", "S2", "S3"), ("T0", "T1", "T2", "T3"),
    }  # fmt: skip
