"""The calls to WeChat Pay v3 that a gift needs: signed by us, the answers checked."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from liushui.kernel.errors import DomainError
from liushui.payments.provider import (
    WECHAT,
    Bill,
    BillKind,
    NewOrder,
    Notice,
    ProviderRefused,
    ProviderSilent,
    RefundOrder,
    RefundWord,
    Transaction,
    Unrecognised,
    Untrusted,
    unknown_there,
)
from liushui.payments.states import Way
from liushui.payments.trusting import authorities
from liushui.payments.wechat import bills
from liushui.payments.wechat.notices import Opener, read_refund, read_transaction
from liushui.payments.wechat.signing import Merchant, Request, SignedHead, authorization

__all__ = ["NewOrder", "ProviderRefused", "ProviderSilent", "WechatPay"]

_SECONDS = 5.0
_NO_CONTENT = 204
_UNAUTHORISED = 401
_TOO_OFTEN = 429
# What is closed or unknown there cannot be paid there.
_UNKNOWN = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST"})
_CLOSED_THERE = _UNKNOWN | {"ORDER_CLOSED", "ORDERCLOSED"}
PREPAY = "prepay:"


class WechatPay:
    """One merchant's conversation with the provider. Safe to share between threads."""

    name = WECHAT

    def __init__(
        self,
        merchant: Merchant,
        opener: Opener,
        api: str,
        transport: httpx.BaseTransport | None = None,
        *,
        line: httpx.Client | None = None,
    ) -> None:
        self.merchant = merchant
        self.opener = opener
        self._http = line or line_to(api, transport)

    def end(self) -> None:
        """Close the connections."""
        self._http.close()

    # -- a payment -----------------------------------------------------------------------------

    def begin(self, order: NewOrder, way: Way, *, at: datetime) -> str:
        """Place the order; the address to scan or open, or ``prepay:`` and the prepaid id."""
        if way == Way.WECHAT_H5:
            return self.h5_order(order, at=at)
        if way == Way.WECHAT_JSAPI:
            said = self._said(order) | {"payer": {"openid": order.payer_id}}
            answer = self.call("POST", "/v3/pay/transactions/jsapi", said, at=at)
            return f"{PREPAY}{answer['prepay_id']}"
        return self.native_order(order, at=at)

    def link(self, kept: str, order: NewOrder, way: Way, *, back: str, at: datetime) -> str:
        """The provider's page, told where to return; what is only scanned has none."""
        del order, way, at
        if not kept.startswith(("http://", "https://")):
            return ""
        joint = "&" if "?" in kept else "?"
        return f"{kept}{joint}{urlencode({'redirect_url': back})}"

    def native_order(self, order: NewOrder, *, at: datetime) -> str:
        """Place the order; the ``code_url`` that a desktop shows as a QR code."""
        answer = self.call("POST", "/v3/pay/transactions/native", self._said(order), at=at)
        return str(answer["code_url"])

    def h5_order(self, order: NewOrder, *, at: datetime) -> str:
        """Place the order; the ``h5_url`` to which a phone's browser is sent."""
        said = self._said(order)
        said["scene_info"] = {"payer_client_ip": order.payer_address, "h5_info": {"type": "Wap"}}
        return str(self.call("POST", "/v3/pay/transactions/h5", said, at=at)["h5_url"])

    def transaction_of(self, reference: str, *, at: datetime) -> Transaction:
        """What the provider knows of an order: how a payment is found when no call-back came."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(reference)}"
        try:
            answer = self.call("GET", f"{path}?mchid={self.merchant.merchant_id}", at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") not in _UNKNOWN:
                raise
            return unknown_there(reference, self.merchant, WECHAT)
        try:
            read = read_transaction(json.dumps(answer).encode())
        except Untrusted:
            raise ProviderSilent from None
        if read.order != reference:  # a true word about another order is no answer to ours
            raise ProviderSilent
        return read

    def close(self, reference: str, *, at: datetime) -> None:
        """Close an unpaid order, so that it can no longer be paid. Safe to call twice."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(reference)}/close"
        try:
            self.call("POST", path, {"mchid": self.merchant.merchant_id}, at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") not in _CLOSED_THERE:
                raise

    def is_named_in(self, body: bytes) -> bool:
        """Whether it was sealed with this merchant's own key: it names nobody in the open."""
        return self.opener.can_open(body)

    def open_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Notice:
        """The payment in a call-back. Raises ``Untrusted`` with the reason otherwise."""
        return self.opener.open_notice(headers, body, at=at)

    # -- money back, and bills -----------------------------------------------------------------

    def refund(self, asked: RefundOrder, *, at: datetime) -> RefundWord:
        """Ask for money to go back. The same key again is the same refund."""
        said: dict[str, object] = {
            "transaction_id": asked.transaction_id,
            "out_refund_no": asked.key,
            "reason": asked.reason[:80],
            "amount": {
                "refund": asked.amount_minor,
                "total": asked.total_minor,
                "currency": "CNY",
            },
        }
        if asked.notify_url:
            said["notify_url"] = asked.notify_url
        answer = self.call("POST", "/v3/refund/domestic/refunds", said, at=at)
        word = self._refund_in(answer, asked.key)
        if word.amount_minor != asked.amount_minor:
            raise ProviderSilent
        return word

    def refund_of(self, key: str, reference: str, *, at: datetime) -> RefundWord:
        """What became of a refund."""
        del reference
        answer = self.call("GET", f"/v3/refund/domestic/refunds/{quote(key)}", at=at)
        return self._refund_in(answer, key)

    def bill(self, day: date, kind: BillKind, *, at: datetime) -> Bill:
        """The bill of a day, its hash checked. Raises ``BillNotReady``."""
        return bills.fetch(self, day, kind, at=at)

    def _refund_in(self, answer: Mapping[str, object], key: str) -> RefundWord:
        try:
            word = read_refund(json.dumps(answer).encode())
        except Untrusted:
            raise ProviderSilent from None
        if word.key != key:
            raise ProviderSilent
        return word

    # -- the wire ------------------------------------------------------------------------------

    def _said(self, order: NewOrder) -> dict[str, object]:
        return {
            "appid": self.merchant.app_id,
            "mchid": self.merchant.merchant_id,
            "description": order.description,
            "out_trade_no": order.reference,
            "time_expire": order.expires_at.isoformat(timespec="seconds"),
            "notify_url": order.notify_url,
            "amount": {"total": order.amount_minor, "currency": "CNY"},
        }

    def call(
        self, method: str, path: str, said: Mapping[str, object] | None = None, *, at: datetime
    ) -> dict[str, Any]:
        """One signed request; the content of its signed answer ({} when it has none)."""
        answer = self.ask(method, path, said, at=at)
        return self._trusted(answer, at=at)

    def ask(
        self, method: str, path: str, said: Mapping[str, object] | None = None, *, at: datetime
    ) -> httpx.Response:
        """One signed request; its answer, of which nothing is proven. Raises ``ProviderSilent``."""
        body = json.dumps(said, ensure_ascii=False).encode() if said is not None else b""
        header = authorization(
            self.merchant,
            Request(method, path, body),
            timestamp=int(at.timestamp()),
            nonce=secrets.token_hex(16),
        )
        headers = {
            "Authorization": header,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "liushui",
        }
        if self.opener.certificates.key_id:
            headers["Wechatpay-Serial"] = self.opener.certificates.key_id
        try:
            return self._http.request(method, path, content=body, headers=headers)
        except httpx.HTTPError:
            raise ProviderSilent from None

    def _trusted(self, answer: httpx.Response, *, at: datetime) -> dict[str, Any]:
        """The answer's content. Success must be signed; a refusal moves nothing and need not be."""
        if not answer.is_success:
            raise refusal_in(answer)
        try:
            head = SignedHead.from_headers(dict(answer.headers))
            self.opener.certificates.require_signed(head, answer.content, at=at)
        except Untrusted:
            raise ProviderSilent from None
        if answer.status_code == _NO_CONTENT:
            return {}
        content: dict[str, Any] = answer.json()
        return content


def line_to(api: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Connections to the provider; keys may change while they stay."""
    return httpx.Client(
        base_url=api,
        timeout=_SECONDS,
        transport=transport,
        verify=authorities(),
        trust_env=False,
        follow_redirects=False,
    )


def refusal_in(answer: httpx.Response) -> DomainError:
    """What an answer that is no success means.

    Who is asked too often has decided nothing, nor has who does not know us by our signature; a
    refusal without a code is somebody else's.
    """
    if answer.is_server_error or answer.status_code == _TOO_OFTEN:
        return ProviderSilent()
    try:
        reason = answer.json().get("code")
    except (ValueError, AttributeError):
        return ProviderSilent()
    if not reason:
        return ProviderSilent()
    if answer.status_code == _UNAUTHORISED:
        return Unrecognised(reason=str(reason)[:40])
    return ProviderRefused(reason=str(reason)[:40])
