"""The working days that count: the lists that came with the software, and newer ones by people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from liushui.compliance.models import WorkingDayList
from liushui.kernel.days import Calendar
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import open_proposals, proposal_of

SHIPPED = Path(__file__).resolve().parents[1] / "working_days.txt"
WORKING_DAYS = "installation.working_days"
# The list of a year is published in the autumn before it: from here on a missing one is told.
_LIST_EXPECTED_FROM = 11


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """One year's list. ``entered`` is none for what came with the software."""

    year: int
    off: Sequence[date]
    worked: Sequence[date]
    entered: WorkingDayList | None = None


def calendar() -> Calendar:
    """All lists as one calendar: one query."""
    years = years_of_days()
    return Calendar.of(
        [one.year for one in years],
        off=[day for one in years for day in one.off],
        worked=[day for one in years for day in one.worked],
    )


def years_of_days() -> Sequence[YearOfDays]:
    """The list that counts for each year, oldest year first: one query."""
    found = dict(_shipped())
    for one in WorkingDayList.objects.order_by("pk"):
        found[one.year] = YearOfDays(one.year, one.off, one.worked, one)
    return [found[year] for year in sorted(found)]


def missing_years(today: date) -> Sequence[int]:
    """Years that duties can reach and that have no list: this one, and from November the next."""
    wanted = {today.year} | ({today.year + 1} if today.month >= _LIST_EXPECTED_FROM else set())
    return sorted(wanted - {one.year for one in years_of_days()})


@cache
def _shipped() -> Mapping[int, YearOfDays]:
    days: dict[int, dict[str, list[date]]] = {}
    for line in SHIPPED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            year, kind, *listed = line.split()
            days.setdefault(int(year), {})[kind] = [
                date.fromisoformat(f"{year}-{day}") for day in listed
            ]
    return {
        year: YearOfDays(year, tuple(kinds["off"]), tuple(kinds["worked"]))
        for year, kinds in days.items()
    }


@dataclass(frozen=True, slots=True)
class ProposedYear:
    """A list that waits for a second person."""

    key: int
    year: int
    off: Sequence[date]
    worked: Sequence[date]
    source: str
    is_own: bool


def is_proposed_year(key: int) -> bool:
    """Whether this is a proposal of a list, open or over."""
    return proposal_of(WORKING_DAYS, key) is not None


def proposed_years(actor: Actor, at: datetime) -> Sequence[ProposedYear]:
    """The lists that wait for a second person, the oldest first."""
    return [
        ProposedYear(
            one.pk,
            one.facts["year"],
            [date.fromisoformat(day) for day in one.facts["off"].split()],
            [date.fromisoformat(day) for day in one.facts["worked"].split()],
            one.facts["source"],
            one.proposed_by == actor.name,
        )
        for one in open_proposals(WORKING_DAYS, at)
    ]
