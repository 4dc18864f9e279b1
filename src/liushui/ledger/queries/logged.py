"""Gifts as the public log tells them: facts of movements, which never change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from liushui.base.arrays import array_of
from liushui.ledger.models import Movement
from liushui.ledger.states import Kind


@dataclass(frozen=True, slots=True)
class BookedGift:
    """A gift of money: how much, when paid, and into which fund, or the fund above that one."""

    movement_id: int
    amount_minor: int
    ref: str
    happened_at: datetime
    home_fund_id: int
    is_designated: bool
    organisation_id: int | None


def booked_gifts(movement_ids: Iterable[int]) -> Sequence[BookedGift]:
    """These gifts of money, one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select m.id, m.amount, m.ref, m.happened_at, coalesce(f.parent_id, f.id),
                 f.parent_id is not null, h.organisation_id
               from ledger_movement m join ledger_fund f on f.id = m.target_id
               join ledger_holder h on h.id = f.holder_id
               where m.id = any(%s::bigint[]) and m.kind = 'gift' and m.resource_id = 'CNY'""",
            [array_of(movement_ids)],
        )
        return [BookedGift(*row) for row in cursor.fetchall()]


def gifts_not_owed_to_log(limit: int) -> Sequence[int]:
    """Gifts of money that the public log should carry and nobody owed to it, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select m.id from ledger_movement m
               where m.kind = 'gift' and m.resource_id = 'CNY'
                 and exists (select from transparency_log)
                 and not exists (select from transparency_owed o
                   where o.subject = m.id and o.kind = 'donation')
               order by m.id limit %s""",
            [limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def gift_numbered(ref: str) -> int | None:
    """The movement of the gift that people know by this reference."""
    found = Movement.objects.filter(ref=ref, kind=Kind.GIFT, resource_id="CNY")
    return found.values_list("pk", flat=True).first()
