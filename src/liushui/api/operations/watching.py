"""How the site itself keeps the law: working days, self-checks, half-year reports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field
from pydantic import StrictInt

from liushui.api.operations.stating import Sum, VerdictTaken
from liushui.api.rooms import Room
from liushui.api.shapes.values import W80, W120, W200, Day, Month, Taken, Told, Why, Yes, month_of
from liushui.compliance import policies
from liushui.compliance.policies import OPERATING, READING
from liushui.compliance.queries import calendars
from liushui.compliance.queries.looking import rules_found, self_check_of, self_checks
from liushui.compliance.queries.operations import operations_report, operations_reports
from liushui.compliance.services.calendars import decide_year, propose_year
from liushui.compliance.services.operating import enter_platform_line, publish_half_year
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, holders_of
from liushui.parties.queries import organisations_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.compliance.models import OperationsReport, PlatformEntry
    from liushui.compliance.queries.looking import RuleFound
    from liushui.parties.actors import Actor

_OPERATORS = holders_of(*OPERATING)
_MOST_DAYS = 120
Days = Annotated[list[Day], Field(max_length=_MOST_DAYS)]
room = Room("watching", _("How the site keeps the law"))


class YearTaken(Taken):
    year: Annotated[StrictInt, Field(ge=2000, le=2200)]
    off: Days
    worked: Days = []
    source: Annotated[W200, Field(min_length=1)]


class LineTaken(Taken):
    label: W80
    label_en: W120
    is_income: Yes
    amount: Sum


class YearOfDaysTold(Told):
    year: int
    off: list[date]
    worked: list[date]


class ProposedYearTold(YearOfDaysTold):
    proposal: int
    source: str
    is_own: bool


class WorkingDaysTold(Told):
    years: list[YearOfDaysTold]
    missing: list[int]
    proposed: list[ProposedYearTold]


class CheckLine(Told):
    month: Month
    day: date
    digest: str


class FailingTold(Told):
    organisation: str
    why: str


class RuleCheckTold(Told):
    rule: str
    status: str
    result: str
    counts: dict[str, int]
    failing: list[FailingTold]


class ChecksTold(Told):
    checks: list[CheckLine]


class CheckTold(CheckLine):
    rules: list[RuleCheckTold]


class HalfYearLine(Told):
    half: date
    edition: int
    published_on: date
    why: str


class HalfYearsTold(Told):
    reports: list[HalfYearLine]


class OwnLine(Told):
    label: str
    label_en: str
    amount: int


class PartnerHalf(Told):
    organisation: str
    campaigns: int
    gifts: int
    amount: int


class HalfYearTold(HalfYearLine):
    campaigns: int
    gifts: int
    amount: int
    partners: list[PartnerHalf]
    income: list[OwnLine]
    spending: list[OwnLine]


class LineEntered(Told):
    id: int
    half: date


def _days(actor: "Actor") -> WorkingDaysTold:
    at = timezone.now()
    return WorkingDaysTold(
        years=[
            YearOfDaysTold(year=one.year, off=list(one.off), worked=list(one.worked))
            for one in calendars.years_of_days()
        ],
        missing=list(calendars.missing_years(day_of(at))),
        proposed=[
            ProposedYearTold(
                proposal=one.key, year=one.year, off=list(one.off), worked=list(one.worked),
                source=one.source, is_own=one.is_own,
            )
            for one in calendars.proposed_years(actor, at)
        ],
    )  # fmt: skip


def _propose(
    actor: "Actor", *, year: int, off: list[date], worked: list[date], source: str, at: datetime
) -> object:
    said = {"off": sorted(set(off)), "worked": sorted(set(worked))}
    return propose_year(actor, year, **said, source=source, at=at)


def _checks(_actor: "Actor") -> ChecksTold:
    return ChecksTold(checks=[CheckLine(**_month(one)) for one in self_checks()])


def _check(actor: "Actor", month: str) -> CheckTold:
    one = self_check_of(month_of(month))
    own = None if policies.operates(actor) else policies.bodies_read_by(actor)
    return CheckTold(**_month(one), rules=_found(rules_found(one, own)))


def _month(one: Any) -> Mapping[str, Any]:
    return {"month": f"{one.month:%Y-%m}", "day": one.day, "digest": bytes(one.digest).hex()}


def _found(found: "Sequence[RuleFound]") -> list[RuleCheckTold]:
    bodies = organisations_by_id([key for rule in found for key, _finding in rule.failing])
    codes = {body.pk: body.credit_code for body in bodies}
    return [
        RuleCheckTold(
            rule=rule.rule.id,
            status=rule.rule.status.value,
            result=rule.result.value,
            counts=dict(rule.counts),
            failing=[FailingTold(organisation=codes[k], why=f.why) for k, f in rule.failing],
        )
        for rule in found
    ]


def _halves(_actor: "Actor") -> HalfYearsTold:
    return HalfYearsTold(reports=[HalfYearLine(**_edition(one)) for one in operations_reports()])


def _half(_actor: "Actor", half: date) -> HalfYearTold:
    return _whole(operations_report(half))


def _enter(
    actor: "Actor", half: date, *, amount: int, at: datetime, **said: Any
) -> "PlatformEntry":
    return enter_platform_line(actor, half, key=uuid4(), amount_minor=amount, at=at, **said)


def _entered(made: "PlatformEntry") -> LineEntered:
    return LineEntered(id=made.pk, half=made.half)


def _edition(one: "OperationsReport") -> Mapping[str, Any]:
    return {
        "half": one.half,
        "edition": one.edition,
        "published_on": one.published_on,
        "why": one.why,
    }


def _whole(one: "OperationsReport") -> HalfYearTold:
    facts = one.facts
    return HalfYearTold(
        **_edition(one),
        campaigns=facts["campaigns"],
        gifts=facts["gifts"],
        amount=facts["amount_minor"],
        partners=[
            PartnerHalf(
                organisation=line["credit_code"], campaigns=line["campaigns"],
                gifts=line["gifts"], amount=line["amount_minor"],
            )
            for line in facts["partners"]
        ],
        income=[_own(line) for line in facts["income"]],
        spending=[_own(line) for line in facts["spending"]],
    )  # fmt: skip


def _own(line: Mapping[str, Any]) -> OwnLine:
    return OwnLine(label=line["label"], label_en=line["label_en"], amount=line["amount_minor"])


room.shows(
    "working-days", "working-days", _OPERATORS, _days,
    summary=_("Days off and days worked, by year"),
    about=_("With the years that are missing, and lists that wait for a second person."),
)  # fmt: skip
room.does(
    "working-days", "working-days-propose", _OPERATORS, _propose, takes=YearTaken, shows=_days,
    summary=_("Propose a year's list of working days"),
    about=_("The State Council's whole list of the year. Another operator decides."),
)  # fmt: skip
room.does(
    "working-days/{int:proposal}/decide", "working-days-decide", _OPERATORS, decide_year,
    takes=VerdictTaken, shows=_days,
    summary=_("Agree to a list of working days, refuse it, or withdraw one's own"),
    about=_("It counts from then on; what was overdue before stays so."),
)  # fmt: skip
room.shows(
    "self-checks", "self-checks", holders_of(*READING), _checks,
    summary=_("The months that were checked"),
    about=_("Newest first. The paper of each is on the site."),
)  # fmt: skip
room.shows(
    "self-checks/{month}", "self-check", holders_of(*READING), _check,
    summary=_("What one month's check found, rule by rule"),
    about=_("Operators read all of it, others what was found about their own organisations."),
)  # fmt: skip
room.shows(
    "operations", "operations", PUBLIC, _halves,
    summary=_("Half-year reports on the site's operations"),
    about=_("Every edition, newest first; a correction says what it corrects."),
)  # fmt: skip
room.shows(
    "operations/{half}", "operations-report", PUBLIC, _half,
    summary=_("One half year's report: partners, campaigns, sums, the site's own money"),
    about=_("By its first day; the newest edition. It ties to the ledger to the fen."),
)  # fmt: skip
room.does(
    "operations/{half}/lines", "operations-line", _OPERATORS, _enter, takes=LineTaken,
    tells=_entered,
    summary=_("Enter a line of the site's own income or spending"),
    about=_("To correct one, enter it with the opposite sign."),
)  # fmt: skip
room.does(
    "operations/{half}/publish", "operations-publish", _OPERATORS, publish_half_year,
    takes=Why, tells=_whole,
    summary=_("Publish a half year's report"),
    about=_("Once the half year is over. Unchanged figures are the edition that stands."),
)  # fmt: skip
