"""The few calls to WeChat Pay v3 that a gift needs: signed by us, the answers checked."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import httpx

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments.wechat.notices import Opener, Transaction, read_transaction
from liushui.payments.wechat.signing import Merchant, Request, SignedHead, Untrusted, authorization

_SECONDS = 5.0
_NO_CONTENT = 204


class ProviderSilent(DomainError):
    """The provider gave no answer, or one that cannot be trusted. Nothing was charged by us."""

    code = "provider_silent"
    status = 503
    message = gettext_noop("WeChat Pay does not answer at the moment.")
    remedy = gettext_noop("No money was taken. Please try again in a minute.")


class ProviderRefused(DomainError):
    """The provider answered and declined; ``reason`` is its own code."""

    code = "provider_refused"
    status = 502
    message = gettext_noop("WeChat Pay declined this request (%(reason)s).")
    remedy = gettext_noop("No money was taken. If it happens again, tell the charity this code.")


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What the provider is told of an order: no name, no phone, no message of the donor."""

    reference: str
    description: str
    amount_minor: int
    notify_url: str
    expires_at: datetime
    payer_address: str = "127.0.0.1"


class WechatPay:
    """One merchant's conversation with the provider. Safe to share between threads."""

    def __init__(
        self,
        merchant: Merchant,
        opener: Opener,
        api: str,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.merchant = merchant
        self.opener = opener
        self._http = httpx.Client(
            base_url=api,
            timeout=_SECONDS,
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    def end(self) -> None:
        """Close the connections."""
        self._http.close()

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
        answer = self.call("GET", f"{path}?mchid={self.merchant.merchant_id}", at=at)
        try:
            return read_transaction(json.dumps(answer).encode())
        except Untrusted:
            raise ProviderSilent from None

    def close(self, reference: str, *, at: datetime) -> None:
        """Close an unpaid order, so that it can no longer be paid."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(reference)}/close"
        self.call("POST", path, {"mchid": self.merchant.merchant_id}, at=at)

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
        self, method: str, path: str, said: dict[str, object] | None = None, *, at: datetime
    ) -> dict[str, object]:
        """One signed request and its proven answer, for what else the provider offers.

        Raises ``ProviderSilent`` and ``ProviderRefused``.
        """
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
        try:
            answer = self._http.request(method, path, content=body, headers=headers)
        except httpx.HTTPError:
            raise ProviderSilent from None
        return self._trusted(answer, at=at)

    def _trusted(self, answer: httpx.Response, *, at: datetime) -> dict[str, object]:
        """The answer's content. Success must be signed; a refusal moves nothing and need not be."""
        if not answer.is_success:
            raise _refusal(answer)
        try:
            head = SignedHead.from_headers(dict(answer.headers))
            self.opener.certificates.require_signed(head, answer.content, at=at)
        except Untrusted:
            raise ProviderSilent from None
        if answer.status_code == _NO_CONTENT:
            return {}
        content: dict[str, object] = answer.json()
        return content


def _refusal(answer: httpx.Response) -> DomainError:
    if answer.is_server_error:
        return ProviderSilent()
    try:
        reason = str(answer.json().get("code", answer.status_code))
    except (ValueError, AttributeError):
        reason = str(answer.status_code)
    return ProviderRefused(reason=reason[:40])
