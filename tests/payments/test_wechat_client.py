"""The client against the simulator in a process of its own, over real HTTP."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID, fresh_key
from liushui.payments.provider import RefundOrder, Unrecognised
from liushui.payments.wechat.client import NewOrder, ProviderRefused, ProviderSilent, WechatPay
from liushui.payments.wechat.notices import Opener
from liushui.payments.wechat.signing import Merchant, PlatformCertificates


@pytest.fixture(scope="module")
def address(provider: Provider) -> Iterator[str]:
    command = [sys.executable, "-m", "liushui.config.simulators.wechat_pay", "--port", "0"]
    with subprocess.Popen(
        [*command, "--state", str(provider.keys.folder), "--retries", ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def client(provider: Provider, address: str) -> Iterator[WechatPay]:
    client = _client(provider, address)
    yield client
    client.end()


def _client(provider: Provider, api: str, **changed: object) -> WechatPay:
    keys = provider.keys
    pem = (keys.folder / "platform_certificates.pem").read_bytes()
    facts = {"merchant_id": MERCHANT_ID, "app_id": APP_ID, "serial": keys.merchant.serial}
    merchant = Merchant(**{**facts, "key": keys.merchant.key, **changed})
    return WechatPay(merchant, Opener(PlatformCertificates.from_pem(pem), keys.api_v3_key), api)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _order(reference: str, amount_minor: int = 66_60) -> NewOrder:
    return NewOrder(
        reference, "山路校车", amount_minor, "http://127.0.0.1:9/", _now() + timedelta(hours=2)
    )


def test_an_order_is_placed_seen_paid_and_found(client: WechatPay) -> None:
    url = client.native_order(_order("LS-20260718-NATIVE01-2"), at=_now())
    assert client.native_order(_order("LS-20260718-NATIVE01-2"), at=_now()) == url
    found = client.transaction_of("LS-20260718-NATIVE01-2", at=_now())
    assert (found.state, found.is_paid, found.amount_minor) == ("NOTPAY", False, 66_60)

    page = httpx.get(url, trust_env=False).text
    assert "66.60 元" in page
    assert "山路校车" in page
    assert "没有付成" in httpx.post(url, data={"do": "fail"}, trust_env=False).text
    answer = httpx.post(
        url + "?redirect_url=http://x/",
        data={"do": "pay", "mode": "never"},
        trust_env=False,
    )
    assert "已付款" in answer.text
    assert 'href="http://x/"' in answer.text
    found = client.transaction_of("LS-20260718-NATIVE01-2", at=_now())
    assert found.is_paid
    assert found.transaction_id.startswith("4200")


def test_a_phone_gets_a_page_and_a_number_is_used_once(client: WechatPay, address: str) -> None:
    assert client.h5_order(_order("LS-20260718-PHONE001-2"), at=_now()).startswith(address)
    for amount_minor, ask in ((1, client.h5_order), (66_60, client.native_order)):
        with pytest.raises(ProviderRefused) as refused:
            ask(_order("LS-20260718-PHONE001-2", amount_minor), at=_now())
        assert refused.value.facts == {"reason": "OUT_TRADE_NO_USED"}


def test_a_closed_order_cannot_be_paid(client: WechatPay) -> None:
    url = client.native_order(_order("LS-20260718-CLOSED01-2"), at=_now())
    client.close("LS-20260718-CLOSED01-2", at=_now())
    assert client.transaction_of("LS-20260718-CLOSED01-2", at=_now()).state == "CLOSED"
    assert httpx.post(url, data={"do": "pay"}, trust_env=False).status_code == 404


def test_the_provider_refuses_what_we_did_not_sign(provider: Provider, address: str) -> None:
    for changed in ({"key": fresh_key()}, {"serial": "AB"}, {"merchant_id": "1900000000"}):
        client = _client(provider, address, **changed)
        with pytest.raises(Unrecognised) as unread:
            client.native_order(_order("LS-20260718-STRANGE1-2"), at=_now())
        client.end()
        assert unread.value.facts == {"reason": "SIGN_ERROR"}
    bare = httpx.post(f"{address}/v3/pay/transactions/native", json={}, trust_env=False)
    assert (bare.status_code, bare.json()["code"]) == (401, "SIGN_ERROR")


def test_an_unknown_order_is_unpaid_there(client: WechatPay) -> None:
    found = client.transaction_of("LS-20260718-N0NE0000-2", at=_now())
    assert (found.state, found.is_paid, found.amount_minor) == ("NOTPAY", False, 0)


def _answering(provider: Provider, answer: httpx.Response | Exception) -> WechatPay:
    def reply(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    real = _client(provider, "http://provider.test")
    transport = httpx.MockTransport(reply)
    return WechatPay(real.merchant, real.opener, "http://provider.test", transport)


def test_silence_and_unsigned_success_are_the_same_to_us(provider: Provider) -> None:
    body = json.dumps({"code_url": "weixin://x"}).encode()
    stale = provider.signed(body, at=_now().timestamp() - 4000)
    for answer in (
        httpx.ConnectError("down"),
        httpx.Response(503),
        httpx.Response(200, content=body),
        httpx.Response(200, content=body, headers=stale.headers),
        httpx.Response(200, content=body + b" ", headers=provider.signed(body, at=1).headers),
    ):
        with pytest.raises(ProviderSilent):
            _answering(provider, answer).native_order(_order("LS-20260718-S1LENT01-2"), at=_now())


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, json={"code": "FREQUENCY_LIMITED"}),
        httpx.Response(403, content=b"<html>a proxy</html>"),
        httpx.Response(302, headers={"location": "https://elsewhere.test/"}),
        httpx.Response(404, json=[]),
        httpx.Response(400, json={}),
    ],
)
def test_what_decides_nothing_is_no_refusal(provider: Provider, answer: httpx.Response) -> None:
    """A refund that was under way would else be taken for one that the provider declined."""
    asked = RefundOrder("R-1", "LS-1", "4200", 1_00, 1_00, "捐赠退回")
    with pytest.raises(ProviderSilent):
        _answering(provider, answer).refund(asked, at=_now())
