"""Ways to pay beside the payment services: what is built above brings them, as a bank transfer."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.models import GiftOrder
    from liushui.giving.states import Channel
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project


class WayBeside(Protocol):
    """A way of which no provider is told. ``label`` is what a giver chooses by."""

    channel: "Channel"
    label: Any

    def is_open(self, project: "Project", *, at: datetime) -> bool:
        """Whether gifts to this project can come so."""

    def begin(self, actor: "Actor", order: "GiftOrder", *, at: datetime) -> None:
        """An order was placed by it. Safe to call twice."""

    def page(self, order: "GiftOrder") -> str:
        """The address at which the giver reads on."""


_BESIDE: "dict[str, WayBeside]" = {}


def register_way(way: WayBeside) -> None:
    """At start-up. The same channel again replaces what stood there."""
    _BESIDE[way.channel] = way


def ways_beside(project: "Project", *, at: datetime) -> "Sequence[WayBeside]":
    """The ways by which gifts to this project can come beside the payment services."""
    return [way for way in _BESIDE.values() if way.is_open(project, at=at)]


def way_beside(channel: str) -> WayBeside | None:
    """Who answers for orders of this channel; none where a payment service does."""
    return _BESIDE.get(channel)
