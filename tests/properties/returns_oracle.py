"""What comes back, unit by unit: frozen, recalled, refunded, charged back, advanced, corrected.

Each deed takes the movements that the ledger made of it, one for each step that the rules ask for,
and does the step by hand. Where it has none left, or one that says something else, they disagree.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from liushui.ledger.models import Movement
from liushui.ledger.states import EndKind, Kind
from tests.properties.oracle import Oracle, Refused, Unit

GIVEN_BACK = {EndKind.REFUNDED, EndKind.CHARGED_BACK}
NAMELESS = ""
Place = tuple[int, int, Unit]  # fund, place in its line, unit


@dataclass(slots=True)
class Holder:
    """The funds of one holder beside those that are given to."""

    general: int
    shortfall: int
    repaid: int
    fee: int


@dataclass(slots=True)
class Steps:
    """The movements that the ledger made; none when it refused and the oracle must, too."""

    movements: Iterator[Movement] | None
    made: int = 0

    def next(self, source: int | None, target: int, amount: int, kind: Kind) -> int:
        self.made += 1
        if self.movements is None:
            return -self.made
        movement = next(self.movements)
        assert (movement.source_id, movement.target_id) == (source, target)
        assert (movement.amount, movement.kind) == (amount, kind)
        return movement.pk

    def all_taken(self) -> bool:
        return self.movements is None or next(self.movements, None) is None


@dataclass(slots=True)
class Hold:
    """Units of a recalled gift that wait frozen for their payment."""

    units: list[Unit]
    back: int


@dataclass
class ReturnsOracle(Oracle):
    """Funds by what they make of a unit (``ends_in``), movements by whence and whither."""

    holder_of: dict[int, int]
    holders: dict[int, Holder]
    frozen: dict[int, int]
    sinks: dict[tuple[int, EndKind], int]
    ends_in: dict[int, EndKind]
    way: dict[int, tuple[int | None, int]] = field(default_factory=dict)
    kind: dict[int, Kind] = field(default_factory=dict)
    frozen_for: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, Hold] = field(default_factory=dict)
    stands_for: dict[int, Unit] = field(default_factory=dict)
    debts: dict[str, list[Unit]] = field(default_factory=dict)
    amended: dict[int, tuple[str, int]] = field(default_factory=dict)
    carried: dict[str, list] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Oracle.__init__(self, list(self.ends_in))

    # Looking

    def places(self) -> Iterator[Place]:
        for fund, line in self.lines.items():
            for place, unit in enumerate(line.places):
                if unit is not None:
                    yield fund, place, unit

    def of(self, gift: str) -> list[Place]:
        """Where the gift's units are that its giver has not had back."""
        return [
            (fund, place, unit)
            for fund, place, unit in self.places()
            if unit.gift == gift and unit.covered_by is None and not self.is_given_back(unit)
        ]

    def is_given_back(self, unit: Unit) -> bool:
        return bool(unit.net) and self.kind[unit.net[-1]] in {Kind.REFUND, Kind.CHARGE_BACK}

    def home(self, unit: Unit) -> int:
        corrected = [self.way[m][1] for m in unit.net if self.kind[m] == Kind.CORRECTION
                     and m not in self.amended]  # fmt: skip
        return corrected[-1] if corrected else self.gifts[unit.gift][0]

    def rests(self, fund: int) -> bool:
        return self.ends_in[fund] == EndKind.RESTING

    def may(self, fund: int) -> int:
        line = self.lines[fund]
        return len(line.free) - line.reserved

    def last(self, found: list[Place], amount: int, home: int | None = None) -> list[Place]:
        if len(found) < amount:
            raise Refused
        return sorted(found, key=lambda one: (one[0] != home, one[0], -one[1]))[:amount]

    # Doing

    def send(self, steps: Steps, way: tuple[int, int], kind: Kind, units: list[Unit]) -> int:
        """Move these units, or send them back the way that they came."""
        source, target = way
        wanted = {id(unit) for unit in units}
        line = self.lines[source]
        places = [place for place in line.free if id(line.places[place]) in wanted]
        assert len(places) == len(units)
        if self.may(source) < len(places):
            raise Refused
        movement = steps.next(source, target, len(places), kind)
        self.way[movement], self.kind[movement] = way, kind
        if kind in {Kind.REVERSAL, Kind.THAW}:
            self._back(source, target, places)
        else:
            self.move(source, target, places, movement, NAMELESS)
        return movement

    def _back(self, source: int, target: int, places: list[int]) -> None:
        assert len({self.lines[source].places[place].net[-1] for place in places}) == 1
        self.reverse(source, target, places, NAMELESS)

    def move(self, source: int, target: int, places: list[int], movement: int, ref: str) -> None:
        super().move(source, target, places, movement, ref)
        self.way[movement] = (source, target)
        self.kind.setdefault(movement, Kind.TRANSFER)
        self.carried[ref] = [(u, u.path) for u in self.lines[target].places[-len(places) :]]

    def reverse(self, source: int, target: int, places: list[int], ref: str) -> None:
        units = [self.lines[source].places[place] for place in sorted(places)]
        self.carried[ref] = [(unit, (*unit.path, target)) for unit in units]
        back = units[0].net[-1]
        for unit in units:
            covered = self.stands_for.pop(id(unit), None)
            if covered is not None:
                covered.covered_by = None
        if back in self.amended:
            gift, left = self.amended[back]
            self.amended[back] = (gift, left - len(places))
        super().reverse(source, target, places, ref)

    def by_fund(self, chosen: list[Place]) -> list[tuple[int, list[Unit]]]:
        funds: dict[int, list[Unit]] = {}
        for fund, _place, unit in chosen:
            funds.setdefault(fund, []).append(unit)
        return sorted(funds.items())

    def refund(self, steps: Steps, gift: str, amount: int) -> None:
        found = [one for one in self.of(gift) if one[0] == self.home(one[2])]
        for fund, units in self.by_fund(self.last(found, amount, self.gifts[gift][0])):
            self.send(steps, (fund, self.sinks[fund, EndKind.REFUNDED]), Kind.REFUND, units)

    def freeze(self, steps: Steps, fund: int, amount: int) -> None:
        if self.may(fund) < amount:
            raise Refused
        line = self.lines[fund]
        units = [line.places[place] for place in line.free[-amount:]]
        self.send(steps, (fund, self.frozen[fund]), Kind.FREEZE, units)

    def freeze_gift(self, steps: Steps, gift: str, amount: int) -> list[int]:
        found = [one for one in self.of(gift) if self.rests(one[0])]
        return self._freeze(steps, gift, self.last(found, amount, self.gifts[gift][0]))

    def _freeze(self, steps: Steps, gift: str, chosen: list[Place]) -> list[int]:
        frozen = []
        for fund, units in self.by_fund(chosen):
            frozen.append(self.send(steps, (fund, self.frozen[fund]), Kind.FREEZE, units))
            self.frozen_for[frozen[-1]] = gift
        return frozen

    def thaw(self, steps: Steps, freeze: int, amount: int) -> None:
        if freeze in self.waiting:
            raise Refused
        source, target = self.way[freeze]
        line = self.lines[target]
        there = [line.places[p] for p in line.free if line.places[p].net[-1:] == (freeze,)]
        if len(there) < amount:
            raise Refused
        self.send(steps, (target, source), Kind.THAW, there[-amount:])

    def recall(self, steps: Steps, gift: str, amount: int) -> None:
        for _ in self.go_home(steps, gift, self.to_recall(gift, amount), held=None):
            pass

    def to_recall(self, gift: str, amount: int) -> list[Unit]:
        away = [o for o in self.of(gift) if self.rests(o[0]) and o[0] != self.home(o[2])]
        if len(away) < amount:
            raise Refused
        away.sort(key=lambda one: (len(one[2].net), one[0], -one[1]))
        return [unit for _fund, _place, unit in away[:amount]]

    def go_home(
        self, steps: Steps, gift: str, units: list[Unit], held: list[Hold] | None
    ) -> Iterator[int]:
        """Hop by hop, the last first. With ``held``, units wait at each hop between two holders."""
        wanted = {id(unit) for unit in units}
        while True:
            away = [
                (fund, place, unit)
                for fund, place, unit in self.places()
                if id(unit) in wanted and fund != self.home(unit)
                and self.ends_in[fund] != EndKind.FROZEN
            ]  # fmt: skip
            if not away:
                return
            hop = max(unit.net[-1] for _fund, _place, unit in away)
            source, target = self.way[hop]
            chosen = [one for one in away if one[2].net[-1] == hop]
            there = [unit for _fund, _place, unit in chosen]
            if held is None or self.holder_of[source] == self.holder_of[target]:
                yield self.send(steps, (target, source), Kind.REVERSAL, there)
            else:
                (freeze,) = self._freeze(steps, gift, chosen)
                self.lines[self.frozen[target]].reserved += len(there)
                self.waiting[freeze] = Hold(there, hop)
                held.append(self.waiting[freeze])
                yield freeze

    def let_go(self, steps: Steps, hold: Hold) -> None:
        freeze = hold.units[0].net[-1]
        source, target = self.way[freeze]
        del self.waiting[freeze]
        self.lines[target].reserved -= len(hold.units)
        self.send(steps, (target, source), Kind.THAW, hold.units)

    def paid_back(self, steps: Steps, gift: str, hold: Hold, held: list[Hold]) -> None:
        self.let_go(steps, hold)
        source, target = self.way[hold.back]
        self.send(steps, (target, source), Kind.REVERSAL, hold.units)
        for _ in self.go_home(steps, gift, hold.units, held):
            pass

    def give_back(self, steps: Steps, gift: str, amount: int, kind: Kind) -> None:
        """Owed by law, or taken by the provider: own units, then others stand for spent ones."""
        alive = self.of(gift)
        if len(alive) < amount:
            raise Refused
        home = self.gifts[gift][0]
        use = EndKind.REFUNDED if kind == Kind.REFUND else EndKind.CHARGED_BACK
        target = self.sinks[home, use]
        own = self._own(gift, amount)
        frozen: dict[int, list[Unit]] = {}
        for fund, _place, unit in own:
            if self.ends_in[fund] == EndKind.FROZEN:
                frozen.setdefault(unit.net[-1], []).append(unit)
        for freeze, units in sorted(frozen.items()):
            source, aside = self.way[freeze]
            self.send(steps, (aside, source), Kind.THAW, units)
        taken = {id(unit) for _fund, _place, unit in own}
        now = [one for one in self.places() if id(one[2]) in taken]
        for fund, units in self.by_fund(now):
            self.send(steps, (fund, target), kind, units)
        left = [one for one in alive if id(one[2]) not in taken]
        live = {EndKind.RESTING, EndKind.FROZEN}
        left.sort(key=lambda one: (self.ends_in[one[0]] in live, -one[2].offset))
        lacking = [unit for _fund, _place, unit in left[: amount - len(own)]]
        self._cover(steps, sorted(lacking, key=lambda unit: unit.offset), home, target)

    def _own(self, gift: str, amount: int) -> list[Place]:
        home = self.gifts[gift][0]
        mine = [
            one for one in self.of(gift)
            if self.holder_of[one[0]] == self.holder_of[home] and (
                self.rests(one[0]) or (self.ends_in[one[0]] == EndKind.FROZEN
                                       and self.frozen_for.get(one[2].net[-1]) == gift
                                       and one[2].net[-1] not in self.waiting))
        ]  # fmt: skip
        may = {fund: self.may(fund) for fund, _place, _unit in mine}
        own: list[Place] = []
        for one in self.last(mine, len(mine), home):
            if may[one[0]] > 0 and len(own) < amount:
                may[one[0]] -= 1
                own.append(one)
        return own

    def _cover(self, steps: Steps, units: list[Unit], home: int, target: int) -> None:
        holder = self.holders[self.holder_of[home]]
        free = max(0, self.may(holder.general))
        lacking, advanced = len(units) - free, False
        for run in runs(units):
            first = run[:free]
            if first:
                self._stand(steps, first, (holder.general, target), Kind.COVER)
            free -= len(first)
            rest = run[len(first) :]
            if rest and not advanced:
                self.advance(steps, holder, lacking)
                advanced = True
            if rest:
                self._stand(steps, rest, (holder.shortfall, target), Kind.COVER)

    def advance(self, steps: Steps, holder: Holder, amount: int) -> None:
        movement = steps.next(None, holder.shortfall, amount, Kind.ADVANCE)
        name = f"advance {movement}"
        self.give(holder.shortfall, amount, name)
        self.debts[name] = self.lines[holder.shortfall].places[-amount:]

    def _stand(self, steps: Steps, units: list[Unit], way: tuple[int, int], kind: Kind) -> None:
        line = self.lines[way[0]]
        standing = [line.places[place] for place in self.first(way[0], len(units))]
        self.send(steps, way, kind, standing)
        for covered, unit in zip(units, standing, strict=True):
            assert covered.covered_by is None
            covered.covered_by = unit
            self.stands_for[id(unit)] = covered

    def repay(self, steps: Steps, holder: Holder, amount: int) -> None:
        for debt in self.open_debts(holder):
            for run in runs(debt):
                part = run[:amount]
                amount -= len(part)
                if part:
                    way = (holder.general, holder.repaid)
                    self._stand(steps, part, way, Kind.ADVANCE_REPAYMENT)
        if amount:
            raise Refused

    def open_debts(self, holder: Holder) -> list[list[Unit]]:
        return [
            [unit for unit in units if unit.covered_by is None]
            for name, units in self.debts.items()
            if self.gifts[name][0] == holder.shortfall
        ]

    def bear_fee(self, steps: Steps, holder: Holder, amount: int) -> None:
        line = self.lines[holder.general]
        free = min(max(0, self.may(holder.general)), amount)
        if free:
            units = [line.places[place] for place in self.first(holder.general, free)]
            self.send(steps, (holder.general, holder.fee), Kind.FEE, units)
        if free < amount:
            self.advance(steps, holder, amount - free)
            line = self.lines[holder.shortfall]
            units = [line.places[p] for p in self.first(holder.shortfall, amount - free)]
            self.send(steps, (holder.shortfall, holder.fee), Kind.FEE, units)

    def correct(self, steps: Steps, gift: str, amount: int, wrong: int, right: int) -> None:
        alive = [one for one in self.of(gift) if self.home(one[2]) == wrong]
        here = [one for one in alive if one[0] == wrong]
        own = self.last(here, max(0, min(len(here), amount, self.may(wrong))))
        live = {EndKind.RESTING, EndKind.FROZEN}
        spent = sum(self.ends_in[fund] not in live for fund, _place, _unit in alive)
        spent -= sum(left for m, (of, left) in self.amended.items()
                     if of == gift and self.way[m][0] == wrong)  # fmt: skip
        lacking = amount - len(own)
        if lacking > spent:
            raise Refused
        if own:
            units = [unit for _fund, _place, unit in own]
            self.send(steps, (wrong, right), Kind.CORRECTION, units)
        if lacking:
            line = self.lines[wrong]
            units = [line.places[place] for place in self.first(wrong, lacking)]
            movement = self.send(steps, (wrong, right), Kind.CORRECTION, units)
            self.amended[movement] = (gift, lacking)

    def won(self, steps: Steps, taken: list[Movement], amount: int | None = None) -> None:
        """A charge-back is undone, or the last part of it, the last of its movements first."""
        taken = sorted(taken, key=lambda movement: -movement.pk)
        out = {one.pk: self._still(one) for one in taken}
        left = sum(map(len, out.values()))
        amount = left if amount is None else amount
        if not 0 < amount <= left:
            raise Refused
        shortfalls = {holder.shortfall: holder for holder in self.holders.values()}
        for one in taken:
            still = out[one.pk][max(0, len(out[one.pk]) - amount) :]
            amount -= len(still)
            if still:
                self.send(steps, (one.target_id, one.source_id), Kind.REVERSAL, still)
            if still and one.source_id in shortfalls:
                self._settle(steps, still, shortfalls[one.source_id])

    def _still(self, one: Movement) -> list[Unit]:
        """What a movement brought and is the last to have brought, as it lies there."""
        line = self.lines[one.target_id]
        return [line.places[p] for p in line.free if line.places[p].net[-1:] == (one.pk,)]

    def _settle(self, steps: Steps, back: list[Unit], holder: Holder) -> None:
        """Debts of which the money is there again end by it; who had paid them has that back."""
        while any(unit.covered_by is not unit for unit in back):
            assert steps.movements is not None
            movement = next(steps.movements)
            steps.movements = chained(movement, steps.movements)
            if movement.kind == Kind.REVERSAL:
                paid = [
                    unit.covered_by for unit in back
                    if unit.covered_by not in {None, unit}
                    and unit.covered_by.net[-1] == movement.reverses_id
                ]  # fmt: skip
                places = self.lines[holder.repaid].places
                span = set(range(*next(iter(movement.slices.values_list("lo", "hi")))))
                paid = [unit for unit in paid if places.index(unit) in span]
                self.send(steps, (holder.repaid, movement.target_id), Kind.REVERSAL, paid)
            else:
                units = [
                    unit for unit in back
                    if movement.covers_lo <= unit.offset < movement.covers_hi
                    and unit.gift == f"advance {movement.covers_gift_id}"
                ]  # fmt: skip
                way = (holder.shortfall, holder.repaid)
                self.send(steps, way, Kind.ADVANCE_REPAYMENT, units)
                for unit in units:
                    assert unit.covered_by is None
                    unit.covered_by = unit
                    self.stands_for[id(unit)] = unit

    # Reading

    def read(self, unit: Unit, path: tuple[int, ...]) -> tuple[str, tuple[int, ...], tuple]:
        """Who stands for a unit: the giver, the whole way, and by which covers (L19)."""
        if unit.covered_by is None:
            return unit.gift, path, ()
        cover = unit.covered_by
        gift, before, covers = self.read(cover, cover.path)
        return gift, (*before[:-1], *path), (*covers, cover.net[-1])

    def rests_given_back(self, unit: Unit) -> bool:
        return self.ends_in[unit.path[-1]] in {*GIVEN_BACK, EndKind.ADVANCE_REPAID}

    def read_now(self, unit: Unit, path: tuple[int, ...]) -> tuple[str, tuple[int, ...], tuple]:
        physical = (unit.gift, path, ())
        return physical if self.rests_given_back(unit) else self.read(unit, path)

    def readers(self, fund: int) -> Counter:
        line = self.lines[fund]
        return Counter(self.read_now(unit, unit.path) for unit in line.places if unit is not None)

    def read_ends(self, gift: str) -> Counter:
        found: Counter = Counter()
        for fund, _place, unit in self.places():
            if unit.gift == gift:
                found[self.end(fund, unit), fund, unit.path, unit.net] += 1
        return found

    def end(self, fund: int, unit: Unit) -> EndKind:
        if unit.covered_by is not None:
            return EndKind.COVERED
        end = self.ends_in[fund]
        return EndKind.COVERING if end in GIVEN_BACK and id(unit) in self.stands_for else end

    # Trying

    def kept(self) -> list:
        """All that a deed may change, to be put back when it is refused."""
        return [
            {fund: (list(line.places), line.reserved) for fund, line in self.lines.items()},
            [(u, u.path, u.net, u.covered_by) for line in self.lines.values()
             for u in line.places if u is not None],
            *(dict(mine) for mine in self._mine()),
        ]  # fmt: skip

    def put_back(self, kept: list) -> None:
        lines, units, *mine = kept
        for fund, (places, reserved) in lines.items():
            self.lines[fund].places, self.lines[fund].reserved = places, reserved
        for unit, path, net, cover in units:
            unit.path, unit.net, unit.covered_by = path, net, cover
        for own, before in zip(self._mine(), mine, strict=True):
            own.clear()
            own.update(before)

    def _mine(self) -> tuple[dict, ...]:
        return (
            self.gifts, self.paid, self.way, self.kind, self.frozen_for, self.waiting,
            self.stands_for, self.debts, self.amended, self.carried,
        )  # fmt: skip


def runs(units: list[Unit]) -> list[list[Unit]]:
    """Units in ascending order, where one follows the other together."""
    found: list[list[Unit]] = []
    for unit in units:
        if found and found[-1][-1].offset + 1 == unit.offset:
            found[-1].append(unit)
        else:
            found.append([unit])
    return found


def chained(first: Movement, rest: Iterator[Movement]) -> Iterator[Movement]:
    yield first
    yield from rest
