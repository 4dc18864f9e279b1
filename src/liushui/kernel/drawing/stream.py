"""The narrow drawing of a trace: one stream running down, narrower after each branch, to scale."""

from collections.abc import Iterator
from dataclasses import dataclass

from liushui.kernel.drawing.branches import Branch, Node, Others, with_fewer_ends
from liushui.kernel.drawing.threads import thread_of

MOST_ENDS = 12
RIVER, TURN = 56, 48
_LEFT, _WATER = 4.0, 46.0
_THREADS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the stream: a holder with all that entered it, or an end that turns off."""

    node: Node
    minor: int
    is_end: bool
    run_width: str
    run_threads: tuple[str, ...]
    turn: str
    left: int  # what still runs on below this line

    @property
    def words(self) -> str:
        """How the figure is written: small, and an end in the colour of its stage."""
        return f"s {self.node.stage}" if self.is_end else "s"


@dataclass(frozen=True, slots=True)
class Stream:
    """The steps from the top to the last end, at which nothing is left."""

    steps: tuple[Step, ...]
    thread_minor: int
    total: int
    river: int = RIVER
    turn_height: int = TURN


def lay_stream(tree: Branch, *, others: Others, most_ends: int = MOST_ENDS) -> Stream:
    """Lay out a balanced tree from top to bottom, each holder before its ends."""
    drawn = with_fewer_ends(tree, most_ends, others)
    scale = _WATER / max(drawn.minor, 1)
    thread = thread_of(drawn.minor, _THREADS)
    left = drawn.minor
    steps: list[Step] = []
    for branch in _downwards(drawn):
        is_end = not branch.children
        before = left
        if is_end:
            left -= branch.minor
        steps.append(
            Step(
                node=branch.node,
                minor=branch.minor,
                is_end=is_end,
                run_width=f"{left * scale:.2f}",
                run_threads=tuple(
                    f"M{_LEFT + line * scale:.1f} 0V100" for line in range(thread, left, thread)
                ),
                turn=_turn(_LEFT + left * scale, _LEFT + before * scale) if is_end else "",
                left=left,
            )
        )
    assert left == 0, "the stream ends where the money does"
    return Stream(tuple(steps), thread, drawn.minor)


def _downwards(branch: Branch) -> Iterator[Branch]:
    yield branch
    for child in branch.children:
        yield from _downwards(child)


def _turn(inner: float, outer: float) -> str:
    """A band that leaves the river at its right edge and turns to the words beside it."""
    thick = max(outer - inner, 0.75)
    outer = inner + thick
    top, bottom = 24 - thick / 2, 24 + thick / 2
    return (
        f"M{inner:.2f} 0C{inner:.2f} {bottom * 0.8:.2f} {inner + (RIVER - inner) * 0.3:.2f}"
        f" {bottom:.2f} {RIVER} {bottom:.2f}V{top:.2f}"
        f"C{outer + (RIVER - outer) * 0.35:.2f} {top:.2f} {outer:.2f} {top * 0.75:.2f}"
        f" {outer:.2f} 0Z"
    )
