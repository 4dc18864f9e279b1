"""Lists of payments for a bank: those that the actor pays with, one with its rows and results."""

from collections.abc import Sequence

from django.db.models import QuerySet

from liushui.disbursing import policies
from liushui.disbursing.models import BatchRow, Disbursement, PaymentBatch, ResultSheet
from liushui.disbursing.states import DisbursementState
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor

PAGE_SIZE = 50
MOST_PAYMENTS = 500


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


def payments_to_list(actor: Actor) -> Sequence[Disbursement]:
    """What was approved and can go into a list now, oldest first."""
    due = policies.disbursements_payable_by(actor).filter(state=DisbursementState.APPROVED)
    found = due.select_related("agreement__to_org", "agreement__from_org", "agreement__project")
    return list(found.order_by("pk")[:MOST_PAYMENTS])


def _known(actor: Actor) -> QuerySet[PaymentBatch]:
    own = actor.organisations_with(Right.MONEY_PAY)
    lists = PaymentBatch.objects.select_related("payer").defer("sealed")
    return lists if actor.is_system else lists.filter(payer_id__in=own)
