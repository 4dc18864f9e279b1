"""Gifts as the public log tells them: facts of movements, which never change."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from liushui.base.arrays import array_of
from liushui.ledger.models import Movement
from liushui.ledger.states import Kind


class BookedGift(NamedTuple):
    """A gift of money: how much, when paid, and into which fund, or the fund above that one."""

    movement_id: int
    amount_minor: int
    ref: str
    day: date
    moment: str  # in China, as ISO 8601 writes it
    home_fund_id: int
    is_designated: bool
    organisation_id: int | None


_DAY = "(m.happened_at at time zone 'Asia/Shanghai')::date"
_MOMENT = """to_char(m.happened_at at time zone 'Asia/Shanghai',
  'YYYY-MM-DD"T"HH24:MI:SS.US') || '+08:00'"""
_GIFTS = f"""
select m.id, m.amount, m.ref, {_DAY}, {_MOMENT}, coalesce(f.parent_id, f.id),
  f.parent_id is not null, h.organisation_id
from ledger_movement m join ledger_fund f on f.id = m.target_id
join ledger_holder h on h.id = f.holder_id
where m.id = any(%s::bigint[]) and m.kind = 'gift' and m.resource_id = 'CNY'"""


def booked_gifts(movement_ids: Iterable[int]) -> Sequence[BookedGift]:
    """These gifts of money, one query."""
    with connection.cursor() as cursor:
        cursor.execute(_GIFTS, [array_of(movement_ids)])
        return [BookedGift(*row) for row in cursor.fetchall()]


class MovedMoney(NamedTuple):
    """Money that moved otherwise: between funds of organisations, in from outside, or out.

    An end without an organisation is outside, a sink, or somebody's own. ``about`` is the movement
    that it takes back or makes good: a gift, or another of these.
    """

    movement_id: int
    kind: str
    amount_minor: int
    ref: str
    day: date
    moment: str
    from_organisation: int | None
    from_home: int | None
    to_organisation: int | None
    to_home: int | None
    about: int | None
    about_gift: bool


# What rests with the same fund, only frozen, has not moved for anybody outside.
_MOVES = "m.resource_id = 'CNY' and m.kind not in ('gift', 'freeze', 'thaw')"
_MONEY = f"""
select m.id, m.kind, m.amount, m.ref, {_DAY}, {_MOMENT},
  case when s.kind <> 'sink' then sh.organisation_id end, coalesce(sp.parent_id, s.parent_id, s.id),
  case when t.kind <> 'sink' then th.organisation_id end, coalesce(tp.parent_id, t.parent_id, t.id),
  a.id, coalesce(a.kind = 'gift', false)
from ledger_movement m
left join ledger_fund s on s.id = m.source_id left join ledger_fund sp on sp.id = s.parent_id
left join ledger_holder sh on sh.id = s.holder_id
join ledger_fund t on t.id = m.target_id left join ledger_fund tp on tp.id = t.parent_id
join ledger_holder th on th.id = t.holder_id
left join lateral (select g.id from ledger_movement g
  where m.kind in ('refund', 'charge_back') and m.ref <> '' and g.ref = m.ref and g.kind = 'gift'
  limit 1) given on true
left join ledger_movement a on a.id = coalesce(m.reverses_id, m.covers_gift_id, given.id)
where m.id = any(%s::bigint[]) and {_MOVES}"""


def moved_money(movement_ids: Iterable[int]) -> Sequence[MovedMoney]:
    """These movements of money, one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, [array_of(movement_ids)])
        return [MovedMoney(*row) for row in cursor.fetchall()]


def money_not_owed_to_log(after: int, limit: int) -> Sequence[int]:
    """Such movements behind ``after`` that nobody owed to the public log, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select m.id from ledger_movement m
                where m.id > %s and {_MOVES} and exists (select from transparency_log)
                  and not exists (select from transparency_owed o
                    where o.subject = m.id and o.kind = 'money')
                order by m.id limit %s""",
            [after, limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]


class KeptMonth(NamedTuple):
    """What the books of a closed month said, by its digest."""

    report_id: int
    organisation_id: int | None
    month: date
    day: date
    digest: bytes


def kept_months(report_ids: Iterable[int]) -> Sequence[KeptMonth]:
    """These closed months, one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select r.id, h.organisation_id, r.month,
                 (r.recorded_at at time zone 'Asia/Shanghai')::date, r.digest
               from ledger_report r join ledger_holder h on h.id = r.holder_id
               where r.id = any(%s::bigint[])""",
            [array_of(report_ids)],
        )
        return [KeptMonth(*row) for row in cursor.fetchall()]


def months_not_owed_to_log(after: int, limit: int) -> Sequence[int]:
    """Closed months of organisations behind ``after`` that nobody owed to the public log."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select r.id from ledger_report r join ledger_holder h on h.id = r.holder_id
               where r.id > %s and h.organisation_id is not null
                 and exists (select from transparency_log)
                 and not exists (select from transparency_owed o
                   where o.subject = r.id and o.kind = 'month')
               order by r.id limit %s""",
            [after, limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def gifts_not_owed_to_log(after: int, limit: int) -> Sequence[int]:
    """Gifts of money that the public log should carry and nobody owed to it, oldest first.

    Those behind the movement ``after``: a page begins where the one before it ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """select m.id from ledger_movement m
               where m.id > %s and m.kind = 'gift' and m.resource_id = 'CNY'
                 and exists (select from transparency_log)
                 and not exists (select from transparency_owed o
                   where o.subject = m.id and o.kind = 'donation')
               order by m.id limit %s""",
            [after, limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def gift_numbered(ref: str) -> int | None:
    """The movement of the gift that people know by this reference."""
    found = Movement.objects.filter(ref=ref, kind=Kind.GIFT, resource_id="CNY")
    return found.values_list("pk", flat=True).first()
