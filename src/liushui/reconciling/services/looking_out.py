"""Lines that left a bank: payments, lists of them in one sum, gifts sent back; and what came home.

A bank's own number is sure. Else it must be of the same sum about the same day, nothing that is
known of both may differ, and it must be the only one that its receiver's name leaves: of two
payments to one receiver that are alike, either is right.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from liushui.disbursing.elsewhere import Moved, agreed_to, moved_home, moved_out
from liushui.disbursing.queries import PaidList, lists_paid_between, paid_between, returned_between
from liushui.giving.queries.returned import refunds_by_bank
from liushui.reconciling.models import Line, Match
from liushui.reconciling.services.looking import Found, Lacking, Verdict
from liushui.reconciling.services.marks import sender_mark
from liushui.reconciling.states import Cause, DifferenceKind, LineKind, MatchKind

if TYPE_CHECKING:
    from liushui.disbursing.models import Disbursement, PaymentReturn
    from liushui.giving.models import GiftRefund

NEAR = timedelta(days=3)
# A bank that cannot deliver a payment sends it back within weeks.
_COMES_BACK = timedelta(days=45)
OWN_CAUSES = {
    "payout": Cause.OWN_PAYOUT,
    "interest": Cause.INTEREST,
    "fee": Cause.BANK_FEE,
}
T = TypeVar("T")


class WentOut:
    """What of ours left the accounts about the days of these lines, each taken once."""

    def __init__(self, organisation_id: int, lines: Sequence[Line]) -> None:
        gone = [line.happened_at for line in lines if line.kind == LineKind.OUT]
        self._payments: list[Disbursement | Moved] = []
        self._agreed = agreed_to(organisation_id) if gone else []
        self._lists: list[PaidList] = []
        self._refunds: list[GiftRefund] = []
        if gone:
            span = (organisation_id, min(gone) - NEAR, max(gone) + NEAR)
            payments, self._lists = _payments_and_lists(*span)
            self._payments = [*payments, *_not_matched(moved_out(*span))]
            self._refunds = _refunds(*span)

    def verdict(self, line: Line) -> Verdict:
        """A payment, else a list of payments, else a gift that was sent back."""
        payment = _the_one(line, self._payments, _paid_at, _receiver)
        if payment is not None:
            self._payments.remove(payment)
            if isinstance(payment, Moved):
                kind = MatchKind.USE if payment.is_use else MatchKind.PROVIDER
                return Found(kind, moved_ref=payment.reference)
            return Found(MatchKind.DISBURSEMENT, disbursement=payment)
        listed = _the_one(line, self._lists, _paid_at, None)
        if listed is not None:
            self._lists.remove(listed)
            members = set(listed.payment_ids)
            self._payments = [
                one for one in self._payments if isinstance(one, Moved) or one.pk not in members
            ]
            return Found(MatchKind.LIST, batch=listed.batch)
        refund = _the_one(line, self._refunds, _ended_at, None)
        if refund is not None:
            self._refunds.remove(refund)
            return Found(MatchKind.REFUND, refund_ref=refund.reference)
        return Lacking(DifferenceKind.UNKNOWN_OUT, self._cause(line))

    def _cause(self, line: Line) -> Cause:
        """What it most looks like: what was agreed to and nobody entered, a fee, or nothing."""
        same = [name for minor, name in self._agreed if minor == abs(line.amount_minor)]
        if any(_mark(line) is None or _is_named(line, name) for name in same):
            return Cause.LOOKS_AGREED
        return OWN_CAUSES.get(line.remark, Cause.NOT_ORDERED)


class CameHome:
    """What banks sent back of payments about the days of these lines, each taken once."""

    def __init__(self, organisation_id: int, lines: Sequence[Line]) -> None:
        came = [line.happened_at for line in lines if line.kind == LineKind.INTO]
        self._returns: list[PaymentReturn | Moved] = []
        self._paid: list[Disbursement | Moved] = []
        if came:
            first, last = min(came), max(came) + NEAR
            returns = returned_between(organisation_id, first - NEAR, last)
            taken = _matched("payment_return_id", [one.pk for one in returns])
            self._returns = [one for one in returns if one.pk not in taken]
            self._returns += _not_matched(moved_home(organisation_id, first - NEAR, last))
            span = (organisation_id, first - _COMES_BACK, last)
            self._paid = [*paid_between(*span), *moved_out(*span)]

    def found(self, line: Line) -> Found | None:
        """A return that somebody booked: by the bank's number, else by its sum and its day."""
        back = _the_one(line, self._returns, _came_at, None, is_ours=True)
        if back is None:
            return None
        self._returns.remove(back)
        if isinstance(back, Moved):
            return Found(MatchKind.SENT_BACK, moved_ref=back.reference)
        return Found(MatchKind.RETURN, payment_return=back)

    def likely(self, line: Line) -> Lacking | None:
        """It looks like a payment that came back, and nobody booked its return yet."""
        same = [one for one in self._paid if one.amount_minor == line.amount_minor]
        named = any(_is_named(line, _receiver(one)) for one in same)
        if not same or not (named or line.remark == "returned"):
            return None
        return Lacking(DifferenceKind.UNKNOWN_IN, Cause.LOOKS_RETURNED)


