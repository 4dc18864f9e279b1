"""Each notice of WeChat Pay, as we read it and as the oracle does, in every mood."""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import (
    PLAN_ID,
    Contract,
    Contracts,
    contract_id_of,
)
from liushui.config.simulators.wechat_pay.firing import paid
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID, Signer, fresh_key
from liushui.config.simulators.wechat_pay.office import complaint_notice
from liushui.config.simulators.wechat_pay.provider import Signed
from liushui.payments.provider import Untrusted
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.mandates import WechatMandates
from liushui.payments.wechat.notices import Opener, read_complaint, read_refund, read_transaction
from liushui.payments.wechat.signing import Merchant, PlatformCertificates
from tests.payments.wechat_oracle import oracle_at
from tests.payments.wire import altered

ORDER, CODE = "LS-20260718-7KQ2MR4T-H", "MN0T1CEA1"
REFUND = {
    "mchid": MERCHANT_ID,
    "out_trade_no": ORDER,
    "transaction_id": "4200000000000000000000000001",
    "out_refund_no": "R-1",
    "refund_id": "50300000000000000000000000001",
    "refund_status": "SUCCESS",
    "success_time": "2026-07-18T18:00:00+08:00",
    "user_received_account": "支付用户零钱",
    "amount": {"total": 66_60, "refund": 20_00, "payer_total": 66_60, "payer_refund": 20_00},
}


def _client(provider: Provider, known: str) -> WechatPay:
    keys = provider.keys
    certificates = [getattr(keys, name).certificate for name in known.split()]
    merchant = Merchant(MERCHANT_ID, APP_ID, keys.merchant.serial, keys.merchant.key)
    opener = Opener(PlatformCertificates(certificates), keys.api_v3_key)
    return WechatPay(merchant, opener, "http://127.0.0.1:9")


