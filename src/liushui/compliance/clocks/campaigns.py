"""Clocks of campaigns and projects: R-07, R-21 to R-24, R-26, R-27.

Sources: 慈善法 art 72, 73 and 79; 民政部令第81号.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from liushui.compliance.clocks.obligations import Obligation, span_of, version_for
from liushui.kernel.days import Calendar, add_months, is_longer_than_months

EMERGENCY, FINAL, PARTNERS = "emergency", "final", "partners"
_DAY = timedelta(days=1)
# What is owed from the day after an end on.
_AFTER_END = frozenset({"account", "partners", "rest"})
# By rule and cycle, the day on which a waiver ends.
Waived = Mapping[tuple[str, str], date]


class Rest(Protocol):
    """What a closed project left over: in fen, and when it was moved or the project archived."""

    @property
    def minor(self) -> int: ...
    @property
    def moved_on(self) -> date | None: ...
    @property
    def archived_on(self) -> date | None: ...


class Campaign(Protocol):
    """What ``projects.queries.campaigns_to_watch`` tells of each."""

    @property
    def number(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def filed_on(self) -> date | None: ...
    @property
    def is_emergency(self) -> bool: ...
    @property
    def file_by(self) -> date | None: ...
    @property
    def opened_on(self) -> date | None: ...
    @property
    def closed_on(self) -> date | None: ...
    @property
    def in_charge_id(self) -> int | None: ...
    @property
    def rest(self) -> Rest: ...
    @property
    def has_partners(self) -> bool: ...


class Publication(Protocol):
    """A report: its day and kind. Corrections are left out: they are none (R-32)."""

    @property
    def on(self) -> date: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CampaignClocks:
    """The clocks of one campaign, with its publications, oldest first, as a day sees them."""

    campaign: Campaign
    published: Sequence[Publication]
    calendar: Calendar
    today: date
    response_ended: date | None = None
    waived: Waived = field(default_factory=dict)

    def owed(self) -> Iterator[Obligation]:
        """Everything that the campaign owes or owed."""
        one = self.campaign
        if one.starts_on > self.today:
            return
        yield from self._filing()
        if is_longer_than_months(one.starts_on, one.ends_on, 6):
            yield from self._cycles("R-21", self._began, self.end, self._told)
        if one.is_emergency or one.file_by is not None:
            days = [report.on for report in self.published if report.kind == EMERGENCY]
            yield from self._cycles("R-24", self._began, self._response_end, days)
        if self.end < self.today:
            yield from self._account("R-22", self.end)
            yield from self._project()
            if one.has_partners:
                given = [r.on for r in self.published if r.kind == PARTNERS and r.on >= self.end]
                yield from self._one("R-27", "partners", self.end, min(given, default=None))

    @property
    def end(self) -> date:
        """The last day of asking: as planned, or the day on which it was closed before."""
        one = self.campaign
        return one.ends_on if one.closed_on is None else min(one.ends_on, one.closed_on)

    @property
    def _began(self) -> date:
        """Its first day, or the day after that on which it was opened to gifts here.

        What was published elsewhere before a campaign was taken over is not seen here.
        """
        one = self.campaign
        return max(one.opened_on or one.starts_on, one.starts_on)

    @property
    def _told(self) -> Sequence[date]:
        """The days on which something was said of the progress itself."""
        return [report.on for report in self.published if report.kind != PARTNERS]

    @property
    def _response_end(self) -> date:
        """Art 72 asks while the response lasts: until its end was stated, else the campaign's."""
        return self.end if self.response_ended is None else min(self.end, self.response_ended)

    def _filing(self) -> Iterator[Obligation]:
        """R-07: an emergency's plan that was not filed before the start is filed soon after."""
        one, began = self.campaign, self._began
        filed_late = one.filed_on is not None and one.is_emergency and one.filed_on > began
        if one.file_by is not None or filed_late:
            yield from self._one("R-07", "filing", began, one.filed_on)

    def _project(self) -> Iterator[Obligation]:
        """R-23: the project goes on after its campaign until it is closed."""
        one = self.campaign
        closed = one.closed_on
        if closed is None or closed > self.end:
            lasts_to = closed or self.today
            if is_longer_than_months(one.starts_on, lasts_to, 6):
                long_from = add_months(one.starts_on, 6) + _DAY
                yield from self._cycles("R-23", self.end, closed, self._told, long_from)
        if closed is not None and closed < self.today:
            yield from self._account("R-23", closed)
            yield from self._left_over(closed)

    def _left_over(self, closed: date) -> Iterator[Obligation]:
        """R-26: what became of a rest is public on the day on which two people moved it.

        A rest that was used up otherwise asks nothing more; the archive says that none is left.
        """
        rest = self.campaign.rest
        was_left = rest.minor > 0 or rest.moved_on is not None
        met_on = rest.archived_on if rest.moved_on is None else rest.moved_on
        for owed in self._one("R-26", "rest", closed, None if rest.minor > 0 else met_on):
            yield replace(
                owed,
                appears_on=owed.appears_on if was_left else date.max,
                lapsed_on=None if was_left else self.today,
            )

    def _account(self, key: str, end: date) -> Iterator[Obligation]:
        """The full account after an end; who gives one account for both ends gives it once."""
        given = [r.on for r in self.published if r.kind == FINAL and r.on >= end]
        yield from self._one(key, "account", end, min(given, default=None))

    def _one(self, key: str, cycle: str, anchor: date, met_on: date | None) -> Iterator[Obligation]:
        """What is owed once; where it was waived, once more from the day on which that ends."""
        version = version_for(key, anchor)
        if version is not None:
            rule, first = version
            yield Obligation(
                rule=rule,
                subject=f"project:{self.campaign.number}",
                organisation_id=self.campaign.organisation_id,
                cycle=cycle,
                about=self.campaign.title,
                anchor=first,
                span=span_of(rule, first, self.calendar),
                appears_on=first + _DAY if cycle in _AFTER_END else first,
                met_on=met_on,
                named_id=self.campaign.in_charge_id,
            )
        until = self.waived.get((key, cycle))
        if until is not None:
            yield from self._one(key, f"{cycle.partition(' ')[0]} {until}", until, met_on)

    def _cycles(
        self,
        key: str,
        start: date,
        end: date | None,
        published: Sequence[date],
        appears: date = date.min,
    ) -> Iterator[Obligation]:
        """A cycle from the start, one from each publication and waiver's end, until the end.

        What is still running at the end falls away: the full account takes its place.
        """
        anchors = self._anchors(key, start, published)
        anchors = [day for day in anchors if day == start or end is None or day <= end]
        for anchor in anchors:
            version = version_for(key, anchor)
            if version is None:
                continue
            rule, first = version
            span = span_of(rule, first, self.calendar)
            met_on = min((day for day in published if day > anchor), default=None)
            lapses = end is not None and span.latest > end
            if lapses and met_on is not None and end is not None and met_on > end:
                met_on = None
            yield Obligation(
                rule=rule,
                subject=f"project:{self.campaign.number}",
                organisation_id=self.campaign.organisation_id,
                cycle=anchor.isoformat(),
                about=self.campaign.title,
                anchor=first,
                span=span,
                appears_on=max(first, appears),
                met_on=met_on,
                lapsed_on=end + _DAY if lapses and end is not None else None,
                named_id=self.campaign.in_charge_id,
            )

    def _anchors(self, key: str, start: date, published: Sequence[date]) -> Sequence[date]:
        """The start, each publication, and where nothing came before it the end of a waiver."""
        found = {start, *(day for day in published if start < day)}
        for (rule, cycle), until in sorted(self.waived.items()):
            begun = next((day for day in found if day.isoformat() == cycle), None)
            if rule != key or begun is None:
                continue
            if not any(begun < day < until for day in published):
                found.add(until)
        return sorted(found)
