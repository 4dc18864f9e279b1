"""Orders of mandates among the ways to pay: nobody chooses them on a form."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from liushui.giving.services.ways import register_way
from liushui.giving.states import BY_MANDATE, Channel

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project


class ByMandate:
    """An order that the clock charges: whoever opens it unpaid reads on at its regular gift."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.label = channel.label

    def is_open(self, project: "Project", *, at: datetime) -> bool:
        del project, at
        return False

    def begin(self, actor: "Actor", order: "GiftOrder", *, at: datetime) -> None:
        """Nothing: the charge asks the provider itself."""
        del actor, order, at

    def page(self, order: "GiftOrder") -> str:
        return reverse("recurring:mandate", args=[order.origin.partition(":")[2]])


def register_ways() -> None:
    """At start-up."""
    for channel in sorted(BY_MANDATE):
        register_way(ByMandate(channel))