def _the_one(
    line: Line,
    ours: Sequence[T],
    when: Callable[[Any], datetime | None],
    whose: Callable[[Any], str] | None,
    *,
    is_ours: bool = False,
) -> T | None:
    """Which of ours a line is; none where that is not certain.

    ``is_ours``: the money came home, often in the bank's own name and under another number.
    """
    same = [one for one in ours if _minor(one) == abs(line.amount_minor)]
    sure = [one for one in same if line.outside_ref and _number(one) == line.outside_ref]
    if len(sure) == 1:
        return sure[0]
    near = [one for one in same if _is_near(line, when(one))]
    if not is_ours:
        near = [one for one in near if not _differs(line, one, whose)]
    if len(near) == 1:
        return near[0]
    named = [one for one in near if whose is not None and _is_named(line, whose(one))]
    alike = {whose(one) for one in named} if whose is not None else set()
    return named[0] if len(alike) == 1 else None


def _is_near(line: Line, when: datetime | None) -> bool:
    return when is not None and abs(when - line.happened_at) <= NEAR


def _differs(line: Line, one: Any, whose: Callable[[Any], str] | None) -> bool:
    """Whether a line tells of something else: of another receiver, or under another number.

    The receiver counts more: a bank's list may number a payment otherwise than its receipt.
    """
    if whose is not None and _mark(line) is not None and whose(one):
        return not _is_named(line, whose(one))
    return bool(line.outside_ref and _number(one)) and _number(one) != line.outside_ref


def _is_named(line: Line, name: str) -> bool:
    """Whether the other side of a line has this name: the keyed hashes are compared."""
    mark = _mark(line)
    return mark is not None and bytes(mark) == sender_mark(name)


def _mark(line: Line) -> bytes | None:
    """The keyed hash of the name on the other side, where a line has one."""
    words = getattr(line, "words", None)
    mark: bytes | None = words.sender_hash if words is not None else None
    return mark


def _minor(one: Any) -> int:
    return int(one.amount_minor)


def _number(one: Any) -> str:
    return str(getattr(one, "bank_ref", "") or getattr(one, "outside_ref", ""))


def _paid_at(one: "Disbursement | PaidList | Moved") -> datetime | None:
    return one.at if isinstance(one, Moved) else one.paid_at


def _came_at(one: "PaymentReturn | Moved") -> datetime | None:
    return one.at if isinstance(one, Moved) else one.returned_at


def _ended_at(one: "GiftRefund") -> datetime | None:
    return one.ended_at


def _receiver(one: "Disbursement | Moved") -> str:
    return one.receiver if isinstance(one, Moved) else one.agreement.to_org.name


def _payments_and_lists(
    organisation_id: int, first: datetime, before: datetime
) -> "tuple[list[Disbursement], list[PaidList]]":
    """What no line is yet: a payment of a list that one line told is told."""
    paid = paid_between(organisation_id, first, before)
    listed = lists_paid_between(organisation_id, first, before)
    told = _matched("batch_id", [one.batch.pk for one in listed])
    in_told = {pk for one in listed if one.batch.pk in told for pk in one.payment_ids}
    alone = _matched("disbursement_id", [pk for one in listed for pk in one.payment_ids])
    alone |= _matched("disbursement_id", [one.pk for one in paid])
    payments = [one for one in paid if one.pk not in alone | in_told]
    whole = [one for one in listed if one.batch.pk not in told and not alone & set(one.payment_ids)]
    return payments, whole


def _refunds(organisation_id: int, first: datetime, before: datetime) -> "list[GiftRefund]":
    sent = refunds_by_bank(organisation_id, first, before)
    taken = _matched("refund_ref", [one.reference for one in sent])
    return [one for one in sent if one.reference not in taken]


def _not_matched(moved: "list[Moved]") -> "list[Moved]":
    taken = _matched("moved_ref", [one.reference for one in moved])
    return [one for one in moved if one.reference not in taken]


def _matched(column: str, values: Sequence[Any]) -> set[Any]:
    found = Match.objects.filter(**{f"{column}__in": list(values)})
    return set(found.values_list(column, flat=True))
