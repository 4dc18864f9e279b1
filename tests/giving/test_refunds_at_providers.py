"""Money goes back by each provider's own server: all, a part, and while clocks differ."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from liushui.config.simulators import alipay as by_alipay
from liushui.config.simulators import wechat_pay as by_wechat
from liushui.config.simulators.alipay.server import Desk as AlipayDesk
from liushui.config.simulators.alipay.server import server_for as alipay_server
from liushui.config.simulators.wechat_pay import office
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID
from liushui.config.simulators.wechat_pay.server import Desk as WechatDesk
from liushui.config.simulators.wechat_pay.server import server_for as wechat_server
from liushui.giving.models import GiftOrder, GiftRefund, Payment, PaymentNotice
from liushui.giving.refund_states import RefundState
from liushui.giving.services import accept_notice
from liushui.giving.services.refund_sending import send_refunds
from liushui.giving.states import GiftState, Outcome
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.payments.services import alipay
from liushui.payments.services.merchant import provider as wechat_pay
from tests.giving import builders as giving
from tests.giving.refunds import House, a_house, agreed, asked

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Teller:
    """A running provider: how a gift is paid there, and what it sent back of one."""

    name: str
    desk: Any
    pay: Callable[[GiftOrder], None]
    sent: Callable[[GiftOrder], list[tuple[str, int]]]


def _serving(server: Any) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat_teller(provider: by_wechat.Provider, merchant: Any) -> Iterator[Teller]:
    desk = WechatDesk(provider, retries=())

    def pay(order: GiftOrder) -> None:
        amount = {"total": order.amount_minor}
        said: dict[str, object] = {"mchid": MERCHANT_ID, "appid": APP_ID, "amount": amount}
        provider.place(said | {"out_trade_no": order.reference}, "NATIVE")
        paid = provider.pay(order.reference, at=giving.now(), mode="never")
        assert giving.notified(provider, paid).outcome == Outcome.ACCEPTED

    def sent(order: GiftOrder) -> list[tuple[str, int]]:
        kept = office._refunds(provider)
        own = [(key, one) for key, one in kept.items() if one["reference"] == order.reference]
        return [(key, int(str(one["minor"]))) for key, one in own]

    for address in _serving(wechat_server(desk, 0)):
        merchant.LIUSHUI_WECHAT_API = address
        yield Teller(WECHAT, desk, pay, sent)
        _end(WECHAT)


@pytest.fixture
def alipay_teller(alipay_provider: by_alipay.Provider, alipay_merchant: Any) -> Iterator[Teller]:
    desk = AlipayDesk(alipay_provider, retries=())

    def pay(order: GiftOrder) -> None:
        yuan = f"{order.amount_minor // 100}.{order.amount_minor % 100:02d}"
        said: dict[str, object] = {"out_trade_no": order.reference, "total_amount": yuan}
        alipay_provider.place({}, said, at=giving.now().timestamp())
        alipay_provider.pay(order.reference, at=giving.now().timestamp())
        assert called_back(alipay_provider, order) == Outcome.ACCEPTED

    def sent(order: GiftOrder) -> list[tuple[str, int]]:
        trade = alipay_provider.find(order.reference)
        assert trade is not None
        return [(key, int(minor)) for key, minor, _ in trade.refunds]

    for address in _serving(alipay_server(desk, 0)):
        alipay_merchant.LIUSHUI_ALIPAY_GATEWAY = f"{address}/gateway.do"
        yield Teller(ALIPAY, desk, pay, sent)
        _end(ALIPAY)


def _end(name: str) -> None:
    (alipay() if name == ALIPAY else wechat_pay()).end()


@pytest.fixture(params=[WECHAT, ALIPAY])
def teller(request: pytest.FixtureRequest) -> Teller:
    found: Teller = request.getfixturevalue(f"{request.param}_teller")
    return found


def called_back(of: by_alipay.Provider, order: GiftOrder) -> Outcome:
    """What the site makes of what Alipay says of the order now."""
    trade = of.find(order.reference)
    assert trade is not None
    at = giving.now()
    fields = of.fields_of(trade, at=at.timestamp())
    body = urlencode(of.call_back(fields)).encode()
    return accept_notice({}, body, by=ALIPAY, at=at).outcome


def a_paid_gift(teller: Teller, house: House) -> GiftOrder:
    order = giving.order(house.project)
    teller.pay(order)
    sequence_all()
    order.refresh_from_db()
    return order


def sent_back(one: GiftRefund, minute: int = 0) -> RefundState:
    """What became of it after the clock's rounds of two minutes."""
    for n in range(minute, minute + 2):
        send_refunds(at=giving.now() + n * MINUTE)
    one.refresh_from_db()
    return RefundState(one.state)


@pytest.mark.parametrize("minor", [100_00, 40_00])
def test_all_or_a_part_goes_back_once(teller: Teller, minor: int) -> None:
    house = a_house()
    order = a_paid_gift(teller, house)
    one = agreed(house, asked(order, minor=minor))
    assert sent_back(one) == RefundState.RETURNED
    assert one.ended_at is not None
    assert teller.sent(order) == [(one.reference, minor)]
    assert Payment.objects.get().provider == teller.name


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_while_clocks_differ_no_refund_is_taken_for_declined(teller: Teller, seconds: int) -> None:
    """Nobody pays by bank what the provider sends back once the clock is right."""
    house = a_house()
    order = a_paid_gift(teller, house)
    one = agreed(house, asked(order))
    teller.desk.skew_seconds = seconds
    assert sent_back(one) == RefundState.AGREED
    assert teller.sent(order) == []
    teller.desk.skew_seconds = 0
    assert sent_back(one, 2) == RefundState.RETURNED
    assert teller.sent(order) == [(one.reference, 100_00)]


def test_an_answer_that_was_lost_between_two_rounds_sends_nothing_twice(teller: Teller) -> None:
    house = a_house()
    order = a_paid_gift(teller, house)
    one = agreed(house, asked(order, minor=40_00))
    send_refunds(at=giving.now())
    GiftRefund.objects.filter(pk=one.pk).update(state=RefundState.AGREED, ended_at=None)
    teller.desk.skew_seconds = 3600
    assert sent_back(one, 1) == RefundState.AGREED
    teller.desk.skew_seconds = 0
    assert sent_back(one, 3) == RefundState.RETURNED
    assert teller.sent(order) == [(one.reference, 40_00)]


@pytest.mark.parametrize(
    ("minor", "outcome"), [(100_00, Outcome.NOT_PAID), (40_00, Outcome.REPEATED)]
)
def test_alipays_notice_of_a_refund_changes_nothing_and_is_answered(
    alipay_teller: Teller, minor: int, outcome: Outcome
) -> None:
    """It comes to the address of the payment, as another word about the same trade."""
    house = a_house()
    order = a_paid_gift(alipay_teller, house)
    one = agreed(house, asked(order, minor=minor))
    assert sent_back(one) == RefundState.RETURNED
    before = given_to(order.project.fund_id).amount
    assert called_back(alipay_teller.desk.provider, order) == outcome
    sequence_all()
    order.refresh_from_db()
    assert order.state == GiftState.PAID
    assert given_to(order.project.fund_id).amount == before
    assert Payment.objects.count() == 1
    assert PaymentNotice.objects.filter(outcome=outcome).count() == 1
