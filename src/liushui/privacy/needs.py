"""What waits for those who answer for their organisation's data."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.desk.needs import Need
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.privacy.queries import waiting_questions


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Questions by the last day on which an answer is in time."""
    del at
    return [
        Need(
            title=_("A question about own data"),
            href=reverse("privacy:question", args=[asked.key]),
            verb=_("Answer"),
            due=day_of(asked.due_at),
            since=asked.asked_at,
        )
        for asked in waiting_questions(actor)
    ]
