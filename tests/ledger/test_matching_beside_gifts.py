"""Gifts that come in while a batch is booked: none loses its match."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from liushui.ledger import queries
from liushui.ledger.models import Movement
from liushui.ledger.services import GiftOffer, accept_gifts, sequence, sequence_all
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import Kind
from liushui.parties.actors import Actor
from tests.ledger.builders import AT, a_fund, a_holder, give

pytestmark = pytest.mark.django_db(transaction=True)
WANG = Actor("person:1")


def _offer(fund, ref):
    accept_gifts([GiftOffer(fund.pk, 100, f"gift:{ref}", ref, AT, 1)])


def _offer_beside(fund, ref):
    def offer():
        try:
            _offer(fund, ref)
        finally:
            connection.close()

    beside = threading.Thread(target=offer)
    beside.start()
    beside.join()


def test_a_gift_that_comes_between_two_statements_of_a_batch_waits_and_is_matched():
    fund = a_fund()
    pool = open_pool(WANG, a_holder(), title="pool", at=AT)
    day = timedelta(days=9)
    set_terms(WANG, pool, Terms((1, 1), AT - day, AT + day, frozenset({fund.pk})), at=AT)
    give(pool.fund, 1_000)
    _offer(fund, "first")
    seen = []

    def just_before_booking(execute, sql, *rest):
        if "insert into ledger_movement" in str(sql) and not seen:
            seen.append(sql)
            _offer_beside(fund, "second")
        return execute(sql, *rest)

    with connection.execute_wrapper(just_before_booking):
        assert sequence() == 1
    assert seen
    sequence_all()
    matches = Movement.objects.filter(kind=Kind.MATCH, target=fund)
    assert sorted(match.ref for match in matches) == ["first", "second"]
    assert queries.balance(fund.pk).tip == 400
