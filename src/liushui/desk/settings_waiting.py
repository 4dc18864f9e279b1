"""What waits for those who run the site: changes of settings that others proposed."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.desk.needs import Need
from liushui.installation.queries import proposed_to_decide
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Proposed changes that wait for this person's word. One query, none for all others."""
    return [
        Need(
            _("Another person proposed a change: %(post)s") % {"post": one.title},
            reverse("installation:group", args=[one.group.key]) + "#waiting",
            _("Look and decide"),
            due=day_of(one.until),
            since=one.since,
        )
        for one in proposed_to_decide(actor, at)
    ]
