"""How items answer for the gifts that come by them: ``item:CODE.NUMBER``, ``act:``, ``live:``."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.base.forms import in_reader_language
from liushui.giving.services import AS_PLANNED, Landing, Origin, OriginUnknown
from liushui.giving.states import Finding
from liushui.items import queries, services
from liushui.items.queries.acts import codes_of_project, rule_by_code
from liushui.items.queries.streams import stream_by_code
from liushui.items.states import RuleState
from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.items.models import ActRule, Piece
    from liushui.projects.models import Project

_COUNTS = (1, 2, 3, 5, 10, 20, 50, 100)


class PieceOrigin:
    """A gift for a piece of a gallery: ``item:spring.7``."""

    kind = "item"

    def words(self, code: str, project: "Project") -> str:
        piece = _piece(code, project)
        services.require_open(piece.gallery, now())
        return _("%(piece)s, from %(gallery)s: %(price)s yuan each") % {
            "piece": in_reader_language(piece.title, piece.title_en),
            "gallery": in_reader_language(piece.gallery.title, piece.gallery.title_en),
            "price": format_yuan(piece.gallery.price_minor),
        }

    def amounts(self, code: str) -> Sequence[tuple[int, str]]:
        piece = _piece(code)
        price, most = piece.gallery.price_minor, piece.gallery.most
        return [
            (
                count * price,
                ngettext("%(count)s for %(sum)s yuan", "%(count)s for %(sum)s yuan", count)
                % {"count": count, "sum": format_yuan(count * price)},
            )
            for count in _COUNTS
            if count <= most
        ]

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        services.hold_pieces(order, _piece(code, order.project), at=at)

    def land(self, order: "GiftOrder", code: str, *, at: datetime) -> Landing:
        if services.is_still_there(order, at=at):
            return AS_PLANNED
        surplus = _piece(code).gallery.surplus
        return Landing(project=surplus) if surplus else Landing(finding=Finding.SOLD_OUT)

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        services.keep_pieces(orders, at=at)

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        services.give_back(orders, at=at)

    def onward(self, order: "GiftOrder", code: str) -> tuple[str, str]:
        del code
        return _("See your piece"), reverse("items:kept", args=[order.reference])


class BudgetOrigin:
    """Money for a sponsor's budget: ``act:steps``. It joins the budget's fund, nothing else."""

    kind = "act"

    def words(self, code: str, project: "Project") -> str:
        rule = _rule(code)
        if rule.project_id != project.pk or rule.state != RuleState.OPEN:
            raise OriginUnknown
        return _("For the budget of %(sponsor)s: %(rule)s") % {
            "sponsor": in_reader_language(rule.sponsor, rule.sponsor_en),
            "rule": in_reader_language(rule.title, rule.title_en),
        }

    def fund(self, code: str) -> int:
        return int(_rule(code).fund_id)

    def codes(self, project_id: int) -> Sequence[str]:
        return codes_of_project(project_id)

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """``words`` was asked before: the rule is open and the project is its own."""

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """The budget is what the fund holds."""

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """Nothing was promised."""


class StreamOrigin:
    """A gift by way of a live stream: ``live:spring``, and the channel as its tag."""

    kind = "live"

    def words(self, code: str, project: "Project") -> str:
        try:
            stream = stream_by_code(code)
        except NotFound:
            raise OriginUnknown from None
        if stream.project_id != project.pk:
            raise OriginUnknown
        return in_reader_language(stream.title, stream.title_en)

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """Whoever comes by the link gives, also before and after the stream."""

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        services.count_gifts(orders, at=at)

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """Only what was booked is counted."""


def _rule(code: str) -> "ActRule":
    try:
        return rule_by_code(code)
    except NotFound:
        raise OriginUnknown from None


def _piece(code: str, project: "Project | None" = None) -> "Piece":
    piece = queries.piece_by_code(code)
    if piece is None or (project is not None and piece.gallery.project_id != project.pk):
        raise OriginUnknown
    return piece


ORIGINS: Sequence[Origin] = (PieceOrigin(), BudgetOrigin(), StreamOrigin())
