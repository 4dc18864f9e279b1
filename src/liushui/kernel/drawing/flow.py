"""The balance drawn as water: one block that came in, parted into where it is now."""

from dataclasses import dataclass

from liushui.kernel.drawing.tally import Tally

WIDTH = 1000
_BLOCK = 330.0
_WATER = 150.0
_SPREAD = 23.0
_EDGE = 10.0
_THREADS = 16


@dataclass(frozen=True, slots=True)
class Branching:
    """One part: its band, and how high it is drawn."""

    stage: str
    path: str
    height: float


@dataclass(frozen=True, slots=True)
class Flow:
    """The block at the left, the bands at the right, and lines that run through both."""

    width: int
    height: int
    block_y: str
    block_width: str
    block_height: str
    bands: tuple[Branching, ...]
    threads: tuple[str, ...]


def lay_flow(tally: Tally) -> Flow:
    """Draw a balance to scale. Only a tally that is equal can be drawn."""
    assert tally.is_equal, "a balance that is off is said, never drawn"
    parts = [part for part in tally.parts if part.minor > 0]
    scale = _WATER / max(tally.given, 1)
    height = _WATER + _SPREAD * max(len(parts) - 1, 0) + 2 * _EDGE
    block = (height - _WATER) / 2
    step = _WATER / _THREADS
    bands: list[Branching] = []
    threads: list[str] = []
    above = 0.0
    for index, part in enumerate(parts):
        thick = part.minor * scale
        leaves, enters = block + above, _EDGE + above + index * _SPREAD
        bands.append(Branching(part.stage, _band(leaves, enters, thick), thick))
        threads += [
            _thread(block + line * step, enters + line * step - above)
            for line in range(1, _THREADS)
            if above < line * step < above + thick
        ]
        above += thick
    return Flow(
        width=WIDTH,
        height=round(height),
        block_y=f"{block:.1f}",
        block_width=f"{_BLOCK + 1:.0f}",
        block_height=f"{_WATER:.1f}",
        bands=tuple(bands),
        threads=tuple(threads),
    )


def _band(leaves: float, enters: float, thick: float) -> str:
    middle = (_BLOCK + WIDTH) / 2
    return (
        f"M{_BLOCK:.0f} {leaves:.1f}C{middle:.0f} {leaves:.1f} {middle:.0f} {enters:.1f}"
        f" {WIDTH} {enters:.1f}V{enters + thick:.1f}C{middle:.0f} {enters + thick:.1f}"
        f" {middle:.0f} {leaves + thick:.1f} {_BLOCK:.0f} {leaves + thick:.1f}Z"
    )


def _thread(leaves: float, enters: float) -> str:
    middle = (_BLOCK + WIDTH) / 2
    return (
        f"M0 {leaves:.1f}H{_BLOCK:.0f}C{middle:.0f} {leaves:.1f} {middle:.0f} {enters:.1f}"
        f" {WIDTH} {enters:.1f}"
    )
