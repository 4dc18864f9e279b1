"""Our client against an oracle, ``wechatpayv3``, that shares no code with it, both ways."""

import json
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from wechatpayv3 import WeChatPay
from wechatpayv3.utils import build_authorization, rsa_sign, rsa_verify

from liushui.config.simulators.wechat_pay import Order, Provider
from liushui.config.simulators.wechat_pay.firing import paid
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID
from liushui.config.simulators.wechat_pay.provider import Refused
from liushui.payments.wechat.notices import Opener, read_transaction
from liushui.payments.wechat.signing import (
    Merchant,
    PlatformCertificates,
    Request,
    SignedHead,
    Untrusted,
    authorization,
    is_signed,
    sign,
    signed_message,
)
from tests.payments.wechat_oracle import oracle_at

AT = datetime(2026, 7, 18, 10, 0, tzinfo=UTC)
ORDER = Order("LS-20260718-7KQ2MR4T-H", 100_00)


@pytest.fixture
def opener(provider: Provider) -> Opener:
    pem = (provider.keys.folder / "platform_certificates.pem").read_bytes()
    return Opener(PlatformCertificates.from_pem(pem), provider.keys.api_v3_key)


@pytest.fixture
def oracle(provider: Provider, tmp_path: Path) -> WeChatPay:
    return oracle_at(provider, "http://127.0.0.1:9", tmp_path)


def merchant(provider: Provider) -> Merchant:
    keys = provider.keys.merchant
    return Merchant(MERCHANT_ID, APP_ID, keys.serial, keys.key)


def test_what_we_sign_the_oracle_verifies(provider: Provider) -> None:
    message = signed_message("1", "n", "正文")
    key = provider.keys.merchant.key
    assert rsa_verify("1", "n", "正文", sign(key, message), key.public_key())
    assert not rsa_verify("1", "n", "别的", sign(key, message), key.public_key())


def test_what_the_oracle_signs_we_verify(provider: Provider) -> None:
    key = provider.keys.merchant.key
    signature = rsa_sign(key, "1\nn\n正文\n")
    assert is_signed(key.public_key(), signature, signed_message("1", "n", "正文"))
    assert not is_signed(key.public_key(), signature, signed_message("1", "m", "正文"))
    assert not is_signed(key.public_key(), "not base64!", signed_message("1", "n", "正文"))


def test_our_authorization_is_the_oracles_to_the_byte(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_784_368_800.0)
    body = '{"amount":{"total":1}}'
    theirs = build_authorization(
        "/v3/pay/transactions/native",
        "POST",
        MERCHANT_ID,
        provider.keys.merchant.serial,
        provider.keys.merchant.key,
        data=body,
        nonce_str="N1",
    )
    request = Request("POST", "/v3/pay/transactions/native", body.encode())
    ours = authorization(merchant(provider), request, timestamp=1_784_368_800, nonce="N1")
    assert ours == theirs


def test_the_oracles_requests_pass_the_simulator_and_altered_ones_do_not(
    provider: Provider,
) -> None:
    path = "/v3/pay/transactions/native"
    header = build_authorization(
        path, "POST", MERCHANT_ID, provider.keys.merchant.serial, provider.keys.merchant.key, "{}"
    )
    provider.require_merchant("POST", path, b"{}", header, time.time())
    for method, other, body, at in [
        ("GET", path, b"{}", time.time()),
        ("POST", path + "?x=1", b"{}", time.time()),
        ("POST", path, b"{ }", time.time()),
        ("POST", path, b"{}", time.time() + 301),
    ]:
        with pytest.raises(Refused) as refused:
            provider.require_merchant(method, other, body, header, at)
        assert (refused.value.status, refused.value.code) == (401, "SIGN_ERROR")


def test_a_notice_opens_to_the_same_content_as_the_oracles(
    provider: Provider, opener: Opener, oracle: WeChatPay
) -> None:
    now = time.time()
    notice = provider.sign_notice(paid(ORDER.reference, ORDER.amount_minor, now), at=now)
    theirs = oracle.callback(notice.headers, notice.body)["resource"]
    ours = opener.open_notice(
        notice.headers, notice.body, at=datetime.fromtimestamp(now, UTC)
    ).transaction
    assert ours == read_transaction(json.dumps(theirs).encode())
    assert (ours.order, ours.amount_minor, ours.currency) == (ORDER.reference, 100_00, "CNY")
    assert (ours.merchant_id, ours.app_id, ours.is_paid) == (MERCHANT_ID, APP_ID, True)


