"""What waits for those who decide on gifts: payments that arrived and could not be booked."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.giving.queries import undecided_for_console
from liushui.giving.queries.strayed import strayed_for_console
from liushui.giving.queries.wall import offered_messages
from liushui.giving.queries.words import stuck_for_console
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Payments that are not booked, and words that nobody has read."""
    return [*_stuck(actor), *_strayed(actor, at), *_words(actor), *_payments(actor)]


def _stuck(actor: Actor) -> Sequence[Need]:
    if not actor.holds_any([Right.MONEY_APPROVE]):
        return []
    return [
        Need(
            _("A payment for %(project)s cannot be booked")
            % {"project": in_reader_language(project.title, project.title_en)},
            reverse("giving:payments"),
            _("Look"),
            minor=one.word.amount_minor,
            since=one.since,
        )
        for one in stuck_for_console(actor)
        for project in [one.word.order.project]
    ]


def _strayed(actor: Actor, at: datetime) -> Sequence[Need]:
    if not actor.holds_any([Right.MONEY_APPROVE]):
        return []
    return [
        Need(
            _("A gift for %(project)s was paid into another organisation's account")
            % {"project": in_reader_language(project.title, project.title_en)},
            reverse("giving:payments"),
            _("Look"),
            minor=order.amount_minor,
            since=since,
        )
        for order, since in strayed_for_console(actor, at)
        for project in [order.project]
    ]


def _words(actor: Actor) -> Sequence[Need]:
    if not actor.holds_any([Right.GIFT_READ]):
        return []
    waiting = [one for one in offered_messages(actor) if one.is_shown is None]
    if not waiting:
        return []
    return [
        Need(
            ngettext(
                "%(count)s giver offers words to a public list",
                "%(count)s givers offer words to a public list",
                len(waiting),
            )
            % {"count": len(waiting)},
            reverse("giving:messages"),
            _("Read and decide"),
            since=min(one.order.created_at for one in waiting),
        )
    ]


def _payments(actor: Actor) -> Sequence[Need]:
    if not actor.holds_any([Right.MONEY_APPROVE]):
        return []
    return [
        Need(
            _("Decide on a payment for %(project)s")
            % {"project": in_reader_language(one.order.project.title, one.order.project.title_en)},
            reverse("giving:payments"),
            _("Look and decide"),
            minor=one.amount_minor,
            since=one.paid_at,
        )
        for one in undecided_for_console(actor)
        if actor.holds(Right.MONEY_APPROVE, one.order.project.organisation_id)
    ]
