"""What waits for those who work on accounts: differences, and boxes for their second count."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.desk.needs import Need
from liushui.parties.actors import Actor
from liushui.reconciling import policies
from liushui.reconciling.queries.counter import counts_for_second
from liushui.reconciling.queries.differences import differences_waiting
from liushui.reconciling.states import DifferenceState
from liushui.reconciling.wording import name_of_account

if TYPE_CHECKING:
    from liushui.reconciling.models import Difference


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Differences that are open or proposed by another, and counts by another: two queries."""
    del at
    waiting = differences_waiting(actor)
    open_ones = [one for one in waiting if one.state == DifferenceState.OPEN]
    proposed = [one for one in waiting if one.state == DifferenceState.PROPOSED]
    bodies = policies.bodies_with(actor, policies.COUNTING)
    counts = [
        Need(
            _("Count a cash box as the second person: %(name)s") % {"name": one.till.name},
            reverse("reconciling:confirm", args=[one.pk]),
            _("Count it"),
            since=one.counted_at,
        )
        for one in counts_for_second(bodies, but=actor.name)
    ]
    return [*map(_one, proposed), *_by_account(open_ones), *counts]


def _one(one: "Difference") -> Need:
    return Need(
        f"{one.get_kind_display()} · {name_of_account(one.account)}",
        reverse("reconciling:difference", args=[one.pk]),
        _("Look and decide"),
        minor=abs(one.theirs_minor or one.ours_minor),
        since=one.found_at,
    )


def _by_account(waiting: "Sequence[Difference]") -> Iterator[Need]:
    """A day on which a provider was silent opens hundreds: they wait as one."""
    ordered = sorted(waiting, key=lambda one: (one.account_id, one.pk))
    for _account, group in groupby(ordered, key=lambda one: one.account_id):
        found = list(group)
        if len(found) == 1:
            yield _one(found[0])
            continue
        words = ngettext("%(count)s difference", "%(count)s differences", len(found))
        yield Need(
            f"{words % {'count': len(found)}} · {name_of_account(found[0].account)}",
            f"{reverse('reconciling:differences')}?state={DifferenceState.OPEN}",
            _("Look and decide"),
            since=found[0].found_at,
        )
