"""A project's water pattern: eight lines worked out from its public number and nothing else."""

from hashlib import sha256
from math import pi, sin

_LINES = 8
_STEPS = 12
_HEIGHT = 72


def ripple_paths(number: str, *, width: int = 360) -> list[str]:
    """The SVG paths of eight lines across ``width`` x 72. The same number gives the same water."""
    seed = sha256(number.encode()).digest()
    phases = [2 * pi * byte / 256 for byte in seed[:3]]
    turns = [1 + seed[3] / 256, 2 + seed[4] / 128, 3.5 + seed[5] / 85]
    heights = [4 + seed[6] / 64, 2 + seed[7] / 128, 1 + seed[8] / 256]
    return [_line(row, width, phases, turns, heights) for row in range(_LINES)]


def _line(
    row: int, width: int, phases: list[float], turns: list[float], heights: list[float]
) -> str:
    base = _HEIGHT * (row + 0.5) / _LINES
    drift = row * 0.34

    def level(step: int) -> float:
        at = 2 * pi * step / _STEPS
        swell = sum(
            height * sin(turn * at / 2 + phase + drift)
            for height, turn, phase in zip(heights, turns, phases, strict=True)
        )
        return base + swell * (0.55 + row / 16)

    gap = width / _STEPS
    path = f"M0 {level(0):.1f}"
    for step in range(1, _STEPS + 1):
        middle = gap * (step - 0.5)
        before, after = level(step - 1), level(step)
        path += f"C{middle:.0f} {before:.1f} {middle:.0f} {after:.1f} {gap * step:.0f} {after:.1f}"
    return path
