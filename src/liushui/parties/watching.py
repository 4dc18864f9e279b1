"""What the clocks must know of organisations, told by the module that lets them in.

Parties lies below it, so it brings its part at start-up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OwedStep:
    """A step that the quick lane let an organisation take later, and the last day for it."""

    step: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an organisation came in: when it was registered, became a charity, was admitted."""

    registered_on: date | None = None
    charity_since: date | None = None
    admitted_on: date | None = None
    owed: Sequence[OwedStep] = ()


Arrivals = Callable[[Sequence[int]], Mapping[int, Arrival]]

_told: list[Arrivals] = []


def tell_arrivals(arrivals: Arrivals) -> None:
    """At start-up, by the one module that admits organisations."""
    _told.append(arrivals)


def arrivals_of(organisation_ids: Sequence[int]) -> Mapping[int, Arrival]:
    """By organisation; those of whom nobody knows are left out."""
    found: dict[int, Arrival] = {}
    for arrivals in _told:
        found |= arrivals(organisation_ids)
    return found


AnnualDays = Callable[[Sequence[int]], Mapping[int, Mapping[int, date]]]

_annual: list[AnnualDays] = []


def tell_annual_days(days: AnnualDays) -> None:
    """At start-up, by the one module that keeps what charities say of their yearly reports."""
    _annual.append(days)


def annual_days_of(organisation_ids: Sequence[int]) -> Mapping[int, Mapping[int, date]]:
    """By organisation and year; those who said nothing are left out."""
    found: dict[int, Mapping[int, date]] = {}
    for days in _annual:
        found |= days(organisation_ids)
    return found
