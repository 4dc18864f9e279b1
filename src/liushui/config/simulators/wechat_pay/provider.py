"""What the provider knows and says: its orders, its signatures, its call-backs. No HTTP here."""

import hashlib
import json
import re
import secrets
import threading
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from liushui.config.simulators.wechat_pay.keys import (
    APP_ID,
    MERCHANT_ID,
    SECOND_APP_ID,
    SECOND_MERCHANT_ID,
    Keys,
    Signer,
    fresh_key,
)

SCHEME = "WECHATPAY2-SHA256-RSA2048"
_CHINA = timezone(timedelta(hours=8))
_WINDOW_SECONDS = 300
_PART = re.compile(r'(\w+)="([^"]*)"')


class Mode(StrEnum):
    """How the provider behaves once a person has paid."""

    AT_ONCE = "at_once"
    LATE = "late"
    TWICE = "twice"
    NEVER = "never"
    FORGED = "forged"
    WRONG_AMOUNT = "wrong_amount"
    REPLAYED = "replayed"
    EXPIRED_CERTIFICATE = "expired_certificate"
    ROTATED = "rotated"
    SKEWED = "skewed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the merchant, as the provider keeps it."""

    reference: str
    amount_minor: int
    description: str = ""
    notify_url: str = ""
    kind: str = "NATIVE"
    state: str = "NOTPAY"
    paid_at: str = ""
    mode: str = Mode.AT_ONCE
    attempt: int = 1

    @property
    def transaction_id(self) -> str:
        """The same for the same order, always: a restarted provider says the same again."""
        digest = hashlib.sha256(f"{self.reference} {self.attempt}".encode()).digest()
        return f"4200{int.from_bytes(digest[:10]) % 10**24:024d}"

    @property
    def prepay(self) -> str:
        """The unguessable part of the payment page's address."""
        return hashlib.sha256(f"prepay {self.reference}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes with the headers that sign them."""

    headers: dict[str, str]
    body: bytes


class Refused(Exception):
    """The provider's refusal of a request: status and code as its documents give them."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(code)


class Provider:
    """The provider's memory of one merchant, kept in its state folder, and its pen."""

    def __init__(self, state: Path, merchant_id: str = MERCHANT_ID, app_id: str = APP_ID) -> None:
        self.keys = Keys.kept_in(state, merchant_id, app_id)
        self._orders = state / "orders"
        self._orders.mkdir(exist_ok=True)
        self._lock = threading.Lock()

    def environment(self, api: str) -> dict[str, str]:
        """``LIUSHUI_WECHAT_*`` for a site whose provider listens at ``api``."""
        return self.keys.environment(api)

    # -- requests ------------------------------------------------------------------------------

    def require_merchant(self, method: str, path: str, body: bytes, header: str, at: float) -> None:
        """Check a request's signature exactly as the provider does."""
        scheme, _, rest = header.partition(" ")
        parts = dict(_PART.findall(rest))
        if scheme != SCHEME or set(parts) != {
            "mchid", "nonce_str", "signature", "timestamp", "serial_no",
        }:  # fmt: skip
            raise Refused(401, "SIGN_ERROR", "Authorization is not readable")
        if (
            parts["mchid"] != self.keys.merchant_id
            or parts["serial_no"] != self.keys.merchant.serial
        ):
            raise Refused(401, "SIGN_ERROR", "unknown merchant or certificate")
        if not parts["timestamp"].isdigit() or abs(at - int(parts["timestamp"])) > _WINDOW_SECONDS:
            raise Refused(401, "SIGN_ERROR", "timestamp is too far from now")
        said = f"{method}\n{path}\n{parts['timestamp']}\n{parts['nonce_str']}\n".encode()
        try:
            self.keys.merchant.key.public_key().verify(
                b64decode(parts["signature"], validate=True),
                said + body + b"\n",
                PKCS1v15(),
                SHA256(),
            )
        except (InvalidSignature, ValueError):
            raise Refused(401, "SIGN_ERROR", "the signature is wrong") from None

    def place(self, said: dict[str, object], kind: str) -> Order:
        """Take an order. The same one again is the same order; another under its number is not."""
        amount = said.get("amount")
        total = amount.get("total") if isinstance(amount, dict) else None
        reference = str(said.get("out_trade_no", ""))
        if (said.get("mchid"), said.get("appid")) != (self.keys.merchant_id, self.keys.app_id):
            raise Refused(400, "APPID_MCHID_NOT_MATCH", "appid and mchid do not match")
        if not re.fullmatch(r"[\w|*-]{6,32}", reference) or type(total) is not int or total < 1:
            raise Refused(400, "PARAM_ERROR", "out_trade_no or amount is wrong")
        order = Order(
            reference,
            total,
            str(said.get("description", "")),
            str(said.get("notify_url", "")),
            kind,
        )
        with self._lock:
            known = self.find(reference)
            if known is None:
                return self._keep(order)
            if known.state == "CLOSED":
                raise Refused(400, "ORDER_CLOSED", "the order is closed")
            if (known.amount_minor, known.kind) != (order.amount_minor, order.kind):
                raise Refused(403, "OUT_TRADE_NO_USED", "the number has another order")
            return known

    def find(self, reference: str) -> Order | None:
        """The order, if there is one."""
        place = self._orders / f"{reference}.json"
        if not re.fullmatch(r"[\w|*-]{6,32}", reference) or not place.exists():
            return None
        return Order(**json.loads(place.read_text()))

    def orders(self) -> list[Order]:
        """All orders, by reference."""
        return [
            Order(**json.loads(file.read_text())) for file in sorted(self._orders.glob("*.json"))
        ]

    def pay(self, reference: str, *, at: datetime, mode: str = Mode.AT_ONCE) -> Order:
        """A person has pressed pay. Paying twice is paying once."""
        with self._lock:
            order = self.find(reference)
            if order is None or order.state == "CLOSED":
                raise Refused(404, "ORDER_NOT_EXIST", "there is no such open order")
            if order.state == "SUCCESS":
                return order
            paid = at.astimezone(_CHINA).isoformat(timespec="seconds")
            return self._keep(replace(order, state="SUCCESS", paid_at=paid, mode=Mode(mode)))

    def fail(self, reference: str) -> None:
        """A person's payment did not go through; the order may be tried again."""
        with self._lock:
            order = self.find(reference)
            if order is not None and order.state == "NOTPAY":
                self._keep(replace(order, state="PAYERROR"))

    def close(self, reference: str) -> None:
        """The merchant closes an unpaid order."""
        with self._lock:
            order = self.find(reference)
            if order is None:
                raise Refused(404, "ORDER_NOT_EXIST", "there is no such order")
            if order.state == "SUCCESS":
                raise Refused(400, "ORDERPAID", "the order is paid")
            self._keep(replace(order, state="CLOSED"))

    def _keep(self, order: Order) -> Order:
        place = self._orders / f"{order.reference}.json"
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(order)))
        fresh.replace(place)
        return order

    # -- what the provider says ----------------------------------------------------------------

    def transaction(self, order: Order) -> dict[str, object]:
        """The transaction object of an order, in the provider's shape."""
        said: dict[str, object] = {
            "mchid": self.keys.merchant_id,
            "appid": self.keys.app_id,
            "out_trade_no": order.reference,
            "trade_type": order.kind,
            "trade_state": order.state,
            "amount": {"total": _told_minor(order), "currency": "CNY"},
        }
        if order.state == "SUCCESS":
            said["transaction_id"] = order.transaction_id
            said["success_time"] = order.paid_at
            said["payer"] = {"openid": f"o{order.prepay[:27]}"}
            said["bank_type"] = "OTHERS"
        return said

    def signed(self, body: bytes, *, at: float, by: Signer | None = None) -> Signed:
        """Sign an answer or a notice as the platform, or as whoever is given."""
        signer = by or self.keys.platform
        timestamp, nonce = str(int(at)), secrets.token_hex(16)
        message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
        headers = {
            "Content-Type": "application/json",
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": signer.serial,
            "Wechatpay-Signature": b64encode(
                signer.key.sign(message, PKCS1v15(), SHA256())
            ).decode(),
            "Wechatpay-Signature-Type": SCHEME,
        }
        return Signed(headers, body)

    def sign_notice(self, order: Order, *, at: float, by: Signer | None = None) -> Signed:
        """A call-back for a paid order: sealed with the API v3 key, signed."""
        nonce = secrets.token_hex(6)
        plain = json.dumps(self.transaction(order), ensure_ascii=False).encode()
        sealed = AESGCM(self.keys.api_v3_key).encrypt(nonce.encode(), plain, b"transaction")
        body = {
            "id": secrets.token_hex(18),
            "create_time": datetime.fromtimestamp(int(at), _CHINA).isoformat(),
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": nonce,
            },
        }
        return self.signed(json.dumps(body, ensure_ascii=False).encode(), at=at, by=by)

    def notices(self, order: Order, *, at: float) -> list[Signed]:
        """The call-backs that a paid order's mode asks for, in the order in which they go out."""
        if order.mode == Mode.NEVER:
            return []
        others = {Mode.EXPIRED_CERTIFICATE: self.keys.expired, Mode.ROTATED: self.keys.following}
        signer = others.get(Mode(order.mode))
        if order.mode == Mode.FORGED:
            signer = Signer(fresh_key(), self.keys.platform.certificate)
        sent_at = at - _WINDOW_SECONDS - 60 if order.mode == Mode.SKEWED else at
        first = self.sign_notice(order, at=sent_at, by=signer)
        if order.mode == Mode.REORDERED:
            first = self.signed(_reordered(first.body), at=at)
        if order.mode == Mode.TRUNCATED:
            first = replace(first, body=first.body[: len(first.body) // 2])
        if order.mode == Mode.TWICE:
            return [first, self.sign_notice(order, at=at)]
        return [first, first] if order.mode == Mode.REPLAYED else [first]


def second_merchant(state: Path) -> Provider:
    """The same provider's memory of another organisation: its own keys, orders and bills."""
    return Provider(state / "second", SECOND_MERCHANT_ID, SECOND_APP_ID)


def _reordered(body: bytes) -> bytes:
    """The same object, its names the other way round."""
    return json.dumps(dict(reversed(json.loads(body).items()))).encode()


def _told_minor(order: Order) -> int:
    """What the provider says was paid: in its wrong mood a fen more, whenever it is asked."""
    is_wrong = order.state == "SUCCESS" and order.mode == Mode.WRONG_AMOUNT
    return order.amount_minor + 1 if is_wrong else order.amount_minor
