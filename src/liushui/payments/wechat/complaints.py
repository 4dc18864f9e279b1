"""What the provider tells of complaints; what the payer wrote and their phone are not read."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from liushui.payments.provider import ProviderSilent
from liushui.payments.states import ComplaintState

if TYPE_CHECKING:
    from liushui.payments.wechat.client import WechatPay

_STATES = {
    "PENDING": ComplaintState.PENDING,
    "PROCESSING": ComplaintState.PROCESSING,
    "PROCESSED": ComplaintState.PROCESSED,
}


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """Which payment it is about and where it stands."""

    state: ComplaintState
    order: str
    transaction_id: str
    amount_minor: int | None


def complaint_of(wechat: "WechatPay", number: str, *, at: datetime) -> ComplaintFacts:
    """Ask about one complaint. Raises ``ProviderSilent`` and ``ProviderRefused``."""
    said = wechat.call("GET", f"/v3/merchant-service/complaints-v2/{quote(number)}", at=at)
    orders = said.get("complaint_order_info")
    first = orders[0] if isinstance(orders, list) and orders else {}
    state = _STATES.get(str(said.get("complaint_state")))
    if said.get("complaint_id") != number or state is None or not isinstance(first, dict):
        raise ProviderSilent
    amount = first.get("amount")
    return ComplaintFacts(
        state=state,
        order=str(first.get("out_trade_no", ""))[:32],
        transaction_id=str(first.get("transaction_id", ""))[:64],
        amount_minor=amount if type(amount) is int else None,
    )
