"""How long after its call-back came each gift stood in the ledger, seen from outside."""

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_LOOK_SECONDS = 0.02  # a look costs what a gift costs, on the same processor
_PATIENCE_SECONDS = 120.0
_WAITING = """
select not exists (select from giving_word) and not exists (select from ledger_inbox)"""
_RECEIVED = """
select m.id, (extract(epoch from p.received_at) * 1000)::float8
from giving_giftorder o join giving_payment p on p.order_id = o.id
join ledger_movement m on m.key = 'gift:' || o.reference
where o.reference like %s"""
Seen = list[tuple[int, float]]


@contextmanager
def watched() -> Iterator[Seen]:
    """Look at the newest movement again and again; each with the millisecond of the look."""
    seen: Seen = []
    told = threading.Event()
    thread = threading.Thread(target=_watch, args=(told, seen), name="watcher")
    thread.start()
    try:
        yield seen
    finally:
        told.set()
        thread.join()


def lags(stem: str, seen: Seen) -> list[float]:
    """Of each gift of these references, the milliseconds until a look found it in the ledger.

    One writer gives numbers in order, so a look that sees a movement sees all before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [f"{stem}%"])
        received = cursor.fetchall()
    newest = [number for number, _ in seen]
    return [
        max(0.0, seen[min(bisect_left(newest, number), len(seen) - 1)][1] - at)
        for number, at in received
    ]


def wait_until_placed() -> None:
    """Until what was accepted stands in the ledger."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(_LOOK_SECONDS)
    raise TimeoutError("the sequencer did not come to an end")


def _watch(told: threading.Event, seen: Seen) -> None:
    try:
        while True:
            ending = told.is_set()
            with connection.cursor() as cursor:
                cursor.execute("select coalesce(max(id), 0) from ledger_movement")
                (newest,) = cursor.fetchone()
            seen.append((newest, 1000 * time.time()))
            if ending:
                return
            told.wait(_LOOK_SECONDS)
    finally:
        connection.close()
