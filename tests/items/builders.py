"""Galleries that are open, orders for their pieces, rules and streams; all through services."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image

from liushui.giving.services import By, place_order
from liushui.items.models import ActRate
from liushui.items.queries.acts import rule_by_code
from liushui.items.services import (
    GalleryPlan,
    PieceText,
    RulePlan,
    Told,
    add_piece,
    agree_partner,
    draft_gallery,
    draft_rule,
    make_partner,
    open_gallery,
    open_rule,
)
from liushui.items.states import ActKind
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.ledger.services import accept_gift, sequence_all
from liushui.parties.access import Right
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.items.models import ActRule, Gallery, Partner
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project

now = giving.now
STRANGER = giving.STRANGER


def picture(shade: int = 0) -> bytes:
    """A picture of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), (shade % 256, 80, 120)).save(drawn, "PNG")
    return drawn.getvalue()


def officer(project: "Project") -> "Actor":
    return parties.holder(parties.wang(), project.organisation, Right.PROJECT_EDIT)


def approver(project: "Project") -> "Actor":
    return parties.holder(parties.zhao(), project.organisation, Right.MONEY_APPROVE)


def gallery(
    project: "Project", *, cap: int = 10, price: int = 100, code: str = "spring", surplus: str = ""
) -> "Gallery":
    """An open gallery with two pieces, drafted by one person and opened by another."""
    first, second, at = officer(project), approver(project), now()
    plan = GalleryPlan(
        code=code,
        title="春天的画",
        title_en="Pictures of spring",
        price_minor=price,
        cap=cap,
        opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=30),
        surplus=surplus,
    )
    draft_gallery(first, project.number, plan, at=at)
    for shade, title in ((1, "河边"), (2, "山路")):
        add_piece(first, code, PieceText(title, "River"), picture(shade), at=at)
    return open_gallery(second, code, at=at)


def order(gallery: "Gallery", count: int = 1, *, piece: int = 1, tag: str = "") -> "GiftOrder":
    return place_order(
        STRANGER,
        project=gallery.project.number,
        amount=Money(count * gallery.price_minor),
        by=By(f"item:{gallery.code}.{piece}", tag),
        at=now(),
    )


def rule(project: "Project", *, paid_in: int = 100_00, code: str = "steps") -> "ActRule":
    """An open rule: 1,000 steps are 10 fen, at most 10,000 of a person in a day."""
    first, second, at = officer(project), approver(project), now()
    plan = RulePlan(
        code=code,
        title="步步为善",
        sponsor="石桥茶业",
        kind=ActKind.STEPS,
        starts_on=day_of(at) - timedelta(days=7),
        ends_on=day_of(at) + timedelta(days=30),
    )
    drafted = draft_rule(first, project.number, plan, at=at)
    rate = ActRate(  # as if it had been agreed on the first day
        rule=drafted,
        from_day=plan.starts_on,
        units=1000,
        minor=10,
        most=10_000,
        proposed_by=first.name,
        proposed_at=at,
        agreed_by=second.name,
        agreed_at=at,
    )
    rate.save()
    open_rule(first, code, at=at)
    if paid_in:
        accept_gift(
            fund_id=drafted.fund_id,
            amount_minor=paid_in,
            key=f"budget:{code}:{paid_in}",
            ref="",
            happened_at=at,
        )
        sequence_all()
    return rule_by_code(code)


def partner(rule: "ActRule", name: str = "走走") -> "Partner":
    return partner_and_key(rule, name)[0]


def partner_and_key(rule: "ActRule", name: str = "走走") -> tuple["Partner", str]:
    """Named by one person and agreed to by another."""
    made, secret = make_partner(officer(rule.project), rule.code, name, at=now())
    return agree_partner(approver(rule.project), rule.code, made.pk, at=now()), secret


def walked(key: str, units: int, *, who: str = "u1", days_ago: int = 0) -> Told:
    return Told(key, who, day_of(now()) - timedelta(days=days_ago), units)
