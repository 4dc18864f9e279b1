"""The provider's back office: refunds, a day's bills, its certificates, and who opens a page."""

import gzip
import hashlib
import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from liushui.config.simulators.wechat_pay.bills import fund_bill, trade_bill
from liushui.config.simulators.wechat_pay.keys import APP_SECRET
from liushui.config.simulators.wechat_pay.provider import Order, Provider, Refused

_CHINA = timezone(timedelta(hours=8))
_KEY = r"[\w@|*-]{1,64}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the back office."""

    provider: Provider
    own: str
    query: Mapping[str, str]
    said: Mapping[str, object]
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; ``where`` sends a browser on."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    is_signed: bool = True
    where: str = ""


def _json(said: object, *, is_signed: bool = True) -> Reply:
    return Reply(json.dumps(said, ensure_ascii=False).encode(), is_signed=is_signed)


def refund(asked: Asked) -> Reply:
    """Send money back. The same key again is the same refund; it is on its way until asked for."""
    key = str(asked.said.get("out_refund_no", ""))
    amount = asked.said.get("amount")
    order = _paid(asked)
    if not re.fullmatch(_KEY, key) or not isinstance(amount, dict):
        raise Refused(400, "PARAM_ERROR", "out_refund_no or amount is wrong")
    minor, total = amount.get("refund"), amount.get("total")
    if type(minor) is not int or minor < 1 or total != order.amount_minor:
        raise Refused(400, "INVALID_REQUEST", "the amounts do not fit the order")
    known = _refunds(asked.provider).get(key)
    if known is None:
        sent = sum(
            int(str(one["minor"]))
            for one in _refunds(asked.provider).values()
            if one["reference"] == order.reference
        )
        if sent + minor > order.amount_minor:
            raise Refused(403, "INVALID_REQUEST", "more than was paid")
        known = {"reference": order.reference, "minor": minor, "at": int(asked.at)}
        _keep(asked.provider, key, known)
        return _json(_said(asked.provider, key, "PROCESSING"))
    if (known["reference"], known["minor"]) != (order.reference, minor):
        raise Refused(400, "INVALID_REQUEST", "the key has another refund")
    return _json(_said(asked.provider, key, "SUCCESS"))


def refund_of(asked: Asked, key: str) -> Reply:
    """What became of a refund: when it is asked for, it is done."""
    if key not in _refunds(asked.provider):
        raise Refused(404, "RESOURCE_NOT_EXISTS", "there is no such refund")
    return _json(_said(asked.provider, key, "SUCCESS"))


def bill(asked: Asked, kind: str) -> Reply:
    """Where the bill of a day lies, and its hash."""
    day = asked.query.get("bill_date", "")
    today = datetime.fromtimestamp(asked.at, _CHINA).date().isoformat()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or day >= today:
        raise Refused(400, "PARAM_ERROR", "no bill of that day")
    text = _bill_text(asked.provider, kind, day)
    if text is None:
        raise Refused(400, "NO_STATEMENT_EXIST", "nothing happened that day")
    packed = {"tar_type": "GZIP"} if asked.query.get("tar_type") else {}
    token = urlencode({"token": f"{kind}.{day}", **packed})
    return _json(
        {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(text, usedforsecurity=False).hexdigest(),
            "download_url": f"{asked.own}/v3/billdownload/file?{token}",
        }
    )


def bill_file(asked: Asked) -> Reply:
    """The bill itself; unsigned, as the provider does it."""
    kind, _, day = asked.query.get("token", "").partition(".")
    text = _bill_text(asked.provider, kind, day)
    if text is None:
        raise Refused(404, "NOT_FOUND", "no such bill")
    body = gzip.compress(text) if "tar_type" in asked.query else text
    return Reply(body, kind="text/plain", is_signed=False)


