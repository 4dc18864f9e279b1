"""Lists of payments for a bank: those that the actor pays with, one with its rows and results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from liushui.disbursing import policies
from liushui.disbursing.models import BatchRow, Disbursement, PaymentBatch, ResultSheet, ReturnNote
from liushui.disbursing.states import DisbursementState
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor

PAGE_SIZE = 50
MOST_PAYMENTS = 500
_PAID = (DisbursementState.PAID, DisbursementState.RETURNED)


@dataclass(frozen=True, slots=True)
class PaidList:
    """What was paid of a list, as a bank may book it: in one sum."""

    batch: PaymentBatch
    amount_minor: int
    paid_at: datetime
    payment_ids: Sequence[int]


def batches_of(actor: Actor) -> Sequence[PaymentBatch]:
    """The newest lists of the organisations that the actor pays for; their bytes stay behind."""
    return list(_known(actor).order_by("-pk")[:PAGE_SIZE])


def batch_for(actor: Actor, reference: str) -> PaymentBatch:
    """A list, or ``NotFound`` to all who do not pay for its payer."""
    batch = _known(actor).filter(reference=reference).first()
    if batch is None:
        raise NotFound
    return batch


def batch_by_ref(reference: str) -> PaymentBatch | None:
    """A list by its reference; the caller judges who may know of it."""
    return PaymentBatch.objects.filter(reference=reference).first()


def sealed_file_of(batch: PaymentBatch) -> bytes:
    """The bytes as they are kept."""
    return bytes(PaymentBatch.objects.values_list("sealed", flat=True).get(pk=batch.pk))


def rows_of_batch(batch: PaymentBatch) -> Sequence[BatchRow]:
    """Its payments in their order, each with how it stands now."""
    rows = BatchRow.objects.filter(batch=batch).select_related("disbursement__agreement__to_org")
    return list(rows.order_by("position"))


def results_of_batch(batch: PaymentBatch) -> Sequence[ResultSheet]:
    """What was read of the bank's results, newest first, with its rows."""
    sheets = ResultSheet.objects.filter(batch=batch).prefetch_related("rows")
    return list(sheets.order_by("-pk"))


def returns_noted_of_batch(batch: PaymentBatch) -> Mapping[str, bool | None]:
    """By payment, what two people say of what was noted as sent back last; nothing while it waits.

    Payments of which nothing was noted are not among them.
    """
    notes = ReturnNote.objects.filter(disbursement__batch_row__batch=batch).order_by("pk")
    return dict(notes.values_list("disbursement__reference", "is_agreed"))


def lists_paid_between(payer_id: int, first: datetime, before: datetime) -> Sequence[PaidList]:
    """The lists of an organisation of which something was paid in a time, oldest first."""
    rows = BatchRow.objects.filter(
        batch__payer_id=payer_id,
        disbursement__state__in=_PAID,
        disbursement__paid_at__gte=first,
        disbursement__paid_at__lt=before,
    )
    loaded = rows.select_related("batch", "disbursement").defer("batch__sealed")
    found = []
    for batch, group in groupby(loaded.order_by("batch_id", "pk"), key=lambda row: row.batch):
        paid = [row.disbursement for row in group]
        last = max(one.paid_at for one in paid if one.paid_at is not None)
        whole = sum(one.amount_minor for one in paid)
        found.append(PaidList(batch, whole, last, [one.pk for one in paid]))
    return found


def payments_to_list(actor: Actor) -> Sequence[Disbursement]:
    """What was approved and can go into a list now, oldest first."""
    due = policies.disbursements_payable_by(actor).filter(state=DisbursementState.APPROVED)
    found = due.select_related("agreement__to_org", "agreement__from_org", "agreement__project")
    return list(found.order_by("pk")[:MOST_PAYMENTS])


def _known(actor: Actor) -> QuerySet[PaymentBatch]:
    own = actor.organisations_with(Right.MONEY_PAY)
    lists = PaymentBatch.objects.select_related("payer").defer("sealed")
    return lists if actor.is_system else lists.filter(payer_id__in=own)
