"""Our client against the simulated Alipay in a process of its own, and what it does in trouble."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.keys import APP_ID, SELLER_ID, fresh_key
from liushui.kernel.clock import day_of
from liushui.payments.alipay.client import ON_DEMAND, Alipay
from liushui.payments.alipay.signing import AlipayMerchant, PlatformKeys
from liushui.payments.provider import (
    BillKind,
    BillNotReady,
    NewOrder,
    ProviderRefused,
    ProviderSilent,
    RefundOrder,
    Unrecognised,
)
from liushui.payments.states import RefundState, Way

BACK = "http://127.0.0.1/back?x=1"


@pytest.fixture(scope="module")
def address(alipay_provider: Provider) -> Iterator[str]:
    command = [sys.executable, "-m", "liushui.config.simulators.alipay", "--port", "0"]
    with subprocess.Popen(
        [*command, "--state", str(alipay_provider.keys.folder), "--retries", ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def client(alipay_provider: Provider, address: str) -> Iterator[Alipay]:
    client = _client(alipay_provider, f"{address}/gateway.do")
    yield client
    client.end()


def _client(provider: Provider, gateway: str, **changed: object) -> Alipay:
    keys = provider.keys
    known = PlatformKeys.from_text((keys.folder / "platform_keys.txt").read_text())
    facts = {"merchant_id": SELLER_ID, "app_id": APP_ID, "key": keys.app}
    transport = changed.pop("transport", None)
    return Alipay(AlipayMerchant(**{**facts, **changed}), known, gateway, transport)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _order(reference: str, amount_minor: int = 66_60) -> NewOrder:
    until = _now() + timedelta(hours=2)
    return NewOrder(reference, "山路校车", amount_minor, "http://127.0.0.1:9/n", until)


def _pressed(url: str) -> str:
    page = httpx.get(url, trust_env=False)
    assert "66.60 元" in page.text, page.text
    form = page.text.partition('action="')[2].partition('"')[0]
    where = str(page.url.join(form))
    return httpx.post(where, data={"do": "pay", "mode": "never"}, trust_env=False).text


@pytest.mark.parametrize("way", [Way.ALIPAY_PAGE, Way.ALIPAY_WAP, Way.ALIPAY_QR])
def test_an_order_is_paid_by_each_way_and_found(client: Alipay, way: Way) -> None:
    order = _order(f"LS-20260718-{way.name[-4:]}0001-2")
    assert not client.transaction_of(order.reference, at=_now()).is_paid
    kept = client.begin(order, way, at=_now())
    assert (kept == ON_DEMAND) == (way != Way.ALIPAY_QR)
    assert client.begin(order, way, at=_now()) == kept
    link = client.link(kept, order, way, back=BACK, at=_now())
    done = _pressed(link)
    assert "已付款" in done
    assert ('href="http://127.0.0.1/back?x=1"' in done) == (way != Way.ALIPAY_QR)
    found = client.transaction_of(order.reference, at=_now())
    assert (found.is_paid, found.amount_minor, found.order) == (True, 66_60, order.reference)
    assert "已付款" in httpx.get(link, trust_env=False).text, "opened again, it is paid"


def test_a_closed_order_cannot_be_paid(client: Alipay) -> None:
    order = _order("LS-20260718-CLOSED01-2")
    client.close(order.reference, at=_now())  # nobody opened the page yet
    url = client.begin(order, Way.ALIPAY_QR, at=_now())
    for _ in range(2):
        client.close(order.reference, at=_now())
        assert client.transaction_of(order.reference, at=_now()).state == "CLOSED"
    assert httpx.post(url, data={"do": "pay"}, trust_env=False).status_code == 404
    with pytest.raises(ProviderRefused) as refused:
        client.begin(order, Way.ALIPAY_QR, at=_now())
    assert refused.value.facts == {"reason": "ACQ.TRADE_HAS_CLOSE"}


def test_a_paid_order_is_not_closed(client: Alipay) -> None:
    order = _order("LS-20260718-PAID0001-2")
    _pressed(client.begin(order, Way.ALIPAY_QR, at=_now()))
    with pytest.raises(ProviderRefused) as refused:
        client.close(order.reference, at=_now())
    assert refused.value.facts == {"reason": "ACQ.TRADE_STATUS_ERROR"}


def test_money_goes_back_in_part_once_for_each_key_and_never_beyond_it(client: Alipay) -> None:
    order = _order("LS-20260718-REFUND01-2")
    _pressed(client.begin(order, Way.ALIPAY_QR, at=_now()))
    paid = client.transaction_of(order.reference, at=_now())

    def asked(key: str, minor: int) -> RefundOrder:
        return RefundOrder(key, order.reference, paid.transaction_id, minor, 66_60, "重复付款")

    for _ in range(2):
        word = client.refund(asked("R-1", 20_00), at=_now())
        assert (word.state, word.amount_minor) == (RefundState.DONE, 20_00)
    assert client.refund(asked("R-2", 46_60), at=_now()).state == RefundState.DONE
    assert client.refund_of("R-1", order.reference, at=_now()).amount_minor == 20_00
    assert client.refund_of("R-9", order.reference, at=_now()).state == RefundState.PROCESSING
    for key, minor, sub_code in (
        ("R-3", 1, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
        ("R-1", 20_01, "ACQ.DISCORDANT_REPEAT_REQUEST"),
    ):
        with pytest.raises(ProviderRefused) as refused:
            client.refund(asked(key, minor), at=_now())
        assert refused.value.facts == {"reason": sub_code}


def test_yesterdays_bill_lists_payments_and_refunds(
    client: Alipay, alipay_provider: Provider
) -> None:
    then = time.time() - 86400
    day = day_of(datetime.fromtimestamp(then, UTC))
    trade = alipay_provider.place(
        {}, {"out_trade_no": "LS-BILL-1", "total_amount": "10.00"}, at=then
    )
    alipay_provider.pay(trade.reference, at=then, mode="never")
    alipay_provider.refund(
        {"out_trade_no": trade.reference, "refund_amount": "4.00", "out_request_no": "R-7"}, at=then
    )
    bill = client.bill(day, BillKind.TRADE, at=_now())
    text = bill.content.decode("gbk")
    assert f"{trade.trade_no}\t,LS-BILL-1\t,交易" in text
    assert ",退款," in text
    assert "R-7" in text
    empty = client.bill(day - timedelta(days=400), BillKind.FUNDS, at=_now())
    assert empty.content == b""
    with pytest.raises(BillNotReady):
        client.bill(day_of(_now()), BillKind.TRADE, at=_now())


def test_the_provider_refuses_what_we_did_not_sign(alipay_provider: Provider, address: str) -> None:
    for changed, sub_code in (
        ({"key": fresh_key()}, "isv.invalid-signature"),
        ({"app_id": "2021999999999999"}, "isv.invalid-app-id"),
    ):
        client = _client(alipay_provider, f"{address}/gateway.do", **changed)
        with pytest.raises(Unrecognised) as unread:
            client.begin(_order("LS-20260718-STRANGE1-2"), Way.ALIPAY_QR, at=_now())
        assert unread.value.facts == {"reason": sub_code}
        client.end()
    late = _client(alipay_provider, f"{address}/gateway.do")
    with pytest.raises(Unrecognised) as unread:
        late.transaction_of("LS-1", at=_now() - timedelta(minutes=11))
    assert unread.value.facts == {"reason": "isv.invalid-timestamp"}
    late.end()


def _answering(provider: Provider, answer: httpx.Response | Exception) -> Alipay:
    def reply(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    transport = httpx.MockTransport(reply)
    return _client(provider, "http://provider.test/gateway.do", transport=transport)


def test_silence_and_unsigned_success_are_the_same_to_us(alipay_provider: Provider) -> None:
    node = "alipay_trade_query_response"
    paid = {
        "code": "10000",
        "trade_no": "1",
        "out_trade_no": "LS-1",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "1.00",
        "send_pay_date": "2026-07-18 18:00:00",
    }
    good = alipay_provider.answer(node, paid)
    for text in (
        alipay_provider.answer(node, paid, fresh_key()),
        good.replace("1.00", "9.00"),
        good[: len(good) // 2],
        alipay_provider.answer(node, paid | {"out_trade_no": "LS-2"}),
        alipay_provider.answer(node, paid | {"total_amount": "much"}),
        alipay_provider.answer(node, paid | {"trade_status": "NEW"}),
        alipay_provider.answer(node, {"code": "20000", "sub_code": "aop.ACQ.SYSTEM_ERROR"}),
        alipay_provider.answer(node, {"code": "40005", "sub_code": "isv.app-call-limited"}),
        json.dumps({"error_response": {"code": "20000", "sub_code": "isp.unknow-error"}}),
        "[]",
        "<html>",
    ):
        client = _answering(alipay_provider, httpx.Response(200, text=text))
        with pytest.raises(ProviderSilent):
            client.transaction_of("LS-1", at=_now())
    for answer in (httpx.ConnectError("down"), httpx.Response(502)):
        with pytest.raises(ProviderSilent):
            _answering(alipay_provider, answer).transaction_of("LS-1", at=_now())
    client = _answering(alipay_provider, httpx.Response(200, text=good))
    assert client.transaction_of("LS-1", at=_now()).is_paid


def test_a_title_is_told_without_the_signs_that_the_provider_refuses(client: Alipay) -> None:
    order = replace(_order("LS-1"), description="水/路 A&B=C")
    link = client.link("alipay:", order, Way.ALIPAY_PAGE, back="http://127.0.0.1:9/", at=_now())
    told = json.loads(dict(parse_qsl(urlsplit(link).query))["biz_content"])
    assert told["subject"] == "水／路 A＆B＝C"
