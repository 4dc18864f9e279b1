"""The whole story as facts: deterministic for a day, a size and a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from liushui.config.demo.gifts import Gift, donor_names, gifts_of
from liushui.config.demo.script import Script, script
from liushui.config.demo.spending import GUIDE_MINOR, Spending, Step, guide_moment

SEED = 20_260_718


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the story is told."""

    donors: int
    gifts: int
    rounds: int
    cases: int
    refunds: int


FULL = Size(donors=300, gifts=5_000, rounds=10, cases=14, refunds=6)
TINY = Size(donors=8, gifts=60, rounds=1, cases=2, refunds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is told, in the order of time. ``guide`` is the number of the guide's gift."""

    script: Script
    day: date
    size: Size
    donors: Sequence[str]
    gifts: Sequence[Gift]
    steps: Sequence[Step]
    refunded: frozenset[int]
    guide: int


def plan_of(day: date, size: Size = FULL, seed: int = SEED) -> Plan:
    """The story that ends on the eve of ``day``."""
    words, random = script(), Random(seed)  # noqa: S311 - a story, not a secret
    donors = donor_names(size.donors, random, first=words.people["lin"])
    drawn = gifts_of(
        tuple(words.projects.values()), day=day, count=size.gifts - 1, donors=size.donors,
        random=random,
    )  # fmt: skip
    gifts = _with_guide(drawn, day)
    guide = next(gift.number for gift in gifts if gift.at == guide_moment(day))
    steps = Spending(words, day, gifts, random, size.rounds).all_steps()
    late = [gift.number for gift in gifts if gift.project == "bus" and gift.number > guide]
    refunded = frozenset(random.sample(late, min(size.refunds, max(0, len(late) - 1))))
    return Plan(words, day, size, donors, gifts, steps, refunded, guide)


def _with_guide(drawn: list[Gift], day: date) -> list[Gift]:
    """The guide's gift takes its place in time; numbers follow the order."""
    at = guide_moment(day)
    rows = [(g.project, g.donor, g.amount_minor, g.at) for g in drawn if g.at != at]
    rows.append(("bus", 0, GUIDE_MINOR, at))
    rows.sort(key=lambda row: row[3])
    return [Gift(*row, number) for number, row in enumerate(rows)]
