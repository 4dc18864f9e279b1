"""The ledger: sequencing against COPY, traces through three levels, payouts, the check."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.db import connection

from liushui.config.bench.figures import Figure, median, quantile
from liushui.config.bench.ledger_load import START, load_gifts
from liushui.kernel.money import Money
from liushui.ledger import queries
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    GiftOffer,
    accept_gifts,
    holder_of_organisation,
    move,
    open_fund,
    sequence_all,
)
from liushui.ledger.states import Kind, Purpose

if TYPE_CHECKING:
    from liushui.ledger.models import Fund

HELP = "sequencing, tracing, paying and checking"
ROUNDS = 3
BATCH = 10_000
HOT_FUNDS = 1_000
_COLUMNS = "kind, resource_id, amount, target_id, lo, happened_at, booked, key, digest, ref"


def measure(*, full: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Small: 20,000 gifts traced and 60,000 sequenced. Full: 200,000 and 600,000."""
    gifts = 200_000 if full else 20_000
    loaded = load_gifts(gifts, 7, tell=tell)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    draw = random.Random(7)  # noqa: S311 - the same sample each time
    sample = min(500, len(loaded.use_refs))
    yield from _times(
        "trace a use back", queries.trace_backward, draw.sample(loaded.use_refs, sample), 25.0
    )
    yield from _times(
        "trace a gift", queries.trace_forward, draw.sample(loaded.gift_refs, 500), 25.0
    )
    yield from _payouts(tell)
    began = time.perf_counter()
    broken = [rule.name for rule in RULES if any(faults(rule))]
    assert not broken, broken
    yield Figure("ledger", f"check {gifts} gifts", time.perf_counter() - began, "s")
    yield from _sequencing(20 * BATCH if full else 2 * BATCH, tell)


def _times(
    what: str, trace: Callable[[str], object], refs: list[str], limit: float
) -> Iterator[Figure]:
    took = [_timed(lambda ref=ref: trace(ref)) * 1000 for ref in refs]  # type: ignore[misc]
    yield Figure("ledger", f"{what} p50", quantile(took, 0.5), "ms")
    yield Figure("ledger", f"{what} p95", quantile(took, 0.95), "ms", limit)


def _payouts(tell: Callable[[str], None]) -> Iterator[Figure]:
    tell("paying 300 times out of one fund of many small gifts")
    source, target = _funds(2, 10)
    offers = [
        GiftOffer(source.pk, 100, f"bench:payout:{n}", f"bench-payout-{n}", START)
        for n in range(5_000)
    ]
    accept_gifts(offers)
    sequence_all()
    took = [_timed(lambda n=n: _pay(source, target, n)) * 1000 for n in range(300)]  # type: ignore[misc]
    yield Figure("ledger", "pay out p50", quantile(took, 0.5), "ms")
    yield Figure("ledger", "pay out p95", quantile(took, 0.95), "ms")


def _pay(source: "Fund", target: "Fund", number: int) -> None:
    key = f"bench:pay:{number}"
    move(Money(1_234), source=source, target=target, kind=Kind.TRANSFER, key=key, happened_at=START)


def _sequencing(count: int, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Sequencer, COPY into the same constraints and COPY into a bare table, turn by turn."""
    funds = [fund.pk for fund in _funds(HOT_FUNDS, 20)]
    with connection.cursor() as cursor:
        cursor.execute(
            "create table bench_bare (like ledger_movement including defaults including identity)"
        )
        cursor.execute("alter table bench_bare drop column hi, drop column prev")
    took: dict[str, list[float]] = {"sequence": [], "copy": [], "bare": []}
    for number in range(ROUNDS):
        tell(f"sequencing {count} gifts over {HOT_FUNDS} funds: round {number + 1} of {ROUNDS}")
        rows = _drawn(funds, count, f"s{number}")
        _fill_inbox(rows)
        took["sequence"].append(_timed(sequence_all))
        blocks = _blocks(_drawn(funds, count, f"c{number}"))
        took["copy"].append(_timed(lambda b=blocks: _copy("ledger_movement", b)))  # type: ignore[misc]
        took["bare"].append(_timed(lambda b=blocks: _copy("bench_bare", b)))  # type: ignore[misc]
    rate = {name: count / median(times) for name, times in took.items()}
    yield Figure("ledger", "COPY, no constraints", rate["bare"], "rows/s")
    yield Figure("ledger", "COPY, same constraints", rate["copy"], "rows/s")
    against_bare = rate["sequence"] / rate["bare"]
    yield Figure("ledger", "sequence / bare COPY", rate["sequence"], "gifts/s", None, against_bare)
    ratio = rate["sequence"] / rate["copy"]
    yield Figure("ledger", "sequence / same COPY", rate["sequence"], "gifts/s", 0.6, ratio)


def _funds(count: int, purpose: int) -> "list[Fund]":
    with connection.cursor() as cursor:
        cursor.execute("select min(id) from parties_organisation")
        holder = holder_of_organisation(cursor.fetchone()[0])
    return [open_fund(holder, purpose=Purpose("bench", purpose * 10_000 + n)) for n in range(count)]


def _drawn(funds: list[int], count: int, tag: str) -> list[tuple[str, int, int]]:
    """``(reference, fund, amount)``, long-tailed over the funds."""
    draw = random.Random(tag)  # noqa: S311 - the same rows each time
    weights = [1 / (rank + 1) for rank in range(len(funds))]
    picks = draw.choices(funds, weights, k=count)
    return [(f"LS-bench-{tag}-{n:07}", fund, draw.randint(100, 99_999))
            for n, fund in enumerate(picks)]  # fmt: skip


def _fill_inbox(rows: list[tuple[str, int, int]]) -> None:
    lines = [
        f"gift:{ref}\t\\\\x{_digest(ref)}\t{fund}\t{amount}\t{ref}\t{START.isoformat()}\n"
        for ref, fund, amount in rows
    ]
    _copy("ledger_inbox", ["".join(lines)], "key, digest, fund_id, amount, ref, happened_at")
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_inbox")


def _blocks(rows: list[tuple[str, int, int]]) -> list[str]:
    """The rows as the sequencer would place them, in blocks of its batch."""
    tips = {
        fund: balance.tip for fund, balance in queries.balances({f for _, f, _ in rows}).items()
    }
    lines = []
    for ref, fund, amount in rows:
        lines.append(
            f"gift\tCNY\t{amount}\t{fund}\t{tips[fund]}\t{START.isoformat()}\t2026-01-01"
            f"\tgift:{ref}\t\\\\x{_digest(ref)}\t{ref}\n"
        )
        tips[fund] += amount
    return ["".join(lines[at : at + BATCH]) for at in range(0, len(lines), BATCH)]


def _copy(table: str, blocks: list[str], columns: str = _COLUMNS) -> None:
    for block in blocks:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy {table} ({columns}) from stdin") as to,
        ):
            to.write(block)


def _digest(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
