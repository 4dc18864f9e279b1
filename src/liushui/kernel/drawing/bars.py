"""Amounts by month as upright bars on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 1000, 240
_FOOT = 26
_GAP_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month: its label, its amount and its bar."""

    label: str
    minor: int
    x: str
    y: str
    width: str
    height: str
    middle: str
    tall: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars from the left; ``foot`` is the line on which they stand."""

    bars: tuple[MonthBar, ...]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - _FOOT

    @property
    def live(self) -> dict[str, Any]:
        """The same bars for a live chart."""
        return {"bars": [{"label": bar.label, "minor": bar.minor} for bar in self.bars]}


def lay_bars(months: Sequence[tuple[str, int]]) -> Bars:
    """Lay ``(label, amount)`` side by side. The highest fills the box; nothing is no bar."""
    assert all(minor >= 0 for _, minor in months)
    highest = max((minor for _, minor in months), default=0)
    scale = (HEIGHT - _FOOT) / max(highest, 1)
    room = WIDTH / max(len(months), 1)
    wide = min(room * (1 - _GAP_SHARE), 80)
    bars = []
    for index, (label, minor) in enumerate(months):
        middle = room * (index + 0.5)
        tall = minor * scale
        bars.append(
            MonthBar(
                label=label,
                minor=minor,
                x=f"{middle - wide / 2:.1f}",
                y=f"{HEIGHT - _FOOT - tall:.1f}",
                width=f"{wide:.1f}",
                height=f"{tall:.1f}",
                middle=f"{middle:.1f}",
                tall=tall,
            )
        )
    return Bars(tuple(bars), highest)
