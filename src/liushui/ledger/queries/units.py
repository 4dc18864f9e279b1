"""Where the units of one gift, or of one movement, rest now, each piece with its place in it.

A trace says where a gift went; this says which of its units are where, as returns need it: units
``at``, ``at`` + 1, ... of the gift lie at ``lo``, ``lo`` + 1, ... of a fund's line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from liushui.kernel.errors import NotFound
from liushui.ledger.models import Coverage, Fund, Movement, RecallHold
from liushui.ledger.queries.pieces import rows_of
from liushui.ledger.spans import Span
from liushui.ledger.states import FundKind, Kind, SinkUse

_RESTS = """select o, units, fund_id, lo, moves
  from ledger_walk_on(null, %(movement)s, null, null, null, null, null, null, true, null)
  order by o"""

GIVEN_BACK = frozenset({Kind.REFUND, Kind.CHARGE_BACK})
RETURN_SINKS = frozenset({SinkUse.REFUNDED, SinkUse.CHARGED_BACK, SinkUse.ADVANCE_REPAID})


@dataclass(frozen=True, slots=True)
class Rest:
    """Units of a movement that rest together; ``way`` is their net path, from it on.

    A way that does not begin with the movement: they went back to where it had taken them.
    """

    at: int
    fund_id: int
    lo: int
    amount: int
    way: tuple[int, ...]

    @property
    def span(self) -> Span:
        """Where in the fund's line."""
        return Span(self.lo, self.lo + self.amount)

    @property
    def units(self) -> Span:
        """Which units of the gift or the movement."""
        return Span(self.at, self.at + self.amount)

    def part(self, units: Span) -> "Rest":
        """Those of them that are units [lo, hi) of the movement."""
        return replace(
            self, at=units.lo, lo=self.lo + units.lo - self.at, amount=units.hi - units.lo
        )


def rests_of(movement_id: int) -> list[Rest]:
    """Every unit of the movement, wherever it is now, in the order of its units."""
    return [
        Rest(at, fund_id, lo, amount, tuple(moves))
        for at, amount, fund_id, lo, moves in rows_of(_RESTS, movement=movement_id)
    ]


def covered_units(gift_id: int) -> list[Span]:
    """Units of a gift or an advance for which others stand, ascending."""
    rows = Coverage.objects.filter(covered=gift_id).order_by("lo").values_list("lo", "hi")
    return [Span(*row) for row in rows]


def without(rests: Iterable[Rest], taken: Iterable[Span]) -> list[Rest]:
    """What is left of the pieces when these units of the movement are left out."""
    gone = sorted(taken)
    left: list[Rest] = []
    for rest in rests:
        lo = rest.at
        for span in gone:
            if span.hi <= lo or span.lo >= rest.units.hi:
                continue
            if span.lo > lo:
                left.append(rest.part(Span(lo, span.lo)))
            lo = span.hi
        if lo < rest.units.hi:
            left.append(rest.part(Span(lo, rest.units.hi)))
    return left


def within(rests: Iterable[Rest], wanted: Iterable[Span]) -> list[Rest]:
    """Only these units of the movement."""
    spans = list(wanted)
    return [
        rest.part(Span(max(span.lo, rest.at), min(span.hi, rest.units.hi)))
        for rest in rests
        for span in spans
        if span.lo < rest.units.hi and span.hi > rest.at
    ]


def highest_units(rests: Iterable[Rest], amount: int) -> list[Rest]:
    """The last ``amount`` units of them, by their place in the gift or movement; all, if fewer."""
    return _first(sorted(rests, key=lambda one: one.at, reverse=True), amount)


def last_in_line(rests: Iterable[Rest], amount: int, *, home: int | None = None) -> list[Rest]:
    """The ``amount`` units of them that stand last in their fund's line, of ``home`` first."""
    return _first(
        sorted(rests, key=lambda one: (one.fund_id != home, one.fund_id, -one.lo)), amount
    )


