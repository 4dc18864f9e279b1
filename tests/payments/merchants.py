"""Two charities, each with its own merchant accounts, agreed to by two of its people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.payments.services import MerchantAsked, agree_to_merchant, propose_merchant
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.parties.models import Organisation
    from liushui.payments.models import MerchantAccount
    from liushui.projects.models import Project

HOLD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class House:
    """A charity that takes gifts, one who enters its accounts and one who agrees to them."""

    body: "Organisation"
    project: "Project"
    wang: Actor
    zhao: Actor


def a_house(number: int) -> House:
    body = giving.charity(number)
    named = (
        parties.person(name, f"1390000{number}00{one}") for one, name in ((1, "王"), (2, "赵"))
    )
    wang, zhao = named
    return House(
        body,
        giving.project(body, f"项目{number}"),
        parties.holder(wang, body, Right.MONEY_DRAFT),
        parties.holder(zhao, body, Right.MONEY_APPROVE, Right.GIFT_READ),
    )


def asked_at(desk: Provider | Alipay) -> MerchantAsked:
    """The account as its people type it in."""
    keys = desk.keys
    if isinstance(desk, Alipay):
        return MerchantAsked("alipay", desk.keys.seller_id, desk.keys.app_id, keys.entered())
    return MerchantAsked("wechat", desk.keys.merchant_id, desk.keys.app_id, keys.entered(), PLAN_ID)


def known_there(account: "MerchantAccount", *, at: datetime) -> None:
    """As if the provider had been asked: most of these worlds have nobody who listens."""
    account.tried_at = at
    account.save(update_fields=["tried_at"])


def in_force(
    house: House, desk: Provider | Alipay, *, at: datetime | None = None
) -> "MerchantAccount":
    """Entered by one and agreed to by the other."""
    at = at or giving.now()
    fresh = propose_merchant(house.wang, house.body.credit_code, asked_at(desk), at=at)
    known_there(fresh, at=at)
    return agree_to_merchant(house.zhao, fresh.pk, hold=HOLD, at=at)
