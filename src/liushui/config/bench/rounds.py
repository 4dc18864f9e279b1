"""Sequencing against COPY: into the same table with the same constraints, and into a bare one."""

import hashlib
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from django.db import connection

from liushui.config.bench.figures import Figure, median
from liushui.kernel.clock import CHINA
from liushui.ledger import queries
from liushui.ledger.services import holder_of_organisation, open_fund, sequence_all
from liushui.ledger.states import Purpose

if TYPE_CHECKING:
    from liushui.ledger.models import Fund

START = datetime(2026, 1, 1, 8, 0, tzinfo=CHINA)
BATCH = 10_000
_ROUNDS = 3
HOT_FUNDS = 1_000
_AIM = 0.4
_COLUMNS = "kind, resource_id, amount, target_id, lo, happened_at, booked, key, digest, ref"
_INBOX = "key, digest, fund_id, amount, ref, happened_at"
Row = tuple[str, int, int]


def sequencing(count: int, label: str, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Three rounds of each, turn by turn; the middle one counts."""
    funds = [fund.pk for fund in bench_funds(HOT_FUNDS, 20)]
    with connection.cursor() as cursor:
        cursor.execute(
            "create table bench_bare (like ledger_movement including defaults including identity)"
        )
        cursor.execute("alter table bench_bare drop column hi, drop column prev")
    took: dict[str, list[float]] = {"sequence": [], "copy": [], "bare": []}
    for number in range(_ROUNDS):
        tell(f"sequencing {count} gifts {label}: round {number + 1} of {_ROUNDS}")
        fill_inbox(_drawn(funds, count, f"s{number}"))
        took["sequence"].append(timed(sequence_all))
        took["copy"].append(0)
        took["bare"].append(0)
        for block in _blocks(funds, _drawn(funds, count, f"c{number}")):
            took["copy"][-1] += timed(lambda b=block: _copy("ledger_movement", b))  # type: ignore[misc]
            took["bare"][-1] += timed(lambda b=block: _copy("bench_bare", b))  # type: ignore[misc]
    with connection.cursor() as cursor:
        cursor.execute("drop table bench_bare")
    rate = {name: count / median(times) for name, times in took.items()}
    yield Figure("ledger", f"COPY, no constraints, {label}", rate["bare"], "rows/s")
    yield Figure("ledger", f"COPY, same constraints, {label}", rate["copy"], "rows/s")
    against, bare = rate["sequence"] / rate["copy"], rate["sequence"] / rate["bare"]
    yield Figure(
        "ledger", f"sequence / bare COPY, {label}", rate["sequence"], "gifts/s", None, bare
    )
    yield Figure(
        "ledger", f"sequence / same COPY, {label}", rate["sequence"], "gifts/s", _AIM, against
    )


def bench_funds(count: int, purpose: int) -> "list[Fund]":
    """So many funds of one holder, for the bench alone."""
    with connection.cursor() as cursor:
        cursor.execute("select min(id) from parties_organisation")
        holder = holder_of_organisation(cursor.fetchone()[0])
    return [open_fund(holder, purpose=Purpose("bench", purpose * 10_000 + n)) for n in range(count)]


def fill_inbox(rows: Iterable[Row]) -> None:
    """Accept these gifts, a batch at a time."""
    left = iter(rows)
    while block := [
        f"gift:{ref}\t\\\\x{_digest(ref)}\t{fund}\t{amount}\t{ref}\t{START.isoformat()}\n"
        for ref, fund, amount in islice(left, BATCH)
    ]:
        _copy("ledger_inbox", "".join(block), _INBOX)
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_inbox")


def timed(work: Callable[[], object]) -> float:
    """The seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _drawn(funds: list[int], count: int, tag: str) -> Iterator[Row]:
    """``(reference, fund, amount)``, long-tailed over the funds."""
    draw = random.Random(tag)  # noqa: S311 - the same rows each time
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(funds))))
    for number in range(count):
        (fund,) = draw.choices(funds, cum_weights=weights)
        yield f"LS-bench-{tag}-{number:07}", fund, draw.randint(100, 99_999)


def _blocks(funds: list[int], rows: Iterator[Row]) -> Iterator[str]:
    """The rows as the sequencer would place them, in blocks of its batch."""
    tips = {fund: balance.tip for fund, balance in queries.balances(funds).items()}
    while drawn := list(islice(rows, BATCH)):
        lines = []
        for ref, fund, amount in drawn:
            lines.append(
                f"gift\tCNY\t{amount}\t{fund}\t{tips[fund]}\t{START.isoformat()}\t2026-01-01"
                f"\tgift:{ref}\t\\\\x{_digest(ref)}\t{ref}\n"
            )
            tips[fund] += amount
        yield "".join(lines)


def _copy(table: str, block: str, columns: str = _COLUMNS) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as to:
        to.write(block)


def _digest(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()
