"""Orders of mandates among the ways to pay, and the way to a regular gift on a project's page."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.giving.services.ways import register_way
from liushui.giving.states import BY_MANDATE, Channel
from liushui.onboarding.queries.parts import switched_off
from liushui.projects.queries import Way, project_by_id
from liushui.projects.queries import register_ways as register_links
from liushui.recurring.services import is_named

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
    register_links("regular", to_regular)
    for channel in sorted(BY_MANDATE):
        register_way(ByMandate(channel))


def to_regular(project_id: int, at: datetime) -> Sequence[Way]:
    """One press from the project's page to its regular gift, where somebody can allow charges."""
    project = project_by_id(project_id)
    if not is_named(project.organisation_id, at=at):
        return []
    if project.organisation_id in switched_off("recurring"):
        return []
    label, note = _("Give every month"), _("To rest or to end at any time")
    return [Way(label, note, reverse("recurring:begin", args=[project.number]))]
