"""What the provider knows and says: its trades, its signatures, its call-backs. No HTTP here."""

import hashlib
import json
import re
import threading
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from liushui.config.simulators.alipay.keys import (
    APP_ID,
    SECOND_APP_ID,
    SECOND_SELLER_ID,
    SELLER_ID,
    Keys,
    fresh_key,
)

CHINA = timezone(timedelta(hours=8))
_FORM = "%Y-%m-%d %H:%M:%S"
_WINDOW_SECONDS = 600
_REPEATED_SECONDS = 25 * 3600
_NUMBER = r"[\w-]{1,64}"
_AMOUNT = re.compile(r"(0|[1-9]\d{0,8})\.\d{2}")


class Mode(StrEnum):
    """How the provider behaves once a person has paid."""

    AT_ONCE = "at_once"
    LATE = "late"
    TWICE = "twice"
    NEVER = "never"
    FORGED = "forged"
    WRONG_AMOUNT = "wrong_amount"
    ROTATED = "rotated"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    DOUBLED_NAME = "doubled_name"
    SKEWED = "skewed"


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade of the merchant, as the provider keeps it; refunds are (key, fen, when)."""

    reference: str
    amount_minor: int
    subject: str = ""
    notify_url: str = ""
    return_url: str = ""
    expires: str = ""
    status: str = "WAIT_BUYER_PAY"
    made_at: str = ""
    paid_at: str = ""
    mode: str = Mode.AT_ONCE
    refunds: list[list[str]] = field(default_factory=list)

    @property
    def trade_no(self) -> str:
        """The same for the same trade, always: a restarted provider says the same again."""
        digest = hashlib.sha256(self.reference.encode()).digest()
        return f"2026{int.from_bytes(digest[:11]) % 10**24:024d}"

    @property
    def token(self) -> str:
        """The unguessable part of the payment page's address."""
        return hashlib.sha256(f"token {self.reference}".encode()).hexdigest()[:24]

    @property
    def refunded_minor(self) -> int:
        return sum(int(minor) for _, minor, _ in self.refunds)

    @property
    def told_status(self) -> str:
        """What is said of it: once all of it went back, it is closed."""
        is_back = self.refunds and self.refunded_minor == self.amount_minor
        return "TRADE_CLOSED" if is_back else self.status


class Refused(Exception):
    """The provider's refusal: its code and sub code, as its documents give them."""

    def __init__(self, code: str, sub_code: str) -> None:
        self.code, self.sub_code = code, sub_code
        super().__init__(sub_code)


def refused(sub_code: str) -> Refused:
    """A refusal of the business itself."""
    return Refused("40004", sub_code)


