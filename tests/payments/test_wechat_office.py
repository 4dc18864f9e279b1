"""Refunds, bills, certificates, complaints and payment inside WeChat, against the simulator."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from wechatpayv3.utils import rsa_sign

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import APP_ID, APP_SECRET, MERCHANT_ID
from liushui.config.simulators.wechat_pay.office import complaint_notice, payer_of
from liushui.kernel.clock import CHINA, day_of
from liushui.payments.provider import (
    BillKind,
    BillNotReady,
    NewOrder,
    ProviderRefused,
    ProviderSilent,
    RefundOrder,
    Untrusted,
)
from liushui.payments.states import ComplaintState, RefundState, Way
from liushui.payments.wechat import inside
from liushui.payments.wechat.certificates import fetch_certificates
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.complaints import complaint_of
from liushui.payments.wechat.notices import Opener, read_complaint, read_refund
from liushui.payments.wechat.signing import Merchant, PlatformCertificates, SignedHead

KEY_ID = "PUB_KEY_ID_0119000001092026"


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


def _client(
    provider: Provider,
    api: str,
    known: PlatformCertificates | None = None,
    transport: httpx.BaseTransport | None = None,
) -> WechatPay:
    keys = provider.keys
    known = known or PlatformCertificates([keys.platform.certificate])
    merchant = Merchant(MERCHANT_ID, APP_ID, keys.merchant.serial, keys.merchant.key)
    return WechatPay(merchant, Opener(known, keys.api_v3_key), api, transport)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _paid(provider: Provider, reference: str, minor: int = 66_60, days: int = 0):
    placed = {
        "mchid": MERCHANT_ID,
        "appid": APP_ID,
        "out_trade_no": reference,
        "amount": {"total": minor},
    }
    provider.place(placed, "NATIVE")
    return provider.pay(reference, at=_now() - timedelta(days=days), mode="never")


def _refund(order, key: str, minor: int) -> RefundOrder:
    back = "http://127.0.0.1:9/"
    return RefundOrder(
        key, order.reference, order.transaction_id, minor, order.amount_minor, "重复付款", back
    )


def test_money_goes_back_in_part_once_for_each_key_and_never_beyond_it(
    client: WechatPay, provider: Provider
) -> None:
    order = _paid(provider, "LS-20260718-REFUND01-2")
    for state in (RefundState.PROCESSING, RefundState.DONE):
        word = client.refund(_refund(order, "R-1", 20_00), at=_now())
        assert (word.state, word.amount_minor) == (state, 20_00)
    found = client.refund_of("R-1", order.reference, at=_now())
    assert (found.state, found.refund_id) == (RefundState.DONE, word.refund_id)
    assert found.done_at is not None
    client.refund(_refund(order, "R-2", 46_60), at=_now())
    for asked in (_refund(order, "R-3", 1), _refund(order, "R-1", 20_01)):
        with pytest.raises(ProviderRefused) as refused:
            client.refund(asked, at=_now())
        assert refused.value.facts == {"reason": "INVALID_REQUEST"}
    with pytest.raises(ProviderRefused) as refused:
        client.refund_of("R-9", order.reference, at=_now())
    assert refused.value.facts == {"reason": "RESOURCE_NOT_EXISTS"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"out_refund_no": "R", "refund_id": "5", "status": "SUCCESS"},
        {"out_refund_no": "R", "refund_id": "5", "status": "SUCCESS", "amount": {"refund": "1"}},
        {"out_refund_no": "R", "refund_id": "5", "status": "LOST", "amount": {"refund": 1}},
        {"refund_id": "5", "status": "SUCCESS", "amount": {"refund": 1}},
    ],
)
def test_a_refund_of_another_shape_is_unreadable(said: dict[str, object]) -> None:
    with pytest.raises(Untrusted, match="unreadable"):
        read_refund(json.dumps(said).encode())


@pytest.mark.parametrize("kind", list(BillKind))
def test_yesterdays_bill_is_fetched_and_its_hash_checked(
    client: WechatPay, provider: Provider, kind: BillKind
) -> None:
    order = _paid(provider, "LS-20260718-BILL0001-2", days=1)
    day = day_of(_now() - timedelta(days=1))
    text = client.bill(day, kind, at=_now()).content.decode("utf-8-sig")
    assert order.transaction_id in text
    assert "66.60" in text
    assert client.bill(day - timedelta(days=300), kind, at=_now()).content == b""
    with pytest.raises(BillNotReady):
        client.bill(_now().astimezone(CHINA).date(), kind, at=_now())


def test_a_bill_that_is_not_what_was_promised_is_refused(provider: Provider) -> None:
    asked: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if "file" in request.url.path:
            return httpx.Response(200, content=b"`2026-07-18,`cut off")
        body = json.dumps(
            {
                "hash_type": "SHA1",
                "hash_value": "79bb0abdfd8a0e8f4a0ed9d32ba5a5ba0a4b1c61",
                "download_url": "https://evil.example/v3/billdownload/file?token=x",
            }
        ).encode()
        signed = provider.signed(body, at=time.time())
        return httpx.Response(200, content=body, headers=signed.headers)

    client = _client(provider, "http://provider.test", transport=httpx.MockTransport(reply))
    with pytest.raises(ProviderSilent):
        client.bill(day_of(_now() - timedelta(days=1)), BillKind.TRADE, at=_now())
    fetched = "http://provider.test/v3/billdownload/file?token=x"
    assert asked[1] == fetched, "never another host"


def test_certificates_are_fetched_without_knowing_one_and_the_next_comes_along(
    provider: Provider, address: str
) -> None:
    ignorant = _client(provider, address, PlatformCertificates([]))
    found = fetch_certificates(ignorant, at=_now())
    wanted = {provider.keys.platform.serial, provider.keys.following.serial}
    assert {f"{one.serial_number:X}" for one in found} == wanted
    learned = PlatformCertificates(found)
    signed = provider.signed(b"{}", at=time.time(), by=provider.keys.following)
    head = SignedHead.from_headers(signed.headers)
    learned.require_signed(head, b"{}", at=_now())
    with pytest.raises(Untrusted, match="unknown_certificate"):
        PlatformCertificates([provider.keys.platform.certificate]).require_signed(
            head, b"{}", at=_now()
        )
    stranger = Provider(provider.keys.folder.parent / "another_wechat")
    other = WechatPay(
        ignorant.merchant, replace(ignorant.opener, api_v3_key=stranger.keys.api_v3_key), address
    )
    with pytest.raises(ProviderSilent):
        fetch_certificates(other, at=_now())
    for one in (ignorant, other):
        one.end()


def test_a_public_key_proves_as_a_certificate_does(provider: Provider) -> None:
    keys = provider.keys
    known = PlatformCertificates([]).also(KEY_ID, keys.platform.key.public_key())
    assert known.key_id == KEY_ID
    seen: list[str | None] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Wechatpay-Serial"))
        body = json.dumps({"code_url": "weixin://x"}).encode()
        headers = provider.signed(body, at=time.time()).headers | {"Wechatpay-Serial": KEY_ID}
        return httpx.Response(200, content=body, headers=headers)

    client = _client(provider, "http://provider.test", known, httpx.MockTransport(reply))
    order = NewOrder("LS-1", "x", 1, "http://127.0.0.1:9/", _now())
    code = "weixin://x"
    assert client.begin(order, Way.WECHAT_NATIVE, at=_now()) == code
    assert seen == [KEY_ID], "the provider is told by which key it shall sign"
    wrong = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    forged = _client(
        provider,
        "http://provider.test",
        PlatformCertificates([]).also(KEY_ID, wrong),
        httpx.MockTransport(reply),
    )
    with pytest.raises(ProviderSilent):
        forged.begin(order, Way.WECHAT_NATIVE, at=_now())


def test_a_complaint_is_heard_without_its_words(client: WechatPay, provider: Provider) -> None:
    order = _paid(provider, "LS-20260718-C0MPL001-2")
    headers, body = complaint_notice(provider, order.reference, time.time())
    _, plain = client.opener.open_body(headers, body, at=_now())
    told = read_complaint(plain)
    facts = complaint_of(client, told.complaint_id, at=_now())
    assert (facts.state, facts.order) == (ComplaintState.PENDING, order.reference)
    assert (facts.transaction_id, facts.amount_minor) == (order.transaction_id, 66_60)
    with pytest.raises(Untrusted):
        client.opener.open_body(headers, body + b" ", at=_now())
    with pytest.raises(Untrusted, match="unreadable"):
        read_complaint(b"{}")


def test_inside_wechat_the_app_is_told_what_to_pay_in_our_name(
    client: WechatPay, provider: Provider, address: str
) -> None:
    door = inside.door_for(address, APP_ID, back="http://127.0.0.1/b?x=1", state="abc")
    sent = httpx.get(door, trust_env=False)
    came = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert (sent.status_code, came["state"], came["x"]) == (302, ["abc"], ["1"])
    payer = inside.payer_of(address, APP_ID, APP_SECRET, came["code"][0])
    assert payer == payer_of(provider)
    with pytest.raises(ProviderRefused):
        inside.payer_of(address, APP_ID, "another secret", came["code"][0])
    with pytest.raises(ProviderSilent):
        inside.payer_of("http://127.0.0.1:9", APP_ID, APP_SECRET, "x")

    order = NewOrder(
        "LS-20260718-1NS1DE01-2", "校车", 66_60, "http://127.0.0.1:9/",
        _now() + timedelta(hours=2), payer_id=payer,
    )  # fmt: skip
    kept = client.begin(order, Way.WECHAT_JSAPI, at=_now())
    assert client.link(kept, order, Way.WECHAT_JSAPI, back="http://b/", at=_now()) == ""
    said = inside.bridge_for(client.merchant, kept, at=_now())
    lines = [said[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
    theirs = rsa_sign(provider.keys.merchant.key, "\n".join(lines) + "\n")
    assert said["paySign"] == theirs, "to the byte what the oracle signs"
    bad = httpx.post(f"{address}/_sim/bridge", json=said | {"package": "x"}, trust_env=False)
    assert bad.status_code == 401
    httpx.post(f"{address}/_sim/bridge", json=said, trust_env=False).raise_for_status()
    assert client.transaction_of(order.reference, at=_now()).is_paid
    with pytest.raises(ProviderRefused) as refused:
        client.begin(replace(order, payer_id="somebody"), Way.WECHAT_JSAPI, at=_now())
    assert refused.value.facts == {"reason": "PARAM_ERROR"}
