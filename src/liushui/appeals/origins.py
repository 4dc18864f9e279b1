"""How appeals answer for gifts to them: ``appeal:Q2026001``. The cap is never passed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from liushui.appeals.errors import AppealTakesNothing, CapReached
from liushui.appeals.queries.appeals import by_number
from liushui.appeals.services.taking import release_room, require_room, require_taking, take_room
from liushui.appeals.states import AppealState
from liushui.giving.services import AS_PLANNED, Landing
from liushui.giving.states import Finding
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project


class AppealOrigin:
    """A gift to a personal appeal: every one, by whatever link it came."""

    kind = "appeal"

    def words(self, code: str, project: "Project") -> str:
        appeal = require_taking(by_number(code), now())
        if appeal.project_id != project.pk:
            raise AppealTakesNothing
        left = appeal.cap_minor - appeal.taken_minor
        return _("Personal appeal %(number)s: it still takes %(left)s yuan") % {
            "number": appeal.number,
            "left": format_yuan(left),
        }

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        require_room(code, order.amount_minor, at)

    def land(self, order: "GiftOrder", code: str, *, at: datetime) -> Landing:
        taken = take_room(code, order, at=at)
        return AS_PLANNED if taken else Landing(finding=Finding.SOLD_OUT)

    def require_bookable(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        appeal = by_number(code)
        if appeal is None or appeal.is_untrue or appeal.state == AppealState.SETTLED:
            raise AppealTakesNothing
        if not take_room(code, order, at=at):
            raise CapReached(left=format_yuan(appeal.cap_minor - appeal.taken_minor))

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """The room was taken when the payment came."""

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        for order in orders:
            release_room(order.pk, at=at)

    def onward(self, order: "GiftOrder", code: str) -> tuple[str, str]:
        del order
        return _("See what is paid for it"), reverse("appeals:appeal", args=[code])
