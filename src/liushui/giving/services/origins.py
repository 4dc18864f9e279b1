"""Gifts that come by way of something built above: a team, an item, a mandate, a sponsor's act.

The order says ``kind:code``. Whoever registered the kind hears of the order in the transaction that
places, books or closes it, so what is built above can never lag behind the gifts nor lead them.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from liushui.kernel.errors import DomainError, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project

ORIGIN_LIMIT = 40


class OriginUnknown(DomainError):
    """The link names a team, an item or the like that is not there or takes no gifts."""

    code = "origin_unknown"
    status = 404
    message = gettext_noop("What this link leads to takes no gifts any more.")
    remedy = gettext_noop("Open the project's page and give there.")


class Origin(Protocol):
    """One kind of way to a gift. ``code`` is what it calls one of its own (no colon)."""

    kind: str

    def words(self, code: str, project: "Project") -> str:
        """What the giver reads above the form. Raises ``DomainError`` where it takes no gifts."""
        ...

    def place(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """The order was written. A ``DomainError`` refuses it, and then nothing was."""
        ...

    def book(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """These were paid and booked, by id. It must not refuse: the money is there."""
        ...

    def close(self, orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
        """These were closed unpaid; a payment may still come (``book``)."""
        ...


_ORIGINS: dict[str, Origin] = {}


def register_origin(origin: Origin) -> None:
    """At start-up. The same kind again replaces what stood there."""
    _ORIGINS[origin.kind] = origin


def origin_of(name: str) -> tuple[Origin, str]:
    """Who answers for an order's ``origin``, and the code. Raises ``OriginUnknown``."""
    kind, _colon, code = name.partition(":")
    origin = _ORIGINS.get(kind)
    if origin is None or not code or len(name) > ORIGIN_LIMIT:
        raise OriginUnknown
    return origin, code


def words_of_origin(name: str, project: "Project") -> str:
    """What the giver reads of it; "" for a gift that comes by itself. Raises ``DomainError``."""
    if not name:
        return ""
    origin, code = origin_of(name)
    return origin.words(code, project)


def tell_placed(order: "GiftOrder", *, at: datetime) -> None:
    """Have the origin take the order, or refuse it."""
    if order.origin:
        origin, code = origin_of(order.origin)
        origin.place(order, code, at=at)


def tell_booked(orders: "Iterable[GiftOrder]", *, at: datetime) -> None:
    """Have each origin hear of its orders that were booked. Call it where they are."""
    for origin, own in _by_origin(orders):
        origin.book(own, at=at)


def tell_closed(orders: "Iterable[GiftOrder]", *, at: datetime) -> None:
    """Have each origin hear of its orders that were closed unpaid."""
    for origin, own in _by_origin(orders):
        origin.close(own, at=at)


def _by_origin(orders: "Iterable[GiftOrder]") -> "list[tuple[Origin, list[GiftOrder]]]":
    by_kind: dict[str, list[GiftOrder]] = {}
    for order in sorted(orders, key=lambda order: order.pk):
        kind = order.origin.partition(":")[0]
        if kind in _ORIGINS:  # what is no longer installed hears nothing; the gift stands
            by_kind.setdefault(kind, []).append(order)
    return [(_ORIGINS[kind], own) for kind, own in sorted(by_kind.items())]
