"""How good the records of money out are: consistent, fresh, and taken from their source (F12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liushui.base.models import StateChange
from liushui.disbursing.models import Disbursement, Expenditure, PartnerReport
from liushui.disbursing.states import DisbursementState, ReportState, UseState
from liushui.kernel.clock import day_of
from liushui.ledger.queries import amounts_by_ref

# What is recorded later than this is told to givers late.
FRESH_PAYMENT, FRESH_USE = timedelta(days=2), timedelta(days=7)
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of records of a time: how many, and how many of them meet each of three demands."""

    name: str
    count: int
    consistent: int
    fresh: int
    from_source: int


def measured(organisation_ids: Iterable[int], since: date, until: date) -> Sequence[Measured]:
    """Payments, uses and reports of these organisations, in the days from ``since`` to ``until``.

    At most the newest five thousand of each: the page is for seeing what to mend.
    """
    own = set(organisation_ids)
    days = (since, until)
    return [_payments(own, days), _uses(own, days), _reports(own, days)]


def _payments(own: set[int], days: tuple[date, date]) -> Measured:
    """Consistent: the book moved what was paid and stayed. From its source: by the bank's file."""
    paid = Disbursement.objects.filter(
        payer_id__in=own,
        state__in=[DisbursementState.PAID, DisbursementState.RETURNED],
        paid_at__date__range=days,
    )
    found = list(
        paid.select_related("batch_row").prefetch_related("returns").order_by("-pk")[:MOST]
    )
    moved = amounts_by_ref([one.reference for one in found])
    return Measured(
        name="payments",
        count=len(found),
        consistent=sum(moved.get(one.reference, 0) == one.net_minor for one in found),
        fresh=_fresh_payments(found),
        from_source=sum(hasattr(one, "batch_row") for one in found),
    )


def _uses(own: set[int], days: tuple[date, date]) -> Measured:
    """Consistent: the book moved the sum on the voucher. From its source: it stands in a report."""
    uses = Expenditure.objects.filter(
        organisation_id__in=own, happened_on__range=days, state=UseState.CONFIRMED
    )
    found = list(uses.prefetch_related("report_lines").order_by("-pk")[:MOST])
    moved = amounts_by_ref([one.reference for one in found])
    return Measured(
        name="uses",
        count=len(found),
        consistent=sum(moved.get(one.reference, 0) == one.amount_minor for one in found),
        fresh=sum(day_of(one.reported_at) - one.happened_on <= FRESH_USE for one in found),
        from_source=sum(bool(one.report_lines.all()) for one in found),
    )


def _reports(own: set[int], days: tuple[date, date]) -> Measured:
    """What fell due. Consistent: accepted or waived. Fresh: written in time. Source: it is here."""
    due = PartnerReport.objects.filter(reporter_id__in=own, due_on__range=days)
    found = list(due.order_by("-pk")[:MOST])
    judged = {ReportState.ACCEPTED, ReportState.WAIVED}
    return Measured(
        name="reports",
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