def _reason(opener: Opener, headers: dict[str, str], body: bytes, at: datetime = AT) -> str:
    with pytest.raises(Untrusted) as caught:
        opener.open_notice(headers, body, at=at)
    return caught.value.reason


def test_nothing_altered_is_trusted(provider: Provider, opener: Opener) -> None:
    notice = provider.sign_notice(paid(ORDER.reference, 100_00, AT.timestamp()), at=AT.timestamp())
    headers, body = notice.headers, notice.body
    assert opener.open_notice(headers, body, at=AT).transaction.amount_minor == 100_00
    assert _reason(opener, headers, body + b" ") == "forged"
    assert _reason(opener, {}, body) == "forged"
    assert _reason(opener, headers | {"Wechatpay-Nonce": "n" * 65}, body) == "forged"
    assert _reason(opener, headers | {"Wechatpay-Signature": "****"}, body) == "forged"
    assert _reason(opener, headers | {"Wechatpay-Signature-Type": "MD5"}, body) == "forged"
    assert _reason(opener, headers | {"Wechatpay-Serial": "AB12"}, body) == "unknown_certificate"
    expired = provider.keys.expired.serial
    assert _reason(opener, headers | {"Wechatpay-Serial": expired}, body) == "forged"


@pytest.mark.parametrize("seconds", [-301, 301, 4000])
def test_the_window_is_five_minutes_each_way(
    provider: Provider, opener: Opener, seconds: int
) -> None:
    notice = provider.sign_notice(paid(ORDER.reference, 1, AT.timestamp()), at=AT.timestamp())
    late = AT + timedelta(seconds=seconds)
    assert _reason(opener, notice.headers, notice.body, late) == "stale"
    edge = AT + timedelta(seconds=300 if seconds > 0 else -300)
    assert opener.open_notice(notice.headers, notice.body, at=edge).transaction.is_paid


def test_a_certificate_past_its_days_is_refused(provider: Provider, opener: Opener) -> None:
    notice = provider.sign_notice(
        paid(ORDER.reference, 1, AT.timestamp()), at=AT.timestamp(), by=provider.keys.expired
    )
    assert _reason(opener, notice.headers, notice.body) == "certificate_expired"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"not json",
        b"{}",
        b'{"resource_type":"encrypt-resource","resource":[]}',
        b'{"resource_type":"encrypt-resource","resource":{"algorithm":"NONE"}}',
        b'{"resource_type":"encrypt-resource","resource":{"algorithm":"AEAD_AES_256_GCM"}}',
        json.dumps(
            {
                "resource_type": "encrypt-resource",
                "resource": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "nonce": "0123456789ab",
                    "ciphertext": b64encode(b"x" * 40).decode(),
                },
            }
        ).encode(),
    ],
)
def test_signed_nonsense_is_unreadable_and_does_not_crash(
    provider: Provider, opener: Opener, body: bytes
) -> None:
    signed = provider.signed(body, at=AT.timestamp())
    assert _reason(opener, signed.headers, signed.body) == "unreadable"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"out_trade_no": "A"},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "amount": {"total": "1"}},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "amount": {"total": 1.5}},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "amount": {"total": True}},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "amount": [1]},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "success_time": "yesterday"},
        {"out_trade_no": "A", "trade_state": "SUCCESS", "success_time": "2026-07-18T10:00:00"},
    ],
)
def test_a_transaction_of_another_shape_is_unreadable(said: dict[str, object]) -> None:
    with pytest.raises(Untrusted, match="unreadable"):
        read_transaction(json.dumps(said).encode())


def test_headers_are_read_whatever_their_case(provider: Provider) -> None:
    signed = provider.signed(b"{}", at=AT.timestamp())
    lower = {name.lower(): value for name, value in signed.headers.items()}
    assert SignedHead.from_headers(lower) == SignedHead.from_headers(signed.headers)


def test_a_signature_is_pkcs1_over_sha256(provider: Provider) -> None:
    key = provider.keys.merchant.key
    assert sign(key, b"x") == b64encode(key.sign(b"x", PKCS1v15(), SHA256())).decode()
