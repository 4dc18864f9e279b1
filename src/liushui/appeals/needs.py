"""What waits: appeals to verify or publish, payments that want a second person or the bank."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.appeals.policies import is_own
from liushui.appeals.queries.appeals import appeals_waiting
from liushui.appeals.queries.paying import payouts_waiting
from liushui.appeals.states import PayoutState
from liushui.desk.needs import Need
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Two queries, each only for those who can do what waits."""
    del at
    return [*_to_verify(actor), *_to_pay(actor)]


def _to_verify(actor: Actor) -> list[Need]:
    if not actor.holds_any([Right.CASE_EDIT]):
        return []
    return [
        Need(
            _("A personal appeal waits to be verified: %(number)s") % {"number": one.number},
            reverse("appeals:console-appeal", args=[one.number]),
            _("Look into it"),
            minor=one.cap_minor,
            since=one.submitted_at,
        )
        for one in appeals_waiting(actor)
        if actor.holds(Right.CASE_EDIT, one.organisation_id) and not is_own(actor, one)
    ]


def _to_pay(actor: Actor) -> list[Need]:
    if not actor.holds_any([Right.MONEY_APPROVE, Right.MONEY_PAY]):
        return []
    found = []
    for one in payouts_waiting(actor):
        body, drafted = one.appeal.organisation_id, one.state == PayoutState.DRAFTED
        right = Right.MONEY_APPROVE if drafted else Right.MONEY_PAY
        if not actor.holds(right, body) or (drafted and one.drafted_by == actor.name):
            continue
        found.append(
            Need(
                _("A provider waits to be paid: %(number)s") % {"number": one.appeal.number},
                reverse("appeals:console-appeal", args=[one.appeal.number]) + "#money",
                _("Look and decide"),
                minor=one.amount_minor,
                since=one.drafted_at,
            )
        )
    return found
