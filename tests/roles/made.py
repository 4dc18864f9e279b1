"""A gallery, a rule for acts and a stream of the county's charity, for the role walk."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.config.demo.papers import photo
from liushui.giving.services import By, place_order
from liushui.items.services import (
    GalleryPlan,
    PieceText,
    Rate,
    RulePlan,
    StreamPlan,
    add_channel,
    add_piece,
    agree_rate,
    draft_gallery,
    draft_rule,
    keep_pieces,
    make_stream,
    open_gallery,
    open_rule,
    propose_rate,
    set_flower_rule,
)
from liushui.items.states import ActKind
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.parties.access import Right
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def items_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """What the county's officer prepared and its approver opened; one piece is kept."""
    number, day = stage.projects["medical"].number, day_of(at)
    officer = stage.actor("county", Right.PROJECT_EDIT, day)
    approver = stage.actor("county", Right.MONEY_APPROVE, day)
    ends = at + timedelta(days=9)
    draft_gallery(officer, number, GalleryPlan("walk", "画", 100, 9, at, ends), at=at)
    add_piece(officer, "walk", PieceText("河边"), photo(9), at=at)
    open_gallery(approver, "walk", at=at)
    order = place_order(
        Actor.stranger(), project=number, amount=Money(100), by=By("item:walk.1"), at=at
    )
    keep_pieces([order], at=at)
    plan = RulePlan("walk", "走", "石桥茶业", ActKind.STEPS, day, day_of(ends))
    draft_rule(officer, number, plan, at=at)
    rate = propose_rate(officer, "walk", Rate(1000, 10, 10_000), from_day=day, at=at)
    agree_rate(approver, "walk", rate.pk, at=at)
    open_rule(officer, "walk", at=at)
    propose_rate(officer, "walk", Rate(1000, 20, 10_000), from_day=day_of(ends), at=at)
    make_stream(officer, number, StreamPlan("walk", "直播", at, ends), at=at)
    add_channel(officer, "walk", "one", label="一", at=at)
    set_flower_rule(
        Actor.system("test"),
        from_day=day + timedelta(days=1),
        for_visit=1,
        for_gift=1,
        most=2,
        at=at,
    )
    return {"kept_gift": order.reference}
