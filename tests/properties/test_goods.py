"""Random histories of goods: at every step what came is issued, in stock or lost (B05, L30, L31).

The oracle keeps single pieces in stores, each with its lot. The ledger and the oracle hand out the
same lots, lose the same ones, and both refuse, or neither.
"""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.kernel.clock import day_of
from liushui.ledger.errors import NotEnoughFree
from liushui.ledger.models import Fund, Reservation
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.goods import lots_in, stock_of
from liushui.ledger.services import (
    define_resource,
    expire_lots,
    issue_goods,
    rebase_goods,
    receive_goods,
    reserve,
    reverse,
    write_off_lot,
)
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_holder
from tests.ledger.goods_builders import MASKS, a_store, handed_out, pieces

WORDS = {"receive": 6, "issue": 6, "send": 4, "promise": 3, "day": 3, "bring_back": 2, "lose": 1}
STORES = 3
FOREVER = date.max


class Oracle:
    """Stores as lists of lots, one entry a piece; what is promised of each, in order."""

    def __init__(self, stores: list[int]) -> None:
        self.stores: dict[int, list[int]] = {store: [] for store in stores}
        self.promised: dict[int, list[tuple[int, int]]] = {store: [] for store in stores}
        self.expires: dict[int, date] = {}
        self.received = self.issued = self.lost = 0

    def first_out(self, store: int, day: date, amount: int) -> Counter | None:
        """The lots of the pieces that go, or none: what expires first, then what came first."""
        good = sorted(
            (self.expires[lot], lot) for lot in self.stores[store] if self.expires[lot] >= day
        )
        if len(good) - sum(n for _, n in self.promised[store]) < amount:
            return None
        return Counter(lot for _, lot in good[:amount])

    def take(self, store: int, lots: Counter) -> None:
        for lot in lots.elements():
            self.stores[store].remove(lot)

    def lose(self, store: int, lots: Counter) -> set[int]:
        """Pieces gone; the promises that fell with them, the newest first."""
        self.take(store, lots)
        self.lost += lots.total()
        fell = set()
        while sum(n for _, n in self.promised[store]) > len(self.stores[store]):
            fell.add(self.promised[store].pop()[0])
        return fell


