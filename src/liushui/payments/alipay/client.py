"""The calls to Alipay that a gift needs: signed by us, the answers checked."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from liushui.kernel.clock import CHINA
from liushui.payments.alipay import bills, reading
from liushui.payments.alipay.signing import (
    SIGN_TYPE,
    AlipayMerchant,
    PlatformKeys,
    open_answer,
    open_call_back,
    signed_request,
)
from liushui.payments.provider import (
    ALIPAY,
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
from liushui.payments.states import RefundState, Way
from liushui.payments.trusting import authorities

_SECONDS = 8.0
_UNKNOWN = "ACQ.TRADE_NOT_EXIST"
_OTHER_STATE = "ACQ.TRADE_STATUS_ERROR"  # paid or closed: it does not say which
_UNRECOGNISED = frozenset(
    {
        "isv.invalid-signature",
        "isv.missing-signature-key",
        "isv.invalid-timestamp",
        "isv.invalid-app-id",
    }
)
_CLOSED_THERE = frozenset({_UNKNOWN, "ACQ.TRADE_HAS_CLOSE"})
# The page's address is made when it is shown: it carries a time and a signature of its own.
ON_DEMAND = "alipay:"
_PAGES = {
    Way.ALIPAY_PAGE: ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    Way.ALIPAY_WAP: ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
}


class Alipay:
    """One merchant's conversation with the provider. Safe to share between threads."""

    name = ALIPAY

    def __init__(
        self,
        merchant: AlipayMerchant,
        keys: PlatformKeys,
        gateway: str,
        transport: httpx.BaseTransport | None = None,
        *,
        line: httpx.Client | None = None,
    ) -> None:
        self.merchant = merchant
        self.keys = keys
        self.gateway = gateway
        self._http = line or line_out(transport)

    def end(self) -> None:
        """Close the connections."""
        self._http.close()

    # -- a payment -----------------------------------------------------------------------------

    def begin(self, order: NewOrder, way: Way, *, at: datetime) -> str:
        """A page needs no word beforehand; for scanning, the provider's QR code is kept."""
        if way in _PAGES:
            return ON_DEMAND
        said = self.call("alipay.trade.precreate", _said(order), notify_url=order.notify_url, at=at)
        if said.get("out_trade_no") != order.reference:
            raise ProviderSilent
        return str(said["qr_code"])

    def link(self, kept: str, order: NewOrder, way: Way, *, back: str, at: datetime) -> str:
        """The provider's page for this order, signed now."""
        if way not in _PAGES:
            return kept if kept.startswith(("http://", "https://")) else ""
        method, product = _PAGES[way]
        content = _said(order) | {"product_code": product}
        if way == Way.ALIPAY_WAP:
            content["quit_url"] = back
        return self.page(method, content, notify_url=order.notify_url, back=back, at=at)

    def transaction_of(self, reference: str, *, at: datetime) -> Transaction:
        """What the provider knows of an order: how a payment is found when no call-back came."""
        try:
            said = self.call("alipay.trade.query", {"out_trade_no": reference}, at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _UNKNOWN:
                raise
            return unknown_there(reference, self.merchant, ALIPAY)
        try:
            read = reading.transaction_of_query(said, self.merchant)
        except Untrusted:
            raise ProviderSilent from None
        if read.order != reference:  # a true word about another order is no answer to ours
            raise ProviderSilent
        return read

    def close(self, reference: str, *, at: datetime) -> None:
        """Close an unpaid order, so that it can no longer be paid. Safe to call twice."""
        try:
            self.call("alipay.trade.close", {"out_trade_no": reference}, at=at)
        except ProviderRefused as refusal:
            reason = refusal.facts.get("reason")
            if reason == _OTHER_STATE and self.transaction_of(reference, at=at).state == "CLOSED":
                return
            if reason not in _CLOSED_THERE:
                raise

    def is_named_in(self, body: bytes) -> bool:
        """Whether it names this merchant's app."""
        return f"&app_id={self.merchant.app_id}&".encode() in b"&" + body + b"&"

    def open_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Notice:
        """The payment in a call-back. Raises ``Untrusted`` with the reason otherwise.

        The provider repeats the same bytes, so there is no nonce: the payment's number is it.
        """
        del headers
        fields = open_call_back(body, self.keys)
        reading.require_fresh(fields, at=at)
        return Notice("", reading.transaction_in(fields))

    # -- money back, and bills -----------------------------------------------------------------

    def refund(self, asked: RefundOrder, *, at: datetime) -> RefundWord:
        """Ask for money to go back. The same key again is the same refund."""
        content = {
            "out_trade_no": asked.order,
            "trade_no": asked.transaction_id,
            "refund_amount": reading.yuan_of(asked.amount_minor),
            "out_request_no": asked.key,
            "refund_reason": asked.reason[:80],
        }
        said = self.call("alipay.trade.refund", content, at=at)
        if said.get("trade_no") != asked.transaction_id:
            raise ProviderSilent
        if said.get("fund_change") == "Y":
            if _falls_short(said, asked):
                raise ProviderSilent
            return RefundWord(asked.key, asked.key, asked.amount_minor, RefundState.DONE, at)
        # "N" also says that this key was answered before: what became of it is asked.
        word = self.refund_of(asked.key, asked.order, at=at)
        if word.amount_minor not in (0, asked.amount_minor):
            raise ProviderSilent
        return word

    def refund_of(self, key: str, reference: str, *, at: datetime) -> RefundWord:
        """What became of a refund."""
        content = {
            "out_trade_no": reference,
            "out_request_no": key,
            "query_options": ["gmt_refund_pay"],
        }
        said = self.call("alipay.trade.fastpay.refund.query", content, at=at)
        if not said.get("refund_amount"):  # it answers 10000 and nothing else for what is not there
            return RefundWord(key, key, 0, RefundState.PROCESSING)
        if said.get("out_trade_no") != reference or said.get("out_request_no") != key:
            raise ProviderSilent
        when = str(said.get("gmt_refund_pay") or "")
        try:
            minor = reading.minor_of(said["refund_amount"])
            is_done = said.get("refund_status") == "REFUND_SUCCESS"
            done_at = (reading.time_of(when) if when else at) if is_done else None
        except Untrusted:
            raise ProviderSilent from None
        state = RefundState.DONE if is_done else RefundState.PROCESSING
        return RefundWord(key, key, minor, state, done_at)

    def bill(self, day: date, kind: BillKind, *, at: datetime) -> Bill:
        """The bill of a day. Raises ``BillNotReady``."""
        return bills.fetch(self, day, kind, at=at)

    # -- the wire ------------------------------------------------------------------------------

    def page(
        self,
        method: str,
        content: Mapping[str, object],
        *,
        notify_url: str,
        back: str,
        at: datetime,
    ) -> str:
        """The address of a page of the provider's that a browser opens: the request is in it."""
        fields = self._fields(method, content, at=at) | {
            "notify_url": notify_url,
            "return_url": back,
        }
        return f"{self.gateway}?{urlencode(signed_request(self.merchant.key, fields))}"

    def call(
        self, method: str, content: Mapping[str, object], *, notify_url: str = "", at: datetime
    ) -> dict[str, Any]:
        """One signed request and the content of its proven answer.

        Raises ``ProviderSilent`` and ``ProviderRefused``, whose reason is the provider's sub code.
        """
        fields = self._fields(method, content, at=at) | {"notify_url": notify_url}
        try:
            answer = self._http.post(self.gateway, data=signed_request(self.merchant.key, fields))
        except httpx.HTTPError:
            raise ProviderSilent from None
        if not answer.is_success:
            raise ProviderSilent
        return self._trusted(answer, method)

    def fetch(self, url: str) -> bytes:
        """A file from an address that the provider named in a proven answer."""
        try:
            answer = self._http.get(url)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ProviderSilent from None
        if not answer.is_success:
            raise ProviderSilent
        return answer.content

    def _fields(
        self, method: str, content: Mapping[str, object], *, at: datetime
    ) -> dict[str, str]:
        return {
            "app_id": self.merchant.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": SIGN_TYPE,
            "timestamp": at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }

    def _trusted(self, answer: httpx.Response, method: str) -> dict[str, Any]:
        """The answer's content. Success must be signed; a refusal moves nothing and need not be."""
        node = f"{method.replace('.', '_')}_response"
        try:
            text = answer.content.decode()
            if f'"{node}"' not in text and '"error_response"' in text:
                raise _refusal(json.loads(text)["error_response"])
            unproven = json.loads(text).get(node)
            if isinstance(unproven, dict) and str(unproven.get("code")) not in {"10000", "10003"}:
                raise _refusal(unproven)
            return open_answer(text, node, self.keys)
        except (Untrusted, ValueError, KeyError, AttributeError):
            raise ProviderSilent from None


def line_out(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Connections to the provider; keys may change while they stay."""
    return httpx.Client(
        timeout=_SECONDS,
        transport=transport,
        verify=authorities(),
        trust_env=False,
        follow_redirects=False,
    )


def _falls_short(said: Mapping[str, object], asked: RefundOrder) -> bool:
    """Whether less went back of the payment, in all, than this refund alone asks for."""
    try:
        return reading.minor_of(said.get("refund_fee")) < asked.amount_minor
    except Untrusted:
        return True


def _refusal(said: Mapping[str, object]) -> ProviderRefused | ProviderSilent:
    """20000: the provider itself is not well; 40005: asked too often. Anything else declines.

    But for a request that was not taken for ours: nothing was decided about that.
    """
    if (
        str(said.get("code")) in {"20000", "40005"}
        or str(said.get("sub_code")) == "ACQ.SYSTEM_ERROR"
    ):
        return ProviderSilent()
    if said.get("sub_code") in _UNRECOGNISED:
        return Unrecognised(reason=_reason(said))
    return ProviderRefused(reason=_reason(said))


def _reason(said: Mapping[str, object]) -> str:
    return str(said.get("sub_code") or said.get("code"))[:60]


def _said(order: NewOrder) -> dict[str, object]:
    return {
        "out_trade_no": order.reference,
        "total_amount": reading.yuan_of(order.amount_minor),
        "subject": reading.subject_of(order.description),
        "time_expire": order.expires_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
    }
