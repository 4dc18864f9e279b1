"""Our signatures for Alipay against an oracle, ``python-alipay-sdk``, sharing no code with it."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.keys import APP_ID, SELLER_ID, fresh_key, public_text
from liushui.config.simulators.alipay.provider import Mode, Refused, Trade, said_at
from liushui.payments.alipay.client import Alipay
from liushui.payments.alipay.signing import (
    AlipayMerchant,
    PlatformKeys,
    load_app_key,
    open_answer,
    open_call_back,
    signed_request,
)
from liushui.payments.provider import ALIPAY, Untrusted
from tests.payments.alipay_oracle import oracle, pem_of

AT = datetime(2026, 7, 18, 10, 0, tzinfo=UTC)
PAID = Trade(
    "LS-20260718-7KQ2MR4T-H",
    100_00,
    "山路校车 & 午餐=1",
    status="TRADE_SUCCESS",
    made_at="2026-07-18 17:58:00",
    paid_at="2026-07-18 17:59:00",
)


@pytest.fixture
def client(alipay_provider: Provider) -> Alipay:
    keys = alipay_provider.keys
    merchant = AlipayMerchant(SELLER_ID, APP_ID, keys.app)
    known = PlatformKeys.from_text((keys.folder / "platform_keys.txt").read_text())
    return Alipay(merchant, known, "http://127.0.0.1:9/gateway.do")


FIELDS = {
    "app_id": APP_ID,
    "method": "alipay.trade.query",
    "charset": "utf-8",
    "sign_type": "RSA2",
    "timestamp": "2026-07-18 18:00:00",
    "version": "1.0",
    "biz_content": '{"out_trade_no":"LS-1","subject":"山路 & 校车=1"}',
}


def test_our_request_is_the_oracles_to_the_byte(alipay_provider: Provider) -> None:
    keys = alipay_provider.keys
    theirs = dict(parse_qsl(oracle(keys.app, keys.platform).sign_data(dict(FIELDS))))
    assert signed_request(keys.app, FIELDS | {"notify_url": ""}) == theirs


def test_the_oracles_requests_pass_the_simulator_and_altered_ones_do_not(
    alipay_provider: Provider,
) -> None:
    keys = alipay_provider.keys
    said = oracle(keys.app, keys.platform).sign_data(dict(FIELDS))
    at = AT.timestamp()
    assert alipay_provider.require_merchant(said, at)["method"] == "alipay.trade.query"
    forged = oracle(fresh_key(), keys.platform).sign_data(dict(FIELDS))
    for query, moment, sub_code in [
        (forged, at, "isv.invalid-signature"),
        (said.replace("LS-1", "LS-2"), at, "isv.invalid-signature"),
        (f"{said}&version=1.0", at, "isv.invalid-parameter"),
        (said, at + 601, "isv.invalid-timestamp"),
        (said, at - 601, "isv.invalid-timestamp"),
    ]:
        with pytest.raises(Refused) as refused:
            alipay_provider.require_merchant(query, moment)
        assert refused.value.sub_code == sub_code


def test_a_call_back_opens_to_what_the_oracle_verifies(
    alipay_provider: Provider, client: Alipay
) -> None:
    pairs = alipay_provider.call_back(alipay_provider.fields_of(PAID, at=AT.timestamp()))
    fields = dict(pairs)
    sign = fields.pop("sign")
    keys = alipay_provider.keys
    assert oracle(keys.app, keys.platform).verify(dict(fields), sign)
    notice = client.open_notice({}, urlencode(pairs).encode(), at=AT)
    paid = notice.transaction
    assert (paid.order, paid.amount_minor, paid.is_paid) == (PAID.reference, 100_00, True)
    assert (paid.merchant_id, paid.app_id, paid.provider) == (SELLER_ID, APP_ID, ALIPAY)
    assert (paid.paid_at, notice.nonce) == (AT - timedelta(minutes=1), "")


def test_what_the_oracle_signs_we_open_as_a_call_back(
    alipay_provider: Provider, client: Alipay
) -> None:
    """The provider leaves ``sign_type`` out of what it signs; the oracle is made to as well."""
    fields = alipay_provider.fields_of(PAID, at=AT.timestamp())
    theirs = oracle(alipay_provider.keys.following, alipay_provider.keys.app)
    body = f"{theirs.sign_data(dict(fields))}&sign_type=RSA2".encode()
    assert client.open_notice({}, body, at=AT).transaction.transaction_id == PAID.trade_no


def test_an_answer_opens_to_the_same_content_as_the_oracles(alipay_provider: Provider) -> None:
    keys = alipay_provider.keys
    said = {"code": "10000", "msg": "Success", "qr_code": "https://qr.alipay.com/x", "n": "校车"}
    text = alipay_provider.answer("alipay_trade_precreate_response", said)
    theirs = oracle(keys.app, keys.platform)
    theirs_read = theirs._verify_and_return_sync_response(text, "alipay_trade_precreate_response")
    known = PlatformKeys.from_text(public_text(keys.platform))
    assert open_answer(text, "alipay_trade_precreate_response", known) == theirs_read == said
    for altered in (
        text.replace("qr.alipay.com", "qr.alipay.org"),
        text.replace('"sign":"', '"sign":"A'),
        text[:-40],
        "[]",
        text.replace("precreate", "query"),
    ):
        with pytest.raises(Untrusted):
            open_answer(altered, "alipay_trade_precreate_response", known)


def _reason(client: Alipay, body: bytes, at: datetime = AT) -> str:
    with pytest.raises(Untrusted) as caught:
        client.open_notice({}, body, at=at)
    return caught.value.reason


def test_nothing_altered_is_trusted(alipay_provider: Provider, client: Alipay) -> None:
    at = AT.timestamp()
    fields = alipay_provider.fields_of(PAID, at=at)
    good = alipay_provider.call_back(fields)
    body = urlencode(good).encode()
    assert client.open_notice({}, urlencode(good[::-1]).encode(), at=AT).transaction.is_paid
    for mode in (Mode.TRUNCATED, Mode.DOUBLED_NAME, Mode.FORGED):
        told = replace(PAID, mode=mode)
        assert _reason(client, alipay_provider.call_backs(told, at=at)[0]) == "forged"
    for altered in (
        body.replace(b"total_amount=100.00", b"total_amount=900.00"),
        body + b"&total_amount=900.00",
        body + b"&more=1",
        body.replace(b"sign_type=RSA2", b"sign_type=RSA"),
        body.replace(b"sign=", b"sign=AA"),
        b"",
        b"\xff\xfe",
        b"sign=%3D&sign_type=RSA2",
        b"&".join(b"n%d=1" % n for n in range(200)),
    ):
        assert _reason(client, altered) == "forged"


def test_what_is_signed_but_not_a_payment_is_unreadable(
    alipay_provider: Provider, client: Alipay
) -> None:
    fields = alipay_provider.fields_of(PAID, at=AT.timestamp())
    for changed in (
        {"trade_status": "UNKNOWN"},
        {"total_amount": "1e3"},
        {"gmt_payment": "yesterday"},
        {"notify_time": ""},
        {"notify_id": ""},
    ):
        body = urlencode(alipay_provider.call_back(fields | changed)).encode()
        assert _reason(client, body) == "unreadable"
    del fields["trade_no"]
    assert _reason(client, urlencode(alipay_provider.call_back(fields)).encode()) == "unreadable"


def test_a_call_back_is_of_the_last_day(alipay_provider: Provider, client: Alipay) -> None:
    fields = alipay_provider.fields_of(PAID, at=AT.timestamp())
    body = urlencode(alipay_provider.call_back(fields)).encode()
    assert client.open_notice({}, body, at=AT + timedelta(hours=25)).transaction.is_paid
    for hours in (27, -1):
        assert _reason(client, body, AT + timedelta(hours=hours)) == "stale"


def test_a_page_is_a_request_that_the_provider_takes(
    alipay_provider: Provider, client: Alipay
) -> None:
    url = client.page(
        "alipay.trade.wap.pay",
        {"out_trade_no": "LS-20260718-PAGE0001-2", "total_amount": "1.00"},
        notify_url="http://127.0.0.1/n",
        back="http://127.0.0.1/b?a=1",
        at=AT,
    )
    fields = alipay_provider.require_merchant(url.partition("?")[2], AT.timestamp())
    back = "http://127.0.0.1/b?a=1"
    assert fields["return_url"] == back
    assert fields["timestamp"] == said_at(AT.timestamp())
    assert json.loads(fields["biz_content"])["total_amount"] == "1.00"


def test_keys_are_read_in_every_form_that_the_provider_hands_out(
    alipay_provider: Provider,
) -> None:
    key = alipay_provider.keys.app
    for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL):
        der = key.private_bytes(Encoding.DER, form, NoEncryption())
        assert load_app_key(b64encode(der).decode()).private_numbers() == key.private_numbers()
    body = urlencode(alipay_provider.call_back({"a": "1"})).encode()
    pem = pem_of(alipay_provider.keys.platform, public=True)
    for text in (public_text(alipay_provider.keys.platform), pem, pem_of(key, public=True) + pem):
        assert open_call_back(body, PlatformKeys.from_text(text))["a"] == "1"
    for text in ("", "nonsense!", "AAAA"):
        with pytest.raises(ValueError, match=r"."):
            PlatformKeys.from_text(text)
