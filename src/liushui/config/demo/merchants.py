"""The merchant accounts of both charities, as the simulated providers keep them for this demo."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from liushui.base.home import Home
from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.alipay.agreements import SCENE
from liushui.config.simulators.alipay.provider import second_merchant as second_at_alipay
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.config.simulators.wechat_pay.provider import second_merchant
from liushui.parties.access import Right
from liushui.payments.services import (
    MerchantAsked,
    agree_to_merchant,
    propose_merchant,
    try_merchant_of,
)

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

FIRST, SECOND = "county", "city"


def enter_merchants(stage: "Stage") -> None:
    """Each charity's people enter their own, where this demo has providers beside it."""
    home = Home.from_environment().path
    if not (home / "wechat").is_dir():
        return
    wechat, alipay = Provider(home / "wechat"), Alipay(home / "alipay")
    others = (second_merchant(home / "wechat"), second_at_alipay(home / "alipay"))
    for body, (at_wechat, at_alipay) in ((FIRST, (wechat, alipay)), (SECOND, others)):
        _enter(stage, body, asked_of(at_wechat))
        _enter(stage, body, asked_of(at_alipay))


def asked_of(desk: Provider | Alipay) -> MerchantAsked:
    """The account as its people type it in."""
    keys = desk.keys
    if isinstance(desk, Alipay):
        return MerchantAsked("alipay", desk.keys.seller_id, keys.app_id, keys.entered(), SCENE)
    return MerchantAsked("wechat", desk.keys.merchant_id, keys.app_id, keys.entered(), PLAN_ID)


def _enter(stage: "Stage", body: str, asked: MerchantAsked) -> None:
    at, today = now(), stage.plan.day
    drafter = stage.actor(body, Right.MONEY_DRAFT, today)
    approver = stage.actor(body, Right.MONEY_APPROVE, today)
    fresh = propose_merchant(drafter, stage.bodies[body].credit_code, asked, at=at)
    try_merchant_of(drafter, fresh.pk, at=at)
    agree_to_merchant(approver, fresh.pk, hold=timedelta(), at=at)
