"""Everything that is owed on a day, from plain facts gathered by the queries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from liushui.compliance.clocks.bodies import Body, BodyClocks
from liushui.compliance.clocks.campaigns import Campaign, CampaignClocks, Publication, Waived
from liushui.compliance.clocks.obligations import Obligation, Span, span_of, version_for
from liushui.compliance.rulebook import Rule, rules_on
from liushui.kernel.days import Calendar
from liushui.kernel.digests import content_digest

SITE = "site"
# What facts that do not fit a clock raise.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
Fault = Callable[[str, Exception], None]
_DAY = timedelta(days=1)


class PartnerReport(Protocol):
    """What ``disbursing.queries.reports_owed`` tells of each."""

    @property
    def reference(self) -> str: ...
    @property
    def agreement(self) -> str: ...
    @property
    def reporter_id(self) -> int: ...
    @property
    def opened_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def reported_on(self) -> date | None: ...
    @property
    def waived_on(self) -> date | None: ...


class LevelLook(Protocol):
    """What ``cases.queries.reviews_to_watch`` tells of each."""

    @property
    def key(self) -> int: ...
    @property
    def project_number(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def opened_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def done_on(self) -> date | None: ...


class Complaint(Protocol):
    """What ``projects.queries.complaints_to_answer`` tells of each."""

    @property
    def code(self) -> str: ...
    @property
    def project_number(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def received_on(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...


class Occurrence(Protocol):
    """What people entered: a ``Happening``."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def on(self) -> date: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the clocks are told. ``names`` and ``places`` (codes) are by organisation.

    ``operations`` are the days on which half-year reports were published; ``serves_since`` the
    first day of the first campaign here; ``responses_ended`` the days on which the response to an
    emergency ended, by project number (R-24); ``waived`` the days on which waivers end, by subject,
    then by rule and cycle.
    """

    campaigns: Sequence[Campaign] = ()
    published: Mapping[str, Sequence[Publication]] = field(default_factory=dict)
    bodies: Sequence[Body] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    partner_reports: Sequence[PartnerReport] = ()
    complaints: Sequence[Complaint] = ()
    reviews: Sequence[LevelLook] = ()
    happenings: Sequence[Occurrence] = ()
    operations: Sequence[date] = ()
    serves_since: date | None = None
    responses_ended: Mapping[str, date] = field(default_factory=dict)
    waived: Mapping[str, Waived] = field(default_factory=dict)


def obligations_on(
    facts: Facts, day: date, calendar: Calendar, *, fault: Fault | None = None
) -> Iterator[Obligation]:
    """Everything that anybody owes or owed on a day, ended or not.

    What cannot be read is told to ``fault`` by its subject, and stops nobody else's clock.
    """
    clocks = [rule for rule in rules_on(day) if rule.check == "happening"]
    for subject, owed in _readings(facts, day, calendar, clocks):
        try:
            found = list(owed())
        except UNREADABLE as error:
            if fault is None:
                raise
            fault(subject, error)
        else:
            yield from found


def _readings(
    facts: Facts, day: date, calendar: Calendar, clocks: Sequence[Rule]
) -> Iterator[tuple[str, Callable[[], Iterable[Obligation]]]]:
    """By subject: how what it owes is read."""
    for campaign in facts.campaigns:
        yield f"project:{campaign.number}", partial(_campaign, campaign, facts, day, calendar)
    for body in facts.bodies:
        name = facts.names.get(body.id, "")
        yield f"organisation:{body.id}", BodyClocks(body, name, calendar, day).owed
    for report in facts.partner_reports:
        yield f"report:{report.reference}", partial(_partner_report, report)
    for complaint in facts.complaints:
        yield _complaint_subject(complaint), partial(_complaint, complaint, calendar)
    for look in facts.reviews:
        yield f"review:{look.key}", partial(_review, look)
    for happening in facts.happenings:
        place = facts.places.get(happening.organisation_id or 0, "")
        binding = [rule for rule in clocks if rule.binds(place)]
        yield f"happening:{happening.pk}", partial(_happening, happening, binding, calendar)
    yield SITE, partial(_half_years, facts, day, calendar)


def _campaign(
    campaign: Campaign, facts: Facts, day: date, calendar: Calendar
) -> Iterator[Obligation]:
    published = [r for r in facts.published.get(campaign.number, ()) if r.on <= day]
    ended = facts.responses_ended.get(campaign.number)
    waived = facts.waived.get(f"project:{campaign.number}", {})
    return CampaignClocks(campaign, published, calendar, day, ended, waived).owed()


def _complaint_subject(complaint: Complaint) -> str:
    """The code opens the complaint to whoever has it, so boards know it by a digest alone."""
    return f"complaint:{content_digest({'complaint': complaint.code}).hex()[:16]}"


def _partner_report(report: PartnerReport) -> Iterator[Obligation]:
    version = version_for("H01", report.due_on)
    if version is not None:
        yield Obligation(
            rule=version[0],
            subject=f"report:{report.reference}",
            organisation_id=report.reporter_id,
            cycle="report",
            about=report.agreement,
            anchor=min(report.opened_on, report.due_on),
            span=Span(report.due_on, report.due_on),
            appears_on=report.opened_on,
            met_on=report.reported_on,
            waived_on=report.waived_on,
        )


def _complaint(complaint: Complaint, calendar: Calendar) -> Iterator[Obligation]:
    """N08: an answer within five working days, by those who run the site: they alone may answer.

    So nobody is charged with it but the site, least of all who is complained of.
    """
    version = version_for("N08", complaint.received_on)
    if version is not None:
        rule, first = version
        yield Obligation(
            rule=rule,
            subject=_complaint_subject(complaint),
            organisation_id=None,
            cycle="answer",
            about=complaint.project_number,
            anchor=first,
            span=span_of(rule, first, calendar),
            appears_on=first,
            met_on=complaint.answered_on,
        )


def _review(look: LevelLook) -> Iterator[Obligation]:
    """H04: a level says what it found by its day. Of the case nothing is told but its project."""
    version = version_for("H04", look.due_on)
    if version is not None:
        yield Obligation(
            rule=version[0],
            subject=f"review:{look.key}",
            organisation_id=look.organisation_id,
            cycle="look",
            about=look.project_number,
            anchor=look.opened_on,
            span=Span(look.due_on, look.due_on),
            appears_on=look.opened_on,
            met_on=look.done_on,
        )


def _happening(
    happening: Occurrence, clocks: Sequence[Rule], calendar: Calendar
) -> Iterator[Obligation]:
    """What somebody entered opens the clocks that name it; only a person's word ends them."""
    for rule in clocks:
        if happening.kind in rule.happenings and rule.first <= happening.on:
            yield Obligation(
                rule=rule,
                subject=f"happening:{happening.pk}",
                organisation_id=happening.organisation_id,
                cycle=happening.kind[:20],
                about=happening.title,
                anchor=happening.on,
                span=span_of(rule, happening.on, calendar),
                appears_on=happening.on,
            )


def _half_years(facts: Facts, day: date, calendar: Calendar) -> Iterator[Obligation]:
    """N14: a report at least every half year, from the first campaign and from each report."""
    if facts.serves_since is None or facts.serves_since > day:
        return
    published = sorted(on for on in facts.operations if on > facts.serves_since)
    for anchor in [facts.serves_since, *published]:
        version = version_for("N14", anchor)
        if version is None:
            continue
        rule, first = version
        yield Obligation(
            rule=rule,
            subject=SITE,
            organisation_id=None,
            cycle=anchor.isoformat(),
            about="",
            anchor=first,
            span=span_of(rule, first, calendar),
            appears_on=first,
            met_on=min((on for on in published if on > anchor), default=None),
        )
