"""Shares of a goal or a budget as bands side by side in one line."""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 1000
GAP = 2


@dataclass(frozen=True, slots=True)
class Band:
    """One share, in thousandths of the line."""

    stage: str
    x: float
    width: float

    @property
    def x_text(self) -> str:
        return f"{self.x:.2f}"

    @property
    def width_text(self) -> str:
        return f"{self.width:.2f}"


@dataclass(frozen=True, slots=True)
class Waterline:
    """The bands from the left, to the scale of ``whole``; what is left over stays bed."""

    bands: tuple[Band, ...]
    whole: int
    width: int = WIDTH


def lay_waterline(shares: Iterable[tuple[str, int]], whole: int) -> Waterline:
    """Lay ``(stage, amount)`` shares of ``whole`` from left to right.

    More than the whole fills the line and keeps the proportions: the scale is then the sum. A thin
    gap parts two bands; it is taken from the later one. Nothing is drawn for zero.
    """
    drawn = [(stage, amount) for stage, amount in shares if amount > 0]
    assert all(amount >= 0 for _, amount in drawn)
    scale = max(whole, sum(amount for _, amount in drawn), 1)
    bands: list[Band] = []
    before = 0
    for stage, amount in drawn:
        left, right = WIDTH * before / scale, WIDTH * (before + amount) / scale
        gap = GAP if bands and right - left > GAP else 0
        bands.append(Band(stage, left + gap, right - left - gap))
        before += amount
    return Waterline(tuple(bands), whole)
