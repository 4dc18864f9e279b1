"""Differences: one for its reader, the queue, and those of a day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.reconciling import policies
from liushui.reconciling.models import Account, Difference
from liushui.reconciling.queries.accounts import accounts_visible_to
from liushui.reconciling.states import WAITING, DifferenceState

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 50


def differences_visible_to(actor: Actor) -> "QuerySet[Difference]":
    """Differences in the accounts that the actor may read, with what their pages show."""
    differences = Difference.objects.select_related(
        "account__organisation", "line", "order__project", "payment", "disbursement", "project",
        "payment_return__disbursement", "count__till",
    )  # fmt: skip
    if actor.is_system:
        return differences
    return differences.filter(account__in=accounts_visible_to(actor))


def difference_for(actor: Actor, difference_id: int) -> Difference:
    """The difference, else ``NotFound``."""
    found = differences_visible_to(actor).filter(pk=difference_id).first()
    if found is None:
        raise NotFound
    return found


def difference_for_update(actor: Actor, difference_id: int) -> Difference:
    """The same, locked until the transaction ends."""
    difference_for(actor, difference_id)
    locked = differences_visible_to(actor).select_for_update(of=("self",))
    return locked.get(pk=difference_id)


def differences_of_day(account: Account, day: date) -> Sequence[Difference]:
    """All of a day, those that wait first."""
    own = Difference.objects.filter(account=account, day=day)
    loaded = own.select_related("line", "order", "payment", "disbursement").order_by("id")
    return sorted(loaded[:MOST], key=lambda one: one.state not in WAITING)


def differences_waiting(actor: Actor) -> Sequence[Difference]:
    """Open ones where the actor works, and proposed ones that wait for the actor."""
    working = policies.bodies_with(actor, policies.WORKING)
    if not working:
        return []
    waiting = differences_visible_to(actor).filter(
        account__organisation_id__in=working, state__in=WAITING
    )
    listed = list(waiting.order_by("id")[:MOST])
    return [
        one
        for one in listed
        if one.state == DifferenceState.OPEN or policies.can_decide(actor, one)
    ]
