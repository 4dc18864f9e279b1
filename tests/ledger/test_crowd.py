"""Nobody waits for ever: writers, the sequencer and whoever closes a month take turns."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from liushui.config.drill.writers import Size, crowd
from liushui.ledger.models import Movement, Seal
from liushui.ledger.services import lock_funds, move, seal_month
from liushui.ledger.states import Kind
from tests.deadlines import wait_until
from tests.ledger.builders import AT, a_fund, fen, give
from tests.ledger.test_breaking import beside

pytestmark = pytest.mark.django_db(transaction=True)

LATER = AT + timedelta(days=40)


def waiting(how_many):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            return cursor.fetchone()[0] >= how_many

    return ask


def pay(fund, key, kind=Kind.OPENING):
    return move(fen(5), source=None, target=fund, kind=kind, key=key, happened_at=AT)


def test_a_booking_that_comes_after_a_closing_waits_behind_it():
    """Else bookings that overlap would keep a closing out for as long as they come."""
    fund = a_fund()
    give(fund, 1)
    with transaction.atomic():
        pay(fund, "under way")
        closing, sealed = beside(
            lambda: seal_month(fund.holder, AT.date(), by="person:1", at=LATER)
        )
        wait_until(waiting(1), what="the closing waits for the booking under way")
        booking, booked = beside(lambda: pay(fund, "behind"))
        wait_until(waiting(2), what="the next booking waits behind the closing")
        lock_funds([fund.pk])  # the one under way goes on
        pay(fund, "also under way")
    closing.join(20)
    booking.join(20)
    assert isinstance(sealed[0], Seal)
    assert booked[0].booked.month == 8
    months = {movement.key: movement.booked.month for movement in Movement.objects.all()}
    assert (months["under way"], months["also under way"]) == (7, 7)


def test_sixty_four_writers_at_one_fund_and_at_many_lose_nothing():
    told = list(
        crowd(Size(writers=64, seconds=1.5, funds=200, bodies=5), tell=lambda _name, _line: None)
    )
    assert [figure for figure in told if not figure.holds] == []
    by_name = {figure.figure: figure.value for figure in told}
    assert by_name["one fund: gifts offered"] > 0
    assert by_name["200 funds: months closed"] > 0
