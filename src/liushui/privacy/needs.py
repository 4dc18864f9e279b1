"""What waits for those who answer for their organisation's data."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.desk.needs import Need
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.privacy.queries import breaches_waiting, openings_waiting, waiting_questions


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Questions and breaches by their last day, openings that another officer asked for."""
    return [*_questions(actor), *_breaches(actor, at), *_openings(actor)]


def _questions(actor: Actor) -> Sequence[Need]:
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


def _breaches(actor: Actor, at: datetime) -> Sequence[Need]:
    return [
        Need(
            title=_("A breach of personal data: somebody was not told yet"),
            href=reverse("privacy:breach", args=[seen.breach.key]),
            verb=_("Tell"),
            due=day_of(seen.due_at),
            since=seen.breach.noticed_at,
        )
        for seen in breaches_waiting(actor, at)
    ]


def _openings(actor: Actor) -> Sequence[Need]:
    return [
        Need(
            title=_("An officer asks to open what is locked away"),
            href=reverse("privacy:locked", args=[asked.locked.key]),
            verb=_("Decide"),
            since=asked.asked_at,
        )
        for asked in openings_waiting(actor)
    ]
