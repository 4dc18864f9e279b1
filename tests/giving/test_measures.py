"""How good the records of gifts are, by three measures (F12)."""

from datetime import timedelta

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.measures import GIFTS
from liushui.giving.models import GiftOrder
from liushui.giving.services.by_hand import receive_by_hand
from liushui.giving.states import Channel
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.ledger.queries import booked_by_ref
from liushui.ledger.services import refund_gift, sequence_all
from tests.giving import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def test_gifts_are_measured_by_sum_by_time_and_by_source(provider: Provider) -> None:
    body = b.charity()
    online, late, cash = (b.order(b.project(body)) for _ in "abc")
    b.settled(provider, online)
    GiftOrder.objects.filter(pk__in=[late.pk, cash.pk]).update(channel=Channel.CASH)
    for order, days in ((cash, 1), (late, 3)):
        at = b.now()
        receive_by_hand(
            order.reference, Money(order.amount_minor), number=f"K-{order.pk}",
            paid_at=at - timedelta(days=days), at=at,
        )  # fmt: skip
    b.order(b.project(body))  # nobody paid it
    b.settled(provider, b.order(b.project(b.charity(2))))
    days = (day_of(b.now()) - timedelta(days=90), day_of(b.now()))
    assert GIFTS.measure([body.pk], *days).consistent == 0, "the book has not taken them up"
    sequence_all()
    found = GIFTS.measure([body.pk], *days)
    assert (found.count, found.consistent, found.fresh, found.from_source) == (3, 3, 2, 1)
    refund_gift(online.reference, Money(20_00), key="back", happened_at=b.now())
    assert booked_by_ref([online.reference]) == {online.reference: online.amount_minor}
    assert GIFTS.measure([body.pk], *days).consistent == 3, "what went back had come whole"
    assert GIFTS.measure([], *days).count == 0
