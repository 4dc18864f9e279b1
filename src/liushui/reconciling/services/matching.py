"""Each line of an account with what of ours it is; what fits nothing is a difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from liushui.reconciling.models import Account, Difference, Line, Match, Statement
from liushui.reconciling.services.findings import BY, clear
from liushui.reconciling.services.looking import Found, Lacking, Verdict
from liushui.reconciling.services.looking_banks import judge_bank
from liushui.reconciling.services.looking_bills import judge_bill
from liushui.reconciling.services.looking_flows import judge_flows
from liushui.reconciling.states import (
    FLOWS,
    PROVIDERS,
    WAITING,
    DifferenceKind,
    DifferenceState,
    MatchKind,
)

if TYPE_CHECKING:
    from liushui.giving.models import Payment

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Matched:
    """How many lines found their own now, and how many became differences."""

    matched: int
    lacking: int


def match_open_lines(account: Account, *, fresh: Statement | None = None, at: datetime) -> Matched:
    """Judge the lines of a fresh statement, and every line that waits. Safe to call twice.

    The account is locked by whoever calls. What has come meanwhile clears its difference.
    """
    matched = lacking = after = 0
    while lines := _open_lines(account, fresh, after):
        after = lines[-1].pk
        verdicts = _judge(account, lines, at)
        matched += _keep_matches(verdicts, at)
        lacking += _keep_lacking(account, verdicts, at)
    return Matched(matched, lacking)


def match_line(line: Line, payment: "Payment", *, by: str, at: datetime) -> None:
    """A person's word: this line is that payment."""
    Match.objects.create(line=line, kind=MatchKind.PAYMENT, payment=payment, by=by, at=at)


def _open_lines(account: Account, fresh: Statement | None, after: int) -> Sequence[Line]:
    """Lines that are no one's yet, by id; what a person ended is left alone.

    Every line of an earlier statement has its match or its difference, so that a large account is
    not walked through for it.
    """
    waiting = Difference.objects.filter(account=account, state__in=WAITING, line__isnull=False)
    wanted = Q(pk__in=list(waiting.values_list("line_id", flat=True)))
    if fresh is not None:
        wanted |= Q(statement=fresh, difference=None)
    open_ones = Line.objects.filter(wanted, match=None, pk__gt=after)
    return list(
        open_ones.select_related("words", "difference__order", "difference__payment").order_by(
            "pk"
        )[:AT_ONCE]
    )


def _judge(account: Account, lines: Sequence[Line], at: datetime) -> list[tuple[Line, Verdict]]:
    """By the kind of account; a bill's lines before the movements that are held against them."""
    if account.kind not in PROVIDERS:
        return judge_bank(account, lines, at)
    billed = [line for line in lines if line.kind not in FLOWS]
    moved = [line for line in lines if line.kind in FLOWS]
    return [*judge_bill(account, billed, at), *judge_flows(account, moved)]


def _keep_matches(verdicts: Iterable[tuple[Line, Verdict]], at: datetime) -> int:
    found = [(line, one) for line, one in verdicts if isinstance(one, Found)]
    Match.objects.bulk_create(
        Match(
            line=line, kind=one.kind, payment=one.payment, disbursement=one.disbursement,
            count=one.count, refund_ref=one.refund_ref, payment_return=one.payment_return,
            batch=one.batch, other=one.other, moved_ref=one.moved_ref, by=BY, at=at,
        )
        for line, one in found
    )  # fmt: skip
    clear([line.difference for line, _one in found if hasattr(line, "difference")], at=at)
    clear(_missed([one for _line, one in found]), at=at)
    return len(found)


def _missed(found: Sequence[Found]) -> Sequence[Difference]:
    """What was missing until these lines told of it."""
    ours = Q(payment__in=[one.payment.pk for one in found if one.payment is not None])
    ours |= Q(disbursement__in=[one.disbursement.pk for one in found if one.disbursement])
    ours |= Q(disbursement__batch_row__batch__in=[one.batch.pk for one in found if one.batch])
    ours |= Q(payment_return__in=[one.payment_return.pk for one in found if one.payment_return])
    ours |= Q(refund_ref__in=[one.refund_ref for one in found if one.refund_ref])
    ours |= Q(moved_ref__in=[one.moved_ref for one in found if one.moved_ref])
    unmoved = Q(line__in=[one.other.pk for one in found if one.other is not None])
    wanted = (Q(line=None) & ours) | (Q(kind=DifferenceKind.UNMOVED) & unmoved)
    return list(Difference.objects.filter(wanted, state__in=WAITING))


def _keep_lacking(account: Account, verdicts: Iterable[tuple[Line, Verdict]], at: datetime) -> int:
    lacking = [(line, one) for line, one in verdicts if isinstance(one, Lacking)]
    held = _held_apart([one.payment.pk for _line, one in lacking if one.payment], at)
    fresh = [
        Difference(
            account=account,
            day=line.day,
            line=line,
            theirs_minor=line.amount_minor,
            found_at=at,
            **_told(one, held),
        )
        for line, one in lacking
        if not hasattr(line, "difference")
    ]
    Difference.objects.bulk_create(fresh)
    for line, one in lacking:
        if hasattr(line, "difference") and line.difference.state == DifferenceState.OPEN:
            _tell_better(line.difference, _told(one, held))
    return len(fresh)


def _held_apart(payments: Sequence[int], at: datetime) -> set[int]:
    """Payments that were missed before a line told of them: the line's difference goes on."""
    missed = list(Difference.objects.filter(payment__in=payments, line=None))
    clear(missed, at=at)
    return {one.payment_id for one in missed if one.payment_id is not None}


def _told(one: Lacking, held: set[int]) -> dict[str, Any]:
    named = one.payment if one.payment is not None and one.payment.pk not in held else None
    return {
        "kind": one.kind,
        "cause": one.cause,
        "payment": named,
        "order": one.order,
        "ours_minor": one.ours_minor,
    }


def _tell_better(difference: Difference, told: dict[str, Any]) -> None:
    """More is known than when it was found: a payment came with another amount, say."""
    if any(getattr(difference, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(difference, name, value)
        difference.save(update_fields=list(told))
