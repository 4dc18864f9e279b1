"""The story's list from another channel: brought, to be looked at, with one gift that is known."""

from typing import TYPE_CHECKING

from liushui.giving.services.bringing import Said, Upload, bring_list
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

_PROJECT = "medical"
_HEAD = "订单号,捐款人,手机号,支付金额（元）,捐款日期"
_OTHERS = (("沈若溪", "50.00"), ("江一帆", "200.00"), ("顾明远", "66.60"))


def bring_a_list(stage: "Stage") -> None:
    """Four gifts by another platform; one has donor, sum and day of a gift that was paid here.

    The worker looks at it; nothing is booked, so the story's sums stay.
    """
    at = stage.on(-1, 1_050)
    body = stage.plan.script.projects[_PROJECT].body
    officer = stage.actor(body, Right.GIFT_IMPORT, day_of(at))
    known = next(
        gift
        for gift in reversed(stage.plan.gifts)
        if gift.project == _PROJECT and gift.donor and gift.number % 4 > 0
    )
    told = [(stage.plan.donors[known.donor or 0], format_yuan(known.amount_minor).replace(",", ""))]
    days = [day_of(known.at), *[day_of(at)] * len(_OTHERS)]
    rows = [
        f"5200{number:024d},{name},1300000{number:04d},{amount},{day.isoformat()}"
        for number, ((name, amount), day) in enumerate(zip([*told, *_OTHERS], days, strict=True), 1)
    ]
    said = Said(
        source="乐善平台",
        told_count=len(rows),
        told_minor=known.amount_minor + 50_00 + 200_00 + 66_60,
    )
    content = "\n".join((_HEAD, *rows)).encode("gb18030")
    project = stage.projects[_PROJECT].number
    bring_list(
        officer, Upload("乐善平台上月明细.csv", content), project=project, said=said,
        language="zh-hans", at=at,
    )  # fmt: skip
