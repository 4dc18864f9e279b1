"""A list of payments for the bank, made once; and the bank's results, booked row by row."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.disbursing import policies, queries
from liushui.disbursing.bank_sheets import BankRow, ResultTold, results_in, written
from liushui.disbursing.models import (
    BatchRow,
    Disbursement,
    PaymentBatch,
    ResultRow,
    ResultSheet,
)
from liushui.disbursing.services.approving import cancel_disbursement
from liushui.disbursing.services.paying import order_disbursement, pay_disbursement
from liushui.disbursing.services.returning import ReturnSlip, note_return
from liushui.disbursing.states import BankFormat, DisbursementState, RowResult
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import is_reference
from liushui.ledger.errors import KeyReused
from liushui.onboarding.queries import payee_of
from liushui.parties.actors import Actor
from liushui.parties.services import record

_FILE = "payment_file"


class BatchEmpty(DomainError):
    """A list for a bank has payments of one payer that were approved."""

    code = "batch_empty"
    message = gettext_noop("A list needs approved payments of one organisation.")
    remedy = gettext_noop("Choose at least one payment that was approved.")


class PayeeUnknown(DomainError):
    """Nobody is paid into an account that two of its people have not named."""

    code = "payee_unknown"
    status = 409
    message = gettext_noop("%(name)s has no bank account on record that is in force.")
    remedy = gettext_noop("Two of its people name one first; or leave its payment out.")


class ResultOfAnother(DomainError):
    """The row's payment stands in another list, or in none."""

    code = "result_of_another"
    message = gettext_noop("This payment does not stand in the list.")
    remedy = gettext_noop("Bring the results of the list that holds it.")


class ResultAmountDiffers(DomainError):
    """The bank says another sum than was ordered."""

    code = "result_amount_differs"
    message = gettext_noop("The sum in the results is not the sum that was ordered.")
    remedy = gettext_noop("Ask the bank; then record the payment by its slip.")


class ResultNotUnderstood(DomainError):
    """The row does not say whether it was paid, by which number and when."""

    code = "result_not_understood"
    message = gettext_noop("This row does not say what became of the payment.")
    remedy = gettext_noop("Record the payment by the bank's slip.")


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """Which payments go into a list, under which reference, in which form."""

    reference: str
    payments: Sequence[str]
    form: str = BankFormat.XLSX


@transaction.atomic
def make_batch(actor: Actor, asked: BatchAsked, *, at: datetime) -> PaymentBatch:
    """Write the list of these payments for the bank; the same reference is the same list.

    Each payment counts as ordered from now on, so none stands in two lists. Refuses a receiver
    without an account in force (``PayeeUnknown``), other payers and what is not approved.
    """
    found = queries.batch_by_ref(asked.reference)
    if found is not None:
        listed = {row.disbursement.reference for row in queries.rows_of_batch(found)}
        policies.require_pay(actor, found.payer_id)
        if listed != set(asked.payments):
            raise KeyReused(key=asked.reference)
        return found
    if not is_reference(asked.reference) or asked.form not in BankFormat.values:
        raise BatchEmpty
    payments = [
        order_disbursement(actor, one, order_ref=asked.reference, at=at)
        for one in sorted(set(asked.payments))
    ]
    if len({one.payer_id for one in payments}) != 1:
        raise BatchEmpty
    rows, tails = _rows(payments, at)
    content = written(rows, asked.form)
    vault_id = uuid.uuid4()
    batch = PaymentBatch.objects.create(
        reference=asked.reference,
        payer_id=payments[0].payer_id,
        form=asked.form,
        row_count=len(rows),
        total_minor=sum(row.amount_minor for row in rows),
        digest=hashlib.sha256(content).hexdigest(),
        vault_id=vault_id,
        sealed=vault.seal_bytes(vault_id, _FILE, content),
        made_by=actor.name,
        made_at=at,
    )
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch,
            position=place,
            disbursement=one,
            amount_minor=one.amount_minor,
            payee_tail=tail,
        )
        for place, (one, tail) in enumerate(zip(payments, tails, strict=True), 1)
    )
    record(
        actor, "payment_batch.made", batch, at=at, reference=batch.reference, rows=batch.row_count
    )
    return batch


