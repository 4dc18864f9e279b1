"""Reading Alipay's words, from a call-back or an answer, without trusting a single byte of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from liushui.kernel.clock import CHINA
from liushui.kernel.errors import DomainError
from liushui.kernel.money import parse_yuan
from liushui.payments.alipay.signing import AlipayMerchant
from liushui.payments.provider import ALIPAY, Transaction, Untrusted

# The provider repeats a call-back for twenty-five hours, under the time of its first sending.
WINDOW = timedelta(hours=26)
_WIDE = str.maketrans("/=&", "／＝＆")
_AHEAD = timedelta(minutes=5)
_STATES = {
    "WAIT_BUYER_PAY": "NOTPAY",
    "TRADE_CLOSED": "CLOSED",
    "TRADE_SUCCESS": "SUCCESS",
    "TRADE_FINISHED": "SUCCESS",
}


def minor_of(text: object) -> int:
    """Fen of the yuan that the provider writes, such as 88.88. Raises ``Untrusted``."""
    try:
        return parse_yuan(str(text)).minor
    except DomainError:
        raise Untrusted("unreadable") from None


def yuan_of(minor: int) -> str:
    """Yuan with two decimals, as the provider reads them."""
    return f"{minor // 100}.{minor % 100:02d}"


def subject_of(text: str) -> str:
    """A title as the provider takes it: of these signs it refuses the narrow ones."""
    return text.translate(_WIDE)


def time_of(text: str) -> datetime:
    """The provider writes the time of Beijing, without saying so. Raises ``Untrusted``."""
    try:
        return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise Untrusted("unreadable") from None


def require_fresh(fields: Mapping[str, str], *, at: datetime) -> None:
    """A call-back is sent now or in the last day. Raises ``Untrusted``."""
    if not fields.get("notify_id"):
        raise Untrusted("unreadable")
    sent = time_of(fields.get("notify_time", ""))
    if not at - WINDOW <= sent <= at + _AHEAD:
        raise Untrusted("stale")


def transaction_in(fields: Mapping[str, str]) -> Transaction:
    """The payment in a call-back's fields. ``Untrusted('unreadable')`` for any other shape."""
    paid = fields.get("gmt_payment", "")
    try:
        return Transaction(
            order=fields["out_trade_no"],
            transaction_id=fields["trade_no"],
            state=_STATES[fields["trade_status"]],
            merchant_id=fields.get("seller_id", ""),
            app_id=fields["app_id"],
            amount_minor=minor_of(fields["total_amount"]),
            currency="CNY",
            paid_at=time_of(paid) if paid else None,
            provider=ALIPAY,
        )
    except KeyError:
        raise Untrusted("unreadable") from None


def transaction_of_query(said: Mapping[str, object], merchant: AlipayMerchant) -> Transaction:
    """The payment in an answer to our own question, which names neither seller nor app."""
    paid = str(said.get("send_pay_date") or "")
    try:
        return Transaction(
            order=str(said["out_trade_no"]),
            transaction_id=str(said["trade_no"]),
            state=_STATES[str(said["trade_status"])],
            merchant_id=merchant.merchant_id,
            app_id=merchant.app_id,
            amount_minor=minor_of(said["total_amount"]),
            currency="CNY",
            paid_at=time_of(paid) if paid else None,
            provider=ALIPAY,
        )
    except KeyError:
        raise Untrusted("unreadable") from None
