"""The single writer of gifts: takes accepted ones in batches and gives each its place.

Any number of processes may run it; a row lock lets one through. It holds no cursor: a batch is the
oldest rows that are there now, and a row leaves the inbox in the transaction that books it. So a
kill at any moment loses nothing and doubles nothing.
"""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from liushui.kernel.money import MAX_UNITS
from liushui.ledger.services.locks import lock_funds

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

log = structlog.get_logger(__name__)

BATCH = 10_000
BATCH_BESIDE_PAYOUTS = 2_000
_IDLE_SECONDS = 0.05
_BACK_OFF_SECONDS = (0.1, 5.0)
_NEVER = threading.Event()

_SEQUENCE = """
with batch as materialized (
  select ctid, * from ledger_inbox where fund_id = any(%(funds)s)
    and (%(only)s::bigint is null or id = %(only)s) order by id limit %(limit)s),
judged as (
  select b.*, f.tip, f.resource_id, f.holder_id, case
      when m.digest = b.digest then 'replay'
      when m.digest is not null then 'key_reused'
      when f.id is null then 'fund_unknown'
      when f.kind <> 'ordinary' then 'fund_not_ordinary'
    end as why
  from batch b
  left join ledger_fund f on f.id = b.fund_id and f.id = any(%(locked)s)
  left join lateral (select digest from ledger_movement where key = b.key limit 1) m on true),
placed as (
  select j.*, tip + sum(amount) over line as hi from judged j where why is null
  window line as (partition by fund_id order by id rows unbounded preceding)),
too_far as (  -- the first alone: whether those behind it fit, the next batch sees without it
  select distinct on (fund_id) * from placed where hi > %(most)s order by fund_id, id),
opening as (
  select holder_id, ledger_first_open(holder_id, null) as month
  from (select distinct holder_id from placed) h),
booked as (
  insert into ledger_movement (kind, resource_id, amount, target_id, lo, happened_at, booked, key,
    digest, ref, giver)
  select 'gift', resource_id, amount, fund_id, hi - amount, happened_at,
    greatest(ledger_month(happened_at), month), key, digest, ref, giver
  from placed join opening using (holder_id) where hi <= %(most)s order by id),
refused as (
  insert into ledger_refused (key, why, digest, content)
  select key, coalesce(why, 'line_full'), digest,
    jsonb_build_object('fund', fund_id, 'amount', amount, 'ref', ref)
  from (select key, why, digest, fund_id, amount, ref from judged where why <> 'replay'
        union all
        select key, why, digest, fund_id, amount, ref from too_far) bad
  where not ledger_awaits_a_person(key, digest)),
gone as (
  delete from ledger_inbox where ctid = any(array(
    select ctid from judged where why is not null
    union all select ctid from placed where hi <= %(most)s
    union all select ctid from too_far)) returning 1)
select count(*) from gone
"""


@transaction.atomic
def sequence(limit: int = BATCH, *, patient: bool = False) -> int:
    """Book one batch of the oldest accepted gifts; how many left the inbox.

    0 when the inbox is empty or, unless ``patient``, while another process is at it. What cannot
    be booked is kept in ledger_refused for a person; what was booked before is dropped (L34).
    """
    with connection.cursor() as cursor:
        if not _passed_fence(cursor, patient=patient):
            return 0
        cursor.execute(
            """select array_agg(distinct fund_id)
               from (select fund_id from ledger_inbox order by id limit %s) oldest""",
            [limit],
        )
        funds = cursor.fetchone()[0]
        if not funds:
            return 0
        return _book(cursor, funds, limit)


def sequence_all() -> int:
    """Book everything that is accepted now, also what another process has just begun to book."""
    booked = 0
    while step := sequence(patient=True):
        booked += step
    return booked


def run_forever(stop: Callable[[], bool]) -> None:
    """Sequence until told to stop; a database that went away is waited for, ever more patiently."""
    limit, (wait, longest) = BATCH, _BACK_OFF_SECONDS
    while not stop():
        try:
            booked = sequence(limit)
            limit = min(2 * limit, BATCH_BESIDE_PAYOUTS if _payouts_wait() else BATCH)
            wait = _BACK_OFF_SECONDS[0]
        except (
            IntegrityError,
            DataError,
        ) as error:  # a row that no rule foresaw: found by halving, set aside
            log.warning("sequencer_refused", limit=limit, error=str(error))
            if limit == 1:
                _set_aside_oldest()
            limit = max(1, limit // 2)
            continue
        except (OperationalError, InterfaceError) as error:
            log.warning("sequencer_lost_database", error=type(error).__name__, wait_seconds=wait)
            connection.close()
            _rest(wait, stop)
            wait = min(wait * 2, longest)
            continue
        if not booked:
            _rest(_IDLE_SECONDS, stop)


def _book(cursor: "CursorWrapper", funds: list[int], limit: int, only: int | None = None) -> int:
    locked = list(lock_funds(funds))
    cursor.execute(
        _SEQUENCE,
        {"funds": funds, "locked": locked, "limit": limit, "only": only, "most": MAX_UNITS},
    )
    return int(cursor.fetchone()[0])


def _passed_fence(cursor: "CursorWrapper", *, patient: bool) -> bool:
    fence = "select from ledger_shard where id = 1 for update"
    cursor.execute(fence if patient else f"{fence} skip locked")
    if cursor.fetchone() is not None:
        return True
    cursor.execute("insert into ledger_shard (id) values (1) on conflict do nothing returning id")
    if cursor.fetchone() is not None:
        return True
    if not patient:
        return False
    cursor.execute(fence)
    return cursor.fetchone() is not None


@transaction.atomic
def _set_aside_oldest() -> None:
    """Put the oldest waiting row before a person, so that the others go on.

    Only if it still cannot be booked: another process may have set the bad one aside meanwhile.
    """
    with connection.cursor() as cursor:
        _passed_fence(cursor, patient=True)
        cursor.execute("select id, fund_id from ledger_inbox order by id limit 1")
        oldest = cursor.fetchone()
        if oldest is None:
            return
        number, fund = oldest
        try:
            with transaction.atomic():
                _book(cursor, [fund], 1, only=number)
        except (IntegrityError, DataError):
            cursor.execute(
                """with bad as (select * from ledger_inbox where id = %(number)s),
                   kept as (
                     insert into ledger_refused (key, why, digest, content)
                     select key, 'not_bookable', digest,
                       jsonb_build_object('fund', fund_id, 'amount', amount, 'ref', ref) from bad
                     where not ledger_awaits_a_person(key, digest))
                   delete from ledger_inbox where id = %(number)s""",
                {"number": number},
            )


def _payouts_wait() -> bool:
    """Whether anybody waits for a lock in this database: then the next batch is small (L7)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select exists (select from pg_stat_activity
               where datname = current_database() and wait_event_type = 'Lock')"""
        )
        return bool(cursor.fetchone()[0])


def _rest(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stop() and (left := until - time.monotonic()) > 0:
        _NEVER.wait(min(left, _IDLE_SECONDS))