@transaction.atomic
def read_batch_file(actor: Actor, reference: str, *, at: datetime) -> tuple[PaymentBatch, bytes]:
    """The file as it was made, to whoever pays for its payer; each reading is recorded."""
    batch = queries.batch_for(actor, reference)
    record(actor, "payment_batch.file_read", batch, at=at, reference=reference)
    return batch, vault.open_bytes(batch.vault_id, _FILE, queries.sealed_file_of(batch))


@transaction.atomic
def bring_results(actor: Actor, reference: str, content: bytes, *, at: datetime) -> ResultSheet:
    """Book what the bank says became of each payment; the same file again is the same sheet.

    Each row alone: paid is booked as paid, not paid gives the money free again, what was paid and
    sent back is noted for a second person; a row that cannot be booked keeps the code of why.
    """
    batch = queries.batch_for(actor, reference)
    digest = hashlib.sha256(content).hexdigest()
    found = ResultSheet.objects.filter(batch=batch, digest=digest).first()
    if found is not None:
        return found
    told = results_in(content)
    sheet = ResultSheet.objects.create(batch=batch, digest=digest, read_by=actor.name, read_at=at)
    listed = {row.disbursement.reference: row for row in queries.rows_of_batch(batch)}
    for one in told:
        ResultRow.objects.create(
            sheet=sheet,
            line=one.line,
            reference=one.reference,
            result=one.result,
            refused=_book(actor, listed.get(one.reference), one, at=at),
        )
    record(actor, "payment_batch.results_read", batch, at=at, reference=reference, rows=len(told))
    return sheet


def _book(actor: Actor, row: BatchRow | None, told: ResultTold, *, at: datetime) -> str:
    """Do what the row says in a transaction of its own; the code of a refusal, or nothing."""
    try:
        with transaction.atomic():
            _do(actor, row, told, at=at)
    except DomainError as refused:
        return refused.code
    return ""


def _do(actor: Actor, row: BatchRow | None, told: ResultTold, *, at: datetime) -> None:
    if row is None:
        raise ResultOfAnother
    if told.amount_minor != row.amount_minor:
        raise ResultAmountDiffers
    reference = row.disbursement.reference
    why = told.why or str(told.result)
    if told.result == RowResult.PAID and told.bank_ref and told.at:
        paid_at = min(told.at, at)
        pay_disbursement(actor, reference, bank_ref=told.bank_ref, paid_at=paid_at, at=at)
    elif told.result == RowResult.FAILED:
        cancel_disbursement(actor, reference, why=why, at=at)
    elif told.result == RowResult.RETURNED:
        _give_back(actor, reference, told, at=at)
    else:
        raise ResultNotUnderstood


def _give_back(actor: Actor, reference: str, told: ResultTold, *, at: datetime) -> None:
    """Back before it was booked as paid: it was never paid. After: a second person books it."""
    now = queries.disbursement_for(actor, reference)
    why = told.why or str(told.result)
    if now.state != DisbursementState.PAID:
        cancel_disbursement(actor, reference, why=why, at=at)
        return
    if not told.bank_ref or told.at is None or told.amount_minor is None:
        raise ResultNotUnderstood
    slip = ReturnSlip(told.amount_minor, told.bank_ref, min(told.at, at), why)
    note_return(actor, reference, slip, at=at)


def _rows(payments: Iterable[Disbursement], at: datetime) -> tuple[list[BankRow], list[str]]:
    rows, tails = [], []
    for one in payments:
        receiver = one.agreement.to_org
        payee = payee_of(receiver.pk, at)
        if payee is None:
            raise PayeeUnknown(name=receiver.name)
        rows.append(
            BankRow(
                holder=payee.holder_name,
                number=payee.number,
                bank=payee.bank,
                amount_minor=one.amount_minor,
                purpose=one.purpose,
                reference=one.reference,
            )
        )
        tails.append(payee.tail)
    return rows, tails
