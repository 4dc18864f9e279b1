"""What is wrong with one charity's merchant stops no other charity's gifts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import ask_about_waiting, begin_payment
from liushui.giving.states import Channel, GiftState
from liushui.installation.declared import SettingWrong, setting_of
from liushui.payments import services
from liushui.payments.errors import MerchantKeysWrong, MerchantUnusable
from liushui.payments.provider import WECHAT
from liushui.payments.states import Device
from liushui.payments.wechat.client import WechatPay
from tests.giving import builders as giving
from tests.payments.merchants import HOLD, House, a_house, asked_at, in_force
from tests.payments.test_merchants import an_order

pytestmark = pytest.mark.django_db


def told_of(house: House, *, minutes: int) -> GiftOrder:
    """An order that its provider was told of so long ago."""
    order = an_order(house)
    begin_payment(giving.STRANGER, order.reference, at=giving.now())
    GiftOrder.objects.filter(pk=order.pk).update(
        created_at=giving.now() - timedelta(minutes=minutes)
    )
    return order


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("merchant_serial", "序列号 5E"),
        ("merchant_serial", 'AB"CD'),
        ("public_key_id", "PUB_KEY_ID_—1"),
        ("api_v3_key", "二" * 10 + "ab"),
        ("app_secret", "secret with\nlines"),
    ],
)
def test_what_no_request_can_bear_is_refused_where_it_is_typed(
    provider: Provider, key: str, typed: str
) -> None:
    house = a_house(1)
    keys = provider.keys.entered() | {key: typed}
    if key == "public_key_id":
        public = provider.keys.platform.key.public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        keys["public_key"] = pem.decode()
    with pytest.raises(MerchantKeysWrong):
        services.propose_merchant(
            house.wang,
            house.body.credit_code,
            replace(asked_at(provider), keys=keys),
            at=giving.now(),
        )
    check = setting_of(f"wechat_pay.{key}").check
    assert check is not None
    with pytest.raises(SettingWrong):
        check(typed)


def test_one_merchant_that_cannot_be_spoken_for_keeps_no_other_waiting(
    merchant: Any, second: Provider, wechat_at: str
) -> None:
    """Its serial number bears what no header takes; all others are asked, told and renewed."""
    one, other = a_house(1), a_house(2)
    merchant.LIUSHUI_WECHAT_API = wechat_at
    merchant.LIUSHUI_WECHAT_ORGANISATION = one.body.credit_code
    in_force(other, second)
    first, last = told_of(one, minutes=30), told_of(other, minutes=20)
    merchant.LIUSHUI_WECHAT_MERCHANT_SERIAL = "序列号"
    second.pay(last.reference, at=giving.now(), mode="never")
    ask_about_waiting(at=giving.now())
    last.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, last.state) == (GiftState.PLACED, GiftState.PAID)
    assert services.renew_certificates(at=giving.now()) >= 0
    assert len(services.tellers_of(WECHAT, at=giving.now())._recent) == 1
    with pytest.raises(MerchantUnusable):
        services.conversation_of(one.body.pk, WECHAT, at=giving.now())
    assert services.ways_offered(Device.DESKTOP, one.body.pk, at=giving.now()) == []


class Deaf:
    """A line on which nobody answers; it counts how often somebody tried."""

    def __init__(self) -> None:
        self.tried = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.tried += 1
        raise httpx.ConnectError("dead", request=request)


def test_one_merchants_silence_keeps_no_other_merchants_orders_waiting(
    provider: Provider, second: Provider, wechat_at: str
) -> None:
    """However many of its orders wait: it is asked for one of them, and gives its turns away."""
    assert wechat_at
    one, other = a_house(1), a_house(2)
    in_force(one, provider)
    in_force(other, second)
    silent = [told_of(one, minutes=30) for _ in range(3)]
    heard = told_of(other, minutes=20)
    second.pay(heard.reference, at=giving.now(), mode="never")
    speaking, deaf = services.conversation_at(WECHAT, provider.keys.merchant_id), Deaf()
    assert isinstance(speaking, WechatPay)
    line, speaking._http = (
        speaking._http,
        httpx.Client(base_url="http://pay.test", transport=httpx.MockTransport(deaf)),
    )
    try:
        ask_about_waiting(at=giving.now(), limit=2)
    finally:
        speaking._http = line
    heard.refresh_from_db()
    assert (heard.state, deaf.tried) == (GiftState.PAID, 1)
    states = GiftOrder.objects.filter(pk__in=[one.pk for one in silent])
    assert set(states.values_list("state", flat=True)) == {GiftState.PLACED}


def test_of_two_who_tell_a_provider_at_once_the_order_names_one_and_leads_there(
    provider: Provider, second: Provider, wechat_at: str
) -> None:
    """While the first account is told, another comes into force and a second call tells that."""
    assert wechat_at
    house = a_house(1)
    in_force(house, provider)
    order = an_order(house)
    speaking = services.conversation_at(WECHAT, provider.keys.merchant_id)
    assert isinstance(speaking, WechatPay)
    line = speaking._http

    def slow(request: httpx.Request) -> httpx.Response:
        in_force(house, second, at=giving.now() - 2 * HOLD)
        begin_payment(giving.STRANGER, order.reference, at=giving.now())
        body = b'{"code_url": "weixin://the-first"}'
        signed = provider.signed(body, at=giving.now().timestamp())
        return httpx.Response(200, content=body, headers=signed.headers, request=request)

    speaking._http = httpx.Client(base_url="http://pay.test", transport=httpx.MockTransport(slow))
    try:
        begun = begin_payment(giving.STRANGER, order.reference, at=giving.now())
    finally:
        speaking._http = line
    kept = GiftOrder.objects.get(pk=order.pk)
    assert kept.merchant_id == second.keys.merchant_id
    assert second.find(order.reference) is not None
    assert kept.pay_url not in {"", "weixin://the-first"}
    assert begun.pay_url == kept.pay_url


def test_a_payers_number_is_told_to_no_other_merchant_than_learned_it(
    provider: Provider, second: Provider, wechat_at: str
) -> None:
    assert wechat_at
    house = a_house(1)
    in_force(house, provider)
    order = an_order(house, Channel.WECHAT_JSAPI)
    in_force(house, second, at=giving.now() - 2 * HOLD)
    begun = begin_payment(
        giving.STRANGER, order.reference, payer_id="o-of-the-first",
        known_to=provider.keys.merchant_id, at=giving.now(),
    )  # fmt: skip
    assert (begun.merchant_id, begun.pay_url) == (second.keys.merchant_id, "")
    assert second.find(order.reference) is None, "its page goes by the door once more"
