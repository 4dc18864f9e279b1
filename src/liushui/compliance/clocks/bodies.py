"""Clocks of organisations: yearly days (R-28, R-29, R-31), certificates, postponed steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from liushui.compliance.clocks.obligations import Obligation, Span
from liushui.compliance.rulebook import Rule, rule_on
from liushui.kernel.days import Calendar

# The kinds of body that can be charities (慈善法 art 8); hospitals, schools, firms are not.
CHARITIES = frozenset({"foundation", "federation", "service"})
YEARLY = ("R-28", "R-29", "R-31")
_DAY = timedelta(days=1)


class HeldPaper(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


class Step(Protocol):
    @property
    def step(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def done_on(self) -> date | None: ...


class Body(Protocol):
    """What ``parties.queries.organisations_to_watch`` tells of each."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def superior_id(self) -> int | None: ...
    @property
    def certificates(self) -> Sequence[HeldPaper]: ...
    @property
    def charity_since(self) -> date | None: ...
    @property
    def admitted_on(self) -> date | None: ...
    @property
    def owed(self) -> Sequence[Step]: ...

    def may_raise_publicly(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class _When:
    """Day nought, the day from which it is shown, and the day on which it was done."""

    anchor: date
    appears_on: date
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class BodyClocks:
    """The clocks of one organisation as a day sees them; ``about`` is its name."""

    body: Body
    about: str
    calendar: Calendar
    today: date

    def owed(self) -> Iterator[Obligation]:
        yield from self._yearly()
        yield from self._renewals()
        for step in self.body.owed:
            yield from self._by_day("H02", step.step[:20], step.due_on, step.done_on)

    def _yearly(self) -> Iterator[Obligation]:
        """What a charity owes by 31 May for the year before, from 1 January on.

        R-29 binds charities without public qualification on the year's last day, R-28 and R-31 all.
        The day is fixed: no day off moves it.
        """
        last = date(self.today.year - 1, 12, 31)
        since = self._charity_since()
        if since is None or since > last:
            return
        public = self.body.may_raise_publicly(last)
        for key in YEARLY:
            rule = rule_on(key, last + _DAY)
            if rule is None or (key == "R-29" and public):
                continue
            due = date(self.today.year, rule.number("month"), rule.number("day"))
            yield self._owed(rule, str(last.year), Span(due, due), _When(last, last + _DAY))

    def _charity_since(self) -> date | None:
        """Since when it is a charity; without a word, since its first registration paper."""
        if self.body.kind not in CHARITIES:
            return None
        papers = [p.valid_from for p in self.body.certificates if p.kind == "registration"]
        return self.body.charity_since or min(papers, default=None)

    def _renewals(self) -> Iterator[Obligation]:
        """H03: the newest paper of each kind, if it has an end."""
        for kind in sorted({paper.kind for paper in self.body.certificates}):
            papers = [p for p in self.body.certificates if p.kind == kind]
            for paper in papers:
                end = paper.valid_until
                if end is None:
                    continue
                newer = [
                    other.valid_from
                    for other in papers
                    if other.valid_from > paper.valid_from
                    and (other.valid_until is None or other.valid_until > end)
                ]
                met = min(*newer, self.today) if newer else None
                yield from self._by_day("H03", f"{kind[:9]} {end}", end, met)

    def _by_day(self, key: str, cycle: str, due: date, done: date | None) -> Iterator[Obligation]:
        rule = rule_on(key, due)
        if rule is None:
            return
        appears = due - timedelta(days=rule.warn[0])
        if appears <= self.today:
            when = _When(min(appears, due), appears, done)
            yield self._owed(rule, cycle, Span(due, due), when)

    def _owed(self, rule: Rule, cycle: str, span: Span, when: _When) -> Obligation:
        return Obligation(
            rule=rule,
            subject=f"organisation:{self.body.id}",
            organisation_id=self.body.id,
            cycle=cycle,
            about=self.about,
            anchor=when.anchor,
            span=span,
            appears_on=when.appears_on,
            met_on=when.met_on,
        )
