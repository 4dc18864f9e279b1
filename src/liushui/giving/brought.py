"""At start-up: the work that lists need, the table of them, and what waits for those who import."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liushui.desk.needs import Need, Room, register_needs
from liushui.desk.tables import register_table
from liushui.desk.work import Kind, register_work, tell_by
from liushui.giving.list_tables import CLAIMS, LISTS
from liushui.giving.queries.claims import claims_waiting
from liushui.giving.queries.imports import imports_waiting
from liushui.giving.services.bringing import BOOK, LOOK
from liushui.giving.services.list_work import book_as_work, list_ended, look_as_work
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def register_lists() -> None:
    """Once each."""
    register_work(Kind(LOOK, gettext_lazy("Looking at a list of gifts"), look_as_work))
    register_work(Kind(BOOK, gettext_lazy("Booking a list of gifts"), book_as_work))
    tell_by("gift-lists", list_ended)
    register_table(LISTS)
    register_table(CLAIMS)
    register_needs(Room("lists", gettext_lazy("Lists from other channels"), needs, rank=25))
    register_needs(Room("claims", gettext_lazy("Claims to imported gifts"), claims, rank=26))


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Lists that were looked at and not booked, and rows that nobody answered: one query."""
    del at
    if not actor.holds_any([Right.GIFT_IMPORT]):
        return []
    return [
        Need(
            _("A list for %(project)s waits") % {"project": one.project.number},
            reverse("giving:list", args=[one.key]),
            _("Look and book"),
            minor=one.found_minor or None,
            since=one.made_at,
        )
        for one in imports_waiting(actor)
    ]


def claims(actor: Actor, at: datetime) -> Sequence[Need]:
    """Claims that details alone did not settle: one query."""
    del at
    if not actor.holds_any([Right.GIFT_IMPORT]):
        return []
    return [
        Need(
            _("%(name)s misses a gift") % {"name": one.shown_name},
            reverse("giving:claim-one", args=[one.key]),
            _("Compare and answer"),
            minor=one.amount_minor,
            since=one.made_at,
        )
        for one in claims_waiting(actor)
    ]
