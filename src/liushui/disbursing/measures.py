"""How good the records of money out are: consistent, fresh, and taken from their source (F12)."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.models import StateChange
from liushui.desk.measures import MOST, Measured, RecordSet
from liushui.disbursing.models import Disbursement, Expenditure, PartnerReport
from liushui.disbursing.states import DisbursementState, ReportState, UseState
from liushui.kernel.clock import day_of
from liushui.ledger.queries import amounts_by_ref

# What is recorded later than this is told to givers late.
FRESH_PAYMENT, FRESH_USE = timedelta(days=2), timedelta(days=7)


def _payments(own: Collection[int], first: date, last: date) -> Measured:
    """Consistent: the book moved what was paid and stayed. From its source: by the bank's file."""
    paid = Disbursement.objects.filter(
        payer_id__in=own,
        state__in=[DisbursementState.PAID, DisbursementState.RETURNED],
        paid_at__date__range=(first, last),
    )
    found = list(
        paid.select_related("batch_row").prefetch_related("returns").order_by("-pk")[:MOST]
    )
    moved = amounts_by_ref([one.reference for one in found])
    return Measured(
        count=len(found),
        consistent=sum(moved.get(one.reference, 0) == one.net_minor for one in found),
        fresh=_fresh_payments(found),
        from_source=sum(hasattr(one, "batch_row") for one in found),
    )


def _uses(own: Collection[int], first: date, last: date) -> Measured:
    """Consistent: the book moved the sum on the voucher. From its source: it stands in a report."""
    uses = Expenditure.objects.filter(
        organisation_id__in=own, happened_on__range=(first, last), state=UseState.CONFIRMED
    )
    found = list(uses.prefetch_related("report_lines").order_by("-pk")[:MOST])
    moved = amounts_by_ref([one.reference for one in found])
    return Measured(
        count=len(found),
        consistent=sum(moved.get(one.reference, 0) == one.amount_minor for one in found),
        fresh=sum(day_of(one.reported_at) - one.happened_on <= FRESH_USE for one in found),
        from_source=sum(bool(one.report_lines.all()) for one in found),
    )


def _reports(own: Collection[int], first: date, last: date) -> Measured:
    """What fell due. Consistent: accepted or waived. Fresh: written in time. Source: it is here."""
    due = PartnerReport.objects.filter(reporter_id__in=own, due_on__range=(first, last))
    found = list(due.exclude(state=ReportState.LAPSED).order_by("-pk")[:MOST])
    judged = {ReportState.ACCEPTED, ReportState.WAIVED}
    return Measured(
        count=len(found),
        consistent=sum(one.state in judged for one in found),
        fresh=sum(
            one.state == ReportState.WAIVED
            or (one.submitted_at is not None and day_of(one.submitted_at) <= one.due_on)
            for one in found
        ),
        from_source=sum(
            one.submitted_at is not None or one.state == ReportState.WAIVED for one in found
        ),
    )


def _fresh_payments(found: Sequence[Disbursement]) -> int:
    """How many were recorded within two days of the bank's moment."""
    steps = StateChange.objects.filter(
        thing_kind="disbursing.disbursement",
        thing_id__in=[one.pk for one in found],
        to_state=DisbursementState.PAID,
    )
    recorded = dict(steps.values_list("thing_id", "at"))
    return sum(
        one.paid_at is not None
        and one.pk in recorded
        and recorded[one.pk] - one.paid_at <= FRESH_PAYMENT
        for one in found
    )


SETS = (
    RecordSet(
        pgettext_lazy("money out", "Payments"),
        (
            _("the book moved the very sum"),
            _("recorded within two days"),
            _("booked from the bank's own file"),
        ),
        _payments,
        rank=30,
    ),
    RecordSet(
        _("Uses"),
        (
            _("the book moved the sum on the voucher"),
            _("reported within seven days"),
            _("told in a report to the payer"),
        ),
        _uses,
        rank=40,
    ),
    RecordSet(
        _("Reports that fell due"),
        (_("accepted or waived by the payer"), _("written in time"), _("written here at all")),
        _reports,
        rank=50,
    ),
)
