"""How long data are kept and why: each module says it of its own, beside what removes them.

A rule that says ``keeps_until`` holds a person's name and telephone back from destruction while the
law has them kept: they are locked away until then, and nobody uses them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How sure we are of what the law says."""

    VERIFIED = "verified"
    SECOND_HAND = "second_hand"
    OPEN = "open"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of data: how long, by which law, and what happens then.

    Words are lazy translations. ``forget`` removes what is over, in transactions of its own, and
    says how many; safe to repeat.
    """

    key: str
    what: Any
    term: Any
    law: Any
    status: Status
    after: Any
    forget: Callable[[datetime], int] | None = None
    keeps_until: Callable[[int], date | None] | None = None


_rules: dict[str, Rule] = {}


def retain(rule: Rule) -> None:
    """Make a rule known, at start-up; one of each key."""
    _rules[rule.key] = rule


def rules() -> Sequence[Rule]:
    """All rules, by key."""
    return [_rules[key] for key in sorted(_rules)]


def rule_named(key: str) -> Rule | None:
    """The rule of this key, if a module still says it."""
    return _rules.get(key)
