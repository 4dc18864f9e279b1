"""An amount held back is paid, given free by a person, or expires: once."""

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.ledger import queries
from liushui.ledger.errors import (
    KeyReused,
    MoreThanReserved,
    NotEnoughFree,
    ReservationAtBank,
    ReservationEnded,
)
from liushui.ledger.services import (
    expire,
    move,
    order_payment,
    post_reserved,
    refund_gift,
    release,
    reserve,
)
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, fen, give, spans_taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    found = a_fund()
    give(found, 100)
    return found


def test_what_is_held_back_cannot_be_spent_or_refunded(fund):
    reserve(fen(70), fund=fund, key="r", at=AT)
    assert queries.balance(fund.pk).free == 30
    with pytest.raises(NotEnoughFree):
        move(fen(31), source=fund, target=a_fund(), kind=Kind.GRANT, key="t", happened_at=AT)
    (gift,) = [s.gift for s in queries.trace_backward_of_fund(fund.pk)]
    with pytest.raises(NotEnoughFree):
        refund_gift(gift, fen(31), key="refund", happened_at=AT)
    with pytest.raises(NotEnoughFree):
        reserve(fen(31), fund=fund, key="r2", at=AT)


def test_units_are_chosen_when_it_is_posted_and_the_rest_is_free(fund):
    held = reserve(fen(100), fund=fund, key="r", at=AT)
    target = a_fund()
    paid = post_reserved(held, target=target, key="p", happened_at=AT, amount=fen(60))
    assert spans_taken(paid) == [(0, 60)]
    assert queries.balance(fund.pk) == queries.Balance(tip=100, taken=60, reserved=0)
    again = post_reserved(held, target=target, key="p", happened_at=AT, amount=fen(60))
    assert again == paid
    with pytest.raises(ReservationEnded):
        post_reserved(held, target=target, key="p2", happened_at=AT, amount=fen(10))


def test_it_posts_at_most_its_amount(fund):
    held = reserve(fen(50), fund=fund, key="r", at=AT)
    with pytest.raises(MoreThanReserved):
        post_reserved(held, target=a_fund(), key="p", happened_at=AT, amount=fen(51))
    free = move(fen(10), source=fund, target=a_fund(), kind=Kind.GRANT, key="t", happened_at=AT)
    with (
        pytest.raises(IntegrityError, match="at most its amount"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """insert into ledger_reservationend (reservation_id, how, amount, movement_id, at)
               values (%s, 'posted', 9, %s, now())""",
            [held.pk, free.pk],
        )


def test_it_ends_once(fund):
    held = reserve(fen(50), fund=fund, key="r", at=AT)
    release(held, at=AT, why="the hospital sent no bill")
    release(held, at=AT, why="again")
    assert queries.balance(fund.pk).free == 100
    with pytest.raises(ReservationEnded):
        expire(held, at=AT)
    with pytest.raises(ReservationEnded):
        order_payment(held, ref="bank-1", at=AT)


def test_it_cannot_expire_once_its_order_is_at_the_bank(fund):
    held = reserve(fen(50), fund=fund, key="r", at=AT)
    order_payment(held, ref="bank-1", at=AT)
    with pytest.raises(ReservationAtBank):
        expire(held, at=AT)
    assert queries.balance(fund.pk).reserved == 50


def test_the_same_reservation_again_holds_nothing_more(fund):
    assert reserve(fen(50), fund=fund, key="r", at=AT) == reserve(
        fen(50), fund=fund, key="r", at=AT
    )
    assert queries.balance(fund.pk).reserved == 50
    with pytest.raises(KeyReused):
        reserve(fen(51), fund=fund, key="r", at=AT)
