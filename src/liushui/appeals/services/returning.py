"""What a provider sent back: one person notes it by the bank's number, another books it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from liushui.appeals import policies
from liushui.appeals.errors import NothingProposed, PayoutTooMuch, SlipMissing
from liushui.appeals.models import Payout, SentBack
from liushui.appeals.queries.paying import payout_for_update
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import APPEAL_MOVES, AppealState, PayoutState
from liushui.base.states import MoveNotAllowed, move_state
from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import reverse
from liushui.ledger.states import Kind
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record

_NOTE = (Right.MONEY_DRAFT, Right.MONEY_PAY)
_BOOK = (Right.MONEY_APPROVE, Right.MONEY_PAY)


@transaction.atomic
def note_return(
    actor: Actor,
    reference: str,
    *,
    amount_minor: int,
    bank_ref: str,
    came_at: datetime,
    at: datetime,
) -> SentBack:
    """The first of the two: what the bank's slip says came back. The same slip twice is the same.

    Raises ``SlipMissing`` without a number, for one that stands with another sum and for a time
    before it was paid or to come, ``PayoutTooMuch`` above what was paid, ``MoveNotAllowed``,
    ``NotAllowed``.
    """
    payout = payout_for_update(actor, reference)
    _require_any(actor, _NOTE, payout)
    if payout.state != PayoutState.PAID:
        raise MoveNotAllowed(state=payout.get_state_display(), to=PayoutState.CANCELLED)
    bank_ref = bank_ref.strip()[:60]
    paid_at = payout.paid_at or at
    if not bank_ref or not paid_at.replace(second=0, microsecond=0) <= came_at <= at:
        raise SlipMissing
    known = payout.sent_back.exclude(is_agreed=False).filter(bank_ref=bank_ref).first()
    if known is not None and known.amount_minor == amount_minor:
        return known
    _require_left(payout, amount_minor)
    try:
        with transaction.atomic():
            made = SentBack.objects.create(
                payout=payout, amount_minor=amount_minor, bank_ref=bank_ref, came_at=came_at,
                noted_by=actor.name, noted_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise SlipMissing from None
    record(actor, "appeal_payout.return_noted", payout, at=at, reference=reference)
    return made


@transaction.atomic
def decide_return(
    actor: Actor, reference: str, *, back: int, agrees: bool, at: datetime
) -> SentBack:
    """The second of the two: it lies in the appeal's fund again, or it did not come.

    ``back`` is the key of what was read. A settled appeal is ended again, since something is left
    of it. A second call changes nothing. Raises ``NothingProposed``, ``ProposedByYou``,
    ``SameHands``, ``PayoutTooMuch``, ``NotAllowed``.
    """
    payout = payout_for_update(actor, reference)
    _require_any(actor, _BOOK, payout)
    noted = payout.sent_back.select_for_update(no_key=True).filter(pk=back).first()
    if noted is None:
        raise NothingProposed
    if noted.decided_at is not None:
        if noted.is_agreed == agrees:
            return noted
        raise NothingProposed
    noted.decided_by, noted.decided_at, noted.is_agreed = actor.name, at, agrees
    if agrees:
        require_two(actor, noted.noted_by, payout.appeal, list({*_NOTE, *_BOOK}), at=at)
        _require_left(payout, noted.amount_minor)
        noted.save(update_fields=["decided_by", "decided_at", "is_agreed"])
        payout.own_minor -= _come_home(payout, noted, at)
        payout.returned_minor += noted.amount_minor
        payout.save(update_fields=["returned_minor", "own_minor"])
        if payout.appeal.state == AppealState.SETTLED:
            to = AppealState.ENDED
            move_state(payout.appeal, to=to, moves=APPEAL_MOVES, by=actor.name, at=at)
    else:
        noted.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    verb = "appeal_payout.returned" if agrees else "appeal_payout.not_returned"
    record(actor, verb, payout, at=at, reference=reference)
    return noted


def _come_home(payout: Payout, noted: SentBack, at: datetime) -> int:
    """To the appeal's fund first, then to whoever stood in for it; how much the organisation got.

    Another payment than a late one is one movement.
    """
    left, own, key = noted.amount_minor, 0, f"appeal-return:{payout.reference}:{noted.pk}"
    assert payout.appeal.project is not None, f"{payout.appeal.number} has no account"
    for paid in movements_by_ref(payout.reference):
        came = sum(paid.reversals.values_list("amount", flat=True))
        part = min(left, paid.amount - came)
        if part > 0:
            is_own = paid.source_id != payout.appeal.project.fund_id
            reverse(
                paid, Money(part), key=f"{key}:own" if is_own else key,
                happened_at=noted.came_at or at, kind=Kind.RETURN,
            )  # fmt: skip
            left, own = left - part, own + (part if is_own else 0)
    return own


def _require_left(payout: Payout, amount_minor: int) -> None:
    left = payout.amount_minor - payout.returned_minor
    if not 0 < amount_minor <= left:
        raise PayoutTooMuch(free=format_yuan(left))


def _require_any(actor: Actor, rights: tuple[Right, ...], payout: Payout) -> None:
    held = next((one for one in rights if actor.holds(one, payout.appeal.organisation_id)), None)
    if held is None and not actor.is_system:
        raise NotAllowed
    policies.require(actor, held or rights[0], payout.appeal)
