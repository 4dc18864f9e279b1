"""Every mood of Alipay over real HTTP: from the form to the press to what became of it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.provider import Mode
from liushui.config.simulators.alipay.server import Desk, server_for
from liushui.giving.models import GiftOrder, Payment, PaymentNotice
from liushui.giving.services import ask_about_waiting
from liushui.giving.states import Channel, GiftState, Outcome
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.payments.services import alipay
from tests.giving import builders as giving

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Mobile"}


@pytest.fixture
def desk(alipay_provider: Provider, alipay_merchant: Any, live_server: Any) -> Iterator[str]:
    """The provider's own server, calling back to the site's own server."""
    told = Desk(alipay_provider, f"{live_server.url}/pay/alipay/notify", retries=())
    server = server_for(told, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    own = f"http://127.0.0.1:{server.server_address[1]}"
    alipay_merchant.LIUSHUI_ALIPAY_GATEWAY = f"{own}/gateway.do"
    yield own
    alipay().end()
    server.shutdown()
    thread.join()
    server.server_close()


def placed(client: Client, way: str = "alipay_qr", **headers: str) -> GiftOrder:
    form = {"amount": "100", "display": "anonymous", "read": "on", "way": way}
    answer = client.post(f"/give/{giving.project().number}/", form, **headers)
    assert answer.status_code == 302, answer.content.decode()
    return GiftOrder.objects.get(reference=answer.url.split("/")[2])


def press(desk: str, order: GiftOrder, mode: Mode) -> list[str]:
    url = f"{desk}/_sim/trades/{order.reference}/pay"
    said: list[str] = httpx.post(url, json={"mode": mode}, trust_env=False).json()["said"]
    return said


def release(desk: str, order: GiftOrder) -> list[str]:
    url = f"{desk}/_sim/trades/{order.reference}/release"
    said: list[str] = httpx.post(url, json={}, trust_env=False).json()["said"]
    return said


def booked(order: GiftOrder) -> int:
    sequence_all()
    return given_to(order.project.fund_id).amount


def outcomes() -> list[str]:
    return list(PaymentNotice.objects.order_by("id").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("mode", "said", "kept"),
    [
        (Mode.AT_ONCE, ["success"], [Outcome.ACCEPTED]),
        (Mode.TWICE, ["success", "success"], [Outcome.ACCEPTED, Outcome.REPEATED]),
        (Mode.REORDERED, ["success"], [Outcome.ACCEPTED]),
        (Mode.ROTATED, ["success"], [Outcome.ACCEPTED]),
    ],
)
def test_a_gift_is_booked_once(
    client: Client, desk: str, mode: Mode, said: list[str], kept: list[str]
) -> None:
    order = placed(client)
    assert press(desk, order, mode) == said
    assert outcomes() == kept
    assert booked(order) == 100_00
    assert Payment.objects.get().provider == "alipay"


@pytest.mark.parametrize(
    ("mode", "kept"),
    [
        (Mode.FORGED, Outcome.FORGED),
        (Mode.TRUNCATED, Outcome.FORGED),
        (Mode.DOUBLED_NAME, Outcome.FORGED),
        (Mode.SKEWED, Outcome.STALE),
        (Mode.WRONG_AMOUNT, Outcome.AMOUNT_DIFFERS),
    ],
)
def test_what_cannot_be_believed_moves_nothing(
    client: Client, desk: str, mode: Mode, kept: str
) -> None:
    order = placed(client)
    assert press(desk, order, mode) == ["failure"]
    assert outcomes() == [kept]
    assert booked(order) == 0
    assert not Payment.objects.exists()


def test_a_call_back_that_never_comes_is_asked_after_and_may_still_come(
    client: Client, desk: str
) -> None:
    order = placed(client)
    press(desk, order, Mode.LATE)
    GiftOrder.objects.update(created_at=giving.now() - timedelta(minutes=5))
    assert ask_about_waiting(at=giving.now()) == 1
    assert booked(order) == 100_00
    assert release(desk, order) == ["success"]
    assert outcomes() == [Outcome.REPEATED]
    assert booked(order) == 100_00


def test_another_sum_is_not_booked_by_asking_either(client: Client, desk: str) -> None:
    order = placed(client)
    press(desk, order, Mode.WRONG_AMOUNT)
    GiftOrder.objects.update(created_at=giving.now() - timedelta(minutes=5))
    ask_about_waiting(at=giving.now())
    assert booked(order) == 0
    assert not Payment.objects.exists()


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_while_clocks_differ_a_paid_order_is_neither_found_nor_closed(
    client: Client, desk: str, seconds: int
) -> None:
    order = placed(client)
    press(desk, order, Mode.NEVER)
    GiftOrder.objects.update(created_at=giving.now() - timedelta(hours=3))
    for skew, state, minute in ((seconds, GiftState.PLACED, 0), (0, GiftState.PAID, 4)):
        httpx.post(f"{desk}/_sim/skew", json={"seconds": skew}, trust_env=False)
        ask_about_waiting(at=giving.now() + timedelta(minutes=minute))
        order.refresh_from_db()
        assert order.state == state
    assert booked(order) == 100_00


def test_the_page_leads_to_the_provider_and_back(client: Client, desk: str) -> None:
    order = placed(client, "alipay_wap", **PHONE)
    assert order.channel == Channel.ALIPAY_WAP
    page = client.get(f"/gifts/{order.reference}/pay").content.decode()
    link = page.partition(f'href="{desk}/gateway.do')[2].partition('"')[0].replace("&amp;", "&")
    shown = httpx.get(f"{desk}/gateway.do{link}", trust_env=False)
    assert "100.00 元" in shown.text
    assert press(desk, order, Mode.AT_ONCE) == ["success"]
    assert f"/gifts/{order.reference}/pay" in httpx.get(shown.url, trust_env=False).text
    assert client.get(f"/gifts/{order.reference}/pay").status_code == 302


def test_an_unpaid_page_is_closed_though_nobody_opened_it(client: Client, desk: str) -> None:
    assert desk
    order = placed(client, "alipay_page")
    GiftOrder.objects.update(created_at=giving.now() - timedelta(hours=3))
    assert ask_about_waiting(at=giving.now()) == 1
    order.refresh_from_db()
    assert order.state == GiftState.CLOSED


@pytest.mark.usefixtures("desk", "merchant")
def test_each_device_is_offered_what_works_on_it(client: Client) -> None:
    number = giving.project().number
    seen = {
        "": ["wechat_native", "alipay_page", "alipay_qr"],
        "Mobile": ["wechat_h5", "alipay_wap"],
        "Mobile MicroMessenger/8": ["wechat_jsapi"],
        "Mobile AlipayClient/10": ["alipay_wap"],
    }
    for agent, ways in seen.items():
        page = client.get(f"/give/{number}/", HTTP_USER_AGENT=f"Mozilla/5.0 {agent}")
        text = page.content.decode()
        assert [way for way in Channel.values if f'value="{way}"' in text] == sorted(
            ways, key=Channel.values.index
        ), agent
    form = {"amount": "20", "display": "anonymous", "read": "on", "way": "alipay_wap"}
    assert client.post(f"/give/{number}/", form).status_code == 422, "not on this device"
