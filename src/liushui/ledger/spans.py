"""Spans of units [lo, hi) of one fund's line, half-open everywhere."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Units lo, lo + 1, ..., hi - 1."""

    lo: int
    hi: int

    @property
    def length(self) -> int:
        return self.hi - self.lo


def merged(spans: Iterable[Span]) -> list[Span]:
    """Ascending, with neighbours made one: the only order in which units leave (L4)."""
    line: list[Span] = []
    for span in sorted(spans):
        if line and span.lo < line[-1].hi:
            raise ValueError(f"{span} overlaps {line[-1]}")
        if line and span.lo == line[-1].hi:
            line[-1] = Span(line[-1].lo, span.hi)
        else:
            line.append(span)
    return line


def highest(spans: Iterable[Span], amount: int) -> list[Span]:
    """The last ``amount`` units of the spans: what came last goes back first (L14, L16)."""
    chosen: list[Span] = []
    for span in sorted(spans, reverse=True):
        if amount <= 0:
            break
        part = Span(max(span.lo, span.hi - amount), span.hi)
        chosen.append(part)
        amount -= part.length
    return merged(chosen)


def total(spans: Iterable[Span]) -> int:
    """How many units."""
    return sum(span.length for span in spans)
