"""How a giver chooses a bank transfer on the page of giving."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liushui.giving.services.ways import register_way
from liushui.giving.states import Channel
from liushui.kernel.clock import day_of
from liushui.reconciling.queries.accounts import account_for_transfers
from liushui.reconciling.services.transfers import await_transfer

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project


class BankTransfer:
    """A transfer to the bank account that the organisation shows to donors."""

    channel = Channel.BANK_TRANSFER
    label = _("Bank transfer")

    def is_open(self, project: "Project", *, at: datetime) -> bool:
        return account_for_transfers(project.organisation_id, day_of(at)) is not None

    def begin(self, actor: "Actor", order: "GiftOrder", *, at: datetime) -> None:
        await_transfer(actor, order.reference, at=at)

    def page(self, order: "GiftOrder") -> str:
        return reverse("reconciling:transfer", args=[order.reference])


class AtCounter:
    """A cheque that was handed over: its giver can only wait for the bank."""

    channel = Channel.CHEQUE
    label = _("Cheque")

    def is_open(self, project: "Project", *, at: datetime) -> bool:
        del project, at
        return False

    def begin(self, actor: "Actor", order: "GiftOrder", *, at: datetime) -> None:
        del actor, order, at

    def page(self, order: "GiftOrder") -> str:
        return reverse("reconciling:transfer", args=[order.reference])


def register_ways() -> None:
    """At start-up."""
    register_way(BankTransfer())
    register_way(AtCounter())
