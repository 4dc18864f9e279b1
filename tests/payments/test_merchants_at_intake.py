"""The intake and the plain view choose the same merchant for a call-back, and refuse the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.provider import Signed, second_merchant
from liushui.giving.models import GiftOrder, Word
from liushui.giving.services import accept_notice
from liushui.payments.services import end_merchant
from tests.giving import builders as giving
from tests.giving.words import replies, rows_of, settled_all
from tests.payments.merchants import a_house, in_force

pytestmark = pytest.mark.django_db(transaction=True)

Told = Callable[[GiftOrder], Signed]


def test_both_ways_answer_alike_for_two_merchants(provider: Provider, settings: Any) -> None:
    """To whichever merchant an order is paid, and by whichever the call-back comes."""
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    second = second_merchant(provider.keys.folder)
    one, other = a_house(1), a_house(2)
    in_force(one, provider)
    in_force(other, second)

    moment = giving.now()

    def by(desk: Provider) -> Told:
        return lambda order: desk.sign_notice(
            replace(giving.paid_order(order), paid_at=moment.isoformat()),
            at=giving.now().timestamp(),
        )

    cases = [(house, desk) for house in (one, other) for desk in (provider, second, provider)]
    pairs = [(giving.order(house.project), giving.order(house.project)) for house, _ in cases]
    viewed = []
    for (first, _), (_, desk) in zip(pairs, cases, strict=True):
        notice = by(desk)(first)
        viewed.append(accept_notice(notice.headers, notice.body, at=giving.now()))
    taken = replies(by(desk)(order) for (_, order), (_, desk) in zip(pairs, cases, strict=True))
    assert [reply.status for reply in taken] == [answer.status for answer in viewed]
    assert Word.objects.count() == 3
    settled_all()
    assert [reply.status for reply in taken] == [200, 422, 200, 422, 200, 422]
    for (first, other_order), (_, desk), reply in zip(pairs, cases, taken, strict=True):
        assert rows_of(other_order) == rows_of(first)
        came = [desk.keys.merchant_id] if reply.status == 200 else []
        assert [one.merchant_id for one in other_order.payments.all()] == came


def test_an_account_entered_or_ended_meanwhile_is_known_to_the_intake(
    provider: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    house = a_house(1)
    account = in_force(house, provider)
    order = giving.order(house.project)
    end_merchant(house.zhao, account.pk, at=giving.now())
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp())
    (reply,) = replies([notice])
    assert reply.status == 200, "what was paid before is taken"
    assert giving.order(house.project).merchant_id == ""
