"""Where a gift went and who paid: maps of spans, followed from fund to fund, exact to the unit.

A movement maps the units that it took, in order, onto its own stretch of the target's line. Forward
follows these maps to where units rest now; backward follows them to the movements from outside.
Both read the net path: a movement and its later reversal are struck out together (L13). The walks
themselves are functions of the database (0009_walks.sql); here their steps become ends and sources.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from liushui.ledger.queries.covers import read_back, read_on
from liushui.ledger.queries.pieces import Came, Row, Way, Went, rows_of
from liushui.ledger.spans import Span
from liushui.ledger.states import EndKind, FundKind


class End(NamedTuple):
    """Units of a gift that rest together. ``path`` are the funds from the gift's home to here."""

    end: EndKind
    fund_id: int
    amount: int
    path: tuple[int, ...]
    use: str | None
    movement_ids: tuple[int, ...]


class Source(NamedTuple):
    """Units that one gift gave. ``path`` are the funds from the gift's home to where they left.

    With ``covers`` they stand for units that were given back: that movement, the last of several,
    paid in their place, and the path goes on as those went (L19).
    """

    gift: str
    amount: int
    path: tuple[int, ...]
    gift_id: int
    movement_ids: tuple[int, ...]
    covers: tuple[int, ...] = ()

    @property
    def covered(self) -> bool:
        """Whether these units stand for others, whose giver had them back."""
        return bool(self.covers)


_AT_ONCE = 500
_PATH, _MOVEMENTS = Source._fields.index("path"), Source._fields.index("movement_ids")
_WENT = """select o, units, fund_id, kind, sink_use, moves, path, ref, lo, gift,
    exists (select from ledger_coverage c where c.covered_id = gift)
  from ledger_walk_on(%(ref)s, %(movement)s, null, null, null, null, null, null, %(net)s, null)"""
_WENT_ALL = """select given.ref, o, units, fund_id, kind, sink_use, moves, path, w.ref, lo, gift,
    exists (select from ledger_coverage c where c.covered_id = gift)
  from unnest(%(refs)s::text[]) as given(ref)
  cross join lateral ledger_walk_on(
    given.ref, null, null, null, null, null, null, null, true, null) as w"""
_RESTING = """select lo, lo + units
  from ledger_walk_on(%(ref)s, %(movement)s, null, null, null, null, null, null, true, null)
  where fund_id = %(fund)s and (%(last)s::bigint is null or moves = array[%(last)s::bigint])
  order by 1"""
_CAME = """select moves, path, units, gift, gift_ref, gift_lo, covered
  from ledger_givers(%(ref)s, %(fund)s, %(net)s)"""


def trace_forward(ref: str, *, net: bool = True) -> list[End]:
    """Every place where the units of a gift rest now; the amounts sum to the gift (L21).

    What was given back though it was spent ends ``covered``. With ``net=False`` the paths keep the
    loops that reversals made. Empty until it is sequenced.
    """
    return ends(read_on(went_from(ref, net=net)))


def trace_forward_all(refs: Iterable[str]) -> Mapping[str, list[End]]:
    """The same for many gifts: a query for each few hundred, and one for each with covered units.

    A gift that is not sequenced has no entry.
    """
    found: dict[str, list[Went]] = {}
    wanted = sorted(set(refs))
    for start in range(0, len(wanted), _AT_ONCE):
        for ref, *row in rows_of(_WENT_ALL, refs=wanted[start : start + _AT_ONCE]):
            found.setdefault(ref, []).append(Went(*row))
    return {ref: ends(read_on(pieces)) for ref, pieces in found.items()}


def trace_backward(ref: str, *, net: bool = True, physical: bool = False) -> list[Source]:
    """The gifts that a use or a payment was made of; the amounts sum to it.

    For units that were given back though they were spent, whoever stands for them now (L19);
    ``physical`` asks for the movement's own history, which never changes.
    """
    return _sources_of(ref=ref, fund_id=None, net=net, physical=physical)


def trace_backward_of_fund(
    fund_id: int, *, net: bool = True, physical: bool = False
) -> list[Source]:
    """The gifts that what rests in a fund was made of: for a sink, all that was used and stayed."""
    return _sources_of(ref=None, fund_id=fund_id, net=net, physical=physical)


def resting_spans(ref: str, fund_id: int) -> list[Span]:
    """Where in a fund's line the units of a gift lie free, ascending."""
    rows = rows_of(_RESTING, ref=ref, movement=None, fund=fund_id, last=None)
    return [Span(*row) for row in rows]


def returnable_spans(movement_id: int, target_id: int) -> list[Span]:
    """Units free in a movement's target whose net last movement it is: what can go back."""
    rows = rows_of(_RESTING, ref=None, movement=movement_id, fund=target_id, last=movement_id)
    return [Span(*row) for row in rows]


