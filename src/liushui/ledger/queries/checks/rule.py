"""What a rule is, and what a fault of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, what it demands, and the query for the rows that break it: one text column each."""

    name: str
    demands: str
    faults: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row at fault."""

    rule: str
    demands: str
    row: str