def _sealed(provider: Provider, plain: object, key: bytes = b"") -> bytes:
    nonce = secrets.token_hex(6)
    text = json.dumps(plain, ensure_ascii=False).encode()
    sealed = AESGCM(key or provider.keys.api_v3_key).encrypt(nonce.encode(), text, b"refund")
    body = {
        "id": secrets.token_hex(18),
        "create_time": "2026-07-18T18:00:01+08:00",
        "resource_type": "encrypt-resource",
        "event_type": "REFUND.SUCCESS",
        "resource": {
            "original_type": "refund",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(sealed).decode(),
            "associated_data": "refund",
            "nonce": nonce,
        },
    }
    return json.dumps(body).encode()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: how the provider makes it, how we read it, what of its plain text."""

    name: str
    made: Callable[[Provider, float], Signed]
    read: Callable[[WechatPay, Signed, datetime], object]
    of_plain: Callable[[dict[str, Any]], object]

    def __str__(self) -> str:
        return self.name


def _contract(provider: Provider, at: float) -> Signed:
    contract = Contract(CODE, contract_id_of(CODE), "山路校车", "", state="SIGNED")
    return Contracts(provider).notice(contract, at=at)


def _opened(ours: WechatPay, told: Signed, at: datetime) -> bytes:
    return ours.opener.open_body(told.headers, told.body, at=at)[1]


def _text(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode()


KINDS = (
    Kind(
        "payment",
        lambda provider, at: provider.sign_notice(paid(ORDER, 66_60, at), at=at),
        lambda ours, told, at: ours.open_notice(told.headers, told.body, at=at).transaction,
        lambda said: read_transaction(_text(said)),
    ),
    Kind(
        "refund",
        lambda provider, at: provider.signed(_sealed(provider, REFUND), at=at),
        lambda ours, told, at: read_refund(_opened(ours, told, at)),
        lambda said: read_refund(_text(said)),
    ),
    Kind(
        "complaint",
        lambda provider, at: Signed(*complaint_notice(provider, ORDER, at)),
        lambda ours, told, at: read_complaint(_opened(ours, told, at)),
        lambda said: read_complaint(_text(said)),
    ),
    Kind(
        "agreement",
        _contract,
        lambda ours, told, at: WechatMandates(ours, PLAN_ID).named_in(
            told.headers, told.body, at=at
        ),
        lambda said: said["out_contract_code"],
    ),
)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=str)


def _now() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


@every_kind
def test_a_notice_says_to_us_what_it_says_to_the_oracle(
    provider: Provider, kind: Kind, tmp_path: Path
) -> None:
    told = kind.made(provider, _now().timestamp())
    oracle = oracle_at(provider, "http://127.0.0.1:9", tmp_path)
    theirs = oracle.callback(told.headers, told.body)["resource"]
    ours = _client(provider, "platform")
    assert kind.read(ours, told, _now()) == kind.of_plain(theirs)
    ours.end()


def _again(told: Signed, provider: Provider, by: str = "platform") -> Signed:
    """The same body, signed anew."""
    signer: Signer = getattr(provider.keys, by)
    return provider.signed(told.body, at=_now().timestamp(), by=signer)


def _reordered(told: Signed) -> Signed:
    said = json.loads(told.body)
    said["resource"] = dict(reversed(said["resource"].items()))
    return replace(told, body=json.dumps(dict(reversed(said.items()))).encode())


def _half(told: Signed) -> Signed:
    return replace(told, body=told.body[: len(told.body) // 2])


def _other_ciphertext(told: Signed) -> Signed:
    """As who signs would send it who does not know our key: another sum, blindly."""
    said = json.loads(told.body)
    text = said["resource"]["ciphertext"]
    said["resource"]["ciphertext"] = ("B" if text[0] == "A" else "A") + text[1:]
    return replace(told, body=json.dumps(said).encode())


def _forged(told: Signed, provider: Provider) -> Signed:
    forger = Signer(fresh_key(), provider.keys.platform.certificate)
    return provider.signed(told.body, at=_now().timestamp(), by=forger)


Change = Callable[[Signed, Provider], Signed]
SAME: dict[str, tuple[Change, str]] = {
    "the-next-certificate": (lambda t, p: _again(t, p, "following"), "platform following"),
    "re-ordered-and-signed": (lambda t, p: _again(_reordered(t), p), "platform"),
}
REFUSED: dict[str, tuple[Change, str]] = {
    "the-next-certificate-unknown": (
        lambda t, p: _again(t, p, "following"),
        "unknown_certificate",
    ),
    "an-expired-certificate": (lambda t, p: _again(t, p, "expired"), "certificate_expired"),
    "forged": (_forged, "forged"),
    "changed": (lambda t, _: replace(t, body=altered(t.body)), "forged"),
    "truncated": (lambda t, _: _half(t), "forged"),
    "re-ordered": (lambda t, _: _reordered(t), "forged"),
    "truncated-and-signed": (lambda t, p: _again(_half(t), p), "unreadable"),
    "changed-and-signed": (lambda t, p: _again(_other_ciphertext(t), p), "unreadable"),
    "sealed-with-another-key": (
        lambda _, p: p.signed(_sealed(p, REFUND, b"k" * 32), at=_now().timestamp()),
        "unreadable",
    ),
}


@every_kind
@pytest.mark.parametrize("change", SAME)
def test_the_same_word_in_another_form_is_the_same(
    provider: Provider, kind: Kind, change: str
) -> None:
    how, known = SAME[change]
    told = kind.made(provider, _now().timestamp())
    ours = _client(provider, known)
    assert kind.read(ours, how(told, provider), _now()) == kind.read(ours, told, _now())
    ours.end()


@every_kind
@pytest.mark.parametrize("change", REFUSED)
def test_what_the_provider_did_not_say_just_now_is_refused_by_its_reason(
    provider: Provider, kind: Kind, change: str
) -> None:
    how, reason = REFUSED[change]
    told = kind.made(provider, _now().timestamp())
    ours = _client(provider, "platform expired")
    with pytest.raises(Untrusted, match=reason):
        kind.read(ours, how(told, provider), _now())
    ours.end()


@every_kind
@pytest.mark.parametrize("seconds", [-301, -300, 300, 301])
def test_a_notice_is_of_the_last_five_minutes(provider: Provider, kind: Kind, seconds: int) -> None:
    told = kind.made(provider, _now().timestamp())
    at = datetime.fromtimestamp(int(told.headers["Wechatpay-Timestamp"]), UTC)
    ours, moved = _client(provider, "platform"), at + timedelta(seconds=seconds)
    if abs(seconds) > 300:
        with pytest.raises(Untrusted, match="stale"):
            kind.read(ours, told, moved)
    else:
        assert kind.read(ours, told, moved) == kind.read(ours, told, at)
    ours.end()
