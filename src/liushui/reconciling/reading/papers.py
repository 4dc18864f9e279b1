"""A statement as it was understood: its lines, the days that it covers, what it says of itself."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liushui.reconciling.states import Form, LineKind


@dataclass(frozen=True, slots=True)
class Read:
    """One line. ``amount_minor`` is above zero for what came in, below for what went out.

    ``sender`` and ``text`` are somebody's name and words: they are sealed before they are kept.
    """

    row: int
    kind: LineKind
    happened_at: datetime
    amount_minor: int
    fee_minor: int = 0
    outside_ref: str = ""
    our_ref: str = ""
    sender: str = ""
    sender_account: str = ""
    text: str = ""
    mark: str = ""
    """The keeper's own number of this very line, where the other two name the business."""
    balance_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """All that was understood. ``gap`` is what does not add up in it: a row, or 0 for its sums."""

    form: Form
    lines: tuple[Read, ...]
    first_day: date | None
    last_day: date | None
    gap: int | None = None

    @property
    def in_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines if line.amount_minor > 0)

    @property
    def out_minor(self) -> int:
        return -sum(line.amount_minor for line in self.lines if line.amount_minor < 0)


def gap_in(lines: Sequence[Read]) -> int | None:
    """The row at which the balances do not follow from the amounts, oldest or newest first."""
    if not lines or any(line.balance_minor is None for line in lines):
        return None  # a list without balances cannot be checked by them
    first, last = lines[0].happened_at, lines[-1].happened_at
    forward, backward = _broken(lines), _broken(lines[::-1])
    if first == last and None in {forward, backward}:
        return None
    return forward if first <= last else backward


def follows(lines: Sequence[Read]) -> int | None:
    """The row at which balances break in the order given and in the other one; else nothing."""
    if any(line.balance_minor is None for line in lines):
        return None
    forward = _broken(lines)
    return forward if forward is not None and _broken(lines[::-1]) is not None else None


def _broken(lines: Sequence[Read]) -> int | None:
    for before, line in itertools.pairwise(lines):
        if (before.balance_minor or 0) + line.amount_minor != line.balance_minor:
            return line.row
    return None
