"""Galleries that are open, orders for their pieces, rules and streams; all through services."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image

from liushui.giving.services import By, place_order
from liushui.items.services import (
    GalleryPlan,
    PieceText,
    add_piece,
    draft_gallery,
    open_gallery,
)
from liushui.kernel.money import Money
from liushui.parties.access import Right
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.items.models import Gallery
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
