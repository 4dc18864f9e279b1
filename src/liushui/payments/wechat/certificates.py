"""The provider's certificates, fetched from the provider: the next is announced before its use."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509

from liushui.payments.provider import ProviderSilent, Untrusted
from liushui.payments.wechat.signing import PlatformCertificates, SignedHead, open_resource

if TYPE_CHECKING:
    from liushui.payments.wechat.client import WechatPay

_PATH = "/v3/certificates"


def fetch_certificates(wechat: "WechatPay", *, at: datetime) -> Sequence[x509.Certificate]:
    """The certificates that the provider signs with, now and next.

    Each was sealed with our own APIv3 key, which nobody else has; and the answer must be signed by
    one of them, or by one that we knew. Raises ``ProviderSilent``, ``ProviderRefused``.
    """
    answer = wechat.ask("GET", _PATH, at=at)
    if not answer.is_success:
        from liushui.payments.wechat.client import refusal_in  # noqa: PLC0415 - it knows bills

        raise refusal_in(answer)
    try:
        found = [
            x509.load_pem_x509_certificate(
                open_resource(one["encrypt_certificate"], wechat.opener.api_v3_key)
            )
            for one in answer.json()["data"]
        ]
        head = SignedHead.from_headers(dict(answer.headers))
        _require_signed(wechat, found, head, answer.content, at)
    except (Untrusted, KeyError, TypeError, ValueError):
        raise ProviderSilent from None
    return [one for one in found if one.not_valid_after_utc >= at]


def _require_signed(
    wechat: "WechatPay",
    found: Sequence[x509.Certificate],
    head: SignedHead,
    body: bytes,
    at: datetime,
) -> None:
    try:
        wechat.opener.certificates.require_signed(head, body, at=at)
    except Untrusted as refusal:
        if refusal.reason != "unknown_certificate":
            raise
        PlatformCertificates(found).require_signed(head, body, at=at)
