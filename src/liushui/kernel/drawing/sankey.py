"""The wide drawing of a trace: places as bars, links as bands, one scale for all of it.

Heights are to scale with no least height but a line; what enters a place is as high as what leaves.
Order ends so that no link crosses. Figures are SVG user units in a box 1000 wide.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from liushui.kernel.drawing.branches import Branch, Node, Others, with_fewer_ends
from liushui.kernel.drawing.threads import thread_of

WIDTH = 1000
MOST_ENDS = 12
BAR = 10
_LEFT, _RIGHT = 10, 790
_WATER = 260.0  # how high the whole amount is drawn
_SLOT = 44.0  # what two lines of words need
_GAP = 10.0
_HEADER = 40.0  # room for a holder's own words above its bar
_THREADS = 20
_LAST_NARROW = 0x2E7F  # where CJK begins


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn place: its bar, and where its words stand. ``words`` is the label cut to fit."""

    node: Node
    minor: int
    is_end: bool
    x: str
    y: str
    height: str
    words: str
    words_x: str
    words_y: str
    figure_y: str
    anchor: str
    top: float
    bottom: float
    column: int


@dataclass(frozen=True, slots=True)
class Band:
    """A drawn link. ``stage`` is that of its far end; ``entry`` and ``exit`` are its edges."""

    path: str
    stage: str
    minor: int
    source: str
    target: str
    label: str
    href: str
    exit: tuple[float, float]
    entry: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sankey:
    """What the template draws, from the back to the front."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    threads: tuple[str, ...]
    thread_minor: int
    total: int

    @property
    def has_links(self) -> bool:
        """Whether some band opens a page of its own."""
        return any(band.href for band in self.bands)


def lay_sankey(
    tree: Branch, *, others: Others, most_ends: int = MOST_ENDS, mirrored: bool = False
) -> Sankey:
    """Lay out a balanced tree. ``mirrored`` puts the start at the right: many givers, one use.

    ``others(count)`` names a group of small ends beyond ``most_ends``.
    """
    drawn = with_fewer_ends(tree, most_ends, others)
    return _Layout(drawn, mirrored=mirrored).sankey()


class _Layout:
    """Each branch has a strip of its own; a link turns within one column and then runs level.

    Between two columns all links so keep the order of their strips, and none crosses another.
    """

    def __init__(self, tree: Branch, *, mirrored: bool) -> None:
        self.tree = tree
        self.mirrored = mirrored
        self.columns = max(tree.depth, 1)
        self.scale = _WATER / max(tree.minor, 1)
        self.thread = thread_of(tree.minor, _THREADS)
        self.tops: dict[int, float] = {}
        self.bars: list[Bar] = []
        self.bands: list[Band] = []
        self.threads: list[str] = []

    def sankey(self) -> Sankey:
        bottom = self._place(self.tree, 0.0)
        above = self._highest(self.tree)
        self.tops = {key: top - above for key, top in self.tops.items()}
        self._draw(self.tree, 0, 0)
        return Sankey(
            WIDTH,
            round(bottom - above + _GAP),
            tuple(self.bars),
            tuple(self.bands),
            tuple(self.threads),
            self.thread,
            self.tree.minor,
        )

    def _place(self, branch: Branch, top: float) -> float:
        """Give a branch its own strip from ``top``; its bar stands in the middle of its ends."""
        height = branch.minor * self.scale
        if not branch.children:
            slot = max(height, _SLOT)
            self.tops[id(branch)] = top + (slot - height) / 2
            return top + slot + _GAP
        begin = bottom = top + _HEADER
        for child in branch.children:
            bottom = self._place(child, bottom)
        middle = (begin + bottom - _GAP) / 2
        straight = len(branch.children) == 1
        self.tops[id(branch)] = (
            self.tops[id(branch.children[0])] if straight else middle - height / 2
        )
        return bottom

    def _highest(self, branch: Branch) -> float:
        """Where the drawing begins: the highest bar or the words above it."""
        top = self.tops[id(branch)]
        if not branch.children:
            return top - max(_SLOT - branch.minor * self.scale, 0) / 2
        return min(top - _HEADER, *(self._highest(child) for child in branch.children))

    def _draw(self, branch: Branch, depth: int, offset: int) -> None:
        """Draw a branch; ``offset`` is how much of the whole lies above it."""
        self.bars.append(self._bar(branch, depth))
        top = self.tops[id(branch)]
        start = offset
        for child in branch.children:
            leaves = top + (offset - start) * self.scale
            self._link(branch, child, depth, leaves, offset)
            self._draw(child, depth + 1, offset)
            offset += child.minor

    def _x(self, column: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * column / self.columns

    def _column(self, branch: Branch, depth: int) -> int:
        return depth if branch.children else self.columns

    def _bar(self, branch: Branch, depth: int) -> Bar:
        column = self._column(branch, depth)
        left, top = self._x(column), self.tops[id(branch)]
        height = branch.minor * self.scale
        is_end = not branch.children
        middle = top + height / 2
        words_x = left + BAR + 10 if is_end else left
        room = WIDTH - words_x if is_end else (_RIGHT - _LEFT) / self.columns - BAR
        return Bar(
            node=branch.node,
            minor=branch.minor,
            is_end=is_end,
            x=f"{WIDTH - left - BAR if self.mirrored else left:.1f}",
            y=f"{top:.1f}",
            height=f"{max(height, 1):.1f}",
            words=fitted(branch.node.label, room),
            words_x=f"{WIDTH - words_x if self.mirrored else words_x:.1f}",
            words_y=f"{middle - 4 if is_end else top - 24:.1f}",
            figure_y=f"{middle + 15 if is_end else top - 6:.1f}",
            anchor="end" if self.mirrored else "start",
            top=top,
            bottom=top + height,
            column=column,
        )

    def _link(self, branch: Branch, child: Branch, depth: int, leaves: float, offset: int) -> None:
        enters = self.tops[id(child)]
        thick = child.minor * self.scale
        near, turned = self._x(depth) + BAR, self._x(depth + 1)
        far = self._x(self._column(child, depth + 1))
        if self.mirrored:
            near, turned, far = WIDTH - near, WIDTH - turned, WIDTH - far
        shape = max(thick, 1)
        path = (
            f"M{near:.1f} {leaves:.1f}{_curve(near, leaves, turned, enters)}H{far:.1f}"
            f"V{enters + shape:.1f}H{turned:.1f}"
            f"{_curve(turned, enters + shape, near, leaves + shape)}Z"
        )
        self.bands.append(
            Band(
                path=path,
                stage="pass" if child.children else child.node.stage,
                minor=child.minor,
                source=branch.node.key,
                target=child.node.key,
                label=f"{branch.node.label} → {child.node.label}",
                href=child.node.href,
                exit=(leaves, leaves + thick),
                entry=(enters, enters + thick),
            )
        )
        for line in self._lines(offset, child.minor):
            down = (line - offset) * self.scale
            self.threads.append(
                f"M{near:.1f} {leaves + down:.1f}"
                f"{_curve(near, leaves + down, turned, enters + down)}H{far:.1f}"
            )

    def _lines(self, offset: int, minor: int) -> Iterator[int]:
        """The ledger lines strictly inside a stretch of the whole."""
        line = offset - offset % self.thread + self.thread
        while line < offset + minor:
            yield line
            line += self.thread


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def fitted(text: str, room: float) -> str:
    """The text cut to ``room`` user units at the chart's 15: 汉字 are 15 wide, other letters 8."""
    wide = 0
    for index, letter in enumerate(text):
        wide += 15 if ord(letter) > _LAST_NARROW else 8
        if wide > room:
            return text[: max(index - 1, 1)] + "…"
    return text
