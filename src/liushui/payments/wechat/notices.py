"""Reading a payment, from a call-back or from an answer, without trusting a single byte of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from liushui.payments.provider import Notice, RefundWord, Transaction, Untrusted
from liushui.payments.states import RefundState
from liushui.payments.wechat.signing import PlatformCertificates, SignedHead, open_resource

# What the provider calls a refund's states, in answers and in call-backs.
_REFUND_STATES = {
    "SUCCESS": RefundState.DONE,
    "PROCESSING": RefundState.PROCESSING,
    "CLOSED": RefundState.REFUSED,
    "ABNORMAL": RefundState.ABNORMAL,
}


@dataclass(frozen=True, slots=True)
class Opener:
    """What it takes to open the provider's call-backs."""

    certificates: PlatformCertificates
    api_v3_key: bytes

    def open_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Notice:
        """The payment in a call-back. Raises ``Untrusted`` with the reason otherwise."""
        head, plain = self.open_body(headers, body, at=at)
        return Notice(head.nonce, read_transaction(plain))

    def can_open(self, body: bytes) -> bool:
        """Whether its content was sealed with our key; by whom is not asked."""
        try:
            resource = _object(body).get("resource")
            if isinstance(resource, dict):
                open_resource(resource, self.api_v3_key)
                return True
        except Untrusted:
            pass
        return False

    def open_body(
        self, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> tuple[SignedHead, bytes]:
        """What any call-back holds: proven, then decrypted."""
        head = SignedHead.from_headers(headers)
        self.certificates.require_signed(head, body, at=at)
        envelope = _object(body)
        resource = envelope.get("resource")
        if envelope.get("resource_type") != "encrypt-resource" or not isinstance(resource, dict):
            raise Untrusted("unreadable")
        return head, open_resource(resource, self.api_v3_key)


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


def read_refund(plain: bytes) -> RefundWord:
    """Read the provider's refund object, of an answer or a call-back."""
    said = _object(plain)
    amount = said.get("amount")
    status = said.get("status", said.get("refund_status"))
    if not isinstance(amount, dict) or type(amount.get("refund")) is not int:
        raise Untrusted("unreadable")
    try:
        when = said.get("success_time")
        return RefundWord(
            key=str(said["out_refund_no"]),
            refund_id=str(said["refund_id"]),
            amount_minor=amount["refund"],
            state=_REFUND_STATES[str(status)],
            done_at=_aware(str(when)) if when else None,
        )
    except (KeyError, ValueError):
        raise Untrusted("unreadable") from None


@dataclass(frozen=True, slots=True)
class ComplaintWord:
    """A payer complained at the provider, or something came of it."""

    complaint_id: str
    action: str


def read_complaint(plain: bytes) -> ComplaintWord:
    """Read the provider's word of a complaint; what the payer wrote is not in it."""
    said = _object(plain)
    try:
        return ComplaintWord(str(said["complaint_id"])[:64], str(said["action_type"])[:64])
    except KeyError:
        raise Untrusted("unreadable") from None


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("the provider states times with their offset")
    return instant


def _object(text: bytes) -> dict[str, Any]:
    try:
        read = from_json(text, allow_inf_nan=False)  # half as long as the standard library takes
    except ValueError:
        raise Untrusted("unreadable") from None
    if not isinstance(read, dict):
        raise Untrusted("unreadable")
    return read
