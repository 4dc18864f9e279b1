"""What people name: a grant, a provider paid, hours given, points earned. Each is one movement.

By which ways units of each kind go, the database knows (``ledger_way``); here each kind has its
verb, so that a caller chooses a deed and not a word. A fee that a provider kept: ``shortfalls``.
"""

from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Movement
from liushui.ledger.services.funds import sink
from liushui.ledger.services.movements import move
from liushui.ledger.states import Kind, Purpose, SinkUse

MINUTES: Final = "minutes"
POINTS: Final = "points"


class _Told(NamedTuple):
    """Under which key, when it happened, and its public reference."""

    key: str
    happened_at: datetime
    ref: str


@transaction.atomic
def grant(
    amount: Money, *, source: Fund, target: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Pay on to another holder. ``WayClosed`` within one holder and out of a person's money."""
    return move(
        amount,
        source=source,
        target=target,
        kind=Kind.GRANT,
        key=key,
        happened_at=happened_at,
        ref=ref,
    )


@transaction.atomic
def pay_provider(
    amount: Money, *, source: Fund, case_id: int, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Pay who cares for a person, for that person's case (D04): never the person.

    Out of one person's money nobody else's provider is paid: ``WayClosed``.
    """
    return _out(
        amount,
        source,
        Kind.PROVIDER_PAYMENT,
        Purpose("case", case_id),
        _Told(key, happened_at, ref),
    )


@transaction.atomic
def write_off(
    amount: Money, *, source: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Count as lost what is gone. Money of one person is never written off: ``WayClosed``.

    Goods are written off by their lot: ``write_off_lot``.
    """
    return _out(amount, source, Kind.WRITE_OFF, purpose_of(source), _Told(key, happened_at, ref))


@transaction.atomic
def give_hours(
    minutes: int, *, target: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Minutes of service that somebody gave arrive in a fund of minutes."""
    amount = Money(minutes, MINUTES)
    return move(
        amount,
        source=None,
        target=target,
        kind=Kind.HOURS,
        key=key,
        happened_at=happened_at,
        ref=ref,
    )


@transaction.atomic
def spend_hours(
    minutes: int, *, source: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Minutes of service that were used for what the fund is for."""
    amount = Money(minutes, MINUTES)
    return _out(amount, source, Kind.USE, purpose_of(source), _Told(key, happened_at, ref))


@transaction.atomic
def earn_points(
    points: int, *, target: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Points that somebody earned. They never become money: no way leads there."""
    amount = Money(points, POINTS)
    return move(
        amount,
        source=None,
        target=target,
        kind=Kind.EARNED,
        key=key,
        happened_at=happened_at,
        ref=ref,
    )


@transaction.atomic
def spend_points(
    points: int, *, source: Fund, key: str, happened_at: datetime, ref: str = ""
) -> Movement:
    """Points that were given for something. Raises ``NotEnoughFree``."""
    amount = Money(points, POINTS)
    return _out(amount, source, Kind.SPENT, purpose_of(source), _Told(key, happened_at, ref))


def purpose_of(fund: Fund) -> Purpose:
    """What a fund is for: its sinks are counted by it."""
    return Purpose(fund.purpose_kind, fund.purpose_id)


def _out(amount: Money, source: Fund, kind: Kind, purpose: Purpose, told: _Told) -> Movement:
    use = SinkUse.WRITTEN_OFF if kind == Kind.WRITE_OFF else SinkUse.USED
    target = sink(source.holder, use, purpose=purpose, resource=source.resource_id)
    return move(
        amount,
        source=source,
        target=target,
        kind=kind,
        key=told.key,
        happened_at=told.happened_at,
        ref=told.ref,
    )
