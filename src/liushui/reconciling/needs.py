"""What waits for those who work on accounts: differences, and boxes for their second count."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.desk.needs import Need
from liushui.parties.actors import Actor
from liushui.reconciling import policies
from liushui.reconciling.queries.counter import counts_for_second
from liushui.reconciling.queries.differences import differences_waiting
from liushui.reconciling.wording import name_of_account


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Differences that are open or proposed by another, and counts by another: two queries."""
    del at
    waiting = [
        Need(
            f"{one.get_kind_display()} · {name_of_account(one.account)}",
            reverse("reconciling:difference", args=[one.pk]),
            _("Look and decide"),
            minor=abs(one.theirs_minor or one.ours_minor),
            since=one.found_at,
        )
        for one in differences_waiting(actor)
    ]
    bodies = policies.bodies_with(actor, policies.COUNTING)
    waiting += [
        Need(
            _("Count a cash box as the second person: %(name)s") % {"name": one.till.name},
            reverse("reconciling:confirm", args=[one.pk]),
            _("Count it"),
            since=one.counted_at,
        )
        for one in counts_for_second(bodies, but=actor.name)
    ]
    return waiting
