"""What waits for those who pay out: the second person's word, then the bank."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.disbursing.models import Disbursement, Expenditure, PartnerReport
from liushui.disbursing.queries import (
    payments_waiting_for,
    reports_to_judge,
    reports_to_write,
    uses_to_confirm,
)
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Payments to approve and pay, uses to confirm, reports to judge and write: five queries."""
    del at
    waiting = payments_waiting_for(actor)
    approve = _("Approve a payment to %(payee)s")
    pay = _("Pay %(payee)s")
    return [
        *(_need(one, approve, _("Look and decide")) for one in waiting.to_approve),
        *(_need(one, pay, _("Pay and record")) for one in waiting.to_pay),
        *(_of_use(one) for one in uses_to_confirm(actor)),
        *(
            _of_report(one, _("Judge what %(payee)s reported"), _("Read and judge"))
            for one in reports_to_judge(actor)
        ),
        *(
            _of_report(one, _("Report on a payment"), _("Write the report"), due=one.due_on)
            for one in reports_to_write(actor)
        ),
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


def _of_use(one: Expenditure) -> Need:
    return Need(
        _("Confirm a use: %(payee)s") % {"payee": one.payee_label},
        reverse("disbursing:use", args=[one.reference]),
        _("Look and decide"),
        minor=one.amount_minor,
        since=one.reported_at,
    )


def _of_report(one: PartnerReport, title: str, verb: str, due: date | None = None) -> Need:
    reporter = in_reader_language(one.reporter.name, one.reporter.name_en)
    return Need(
        title % {"payee": reporter},
        reverse("disbursing:report", args=[one.disbursement.reference]),
        verb,
        minor=one.disbursement.amount_minor,
        due=due,
        since=one.submitted_at,
    )
