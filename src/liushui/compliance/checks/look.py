"""What a self-check looks at, and what it says about a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from liushui.compliance.clocks.bodies import CHARITIES, Body
from liushui.compliance.clocks.campaigns import Campaign
from liushui.compliance.rulebook import Rule
from liushui.compliance.states import DutyState, Result
from liushui.kernel.days import add_years

# Parts of the field that this software has; rules about others do not apply here yet.
PARTS = frozenset({"appeals"})
NOT_HERE, ELSEWHERE, NOTHING_TO_SEE = "part_not_here", "other_region", "nothing_to_look_at"
NOBODY_ANSWERED, OTHER_KIND, FIGURES_MISSING = "nobody_answered", "other_kind", "figures_missing"


class DutySeen(Protocol):
    """A duty as the table has it."""

    @property
    def rule(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def opened_on(self) -> date: ...
    @property
    def breached_on(self) -> date | None: ...
    @property
    def closed_on(self) -> date | None: ...
    @property
    def state(self) -> str: ...


class Answer(Protocol):
    """A person's answer to a rule; the newest of each counts."""

    @property
    def is_kept(self) -> bool: ...


class Figures(Protocol):
    """A charity's own figures of a year, in fen."""

    @property
    def spending_minor(self) -> int: ...
    @property
    def administration_minor(self) -> int: ...
    @property
    def outlay_minor(self) -> int: ...
    @property
    def income_before_minor(self) -> int: ...
    @property
    def income_average_minor(self) -> int | None: ...
    @property
    def assets_before_minor(self) -> int: ...
    @property
    def assets_average_minor(self) -> int | None: ...
    @property
    def raised_minor(self) -> int: ...
    @property
    def raising_cost_minor(self) -> int: ...


class Appealed(Protocol):
    """A personal appeal that was published."""

    @property
    def number(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def published_on(self) -> date: ...
    @property
    def cap_minor(self) -> int: ...
    @property
    def taken_minor(self) -> int: ...
    @property
    def is_verified(self) -> bool: ...
    @property
    def by_two(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """What a campaign's page can show: its plan's number and how its charity is reached.

    ``lacking`` counts items that its plan does not say, ``partners`` those that it names and
    ``unagreed`` the ones of them without an agreement on the day.
    """

    plan_number: str
    has_contact: bool
    lacking: int = 0
    partners: int = 0
    unagreed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The facts of one self-check, as of a day. ``figures`` are of the year before, by body."""

    day: date
    bodies: Sequence[Body] = ()
    places: Mapping[int, str] = field(default_factory=dict)
    campaigns: Sequence[Campaign] = ()
    pages: Mapping[str, CampaignPage] = field(default_factory=dict)
    duties: Mapping[tuple[str, int | None], Sequence[DutySeen]] = field(default_factory=dict)
    answers: Mapping[tuple[str, int | None], Answer] = field(default_factory=dict)
    figures: Mapping[int, Figures] = field(default_factory=dict)
    people: int = 0
    boards: Mapping[int, int] = field(default_factory=dict)
    """How many faults the board list of a body has; one without a list is left out."""
    unguarded: Sequence[str] = ()
    """The tables of gifts, movements and papers that would let a row be deleted."""
    appeals: Sequence[Appealed] = ()
    designated_on: date | None = None
    """The day on which the ministry designated the site for personal appeals, if it was said."""

    def appeals_of(self, body: Body | None) -> Sequence[Appealed]:
        """Those published by the day through one body, or through all."""
        return [
            one
            for one in self.appeals
            if one.published_on <= self.day and (body is None or one.organisation_id == body.id)
        ]

    @property
    def charities(self) -> Sequence[Body]:
        """The bodies of whom the rules are asked."""
        return [body for body in self.bodies if body.kind in CHARITIES]

    def campaigns_of(self, body: Body | None) -> Sequence[Campaign]:
        """Those that began by the day; those of one body, or all."""
        return [
            one
            for one in self.campaigns
            if one.starts_on <= self.day and (body is None or one.organisation_id == body.id)
        ]

    def running(self, body: Body | None) -> Sequence[Campaign]:
        """Those that ask for money on the day."""
        return [
            one
            for one in self.campaigns_of(body)
            if self.day <= one.ends_on and (one.closed_on is None or self.day < one.closed_on)
        ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: of how many things how many were wrong, and a code for why."""

    result: Result
    looked_at: int = 0
    wrong: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict with its rule and its body; no body is the site."""

    rule: Rule
    organisation_id: int | None
    verdict: Verdict


def counted(looked_at: int, wrong: int, why: str) -> Verdict:
    """Pass if nothing was wrong, fail if anything was; nothing to look at does not apply."""
    if not looked_at:
        return Verdict(Result.NONE, why=NOTHING_TO_SEE)
    if wrong:
        return Verdict(Result.FAIL, looked_at, wrong, why)
    return Verdict(Result.PASS, looked_at)


def verdict_of_clock(rule: Rule, look: Look, body: Body | None) -> Verdict:
    """A clock is kept while none of its duties is overdue at the end of the day."""
    seen = look.duties.get((rule.id, body.id if body else None), ())
    known = [duty for duty in seen if duty.opened_on <= look.day]
    overdue = [duty for duty in known if _is_overdue(duty, look.day)]
    return counted(len(known), len(overdue), "overdue")


def answered(rule: Rule, look: Look, body: Body | None) -> Verdict | None:
    """What a person said of a rule within a year."""
    said = look.answers.get((rule.id, body.id if body else None))
    if said is None:
        return None
    return Verdict(Result.PASS if said.is_kept else Result.FAIL, 1, int(not said.is_kept), "said")


def answers_count_from(day: date) -> date:
    """An answer counts for a year."""
    return add_years(day, -1)


def _is_overdue(duty: DutySeen, day: date) -> bool:
    if duty.breached_on is None or duty.breached_on > day or duty.state == DutyState.WAIVED:
        return False
    return duty.closed_on is None or duty.closed_on > day