def certificates(asked: Asked) -> Reply:
    """The certificates that are in force or come next, each sealed with the APIv3 key."""
    keys = asked.provider.keys
    sealed = []
    for signer in (keys.platform, keys.following):
        nonce = secrets.token_hex(6)
        pem = signer.certificate.public_bytes(Encoding.PEM)
        text = AESGCM(keys.api_v3_key).encrypt(nonce.encode(), pem, b"certificate")
        sealed.append(
            {
                "serial_no": signer.serial,
                "effective_time": signer.certificate.not_valid_before_utc.isoformat(),
                "expire_time": signer.certificate.not_valid_after_utc.isoformat(),
                "encrypt_certificate": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "nonce": nonce,
                    "associated_data": "certificate",
                    "ciphertext": b64encode(text).decode(),
                },
            }
        )
    return _json({"data": sealed})


def complaint(asked: Asked, number: str) -> Reply:
    """A complaint, with more in it than anyone needs: the payer's phone and words."""
    reference = number.removeprefix("C-")
    order = asked.provider.find(reference)
    if order is None:
        raise Refused(404, "RESOURCE_NOT_EXISTS", "there is no such complaint")
    return _json(
        {
            "complaint_id": number,
            "complaint_time": "2026-07-18T10:00:00+08:00",
            "complaint_detail": "我没有捐过这笔钱",
            "complaint_state": "PENDING",
            "payer_phone": "sealed for the merchant",
            "complaint_order_info": [
                {
                    "transaction_id": order.transaction_id,
                    "out_trade_no": order.reference,
                    "amount": order.amount_minor,
                }
            ],
        }
    )


def complaint_notice(provider: Provider, reference: str, at: float) -> tuple[dict[str, str], bytes]:
    """The call-back about a complaint: its number and what happened, no more."""
    nonce = secrets.token_hex(6)
    plain = {"complaint_id": f"C-{reference}", "action_type": "CREATE_COMPLAINT"}
    sealed = AESGCM(provider.keys.api_v3_key).encrypt(
        nonce.encode(), json.dumps(plain).encode(), b"complaint"
    )
    body = {
        "id": secrets.token_hex(18),
        "resource_type": "encrypt-resource",
        "event_type": "COMPLAINT.CREATE",
        "resource": {
            "original_type": "complaint",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(sealed).decode(),
            "associated_data": "complaint",
            "nonce": nonce,
        },
    }
    signed = provider.signed(json.dumps(body).encode(), at=at)
    return signed.headers, signed.body


def place_inside(asked: Asked) -> Reply:
    """An order to be paid inside the app, by one payer."""
    payer = asked.said.get("payer")
    openid = payer.get("openid") if isinstance(payer, dict) else None
    if openid != payer_of(asked.provider):
        raise Refused(400, "PARAM_ERROR", "payer.openid is not of this app")
    order = asked.provider.place(dict(asked.said), "JSAPI")
    return _json({"prepay_id": f"wx{order.prepay}"})


def door(asked: Asked) -> Reply:
    """A browser inside the app comes by; it is sent back with a code, without a question."""
    query = asked.query
    wanted = {"response_type": "code", "scope": "snsapi_base", "appid": asked.provider.keys.app_id}
    if any(query.get(name) != value for name, value in wanted.items()):
        raise Refused(400, "PARAM_ERROR", "the address is not readable")
    back = query.get("redirect_uri", "")
    joint = "&" if "?" in back else "?"
    code = urlencode({"code": f"code-{payer_of(asked.provider)}", "state": query.get("state", "")})
    return Reply(status=302, where=f"{back}{joint}{code}", is_signed=False)


def who(asked: Asked) -> Reply:
    """The code's owner, for whoever knows the app's secret."""
    query = asked.query
    expected = {
        "appid": asked.provider.keys.app_id,
        "secret": APP_SECRET,
        "code": f"code-{payer_of(asked.provider)}",
        "grant_type": "authorization_code",
    }
    if any(query.get(name) != value for name, value in expected.items()):
        return _json({"errcode": 40029, "errmsg": "invalid code"}, is_signed=False)
    said = {"openid": payer_of(asked.provider), "scope": "snsapi_base", "expires_in": 7200}
    return _json(said, is_signed=False)


