"""Funds as lines of units: what arrived in them, from whom, what left again and whereto.

Every line has the same scale. A stretch is full where its units rest and pale where they moved on;
a ribbon joins the units that left to the place where they arrived.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
LEFT = 168
RIGHT = 24
BAR = 26
STEP = 104
TOP = 40
NARROWEST_LABEL = 46
_BASE = 18


@dataclass(frozen=True, slots=True)
class Piece:
    """Units [lo, hi) of a line that one giver gave. ``rests``: they are still there."""

    line: int
    lo: int
    hi: int
    giver: str
    rests: bool


@dataclass(frozen=True, slots=True)
class Link:
    """``length`` units of one giver that left a line at ``lo`` and arrived at ``at`` of another."""

    source: int
    lo: int
    target: int
    at: int
    length: int
    giver: str
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece as a rectangle."""

    x: float
    y: float
    width: float
    hue: str
    rests: bool
    label: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def base(self) -> float:
        """Where its label's letters stand."""
        return self.y + _BASE


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link as a closed path, and where its word stands ("" where another says it)."""

    path: str
    hue: str
    word: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line's name and its ground, as long as what ever arrived."""

    name: str
    y: float
    width: float

    @property
    def base(self) -> float:
        """Where its name's letters stand."""
        return self.y + _BASE


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole drawing."""

    width: int
    height: int
    rows: Sequence[Row]
    bars: Sequence[Bar]
    ribbons: Sequence[Ribbon]


def lay_lines(
    names: Mapping[int, str],
    pieces: Sequence[Piece],
    links: Iterable[Link],
    hues: Mapping[str, str],
) -> Lines:
    """Lay the lines one under another in the order of ``names``, to one scale.

    ``hues``: the colour of each giver.
    """
    place = {line: TOP + STEP * number for number, line in enumerate(names)}
    tips = {line: max((p.hi for p in pieces if p.line == line), default=0) for line in names}
    scale = (WIDTH - LEFT - RIGHT) / max(1, *tips.values())

    def x_of(unit: int) -> float:
        return round(LEFT + unit * scale, 2)

    said: set[tuple[int, int, str]] = set()
    ribbons = []
    for link in links:
        key = (link.source, link.target, link.word)
        ends = (x_of(link.lo), x_of(link.at), round(link.length * scale, 2))
        ribbons.append(
            _ribbon(
                hues[link.giver],
                "" if key in said else link.word,
                ends,
                (place[link.source], place[link.target]),
            )
        )
        said.add(key)
    bars = [
        Bar(
            x=x_of(piece.lo),
            y=place[piece.line],
            width=round((piece.hi - piece.lo) * scale, 2),
            hue=hues[piece.giver],
            rests=piece.rests,
            label=piece.giver if (piece.hi - piece.lo) * scale >= NARROWEST_LABEL else "",
        )
        for piece in pieces
    ]
    rows = [Row(name, place[line], round(tips[line] * scale, 2)) for line, name in names.items()]
    return Lines(WIDTH, TOP + STEP * (len(names) - 1) + BAR + TOP // 2, rows, bars, ribbons)


def _ribbon(
    hue: str, word: str, ends: tuple[float, float, float], rows: tuple[float, float]
) -> Ribbon:
    from_x, to_x, width = ends
    down = rows[1] > rows[0]
    from_y = rows[0] + BAR if down else rows[0]
    to_y = rows[1] if down else rows[1] + BAR
    middle = (from_y + to_y) / 2
    path = (
        f"M{from_x:g} {from_y:g}C{from_x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}"
        f"H{to_x + width:g}C{to_x + width:g} {middle:g} {from_x + width:g} {middle:g} "
        f"{from_x + width:g} {from_y:g}Z"
    )
    x = round((from_x + to_x + width) / 2, 1)
    return Ribbon(path, hue, word, x, round(middle + 4, 1))