def _first(rests: Iterable[Rest], amount: int) -> list[Rest]:
    """Of each piece its last units, until they are as many."""
    chosen: list[Rest] = []
    for rest in rests:
        if amount <= 0:
            break
        part = rest.part(Span(max(rest.at, rest.units.hi - amount), rest.units.hi))
        chosen.append(part)
        amount -= part.amount
    return chosen


def amount_of(rests: Iterable[Rest]) -> int:
    """How many units."""
    return sum(rest.amount for rest in rests)


@dataclass(frozen=True, slots=True)
class GiftUnits:
    """All of a gift that was not given back, by where it rests; and what its places are."""

    gift: Movement
    rests: tuple[Rest, ...]
    funds: Mapping[int, Fund]
    moves: Mapping[int, Movement]
    given_back: int

    def fund(self, rest: Rest) -> Fund:
        return self.funds[rest.fund_id]

    def home(self, rest: Rest) -> int:
        """The fund that these units were given to, or to which they were corrected (L20)."""
        corrected = [
            self.moves[move].target_id
            for move in rest.way
            if self.moves[move].kind == Kind.CORRECTION and self.moves[move].for_gift_id is None
        ]
        return corrected[-1] if corrected else self.gift.target_id

    def at_home(self) -> list[Rest]:
        """What can be refunded: it rests where it was given to (L16)."""
        return [rest for rest in self.rests if rest.fund_id == self.home(rest)]

    def resting(self) -> list[Rest]:
        """What rests in ordinary funds, whoever holds them."""
        return [rest for rest in self.rests if self.fund(rest).kind == FundKind.ORDINARY]

    def spent(self) -> list[Rest]:
        """What lies in sinks: used, borne as a fee, written off."""
        return [rest for rest in self.rests if self.fund(rest).kind == FundKind.SINK]

    def frozen_for_it(self) -> list[Rest]:
        """What was frozen for this gift's own sake; of what a fund had frozen, nothing.

        Nor what waits for the payment of a recall: that goes its own way (L15).
        """
        frozen = [
            rest
            for rest in self.rests
            if self.fund(rest).kind == FundKind.FROZEN
            and self.moves[rest.way[-1]].for_gift_id == self.gift.pk
        ]
        held = held_by_recalls(rest.way[-1] for rest in frozen)
        return [rest for rest in frozen if rest.way[-1] not in held]


def held_by_recalls(freezes: Iterable[int]) -> set[int]:
    """Those of the freezes whose very units wait for the payment of a recall."""
    held = RecallHold.objects.filter(freeze__in=set(freezes), end=None)
    return set(held.values_list("freeze_id", flat=True))


def gift_of(ref: str) -> Movement:
    """The gift under a public reference. Raises ``NotFound``, also until it is sequenced."""
    gift = Movement.objects.filter(ref=ref, kind=Kind.GIFT).exclude(ref="").first()
    if gift is None:
        raise NotFound
    return gift


def gift_units(gift: Movement, *, covered_too: bool = False) -> GiftUnits:
    """The gift's units that its giver has not had back, neither themselves nor by a cover.

    Of a match, what has not gone back to its pool: what went on from there is no part of it.
    ``covered_too``: also units for which others stand, where these very units are what matters.
    """
    rests = [rest for rest in rests_of(gift.pk) if rest.way[:1] == (gift.pk,)]
    moves = Movement.objects.in_bulk({move for rest in rests for move in rest.way})
    ids = {rest.fund_id for rest in rests} | {gift.target_id}
    funds = {fund.pk: fund for fund in Fund.objects.select_related("holder").filter(pk__in=ids)}
    covered = [] if covered_too else covered_units(gift.pk)
    left = [rest for rest in without(rests, covered) if moves[rest.way[-1]].kind not in GIVEN_BACK]
    return GiftUnits(gift, tuple(left), funds, moves, gift.amount - amount_of(left))