class History:
    def __init__(self) -> None:
        holder = a_holder()
        self.stores = [a_store(holder if n < 2 else a_holder()) for n in range(STORES)]
        self.oracle = Oracle([store.pk for store in self.stores])
        self.now = AT
        self.steps = 0
        self.out: list = []

    def step(self, word: str, one: int, other: int, units: int) -> None:
        self.steps += 1
        store, target = self.stores[one % STORES], self.stores[other % STORES]
        getattr(self, word)(store, target, units)
        stock = stock_of(MASKS)
        assert stock.is_whole
        held = sum(len(pieces) for pieces in self.oracle.stores.values())
        assert (stock.received, stock.issued, stock.in_stock, stock.written_off) == (
            self.oracle.received, self.oracle.issued, held, self.oracle.lost,
        )  # fmt: skip

    def receive(self, store: Fund, _: Fund, units: int) -> None:
        days = random.Random(self.steps).choice([-5, 3, 20, 60, None])  # noqa: S311
        expires = None if days is None else day_of(self.now) + timedelta(days=days)
        lot = receive_goods(
            pieces(units), target=store, lot=(f"B{self.steps}", expires),
            key=f"k{self.steps}", happened_at=self.now,
        )  # fmt: skip
        self.oracle.received += units
        self.oracle.expires[lot.pk] = expires or FOREVER
        self.oracle.stores[store.pk] += [lot.pk] * units
        if days is not None and days < 0:
            self._lost(store)

    def issue(self, store: Fund, _: Fund, units: int, target: Fund | None = None) -> None:
        kind = Kind.USE if target is None else Kind.GRANT
        if target is not None and target.holder_id == store.holder_id:
            kind = Kind.TRANSFER
        chosen = self.oracle.first_out(store.pk, day_of(self.now), units)
        try:
            moved = issue_goods(
                pieces(units), source=store, target=target or handed_out(store),
                key=f"k{self.steps}", happened_at=self.now, kind=kind,
            )  # fmt: skip
        except NotEnoughFree:
            assert chosen is None
            return
        assert chosen == Counter({m.lot_id: m.amount for m in moved})
        self.oracle.take(store.pk, chosen)
        if target is None:
            self.oracle.issued += units
        else:
            self.oracle.stores[target.pk] += chosen.elements()
        self.out += [(movement, movement.amount) for movement in moved if target is None]

    def send(self, store: Fund, target: Fund, units: int) -> None:
        if store != target:
            self.issue(store, target, units, target)

    def promise(self, store: Fund, _: Fund, units: int) -> None:
        free = len(self.oracle.stores[store.pk])
        promised = sum(n for _, n in self.oracle.promised[store.pk])
        try:
            held = reserve(pieces(units), fund=store, key=f"k{self.steps}", at=self.now)
        except NotEnoughFree:
            assert free - promised < units
            return
        self.oracle.promised[store.pk].append((held.pk, units))

    def bring_back(self, *_: object) -> None:
        """What was handed out and not needed: it may have expired meanwhile."""
        if self.out:
            movement, units = self.out.pop(0)
            reverse(movement, pieces(units), key=f"k{self.steps}", happened_at=self.now)
            self.oracle.stores[movement.source_id] += [movement.lot_id] * units
            self.oracle.issued -= units

    def day(self, _: Fund, __: Fund, units: int) -> None:
        """Days pass, and the clock comes by."""
        self.now += timedelta(days=units)
        expire_lots(at=self.now)
        for store in self.stores:
            self._lost(store)

    def lose(self, store: Fund, _: Fund, __: int) -> None:
        lots = lots_in(store.pk)
        if lots:
            lot = lots[0].lot_id
            write_off_lot(store, lot, key=f"k{self.steps}", happened_at=self.now)
            gone = Counter(x for x in self.oracle.stores[store.pk] if x == lot)
            self._fell(self.oracle.lose(store.pk, gone))

    def _lost(self, store: Fund) -> None:
        expires, today = self.oracle.expires, day_of(self.now)
        gone = Counter(x for x in self.oracle.stores[store.pk] if expires[x] < today)
        self._fell(self.oracle.lose(store.pk, gone))

    def _fell(self, reservations: set[int]) -> None:
        for held in Reservation.objects.filter(pk__in=reservations):
            assert held.end.how == "released"

    def agree(self) -> None:
        for store in self.stores:
            lots = {lot.lot_id: lot.amount for lot in lots_in(store.pk)}
            assert lots == Counter(self.oracle.stores[store.pk])
            open_ones = Reservation.objects.filter(fund=store, end=None).order_by("pk")
            assert list(open_ones.values_list("pk", "amount")) == self.oracle.promised[store.pk]


@pytest.mark.django_db
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(30, 60))
def test_what_came_is_issued_in_stock_or_lost_at_every_step(seed, steps):
    draw = random.Random(seed)  # noqa: S311 - a history can be told again
    with transaction.atomic():
        history = History()
        for word in draw.choices(list(WORDS), list(WORDS.values()), k=steps):
            most = {"receive": 40, "day": 12}.get(word, 25)
            history.step(word, draw.randrange(6), draw.randrange(6), draw.randint(1, most))
        history.agree()
        assert [fault for rule in RULES for fault in faults(rule)] == []
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lots=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    factor=st.integers(1, 7),
    opened=st.integers(1, 20),
    used=st.integers(1, 60),
)
def test_each_new_piece_is_of_the_box_that_it_came_from(lots, factor, opened, used):
    """Unit i of what was converted became units [i * f, (i + 1) * f): traced piece by piece."""
    from liushui.ledger import queries

    with transaction.atomic():
        boxes = a_store(resource="mask_box")
        came = [
            receive_goods(
                pieces(n, "mask_box"), target=boxes, lot=(f"L{at}", None), key=f"l{at}",
                happened_at=AT,
            ) for at, n in enumerate(lots)
        ]  # fmt: skip
        opened = min(opened, sum(lots))
        made = rebase_goods(
            pieces(opened, "mask_box"), source=boxes, factor=factor, key="open", happened_at=AT,
            into=define_resource(MASKS, unit="piece"),
        )  # fmt: skip
        line = [lot.pk for lot, n in zip(came, lots, strict=True) for _ in range(n)][:opened]
        pieces_of = [lot for lot in line for _ in range(factor)]
        used = min(used, len(pieces_of))
        store = made[1].target
        issue_goods(
            pieces(used), source=store, target=handed_out(store), key="i", happened_at=AT, ref="I"
        )
        found = Counter()
        for source in queries.trace_backward("I"):
            found[source.gift_id] += source.amount
        assert found == Counter(pieces_of[:used])
        transaction.set_rollback(True)
