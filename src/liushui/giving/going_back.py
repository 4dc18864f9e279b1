"""At start-up: the work, tables, notices and rooms of gifts that go back."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liushui.desk.needs import Need, Room, register_needs
from liushui.desk.tables import register_table
from liushui.desk.work import Kind, register_work, tell_by
from liushui.giving.queries.refunds import masses_waiting, refunds_waiting, suspicions_waiting
from liushui.giving.refund_notices import register_refund_notices
from liushui.giving.refund_policies import can_agree, can_propose
from liushui.giving.refund_states import RefundState, SuspicionState
from liushui.giving.refund_tables import REFUNDS, SUSPICIONS
from liushui.giving.services.refund_mass import WORK, mass_ended, refund_as_work
from liushui.parties.access import Right
from liushui.parties.actors import Actor

_FOR_TWO = {RefundState.PROPOSED, RefundState.STUCK}


def register_refunds() -> None:
    """Once each."""
    register_work(Kind(WORK, gettext_lazy("Returning all gifts of a project"), refund_as_work))
    tell_by("giving-mass-refund", mass_ended)
    for table in (REFUNDS, SUSPICIONS):
        register_table(table)
    register_refund_notices()
    register_needs(Room("refunds", gettext_lazy("Gifts that go back"), needs, rank=17))


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Refunds, whole projects and questions of abuse that wait for this actor: three queries."""
    del at
    if not actor.holds_any([Right.MONEY_DRAFT, Right.MONEY_APPROVE]):
        return []
    return [*_refunds(actor), *_masses(actor), *_suspicions(actor)]


def _refunds(actor: Actor) -> list[Need]:
    return [
        Need(
            _("A gift to %(project)s may go back") % {"project": one.order.project.number},
            reverse("giving:refund-one", args=[one.reference]),
            _("Look and decide"),
            minor=one.amount_minor,
            since=one.asked_at,
        )
        for one in refunds_waiting(actor)
        if one.proposed_by != actor.name or one.state == RefundState.STUCK
        if (can_agree if one.state in _FOR_TWO else can_propose)(
            actor, one.order.project.organisation_id
        )
    ]


def _masses(actor: Actor) -> list[Need]:
    return [
        Need(
            _("All gifts to %(project)s may go back") % {"project": one.project.number},
            reverse("giving:mass", args=[one.reference]),
            _("Look and decide"),
            minor=one.minor,
            since=one.proposed_at,
        )
        for one in masses_waiting(actor)
        if one.proposed_by != actor.name and can_agree(actor, one.project.organisation_id)
    ]


def _suspicions(actor: Actor) -> list[Need]:
    return [
        Need(
            _("Matched gifts to %(project)s look abused") % {"project": one.project.number},
            reverse("giving:suspicion", args=[one.pk]),
            _("Look and decide"),
            minor=one.matched_minor,
            since=one.found_at,
        )
        for one in suspicions_waiting(actor)
        if one.proposed_by != actor.name
        if (can_agree if one.state == SuspicionState.PROPOSED else can_propose)(
            actor, one.project.organisation_id
        )
    ]
