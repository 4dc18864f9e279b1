"""The single writer of gifts: takes accepted ones in batches and gives each its place.

Any number of processes may run it; a row lock lets one through. It holds no cursor: a batch is the
oldest rows that are there now, and a row leaves the inbox in the transaction that books it. So a
kill at any moment loses nothing and doubles nothing.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from liushui.base.arrays import array_of
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.services.batches import ALIKE, CHOSEN, CLAIMS, GIFTS, GIFTS_WITH_MATCHES
from liushui.ledger.services.locks import lock_fund_ids, lock_funds
from liushui.ledger.services.matching import Claim, Grant, grants, pool_funds, pools_of

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from liushui.ledger.models import Fund

log = structlog.get_logger(__name__)

BATCH = 10_000
BATCH_BESIDE_PAYOUTS = 2_000
_IDLE_SECONDS = 0.05
_BACK_OFF_SECONDS = (0.1, 5.0)
_NEVER = threading.Event()


@transaction.atomic
def sequence(limit: int = BATCH, *, patient: bool = False) -> int:
    """Book one batch of the oldest accepted gifts; how many left the inbox.

    0 when the inbox is empty or, unless ``patient``, while another process is at it. What cannot
    be booked is kept in ledger_refused for a person; what was booked before is dropped (L34).
    """
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from ledger_inbox)")
        if not cursor.fetchone()[0] or not _passed_fence(cursor, patient=patient):
            return 0
        cursor.execute(
            """select array_agg(distinct fund_id), min(happened_at)
               from (select fund_id, happened_at from ledger_inbox order by id limit %s) oldest""",
            [limit],
        )
        funds, since = cursor.fetchone()
        if not funds:
            return 0
        return _book(cursor, _Batch(funds, since, limit))


def sequence_all() -> int:
    """Book everything that is accepted now, also what another process has just begun to book."""
    booked = 0
    while step := sequence(patient=True):
        booked += step
    return booked


def run_forever(stop: Callable[[], bool], woken: threading.Event = _NEVER) -> None:
    """Sequence until told to stop; a database that went away is waited for, ever more patiently.

    ``woken`` is set by whoever accepted a gift just now; without it an empty inbox is looked into
    twenty times a second.
    """
    limit, (wait, longest) = BATCH_BESIDE_PAYOUTS, _BACK_OFF_SECONDS
    while not stop():
        try:
            booked = sequence(limit)
            many = booked == limit and not _payouts_wait()
            limit = min(2 * limit, BATCH if many else BATCH_BESIDE_PAYOUTS)
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
        if not booked and woken.wait(_IDLE_SECONDS):
            woken.clear()


class _Batch(NamedTuple):
    """Gifts to book: into these funds, paid at ``since`` or later, the oldest ``limit`` of them.

    ``ids``: of these gifts alone.
    """

    funds: list[int]
    since: datetime
    limit: int
    ids: list[int] | None = None


def _book(cursor: "CursorWrapper", batch: _Batch) -> int:
    pools = pool_funds(cursor, batch.funds, batch.since)
    funds = lock_funds([*batch.funds, *pools]) if pools else {}
    locked = array_of(funds or lock_fund_ids(batch.funds))
    bound: dict[str, Any] = {
        "funds": array_of(batch.funds), "limit": batch.limit, "ids": batch.ids,
        "locked": locked, "most": MAX_UNITS,
    }  # fmt: skip
    if pools:
        cursor.execute(CHOSEN, bound)
        bound["ids"] = cursor.fetchone()[0]
    granted = _granted(cursor, bound, funds, pools, frozenset(batch.funds)) if pools else []
    if granted:
        gifts, by, sources, amounts = (list(column) for column in zip(*granted, strict=True))
        bound |= {"gifts": gifts, "pools": by, "sources": sources, "amounts": amounts}
    cursor.execute(GIFTS_WITH_MATCHES if granted else GIFTS, bound)
    return int(cursor.fetchone()[0])


def _granted(
    cursor: "CursorWrapper",
    bound: dict[str, Any],
    locked: Mapping[int, "Fund"],
    pools: list[int],
    into: frozenset[int],
) -> list[Grant]:
    """What pools add to the batch.

    A pool is as full as all before these gifts left it: where the batch also fills one, its
    ``limit`` falls to the gifts before that, or to those that fill it.
    """
    if set(pools) & into:
        cursor.execute(ALIKE, {**bound, "pools": pools})
        bound["limit"], into_pool = cursor.fetchone()
        if into_pool:
            return []
    active = pools_of(locked, pools)
    matched = list(set().union(*(pool.scope for pool in active)))
    cursor.execute(CLAIMS, {**bound, "matched": matched})
    return grants(active, [Claim(*row) for row in cursor.fetchall()], locked)


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
        cursor.execute("select id, fund_id, happened_at from ledger_inbox order by id limit 1")
        oldest = cursor.fetchone()
        if oldest is None:
            return
        number, fund, paid_at = oldest
        try:
            with transaction.atomic():
                _book(cursor, _Batch([fund], paid_at, 1, ids=[number]))
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