def bridge(asked: Asked) -> Order:
    """The app is asked to pay: what the page says must be signed by the merchant."""
    said = {name: str(asked.said.get(name, "")) for name in _BRIDGE}
    lines = [said["appId"], said["timeStamp"], said["nonceStr"], said["package"]]
    message = "".join(f"{line}\n" for line in lines).encode()
    try:
        asked.provider.keys.merchant.key.public_key().verify(
            b64decode(said["paySign"], validate=True), message, PKCS1v15(), SHA256()
        )
    except (InvalidSignature, ValueError):
        raise Refused(401, "SIGN_ERROR", "paySign is wrong") from None
    if abs(asked.at - int(said["timeStamp"])) > 300 or said["signType"] != "RSA":  # noqa: PLR2004
        raise Refused(401, "SIGN_ERROR", "the time or the kind of signature is wrong")
    prepay = said["package"].removeprefix("prepay_id=wx")
    for order in asked.provider.orders():
        if order.prepay == prepay:
            return order
    raise Refused(404, "ORDER_NOT_EXIST", "no such prepaid order")


def payer_of(provider: Provider) -> str:
    """The one person inside the simulated app."""
    return f"o{hashlib.sha256(provider.keys.api_v3_key).hexdigest()[:27]}"


_BRIDGE = ("appId", "timeStamp", "nonceStr", "package", "signType", "paySign")
# What the merchant signs its requests for; and what browsers and the app's own server ask.
SIGNED: Sequence[tuple[str, str, Callable[..., Reply]]] = (
    ("POST", r"/v3/refund/domestic/refunds", refund),
    ("GET", rf"/v3/refund/domestic/refunds/({_KEY})", refund_of),
    ("GET", r"/v3/bill/(tradebill|fundflowbill)", bill),
    ("GET", r"/v3/billdownload/file", bill_file),
    ("GET", r"/v3/certificates", certificates),
    ("GET", r"/v3/merchant-service/complaints-v2/([\w-]+)", complaint),
    ("POST", r"/v3/pay/transactions/jsapi", place_inside),
)
OPEN: Sequence[tuple[str, str, Callable[..., Reply]]] = (
    ("GET", r"/connect/oauth2/authorize", door),
    ("GET", r"/sns/oauth2/access_token", who),
)


def _paid(asked: Asked) -> Order:
    wanted = asked.said.get("transaction_id")
    for order in asked.provider.orders():
        if order.transaction_id == wanted and order.state == "SUCCESS":
            return order
    raise Refused(404, "RESOURCE_NOT_EXISTS", "there is no such paid order")


def _said(provider: Provider, key: str, status: str) -> dict[str, object]:
    kept = _refunds(provider)[key]
    order = provider.find(str(kept["reference"]))
    assert order is not None
    said: dict[str, object] = {
        "refund_id": f"5030{hashlib.sha256(key.encode()).hexdigest()[:24]}",
        "out_refund_no": key,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.reference,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "status": status,
        "amount": {"total": order.amount_minor, "refund": kept["minor"], "currency": "CNY"},
    }
    if status == "SUCCESS":
        when = datetime.fromtimestamp(int(str(kept["at"])), _CHINA)
        said["success_time"] = when.isoformat(timespec="seconds")
    return said


def _refunds(provider: Provider) -> dict[str, dict[str, object]]:
    place = provider.keys.folder / "refunds.json"
    read: dict[str, dict[str, object]] = json.loads(place.read_text()) if place.exists() else {}
    return read


def _keep(provider: Provider, key: str, facts: dict[str, object]) -> None:
    place = provider.keys.folder / "refunds.json"
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps(_refunds(provider) | {key: facts}))
    fresh.replace(place)


def _bill_text(provider: Provider, kind: str, day: str) -> bytes | None:
    make = {"tradebill": trade_bill, "fundflowbill": fund_bill}.get(kind)
    return make(provider.keys, provider.orders(), _refunds(provider), day) if make else None
