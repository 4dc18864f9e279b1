"""Every kind of movement, unit by unit: what comes back, what pools add, goods, time and points.

A match is units of a pool that lie behind their gift; a lot is a receipt. Which units go is chosen
here by looking at each of them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from liushui.ledger.models import Movement
from liushui.ledger.services import GiftOffer
from liushui.ledger.states import EndKind, Kind
from tests.properties import test_matching as matching
from tests.properties.oracle import Refused, Unit
from tests.properties.returns_oracle import NAMELESS, Place, ReturnsOracle, Steps

LIVE = {EndKind.RESTING, EndKind.FROZEN}


@dataclass
class Match:
    """What a pool added to a gift; ``row`` is what its caps count of it."""

    number: int
    pool: int
    home: int
    row: matching.Matched
    granted: int
    made_good: int = 0

    @property
    def returned(self) -> int:
        return self.granted - self.row.amount


@dataclass
class OneOracle(ReturnsOracle):
    """``caps`` counts what pools may add; ``good_until`` is each lot's last good day."""

    caps: matching.Oracle = field(default_factory=matching.Oracle)
    matches: dict[str, list[Match]] = field(default_factory=dict)
    by_number: dict[int, Match] = field(default_factory=dict)
    good_until: dict[str, tuple[date, int]] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)

    # Matches

    def give_matched(
        self, offer: GiftOffer, root: int, found: dict[tuple[str, int], Movement]
    ) -> None:
        """A gift, and directly behind it what each pool adds; ``found``: what the ledger added."""
        self.give(offer.fund_id, offer.amount_minor, offer.ref)
        self.matches[offer.ref] = []
        if offer.fund_id in self.caps.terms:
            return
        for pool, amount in self._granted(offer, root):
            movement = found.pop((offer.ref, pool))
            assert movement.amount == amount
            assert movement.lo == len(self.lines[offer.fund_id].places)
            self.kind[movement.pk] = Kind.MATCH
            places = self.first(pool, amount)
            self.move(pool, offer.fund_id, places, movement.pk, NAMELESS)
            match = Match(movement.pk, pool, offer.fund_id, self.caps.matched[-1], amount)
            self.matches[offer.ref].append(match)
            self.by_number[match.number] = match
        self.forget()

    def forget(self) -> None:
        """What was sent under no reference is asked after by none."""
        self.paid.pop(NAMELESS, None)
        self.carried.pop(NAMELESS, None)

    def _granted(self, offer: GiftOffer, root: int) -> Iterator[tuple[int, int]]:
        terms = self.caps.terms
        for pool in sorted(terms, key=lambda pool: (terms[pool].place, pool)):
            self.caps.free[pool] = self.may(pool)
            amount = self.caps.grant(pool, offer, root)
            if amount > 0:
                self.caps.count(pool, offer, root, amount)
                yield pool, amount

    def reverse(self, source: int, target: int, places: list[int], ref: str) -> None:
        back = self.lines[source].places[places[0]].net[-1]
        if back in self.by_number:
            self.by_number[back].row.amount -= len(places)
        super().reverse(source, target, places, ref)

    def units_of(self, match: Match) -> list[Place]:
        """Units of the match that did not go back: to its pool, or to who had filled that."""
        return [
            one
            for one in self.places()
            if match.number in one[2].net and not self.is_given_back(one[2])
        ]

    def refund(self, steps: Steps, gift: str, amount: int) -> None:
        super().refund(steps, gift, amount)
        self._follow(steps, gift)

    def give_back(self, steps: Steps, gift: str, amount: int, kind: Kind) -> None:
        super().give_back(steps, gift, amount, kind)
        self._follow(steps, gift)

    def _follow(self, steps: Steps, gift: str) -> None:
        """The same share of its matches goes back to their pools, as far as it rests (L26)."""
        _home, amount = self.gifts[gift]
        given_back = amount - len(self.of(gift))
        for match in self.matches[gift]:
            here = self._at_home(match)
            share = match.granted * given_back // amount - match.returned
            going = min(share, len(here), max(0, self.may(match.home)))
            if going > 0:
                self._to_pool(steps, match, self.last(here, going, match.home))

    def _at_home(self, match: Match) -> list[Place]:
        return [one for one in self.units_of(match) if one[0] == match.home]

    def _to_pool(self, steps: Steps, match: Match, chosen: list[Place]) -> None:
        units = [unit for _fund, _place, unit in chosen]
        self.send(steps, (match.home, match.pool), Kind.REVERSAL, units)

    def freeze_matches(self, steps: Steps, gift: str) -> list[int]:
        frozen = []
        for match in self.matches[gift]:
            resting = [one for one in self.units_of(match) if self.rests(one[0])]
            frozen += self._freeze(steps, self.name(match), resting)
        if not frozen:
            raise Refused
        return frozen

    @staticmethod
    def name(match: Match) -> str:
        return f"match {match.number}"

    def claw_back(self, steps: Steps, gift: str) -> None:
        for match in self.matches[gift]:
            self._claw_back(steps, match)
        if not steps.made:
            raise Refused

    def _claw_back(self, steps: Steps, match: Match) -> None:
        frozen: dict[int, list[Unit]] = {}
        for fund, _place, unit in self.units_of(match):
            if self.ends_in[fund] == EndKind.FROZEN and (
                self.frozen_for.get(unit.net[-1]) == self.name(match)
            ):
                frozen.setdefault(unit.net[-1], []).append(unit)
        for freeze, units in sorted(frozen.items()):
            source, aside = self.way[freeze]
            self.send(steps, (aside, source), Kind.THAW, units)
        self._bring_home(steps, match)
        here = self._at_home(match)
        if here:
            self._to_pool(steps, match, here)
        self._make_good(steps, match)

    def _bring_home(self, steps: Steps, match: Match) -> None:
        while True:
            away = [
                one for one in self.units_of(match) if self.rests(one[0]) and one[0] != match.home
            ]
            if not away:
                return
            hop = max(unit.net[-1] for _fund, _place, unit in away)
            source, target = self.way[hop]
            units = [unit for _fund, _place, unit in away if unit.net[-1] == hop]
            self.send(steps, (target, source), Kind.REVERSAL, units)

    def _make_good(self, steps: Steps, match: Match) -> None:
        spent = [one for one in self.units_of(match) if self.ends_in[one[0]] not in LIVE]
        general = self.holders[self.holder_of[match.home]].general
        amount = min(len(spent) - match.made_good, self.may(general))
        if amount > 0:
            line = self.lines[general]
            units = [line.places[place] for place in self.first(general, amount)]
            within = self.holder_of[match.pool] == self.holder_of[general]
            kind = Kind.TRANSFER if within else Kind.GRANT
            self.send(steps, (general, match.pool), kind, units)
            match.made_good += amount

    # Goods

    def receive(self, store: int, amount: int, ref: str, lot: tuple[date, int]) -> None:
        self.give(store, amount, ref)
        self.good_until[ref] = lot

    def by_lot(self, store: int, day: date | None = None) -> list[tuple[tuple[date, int], int]]:
        """Lot and place of each free piece, what expires first in front; good on ``day``."""
        line = self.lines[store]
        pieces = [(self.good_until[line.places[place].gift], place) for place in line.free]
        return sorted(one for one in pieces if day is None or one[0][0] >= day)

    def first_lots(
        self, store: int, amount: int, day: date | None = None
    ) -> list[tuple[int, list[Unit]]]:
        good = self.by_lot(store, day)
        if len(good) - self.lines[store].reserved < amount:
            raise Refused
        return self._lots(store, good[:amount])

    def lot(self, store: int, number: int) -> list[tuple[int, list[Unit]]]:
        return self._lots(store, [one for one in self.by_lot(store) if one[0][1] == number])

    def last_lots(self, store: int, amount: int) -> list[tuple[int, list[Unit]]]:
        """So many pieces, the lot that expires last in front, of each what came last."""
        if self.may(store) < amount:
            raise Refused
        lots, chosen = {}, []
        for lot, place in self.by_lot(store):
            lots.setdefault(lot, []).append(place)
        for lot, places in sorted(lots.items(), reverse=True):
            part = places[max(0, len(places) - amount) :]
            amount -= len(part)
            chosen += [(lot, place) for place in part]
        return self._lots(store, chosen)

    def last_of_lot(self, store: int, number: int, amount: int) -> list[tuple[int, list[Unit]]]:
        here = [one for one in self.by_lot(store) if one[0][1] == number]
        if len(here) < amount or self.may(store) < amount:
            raise Refused
        return self._lots(store, here[-amount:])

    def expired(self, store: int, day: date) -> list[tuple[int, list[Unit]]]:
        return self._lots(store, [one for one in self.by_lot(store) if one[0][0] < day])

    def _lots(self, store: int, pieces: list) -> list[tuple[int, list[Unit]]]:
        lots: dict[int, list[Unit]] = {}
        for (_until, number), place in pieces:
            lots.setdefault(number, []).append(self.lines[store].places[place])
        return list(lots.items())

    def send_lots(self, steps: Steps, way: tuple[int, int], kind: Kind, lots: list) -> None:
        for _number, units in lots:
            self.send(steps, way, kind, units)

    def rebase(self, steps: Steps, way: tuple[int, int, int], amount: int, factor: int) -> None:
        """One becomes ``factor``: piece i of what went becomes pieces [i * f, (i + 1) * f)."""
        boxes, gone, home = way
        for _number, units in self.first_lots(boxes, amount):
            line = sorted(units, key=self.lines[boxes].places.index)
            self.send(steps, (boxes, gone), Kind.CONVERSION, line)
            steps.next(None, home, len(line) * factor, Kind.REBASING)
            fresh = [
                Unit(unit.gift, unit.offset * factor + n, (*unit.path, home))
                for unit in line
                for n in range(factor)
            ]
            self.made |= {id(unit) for unit in fresh}
            self.lines[home].places += fresh

    # Reading

    def of(self, gift: str) -> list[Place]:
        return [one for one in super().of(gift) if id(one[2]) not in self.made]

    def read_ends(self, gift: str) -> Counter:
        """Of a receipt, what was made of it ends where it was converted."""
        found: Counter = Counter()
        for fund, _place, unit in self.places():
            if unit.gift == gift and id(unit) not in self.made:
                found[self.end(fund, unit), fund, unit.path, unit.net] += 1
        return found

    def kept(self) -> list:
        rows = {m: (match.row.amount, match.made_good) for m, match in self.by_number.items()}
        return [rows, *super().kept()]

    def put_back(self, kept: list) -> None:
        rows, *rest = kept
        for number, (amount, made_good) in rows.items():
            match = self.by_number[number]
            match.row.amount, match.made_good = amount, made_good
        super().put_back(rest)
