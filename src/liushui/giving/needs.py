"""What waits for those who decide on gifts: payments that arrived and could not be booked."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.giving.queries import undecided_for_console
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Payments that arrived and were not booked: one query."""
    del at
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
