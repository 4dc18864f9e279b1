"""What a bench or a drill found out: figures, each with the limit that it is held against.

For people a table; for machines one object a line:
``{"bench", "figure", "value", "unit", "limit", "ratio"}``. ``ratio`` is value over limit, null
where there is no limit or the limit is zero.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``limit`` is the most it may be, or with ``at_least`` the least."""

    figure: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.limit, 3) if self.limit else None


def show(bench: str, figures: Iterable[Figure], *, as_json: bool) -> bool:
    """Print each figure as it comes; whether all of them hold."""
    held = True
    for found in figures:
        held = held and found.holds
        print(_line(bench, found) if as_json else _row(found), flush=True)  # noqa: T201
    return held


def _line(bench: str, found: Figure) -> str:
    facts = {
        "bench": bench,
        "figure": found.figure,
        "value": found.value,
        "unit": found.unit,
        "limit": found.limit,
        "ratio": found.ratio,
    }
    return json.dumps(facts, ensure_ascii=False)


def _row(found: Figure) -> str:
    limit = ""
    if found.limit is not None:
        sign = ">=" if found.at_least else "<="
        limit = f"{sign} {found.limit:g}{'' if found.holds else '   NOT HELD'}"
    return f"  {found.figure:<44}{found.value:>12g} {found.unit:<10}{limit}"