class Provider:
    """The provider's memory of one merchant, kept in its state folder, and its pen."""

    def __init__(self, state: Path, seller_id: str = SELLER_ID, app_id: str = APP_ID) -> None:
        self.keys = Keys.kept_in(state, seller_id, app_id)
        self._trades = state / "trades"
        self._trades.mkdir(exist_ok=True)
        self._lock = threading.Lock()

    def environment(self, gateway: str) -> dict[str, str]:
        """``LIUSHUI_ALIPAY_*`` for a site whose provider listens at ``gateway``."""
        return self.keys.environment(gateway)

    # -- requests ------------------------------------------------------------------------------

    def require_merchant(self, query: str, at: float) -> dict[str, str]:
        """Check a request's signature as the provider does; its fields."""
        pairs = parse_qsl(query, keep_blank_values=True)
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise Refused("40002", "isv.invalid-parameter")
        if fields.get("app_id") != self.keys.app_id:
            raise Refused("40002", "isv.invalid-app-id")
        if fields.get("sign_type") != "RSA2" or fields.get("charset") != "utf-8":
            raise Refused("40002", "isv.invalid-signature-type")
        kept = sorted(one for one in fields.items() if one[0] != "sign" and one[1])
        message = "&".join(f"{name}={value}" for name, value in kept).encode()
        try:
            self.keys.app.public_key().verify(
                b64decode(fields.get("sign", ""), validate=True), message, PKCS1v15(), SHA256()
            )
        except (InvalidSignature, ValueError):
            raise Refused("40002", "isv.invalid-signature") from None
        try:
            said = datetime.strptime(fields.get("timestamp", ""), _FORM).replace(tzinfo=CHINA)
        except ValueError:
            raise Refused("40002", "isv.invalid-timestamp") from None
        if abs(said.timestamp() - at) > _WINDOW_SECONDS:
            raise Refused("40002", "isv.invalid-timestamp")
        return fields

    def place(self, fields: dict[str, str], content: dict[str, object], *, at: float) -> Trade:
        """Take an order. The same one again is the same; another under its number is not."""
        reference, amount = str(content.get("out_trade_no", "")), str(content.get("total_amount"))
        if not re.fullmatch(_NUMBER, reference) or not _AMOUNT.fullmatch(amount):
            raise Refused("40004", "ACQ.INVALID_PARAMETER")
        minor = int(amount.replace(".", ""))
        if minor < 1:
            raise refused("ACQ.TOTAL_FEE_EXCEED")
        trade = Trade(
            reference,
            minor,
            str(content.get("subject", "")),
            fields.get("notify_url", ""),
            fields.get("return_url", ""),
            str(content.get("time_expire", "")),
            made_at=said_at(at),
        )
        with self._lock:
            known = self.find(reference)
            if known is None:
                return self._keep(trade)
            if known.amount_minor != minor:
                raise refused("ACQ.CONTEXT_INCONSISTENT")
            if known.status == "TRADE_CLOSED":
                raise refused("ACQ.TRADE_HAS_CLOSE")
            if known.status != "WAIT_BUYER_PAY":
                raise refused("ACQ.TRADE_HAS_SUCCESS")
            return self._keep(replace(known, return_url=trade.return_url or known.return_url))

    def find(self, reference: str) -> Trade | None:
        """The trade, if there is one."""
        place = self._trades / f"{reference}.json"
        if not re.fullmatch(_NUMBER, reference) or not place.exists():
            return None
        return Trade(**json.loads(place.read_text()))

    def known(self, content: dict[str, object]) -> Trade:
        """The trade that a request names."""
        trade = self.find(str(content.get("out_trade_no", "")))
        if trade is None or content.get("trade_no", trade.trade_no) != trade.trade_no:
            raise refused("ACQ.TRADE_NOT_EXIST")
        return trade

    def trades(self) -> list[Trade]:
        """All trades, by reference."""
        files = sorted(self._trades.glob("*.json"))
        return [Trade(**json.loads(file.read_text())) for file in files]

    def pay(self, reference: str, *, at: float, mode: str = Mode.AT_ONCE) -> Trade:
        """A person has pressed pay. Paying twice is paying once."""
        with self._lock:
            trade = self.find(reference)
            if trade is None or trade.status == "TRADE_CLOSED":
                raise refused("ACQ.TRADE_NOT_EXIST")
            if trade.expires and said_at(at) > trade.expires:
                raise refused("ACQ.TRADE_HAS_CLOSE")
            if trade.status == "TRADE_SUCCESS":
                return trade
            paid = replace(trade, status="TRADE_SUCCESS", paid_at=said_at(at), mode=Mode(mode))
            return self._keep(paid)

    def close(self, content: dict[str, object]) -> Trade:
        """The merchant closes an unpaid trade."""
        with self._lock:
            trade = self.known(content)
            if trade.status != "WAIT_BUYER_PAY":
                raise refused("ACQ.TRADE_STATUS_ERROR")
            return self._keep(replace(trade, status="TRADE_CLOSED"))

    def refund(self, content: dict[str, object], *, at: float) -> tuple[Trade, bool]:
        """Send money back; whether this call moved any. The same key again moves nothing."""
        amount, key = str(content.get("refund_amount")), str(content.get("out_request_no", ""))
        if not _AMOUNT.fullmatch(amount) or not key:
            raise refused("ACQ.INVALID_PARAMETER")
        minor = int(amount.replace(".", ""))
        with self._lock:
            trade = self.known(content)
            if trade.status != "TRADE_SUCCESS":
                raise refused("ACQ.TRADE_STATUS_ERROR")
            for before, sent, _ in trade.refunds:
                if before == key and int(sent) != minor:
                    raise refused("ACQ.DISCORDANT_REPEAT_REQUEST")
                if before == key:
                    return trade, False
            if trade.refunded_minor + minor > trade.amount_minor:
                raise refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            sent_back = [*trade.refunds, [key, str(minor), said_at(at)]]
            return self._keep(replace(trade, refunds=sent_back)), True

    def _keep(self, trade: Trade) -> Trade:
        place = self._trades / f"{trade.reference}.json"
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(trade)))
        fresh.replace(place)
        return trade

    # -- what the provider says ----------------------------------------------------------------

    def answer(
        self, node: str, content: dict[str, object], key: RSAPrivateKey | None = None
    ) -> str:
        """An answer of the gateway: its node as text, and the signature over exactly that text."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        return f'{{"{node}":{text},"sign":"{self._sign(text, key or self.keys.platform)}"}}'

    def fields_of(self, trade: Trade, *, at: float) -> dict[str, str]:
        """What a call-back says of a paid trade, or of its last refund."""
        wrong = 1 if trade.mode == Mode.WRONG_AMOUNT else 0
        about = "/".join([trade.reference, *(key for key, _, _ in trade.refunds)])
        identity = hashlib.sha256(f"notify {about}".encode()).hexdigest()[:34]
        return _refund_in(trade) | {
            "gmt_create": trade.made_at,
            "charset": "utf-8",
            "gmt_payment": trade.paid_at,
            "notify_time": said_at(at),
            "subject": trade.subject,
            "buyer_id": "2088102116773037",
            "version": "1.0",
            "notify_id": identity,
            "notify_type": "trade_status_sync",
            "out_trade_no": trade.reference,
            "total_amount": yuan(trade.amount_minor + wrong),
            "trade_status": trade.told_status,
            "trade_no": trade.trade_no,
            "auth_app_id": self.keys.app_id,
            "receipt_amount": yuan(trade.amount_minor + wrong),
            "app_id": self.keys.app_id,
            "seller_id": self.keys.seller_id,
        }

    def call_back(
        self, fields: dict[str, str], key: RSAPrivateKey | None = None
    ) -> list[tuple[str, str]]:
        """The fields with their signature, in the order in which they are sent."""
        message = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
        sign = self._sign(message, key or self.keys.platform)
        return [*fields.items(), ("sign_type", "RSA2"), ("sign", sign)]

    def call_backs(self, trade: Trade, *, at: float) -> list[bytes]:
        """The bodies that a paid trade's mode asks for, in the order in which they go out."""
        if trade.mode == Mode.NEVER:
            return []
        key = self.keys.following if trade.mode == Mode.ROTATED else self.keys.platform
        if trade.mode == Mode.FORGED:
            key = fresh_key()
        sent_at = at - _REPEATED_SECONDS - 7200 if trade.mode == Mode.SKEWED else at
        pairs = self.call_back(self.fields_of(trade, at=sent_at), key)
        if trade.mode == Mode.REORDERED:
            pairs.reverse()
        if trade.mode == Mode.DOUBLED_NAME:
            pairs.append(("total_amount", yuan(trade.amount_minor * 100)))
        body = urlencode(pairs).encode()
        if trade.mode == Mode.TRUNCATED:
            body = body[: len(body) // 2]
        return [body, body] if trade.mode == Mode.TWICE else [body]

    def _sign(self, text: str, key: RSAPrivateKey) -> str:
        return b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def second_merchant(state: Path) -> Provider:
    """The same provider's memory of another organisation: its own keys, trades and bills."""
    return Provider(state / "second", SECOND_SELLER_ID, SECOND_APP_ID)


def _refund_in(trade: Trade) -> dict[str, str]:
    if not trade.refunds:
        return {}
    key, _, when = trade.refunds[-1]
    return {"refund_fee": yuan(trade.refunded_minor), "gmt_refund": when, "out_biz_no": key}


def said_at(at: float) -> str:
    """A moment as the provider writes it: the time of Beijing."""
    return datetime.fromtimestamp(int(at), CHINA).strftime(_FORM)


def yuan(minor: int) -> str:
    """Fen as the provider writes them."""
    return f"{minor // 100}.{minor % 100:02d}"
