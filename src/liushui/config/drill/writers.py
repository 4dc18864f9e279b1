"""The crowd: writers who pay out, hold back and give back, each keeping count of what it was told.

Beside them run the sequencer, a giver who offers gifts in lists, and somebody who closes months.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils.timezone import now

from liushui.base.processes import Sink
from liushui.config.figures import Figure
from liushui.kernel.clock import month_after
from liushui.kernel.ids import credit_code_check
from liushui.kernel.money import Money
from liushui.ledger.errors import FundOverdrawn, NotEnoughFree
from liushui.ledger.queries import balance, sequencer_lag
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    GiftOffer,
    accept_gifts,
    holder_of_organisation,
    move,
    open_fund,
    post_reserved,
    release,
    reserve,
    run_forever,
    seal_month,
    sequence_all,
    sink,
)
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.parties.actors import Actor
from liushui.parties.services import register_organisation

DEADLOCK = "40P01"
HAPPENED = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
FIRST_CLOSED = date(1900, 1, 1)
SCARCE_MINOR = 1_000
PATIENCE_SECONDS = 60.0
OFFERED_AT_ONCE = 50
WAITING_AT_MOST = 2_000
_BREATH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    """How many writers, how long each round, and over how many funds the second one spreads."""

    writers: int
    seconds: float
    funds: int
    bodies: int


SMALL = Size(writers=64, seconds=8.0, funds=1_000, bodies=10)
FULL = Size(writers=64, seconds=120.0, funds=1_000, bodies=50)


@dataclass(slots=True)
class Tally:
    """What one worker did and was told."""

    done: int = 0
    moved_minor: int = 0
    from_scarce_minor: int = 0
    refused: int = 0
    deadlocks: int = 0
    others: list[str] = field(default_factory=list)
    longest_seconds: float = 0.0


# How many acts it was: none where there was nothing to do.
Act = Callable[[Tally, random.Random, str], int]


@dataclass(frozen=True, slots=True)
class Books:
    """Funds to crowd at: one that is rich, one that runs dry, and many."""

    holder: Any
    hot: Any
    scarce: Any
    many: Sequence[Any]
    sinks: Sequence[Any]


def crowd(size: Size, *, tell: Sink) -> Iterator[Figure]:
    """Both rounds, then the count."""
    books = prepare(size)
    tallies: list[Tally] = []
    months = long_over()
    for name, act in (("one fund", at_one(books)), (f"{size.funds} funds", at_many(books))):
        tell("up", f"{size.writers} writers at {name} for {size.seconds:g} seconds")
        beside = _closing(books.holder, months)
        told = _round(size, books, act, beside, name)
        tallies += told.writers
        yield from told.figures(name, size)
    yield from count(books, tallies)


def prepare(size: Size) -> Books:
    """Organisations, their funds, and enough gifts for all but the scarce fund."""
    holders = [holder_of_organisation(_body(number).pk) for number in range(size.bodies)]
    many = [
        open_fund(holders[number % size.bodies], purpose=Purpose("load", number + 1))
        for number in range(size.funds)
    ]
    hot = open_fund(holders[0], purpose=Purpose("project", 1))
    scarce = open_fund(holders[0], purpose=Purpose("project", 2))
    sinks = [
        sink(holders[0], SinkUse.USED, purpose=Purpose("load", number))
        for number in range(size.writers)
    ]
    rich = [(fund, 1_000_000_00) for fund in (hot, *many)]
    accept_gifts(
        [
            _offer(fund.pk, units, f"start:{fund.pk}")
            for fund, units in [*rich, (scarce, SCARCE_MINOR)]
        ]
    )
    sequence_all()
    return Books(holders[0], hot, scarce, many, sinks)


def at_one(books: Books) -> Act:
    """Pay out of the one fund, hold back and pay or let go; one in eight tries the scarce one."""

    def act(tally: Tally, draw: random.Random, key: str) -> int:
        target = books.sinks[int(key.split(":")[2])]
        units, kind = Money(draw.randint(1, 50)), draw.randrange(8)
        if kind == 0:
            move(units, source=books.scarce, target=target, kind=Kind.USE, key=key,
                 happened_at=HAPPENED)  # fmt: skip
            tally.from_scarce_minor += units.minor
        elif kind <= 2:  # noqa: PLR2004 - two in eight
            held = reserve(units, fund=books.hot, key=f"{key}:held", at=HAPPENED)
            if kind == 1:
                release(held, at=HAPPENED, why="drill")
                return 1
            post_reserved(held, target=target, key=key, happened_at=HAPPENED, kind=Kind.USE)
        else:
            move(units, source=books.hot, target=target, kind=Kind.USE, key=key,
                 happened_at=HAPPENED)  # fmt: skip
        tally.moved_minor += units.minor
        return 1

    return act


def at_many(books: Books) -> Act:
    """Pay from any fund to any other: each pair will be locked from both ends."""

    def act(tally: Tally, draw: random.Random, key: str) -> int:
        source, target = draw.sample(books.many, 2)
        units = Money(draw.randint(1, 50))
        across = source.holder_id != target.holder_id
        kind = Kind.GRANT if across else Kind.TRANSFER
        move(units, source=source, target=target, kind=kind, key=key, happened_at=HAPPENED)
        tally.moved_minor += units.minor
        return 1

    return act


@dataclass(slots=True)
class _Told:
    writers: list[Tally]
    seals: Tally
    offers: Tally
    lag_seconds: float

    def figures(self, name: str, size: Size) -> Iterator[Figure]:
        done = sum(tally.done for tally in self.writers)
        longest = max(tally.longest_seconds for tally in self.writers)
        least = min(tally.done + tally.refused for tally in self.writers)
        yield Figure(f"{name}: paid, held back or let go", round(done / size.seconds, 1), "acts/s")
        yield Figure(f"{name}: refused, since too little was free", self._refused, "acts")
        yield Figure(f"{name}: least turns of any writer", least, "turns", 1, at_least=True)
        yield Figure(f"{name}: longest act", round(longest, 2), "s", PATIENCE_SECONDS)
        yield Figure(f"{name}: gifts offered", self.offers.done, "gifts", 1, at_least=True)
        yield Figure(
            f"{name}: longest that a gift waited", round(self.lag_seconds, 2), "s", PATIENCE_SECONDS
        )
        yield Figure(f"{name}: months closed", self.seals.done, "months", 1, at_least=True)
        yield Figure(
            f"{name}: longest closing", round(self.seals.longest_seconds, 2), "s", PATIENCE_SECONDS
        )
        everyone = [*self.writers, self.seals, self.offers]
        yield Figure(f"{name}: deadlocks", sum(one.deadlocks for one in everyone), "acts", 0)
        yield Figure(f"{name}: other errors", sum(len(one.others) for one in everyone), "acts", 0)

    @property
    def _refused(self) -> int:
        return sum(tally.refused for tally in self.writers)


def _round(size: Size, books: Books, act: Act, closing: Act, name: str) -> _Told:
    over = threading.Event()
    writers = [Tally() for _ in range(size.writers)]
    told = _Told(writers, Tally(), Tally(), 0.0)
    workers = [
        _worker(over, tally, act, f"crowd:{name[:3]}:{number}")
        for number, tally in enumerate(writers)
    ]
    funds = [books.hot] if name == "one fund" else books.many
    workers += [
        _worker(over, told.offers, _offering([fund.pk for fund in funds]), f"gift:{name[:3]}"),
        _worker(over, told.seals, closing, f"seal:{name[:3]}"),
        threading.Thread(target=_sequence, args=(over,), name="sequencer"),
    ]
    for worker in workers:
        worker.start()
    until = time.monotonic() + size.seconds
    while time.monotonic() < until:
        told.lag_seconds = max(told.lag_seconds, sequencer_lag(now()).seconds)
        over.wait(_BREATH_SECONDS)
    over.set()
    for worker in workers:
        worker.join()
    sequence_all()
    return told


def _worker(over: threading.Event, tally: Tally, act: Act, name: str) -> threading.Thread:
    """Acts again and again until it is over; an act that was refused did nothing."""

    def work() -> None:
        draw = random.Random(name)  # noqa: S311 - the same crowd each time
        number = 0
        try:
            while not over.is_set():
                number += 1
                began = time.monotonic()
                _try(act, tally, draw, f"{name}:{number}")
                tally.longest_seconds = max(tally.longest_seconds, time.monotonic() - began)
        finally:
            connection.close()

    return threading.Thread(target=work, name=name)


def _try(act: Act, tally: Tally, draw: random.Random, key: str) -> None:
    try:
        tally.done += act(tally, draw, key)
    except (NotEnoughFree, FundOverdrawn):
        tally.refused += 1
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == DEADLOCK:
            tally.deadlocks += 1
        else:
            tally.others.append(f"{type(error).__name__}: {error}")


def _offering(funds: Sequence[int]) -> Act:
    """A list of gifts at a time, while not too many wait."""

    def act(_tally: Tally, draw: random.Random, key: str) -> int:
        if sequencer_lag(now()).waiting > WAITING_AT_MOST:
            _breathe()
            return 0
        accept_gifts(
            [
                _offer(draw.choice(funds), draw.randint(1, 100), f"{key}:{number}")
                for number in range(OFFERED_AT_ONCE)
            ]
        )
        return OFFERED_AT_ONCE

    return act


def _closing(holder: Any, months: Iterator[date]) -> Act:
    """Close one month after the other of those long over: nothing is booked in them."""

    def act(_tally: Tally, _draw: random.Random, _key: str) -> int:
        _breathe()
        month = next(months, None)
        if month is None:
            return 0
        seal_month(holder, month, by="system:drill", at=HAPPENED)
        return 1

    return act


def long_over() -> Iterator[date]:
    """The months from 1900 on."""
    month = FIRST_CLOSED
    while month.year < HAPPENED.year:
        yield month
        month = month_after(month)


def _breathe() -> None:
    threading.Event().wait(_BREATH_SECONDS)


def _sequence(over: threading.Event) -> None:
    try:
        run_forever(over.is_set)
    finally:
        connection.close()


def count(books: Books, tallies: Sequence[Tally]) -> Iterator[Figure]:
    """What the writers were told, against what the ledger has; then the ledger's own check."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(sum(amount), 0)::bigint from ledger_movement
               where key like 'crowd:%%' and not key like '%%:held'"""
        )
        (booked,) = cursor.fetchone()
    said = sum(tally.moved_minor for tally in tallies)
    scarce = balance(books.scarce.pk)
    from_scarce = sum(tally.from_scarce_minor for tally in tallies)
    yield Figure("told as paid and not in the ledger", abs(said - int(booked)), "fen", 0)
    yield Figure("taken out of the scarce fund unseen", abs(scarce.taken - from_scarce), "fen", 0)
    yield Figure("overdrawn", max(0, scarce.taken - SCARCE_MINOR), "fen", 0)
    found = sum(len(list(faults(rule))) for rule in RULES)
    yield Figure("faults that 'ledger check' finds", found, "rows", 0)


def _offer(fund_id: int, units: int, key: str) -> GiftOffer:
    return GiftOffer(fund_id, units, f"gift:{key}", key, HAPPENED)


def _body(number: int) -> Any:
    first_17 = f"5311000000{number:07d}"
    code = first_17 + credit_code_check(first_17)
    return register_organisation(
        Actor.system("drill"),
        credit_code=code,
        kind="foundation",
        name=f"演练基金会{number}",
        name_en=f"Drill {number}",
        at=HAPPENED,
    )
