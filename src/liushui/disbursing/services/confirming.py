"""The second person on a use of one's own money: confirms it, and it leaves; or refuses it.

Until then the amount is held back in its fund. Its reporter can take it back.
"""

from datetime import datetime

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Expenditure
from liushui.disbursing.notices import tell_reporter_of_use
from liushui.disbursing.services.use_refusals import (
    UseReasonMissing,
    UseSlipMissing,
    UseSlipStays,
)
from liushui.disbursing.services.use_slips import NO_SLIP, UseSlip, require_slip
from liushui.disbursing.services.using import key_of, moment_of
from liushui.disbursing.states import USE_MOVES, UseState
from liushui.ledger.queries.designations import choice_under
from liushui.ledger.services import lock_funds, post_reserved, release
from liushui.ledger.services.designations import KindOf
from liushui.parties.actors import Actor
from liushui.parties.services import record

LONGEST_WHY = 300


@transaction.atomic
def confirm_use(
    actor: Actor, reference: str, *, at: datetime, slip: UseSlip = NO_SLIP
) -> Expenditure:
    """Agree that it was used so: what was held back leaves the fund, and givers see it.

    A second call by the same person changes nothing. Refuses whoever reported it
    (``UseSamePerson``; a constraint and a trigger say so too), and a use of which neither the
    reporter nor ``slip`` says how it was paid.
    """
    use = queries.use_for_update(actor, reference)
    if use.state == UseState.CONFIRMED and use.decided_by == actor.name:
        return use
    policies.require_confirm(actor, use, at=at)
    if use.state != UseState.REPORTED:
        raise MoveNotAllowed(state=use.get_state_display(), to=UseState.CONFIRMED)
    paid = _slip(use, slip, at=at)
    Expenditure.objects.filter(pk=use.pk).update(
        decided_by=actor.name,
        decided_at=at,
        bank_ref=paid.bank_ref.strip(),
        paid_on=paid.paid_on,
        in_cash=paid.in_cash,
    )
    move_state(use, to=UseState.CONFIRMED, moves=USE_MOVES, by=actor.name, at=at)
    _post(use, at)
    record(actor, "use.confirmed", use, at=at, reference=reference)
    tell_reporter_of_use(use, by=actor.name, at=at)
    use.refresh_from_db()
    return use


@transaction.atomic
def refuse_use(actor: Actor, reference: str, *, why: str, at: datetime) -> Expenditure:
    """Refuse it with a reason: what was held back is free again. A second call changes nothing."""
    use = queries.use_for_update(actor, reference)
    if use.state == UseState.REFUSED and use.decided_by == actor.name:
        return use
    policies.require_confirm(actor, use, at=at)
    if not why.strip():
        raise UseReasonMissing
    _end(actor, use, to=UseState.REFUSED, why=why, at=at)
    record(actor, "use.refused", use, at=at, reference=reference)
    tell_reporter_of_use(use, by=actor.name, at=at)
    return use


@transaction.atomic
def withdraw_use(actor: Actor, reference: str, *, at: datetime) -> Expenditure:
    """Take back what one reported oneself and nobody confirmed. A second call changes nothing."""
    use = queries.use_for_update(actor, reference)
    policies.require_withdraw(actor, use)
    if use.state == UseState.WITHDRAWN:
        return use
    _end(actor, use, to=UseState.WITHDRAWN, why="", at=at)
    record(actor, "use.withdrawn", use, at=at, reference=reference)
    return use


def _slip(use: Expenditure, slip: UseSlip, *, at: datetime) -> UseSlip:
    """How it was paid: as its reporter wrote, else as the second person does."""
    told = UseSlip(use.bank_ref, use.paid_on, use.in_cash)
    if use.has_slip:
        if slip.is_said and slip != told:
            raise UseSlipStays
        return told
    if not slip.is_said:
        raise UseSlipMissing
    require_slip(slip, use.organisation_id, at=at)
    return slip


def _end(actor: Actor, use: Expenditure, *, to: UseState, why: str, at: datetime) -> None:
    """Nothing was used: each fund has its part free again."""
    if use.state != UseState.REPORTED:
        raise MoveNotAllowed(state=use.get_state_display(), to=to)
    reason = why.strip()[:LONGEST_WHY]
    Expenditure.objects.filter(pk=use.pk).update(decided_by=actor.name, decided_at=at, why=reason)
    move_state(use, to=to, moves=USE_MOVES, by=actor.name, at=at, why=reason)
    for held in queries.holds_of_use(use):
        release(held, at=at, why=reason)
    use.decided_by, use.decided_at, use.why = actor.name, at, reason


def _post(use: Expenditure, at: datetime) -> None:
    """Each fund's part leaves into the use's sink, all under one reference."""
    key, holds = key_of(use.reference), queries.holds_of_use(use)
    chosen = choice_under(key)
    lock_funds([use.sink_id, *(held.fund_id for held in holds)])
    for place, held in enumerate(holds):
        post_reserved(
            held,
            target=use.sink,
            key=f"{key}:{place}" if place else key,
            happened_at=moment_of(use.happened_on, at),
            ref=use.reference,
            kind=KindOf()(held.fund),
            group=chosen.group_id if chosen else None,
        )
