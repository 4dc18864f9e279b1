"""Gifts that come by way of something built above: a team, an item, a mandate, a sponsor's act.

The order says ``kind:code``. Whoever registered the kind hears of the order in the transaction that
places, books or closes it, so what is built above can never lag behind the gifts nor lead them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

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
        """These were closed unpaid (a payment may still come), or are to be returned."""
        ...


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the money of an order goes that is paid: to another project, or before a person."""

    project: "Project | None" = None
    finding: str = ""


AS_PLANNED = Landing()


@runtime_checkable
class Priced(Protocol):
    """An origin whose gifts have set amounts; the form offers no other."""

    def amounts(self, code: str) -> "Sequence[tuple[int, str]]":
        """Each in fen, with what it is for in the reader's language; none: any amount."""
        ...


@runtime_checkable
class Landed(Protocol):
    """An origin that may have given away what a late payment was for."""

    def land(self, order: "GiftOrder", code: str, *, at: datetime) -> Landing:
        """The unpaid order is locked and its payment is here. Safe to call twice."""
        ...


@runtime_checkable
class Capped(Protocol):
    """An origin with a cap that no person's decision passes either."""

    def require_bookable(self, order: "GiftOrder", code: str, *, at: datetime) -> None:
        """Take the room for a payment that a person wants booked, or raise the refusal."""
        ...


@runtime_checkable
class Funded(Protocol):
    """An origin whose gifts join a fund of its own in the project's organisation."""

    def fund(self, code: str) -> int:
        """The fund, by its id."""
        ...

    def codes(self, project_id: int) -> "Sequence[str]":
        """What it calls those of its own that stand beside a project: one query."""
        ...


@runtime_checkable
class Onward(Protocol):
    """An origin that has something for whoever gave."""

    def onward(self, order: "GiftOrder", code: str) -> tuple[str, str]:
        """The words of a link and its address, for the page of thanks; "" for none."""
        ...


@dataclass(frozen=True, slots=True)
class Giver:
    """An organisation that gave: papers name it by its name and credit code."""

    name: str
    name_en: str
    credit_code: str


@runtime_checkable
class Named(Protocol):
    """An origin whose gifts are an organisation's own; who placed the order acted for it."""

    def giver(self, order: "GiftOrder", code: str) -> Giver | None:
        """Whose gift a paid order is; none where it is its donor's."""
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


def is_kind_of_origin(kind: str) -> bool:
    """Whether gifts can come by this kind of way here."""
    return kind in _ORIGINS


def words_of_origin(name: str, project: "Project") -> str:
    """What the giver reads of it; "" for a gift that comes by itself. Raises ``DomainError``."""
    if not name:
        return ""
    origin, code = origin_of(name)
    return origin.words(code, project)


def amounts_of_origin(name: str) -> "Sequence[tuple[int, str]]":
    """The amounts that a gift by this way can have; none: any. Raises ``OriginUnknown``."""
    if not name:
        return ()
    origin, code = origin_of(name)
    return origin.amounts(code) if isinstance(origin, Priced) else ()


def fund_of_origin(order: "GiftOrder") -> int | None:
    """The fund that the gift joins, where its way has one of its own."""
    origin, code = _installed(order)
    return origin.fund(code) if isinstance(origin, Funded) else None


def origins_apart(project_id: int) -> "Sequence[str]":
    """The ways to gifts beside a project that join funds of their own and not the project's."""
    return [
        f"{kind}:{code}"
        for kind, origin in _ORIGINS.items()
        if isinstance(origin, Funded)
        for code in origin.codes(project_id)
    ]


def landing_of(order: "GiftOrder", *, at: datetime) -> Landing:
    """Where the money of a locked unpaid order goes now that it is here."""
    origin, code = _installed(order)
    return origin.land(order, code, at=at) if isinstance(origin, Landed) else AS_PLANNED


def require_bookable(order: "GiftOrder", *, at: datetime) -> None:
    """Raise the refusal of what led to the gift where a person may not book it either."""
    origin, code = _installed(order)
    if isinstance(origin, Capped):
        origin.require_bookable(order, code, at=at)


def giver_of_origin(order: "GiftOrder") -> Giver | None:
    """The organisation whose gift this is; none where it is its donor's own."""
    origin, code = _installed(order)
    return origin.giver(order, code) if isinstance(origin, Named) else None


def onward_of_origin(order: "GiftOrder") -> tuple[str, str]:
    """What waits for the giver beside the page of thanks: words and address, "" for nothing."""
    origin, code = _installed(order)
    return origin.onward(order, code) if isinstance(origin, Onward) else ("", "")


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


def _installed(order: "GiftOrder") -> tuple[object, str]:
    """Who answers for the order; nobody where its way is no longer installed."""
    kind, _colon, code = order.origin.partition(":")
    return _ORIGINS.get(kind), code


def _by_origin(orders: "Iterable[GiftOrder]") -> "list[tuple[Origin, list[GiftOrder]]]":
    by_kind: dict[str, list[GiftOrder]] = {}
    for order in sorted(orders, key=lambda order: order.pk):
        kind = order.origin.partition(":")[0]
        if kind in _ORIGINS:  # what is no longer installed hears nothing; the gift stands
            by_kind.setdefault(kind, []).append(order)
    return [(_ORIGINS[kind], own) for kind, own in sorted(by_kind.items())]
