"""How giving tells of the orders that mandates place; nobody else can place one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from liushui.giving.services import OriginUnknown
from liushui.recurring.models import Charge
from liushui.recurring.services.asking import not_taken, taken

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project

KIND = "mandate"
_charging: ContextVar[str] = ContextVar("charging", default="")


@contextmanager
def charging(code: str) -> Iterator[None]:
    """While it lasts, orders by this mandate may be placed."""
    token = _charging.set(code)
    try:
        yield
    finally:
        _charging.reset(token)


class MandateOrigin:
    """A link that names a mandate is refused: only the clock charges."""

    kind = KIND

    def words(self, code: str, project: "Project") -> str:
        """Refuse everybody but the clock."""
        del project
        if code != _charging.get():
            raise OriginUnknown
        return ""

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """The charge keeps its order itself."""
        del order, code, at

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """The money of these charges came."""
        for charge in Charge.objects.filter(order__in=orders).order_by("id"):
            taken(charge, at=at)

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """These were not paid, or go back."""
        for charge in Charge.objects.filter(order__in=orders).order_by("id"):
            not_taken(charge, at=at)