def went_from(ref: str, *, net: bool = True) -> list[Went]:
    """Where each unit of a gift rests now, piece by piece: one query."""
    return [Went(*row) for row in rows_of(_WENT, ref=ref, movement=None, net=net)]


def went_from_movement(movement_id: int, *, net: bool = True) -> list[Went]:
    """Where the units that one movement brought rest now, piece by piece: one query."""
    return [Went(*row) for row in rows_of(_WENT, ref=None, movement=movement_id, net=net)]


def came_to(*, ref: str | None = None, fund_id: int | None = None, net: bool = True) -> list[Came]:
    """The pieces of gifts behind a use or what rests in a fund: one query."""
    return _came(rows_of(_CAME, ref=ref, fund=fund_id, net=net))


def _sources_of(*, ref: str | None, fund_id: int | None, net: bool, physical: bool) -> list[Source]:
    found = rows_of(_CAME, ref=ref, fund=fund_id, net=net)
    if not any(is_covered for *_columns, is_covered in found):
        return _as_they_came(found)
    came = _came(found)
    return sources(came if physical else read_back(came))


def _as_they_came(found: list[Row]) -> list[Source]:
    """What ``sources`` says of rows without a cover, column by column: a use may have thousands."""
    by_way: dict[tuple[Way, Way], list[Row]] = {}
    for row in found:
        by_way.setdefault((tuple(row[0]), tuple(row[1])), []).append(row)
    said: list[Source] = []
    for (moves, path), rows in by_way.items():
        sums: dict[int, int] = {}
        refs: dict[int, str] = {}
        for _moves, _path, units, gifts, names, *_rest in rows:
            refs.update(zip(gifts, names, strict=True))
            for gift_id, amount in zip(gifts, units, strict=True):
                sums[gift_id] = sums.get(gift_id, 0) + amount
        said += [
            Source(refs[gift_id], amount, path, gift_id, (gift_id, *moves))
            for gift_id, amount in sums.items()
        ]
    said.sort(key=itemgetter(_MOVEMENTS, _PATH))  # a way begins with its gift
    return said


def _came(found: list[Row]) -> list[Came]:
    return [piece for row in found for piece in _pieces(row)]


def ends(pieces: Iterable[Went]) -> list[End]:
    """One end for all pieces that went one way to one fund, in the order of the way."""
    sums: dict[tuple[Way, int, Way, str], int] = {}
    said: dict[tuple[Way, int, Way, str], Went] = {}
    for piece in pieces:
        key = (tuple(piece.moves), piece.fund_id, tuple(piece.path), piece.sink_use or "")
        sums[key] = sums.get(key, 0) + piece.amount
        said.setdefault(key, piece)
    return [end_of(said[key]._replace(amount=sums[key])) for key in sorted(sums)]


def sources(pieces: Iterable[Came]) -> list[Source]:
    """One source for all pieces of one gift that came one way, in the order of gift and way."""
    sums: dict[tuple[int, Way, Way, Way], int] = {}
    refs: dict[int, str] = {}
    for amount, gift_id, gift, _lo, moves, path, _covered, covers in pieces:
        key = (gift_id, moves, path, covers)
        sums[key] = sums.get(key, 0) + amount
        refs[gift_id] = gift
    return [
        Source(
            refs[gift_id],
            sums[gift_id, moves, path, covers],
            path,
            gift_id,
            (gift_id, *moves),
            covers,
        )
        for gift_id, moves, path, covers in sorted(sums)
    ]


def end_of(piece: Went) -> End:
    """A piece as an end of its own."""
    return End(
        end=end_kind(piece.kind, piece.sink_use),
        fund_id=piece.fund_id,
        amount=piece.amount,
        path=tuple(piece.path),
        use=piece.ref or None,
        movement_ids=tuple(piece.moves),
    )


def source_of(piece: Came) -> Source:
    """A piece as a source of its own."""
    moves = (piece.gift_id, *piece.moves)
    path = tuple(piece.path)
    return Source(piece.gift, piece.amount, path, piece.gift_id, moves, piece.covers)


def end_kind(kind: str, sink_use: str | None) -> EndKind:
    """What the kind and the use of a fund make of the units that rest in it."""
    if sink_use is not None:
        return EndKind(sink_use)
    return EndKind.FROZEN if kind == FundKind.FROZEN else EndKind.RESTING


def _pieces(row: Row) -> Iterator[Came]:
    moves, path, *listed, covered = row
    way, funds = tuple(moves), tuple(path)
    for amount, gift_id, ref, lo in zip(*listed, strict=True):
        yield Came(amount, gift_id, ref, lo, way, funds, covered)
