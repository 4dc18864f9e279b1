"""What every payment provider is asked for, and how its word reads: one small protocol.

Who places an order knows its reference and a way to pay; which provider stands behind the way, how
it signs and what it calls things stays in the provider's own folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments.states import RefundState, Way

WECHAT = "wechat"
ALIPAY = "alipay"


class Untrusted(Exception):
    """The bytes are not proven to come from the provider. ``reason`` is stable, for machines."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ProviderSilent(DomainError):
    """The provider gave no answer, or one that cannot be trusted. Nothing was charged by us."""

    code = "provider_silent"
    status = 503
    message = gettext_noop("The payment provider does not answer at the moment.")
    remedy = gettext_noop("No money was taken. Please try again in a minute.")


class Unrecognised(ProviderSilent):
    """The provider did not take the request for ours, so it decided nothing about it.

    ``reason`` is its own code: a clock, a key, a certificate or a number of ours is wrong. What was
    asked is asked again, as after silence; what was done before stays done.
    """

    code = "provider_knows_us_not"
    message = gettext_noop("The payment provider does not recognise this site (%(reason)s).")
    remedy = gettext_noop(
        "No money was taken. Whoever runs this site checks its clock, the merchant's number and "
        "its key."
    )


class ProviderRefused(DomainError):
    """The provider answered and declined; ``reason`` is its own code."""

    code = "provider_refused"
    status = 502
    message = gettext_noop("The payment provider declined this request (%(reason)s).")
    remedy = gettext_noop("No money was taken. If it happens again, tell the charity this code.")


class BillNotReady(DomainError):
    """The provider makes a day's bill on the next morning."""

    code = "bill_not_ready"
    status = 409
    message = gettext_noop("The provider has not made the bill of %(day)s yet.")
    remedy = gettext_noop("Ask again after ten o'clock of the next day.")


class Payee(Protocol):
    """Who we are to a provider: what its word must name to be meant for us."""

    @property
    def merchant_id(self) -> str:
        """The number of the merchant account."""

    @property
    def app_id(self) -> str:
        """The app through which it is paid."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What the provider is told of an order: no name, no phone, no message of the donor.

    ``payer_id`` is the payer's number at the provider, for payments inside its own app; it is
    passed on and never kept.
    """

    reference: str
    description: str
    amount_minor: int
    notify_url: str
    expires_at: datetime
    payer_address: str = "127.0.0.1"
    payer_id: str = ""


class Transaction(NamedTuple):
    """A payment as the provider states it. Payer and bank are never read: we do not need them.

    ``state`` is SUCCESS once it is paid, whatever the provider calls that.
    """

    order: str
    transaction_id: str
    state: str
    merchant_id: str
    app_id: str
    amount_minor: int
    currency: str
    paid_at: datetime | None
    provider: str = WECHAT

    @property
    def is_paid(self) -> bool:
        return self.state == "SUCCESS" and bool(self.transaction_id) and self.paid_at is not None


def unknown_there(reference: str, us: Payee, provider: str) -> Transaction:
    """An order that the provider does not know: nobody paid it there."""
    return Transaction(
        order=reference,
        transaction_id="",
        state="NOTPAY",
        merchant_id=us.merchant_id,
        app_id=us.app_id,
        amount_minor=0,
        currency="CNY",
        paid_at=None,
        provider=provider,
    )


class Notice(NamedTuple):
    """A call-back whose signature held: its nonce ("" where none is made) and the payment."""

    nonce: str
    transaction: Transaction


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is to be sent back of a payment, to where it came from. ``key`` is ours, once."""

    key: str
    order: str
    transaction_id: str
    amount_minor: int
    total_minor: int
    reason: str
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class RefundWord:
    """What the provider says of a refund."""

    key: str
    refund_id: str
    amount_minor: int
    state: RefundState
    done_at: datetime | None = None


class BillKind(StrEnum):
    """TRADE lists payments and refunds; FUNDS every movement of the account, with fees."""

    TRADE = "trade"
    FUNDS = "funds"


@dataclass(frozen=True, slots=True)
class Bill:
    """A day's bill as the provider made it; its digest was checked where one is told.

    ``content`` is empty when nothing happened that day. WeChat Pay writes UTF-8 CSV whose fields
    begin with a backtick; Alipay GBK CSV with remarks that begin with ``#``.
    """

    provider: str
    kind: BillKind
    day: date
    content: bytes


class Provider(Protocol):
    """One merchant's conversation with a provider. Safe to share between threads.

    Every call raises ``ProviderSilent`` or ``ProviderRefused``.
    """

    name: str

    @property
    def merchant(self) -> Payee:
        """Who we are there."""

    def begin(self, order: NewOrder, way: Way, *, at: datetime) -> str:
        """Tell the provider of the order; what to keep, from which ``link`` leads to the payment.

        Safe to call twice with the same order.
        """

    def link(self, kept: str, order: NewOrder, way: Way, *, back: str, at: datetime) -> str:
        """Where a browser pays and returns to ``back`` from; "" where only scanning pays."""

    def transaction_of(self, reference: str, *, at: datetime) -> Transaction:
        """What the provider knows of an order: how a payment is found when no call-back came.

        One that it does not know is unpaid.
        """

    def close(self, reference: str, *, at: datetime) -> None:
        """Close an unpaid order, so that it can no longer be paid. Safe to call twice."""

    def is_named_in(self, body: bytes) -> bool:
        """Whether an unproven call-back seems to be for this merchant: good to choose by."""

    def open_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Notice:
        """The payment in a call-back. Raises ``Untrusted`` with the reason otherwise."""

    def refund(self, asked: RefundOrder, *, at: datetime) -> RefundWord:
        """Ask for money to go back to where it came from. The same key again is the same refund."""

    def refund_of(self, key: str, reference: str, *, at: datetime) -> RefundWord:
        """What became of a refund."""

    def bill(self, day: date, kind: BillKind, *, at: datetime) -> Bill:
        """The bill of a day. Raises ``BillNotReady``."""
