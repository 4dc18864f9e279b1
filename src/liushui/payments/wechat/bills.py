"""A day's bills: asked for, fetched from where the answer says, and held against their hash."""

from datetime import date, datetime
from hashlib import sha1
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from liushui.kernel.clock import day_of
from liushui.payments.provider import (
    WECHAT,
    Bill,
    BillKind,
    BillNotReady,
    ProviderRefused,
    ProviderSilent,
)

if TYPE_CHECKING:
    from liushui.payments.wechat.client import WechatPay

_PATHS = {
    BillKind.TRADE: "/v3/bill/tradebill?bill_date={day}&bill_type=ALL",
    BillKind.FUNDS: "/v3/bill/fundflowbill?bill_date={day}&account_type=BASIC",
}
_NOTHING_THAT_DAY = "NO_STATEMENT_EXIST"
_BEING_MADE = "STATEMENT_CREATING"


def fetch(wechat: "WechatPay", day: date, kind: BillKind, *, at: datetime) -> Bill:
    """The bill as bytes. The file itself is unsigned, so it counts only with the signed hash."""
    if day >= day_of(at):
        raise BillNotReady(day=day.isoformat())
    try:
        where = wechat.call("GET", _PATHS[kind].format(day=day.isoformat()), at=at)
    except ProviderRefused as refusal:
        if refusal.facts.get("reason") == _NOTHING_THAT_DAY:
            return Bill(WECHAT, kind, day, b"")
        if refusal.facts.get("reason") == _BEING_MADE:
            raise BillNotReady(day=day.isoformat()) from None
        raise
    # Our signature is only for the provider: whatever host the answer names, we ask its own.
    parts = urlsplit(str(where.get("download_url", "")))
    answer = wechat.ask("GET", f"{parts.path}?{parts.query}", at=at)
    digest = sha1(answer.content, usedforsecurity=False).hexdigest()
    told = str(where.get("hash_value", "")).lower()
    if not answer.is_success or where.get("hash_type") != "SHA1":
        raise ProviderSilent
    if not compare_digest(digest, told):
        raise ProviderSilent
    return Bill(WECHAT, kind, day, answer.content)
