"""Lines of a payment service's bill, held against what its call-backs told."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from liushui.giving.queries import orders_named, payments_numbered
from liushui.giving.queries.returned import refunds_numbered
from liushui.giving.states import UNPAID, GiftState
from liushui.reconciling.models import Account, Line, Match
from liushui.reconciling.queries.accounts import is_in
from liushui.reconciling.services.looking import Found, Lacking, Verdict
from liushui.reconciling.states import Cause, DifferenceKind, LineKind, MatchKind

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder, GiftRefund, Payment


def judge_bill(account: Account, lines: Sequence[Line], at: datetime) -> list[tuple[Line, Verdict]]:
    """Payments by the provider's own number, refunds by ours: five queries for all lines."""
    del at
    paid = [line for line in lines if line.kind == LineKind.PAYMENT]
    numbered = dict(payments_numbered(account.kind, [line.outside_ref for line in paid]))
    payments = {number: one for number, one in numbered.items() if is_in(account, one)}
    named = orders_named(line.our_ref for line in paid)
    orders = {
        reference: order
        for reference, order in named.items()  # what names another's order is money from elsewhere
        if order.project.organisation_id == account.organisation_id
    }
    taken = set(
        Match.objects.filter(payment__in=[one.pk for one in payments.values()]).values_list(
            "payment_id", flat=True
        )
    )
    back = refunds_numbered(line.our_ref for line in lines if line.kind == LineKind.REFUND)
    refunds = {number: one for number, one in back.items() if is_in(account, one.payment)}
    sent = set(
        Match.objects.filter(refund_ref__in=list(refunds)).values_list("refund_ref", flat=True)
    )
    verdicts: list[tuple[Line, Verdict]] = []
    for line in lines:
        if line.kind != LineKind.PAYMENT:
            verdict = _sent_back(line, refunds.get(line.our_ref), sent)
            if isinstance(verdict, Found):
                sent.add(verdict.refund_ref)
        else:
            payment = payments.get(line.outside_ref)
            verdict = _paid(line, payment, orders.get(line.our_ref), taken)
            if isinstance(verdict, Found) and payment is not None:
                taken.add(payment.pk)
        verdicts.append((line, verdict))
    return verdicts


def _paid(
    line: Line, payment: "Payment | None", order: "GiftOrder | None", taken: set[int]
) -> Verdict:
    if payment is None:
        return _not_told(order)
    if payment.pk in taken:
        return Lacking(DifferenceKind.DOUBLE, Cause.PAID_AGAIN, payment.amount_minor, payment.order)
    if payment.amount_minor != line.amount_minor:
        ours = payment.amount_minor
        return Lacking(DifferenceKind.AMOUNT, Cause.UNDONE, ours, payment.order, payment)
    return Found(MatchKind.PAYMENT, payment=payment)


def _sent_back(line: Line, refund: "GiftRefund | None", sent: set[str]) -> Verdict:
    """What we sent back leaves once: a second line of it is money that nobody here sent."""
    if refund is None or refund.reference in sent:
        return Lacking(DifferenceKind.UNKNOWN_OUT, Cause.REFUND_UNKNOWN)
    if refund.amount_minor != -line.amount_minor:
        ours = -refund.amount_minor
        return Lacking(DifferenceKind.AMOUNT, Cause.UNDONE, ours)
    return Found(MatchKind.REFUND, refund_ref=refund.reference)


def _not_told(order: "GiftOrder | None") -> Lacking:
    """They have it and we do not: why, is most likely told by the order."""
    if order is None:
        return Lacking(DifferenceKind.THEY_HAVE, Cause.ELSEWHERE)
    if order.state not in UNPAID:
        return Lacking(DifferenceKind.DOUBLE, Cause.PAID_AGAIN, order.amount_minor, order)
    closed = order.state == GiftState.CLOSED
    cause = Cause.CLOSED_ORDER if closed else Cause.LATE_CALL_BACK
    return Lacking(DifferenceKind.THEY_HAVE, cause, 0, order)
