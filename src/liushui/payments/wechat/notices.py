"""Reading a payment, from a call-back or from an answer, without trusting a single byte of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liushui.payments.wechat.signing import (
    PlatformCertificates,
    SignedHead,
    Untrusted,
    open_resource,
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A payment as the provider states it. Payer and bank are never read: we do not need them."""

    order: str
    transaction_id: str
    state: str
    merchant_id: str
    app_id: str
    amount_minor: int
    currency: str
    paid_at: datetime | None

    @property
    def is_paid(self) -> bool:
        return self.state == "SUCCESS" and bool(self.transaction_id) and self.paid_at is not None


@dataclass(frozen=True, slots=True)
class Notice:
    """A call-back whose signature held: its nonce and the payment inside."""

    nonce: str
    transaction: Transaction


@dataclass(frozen=True, slots=True)
class Opener:
    """What it takes to open the provider's call-backs."""

    certificates: PlatformCertificates
    api_v3_key: bytes

    def open_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Notice:
        """The payment in a call-back. Raises ``Untrusted`` with the reason otherwise."""
        head = SignedHead.from_headers(headers)
        self.certificates.require_signed(head, body, at=at)
        envelope = _object(body)
        resource = envelope.get("resource")
        if envelope.get("resource_type") != "encrypt-resource" or not isinstance(resource, dict):
            raise Untrusted("unreadable")
        return Notice(head.nonce, read_transaction(open_resource(resource, self.api_v3_key)))


def read_transaction(plain: bytes) -> Transaction:
    """Read the provider's transaction object; ``Untrusted('unreadable')`` for any other shape."""
    said = _object(plain)
    amount = said.get("amount") or {}
    if not isinstance(amount, dict):
        raise Untrusted("unreadable")
    try:
        total = amount.get("total", 0)
        when = said.get("success_time")
        if type(total) is not int:
            raise Untrusted("unreadable")
        return Transaction(
            order=str(said["out_trade_no"]),
            transaction_id=str(said.get("transaction_id", "")),
            state=str(said["trade_state"]),
            merchant_id=str(said.get("mchid", "")),
            app_id=str(said.get("appid", "")),
            amount_minor=total,
            currency=str(amount.get("currency", "CNY")),
            paid_at=_aware(str(when)) if when else None,
        )
    except (KeyError, ValueError):
        raise Untrusted("unreadable") from None


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("the provider states times with their offset")
    return instant


def _object(text: bytes) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        raise Untrusted("unreadable") from None
    if not isinstance(read, dict):
        raise Untrusted("unreadable")
    return read
