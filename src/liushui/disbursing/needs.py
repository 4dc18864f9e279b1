"""What waits for those who pay out: the second person's word, then the bank."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.disbursing.models import Disbursement
from liushui.disbursing.queries import payments_waiting_for
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Payments that wait for this person's approval, and approved ones to pay: two queries."""
    del at
    waiting = payments_waiting_for(actor)
    approve = _("Approve a payment to %(payee)s")
    pay = _("Pay %(payee)s")
    return [
        *(_need(one, approve, _("Look and decide")) for one in waiting.to_approve),
        *(_need(one, pay, _("Pay and record")) for one in waiting.to_pay),
    ]


def _need(one: Disbursement, title: str, verb: str) -> Need:
    receiver = one.agreement.to_org
    return Need(
        title % {"payee": in_reader_language(receiver.name, receiver.name_en)},
        reverse("disbursing:disbursement", args=[one.reference]),
        verb,
        minor=one.amount_minor,
        since=one.approved_at or one.drafted_at,
    )
