"""How the site itself keeps the law: working days, self-checks, half-year reports."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field
from pydantic import StrictInt

from liushui.api.operations.asking import actor_of
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

    from liushui.compliance.models import OperationsReport
    from liushui.compliance.queries.looking import RuleFound

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


@room.reads(
    "working-days", "working-days", access=_OPERATORS, answers=WorkingDaysTold,
    summary=_("Days off and days worked, by year"),
    about=_("With the years that are missing, and lists that wait for a second person."),
)  # fmt: skip
def working_days(request: HttpRequest) -> WorkingDaysTold:
    return _days(request)


@room.writes(
    "working-days", "working-days-propose", access=_OPERATORS, answers=WorkingDaysTold,
    summary=_("Propose a year's list of working days"),
    about=_("The State Council's whole list of the year. Another operator decides."),
)  # fmt: skip
def working_days_propose(request: HttpRequest, asked: YearTaken) -> WorkingDaysTold:
    off, worked = sorted(set(asked.off)), sorted(set(asked.worked))
    said = {"off": off, "worked": worked}
    actor, at = actor_of(request), timezone.now()
    propose_year(actor, asked.year, **said, source=asked.source, at=at)
    return _days(request)


@room.writes(
    "working-days/{int:proposal}/decide", "working-days-decide", access=_OPERATORS,
    answers=WorkingDaysTold,
    summary=_("Agree to a list of working days, refuse it, or withdraw one's own"),
    about=_("It counts from then on; what was overdue before stays so."),
)  # fmt: skip
def working_days_decide(
    request: HttpRequest, proposal: int, asked: VerdictTaken
) -> WorkingDaysTold:
    decide_year(actor_of(request), proposal, asked.word, at=timezone.now())
    return _days(request)


@room.reads(
    "self-checks", "self-checks", access=holders_of(*READING), answers=ChecksTold,
    summary=_("The months that were checked"),
    about=_("Newest first. The paper of each is on the site."),
)  # fmt: skip
def checks(request: HttpRequest) -> ChecksTold:
    del request
    return ChecksTold(checks=[CheckLine(**_check(one)) for one in self_checks()])


@room.reads(
    "self-checks/{month}", "self-check", access=holders_of(*READING), answers=CheckTold,
    summary=_("What one month's check found, rule by rule"),
    about=_("Operators read all of it, others what was found about their own organisations."),
)  # fmt: skip
def check(request: HttpRequest, month: Month) -> CheckTold:
    actor, one = actor_of(request), self_check_of(month_of(month))
    own = None if policies.operates(actor) else policies.bodies_read_by(actor)
    return CheckTold(**_check(one), rules=_found(rules_found(one, own)))


@room.reads(
    "operations", "operations", access=PUBLIC, answers=HalfYearsTold,
    summary=_("Half-year reports on the site's operations"),
    about=_("Every edition, newest first; a correction says what it corrects."),
)  # fmt: skip
def operations(request: HttpRequest) -> HalfYearsTold:
    del request
    return HalfYearsTold(reports=[HalfYearLine(**_half(one)) for one in operations_reports()])


@room.reads(
    "operations/{half}", "operations-report", access=PUBLIC, answers=HalfYearTold,
    summary=_("One half year's report: partners, campaigns, sums, the site's own money"),
    about=_("By its first day; the newest edition. It ties to the ledger to the fen."),
)  # fmt: skip
def operations_one(request: HttpRequest, half: Day) -> HalfYearTold:
    del request
    return _whole(operations_report(half))


@room.writes(
    "operations/{half}/lines", "operations-line", access=_OPERATORS, answers=LineEntered,
    summary=_("Enter a line of the site's own income or spending"),
    about=_("To correct one, enter it with the opposite sign."),
)  # fmt: skip
def operations_line(request: HttpRequest, half: Day, asked: LineTaken) -> LineEntered:
    made = enter_platform_line(
        actor_of(request),
        half,
        label=asked.label,
        label_en=asked.label_en,
        is_income=asked.is_income,
        amount_minor=asked.amount,
        at=timezone.now(),
    )
    return LineEntered(id=made.pk, half=made.half)


@room.writes(
    "operations/{half}/publish", "operations-publish", access=_OPERATORS, answers=HalfYearTold,
    summary=_("Publish a half year's report"),
    about=_("Once the half year is over. Unchanged figures are the edition that stands."),
)  # fmt: skip
def operations_publish(request: HttpRequest, half: Day, asked: Why) -> HalfYearTold:
    made = publish_half_year(actor_of(request), half, at=timezone.now(), why=asked.why)
    return _whole(made)


def _days(request: HttpRequest) -> WorkingDaysTold:
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
            for one in calendars.proposed_years(actor_of(request), at)
        ],
    )  # fmt: skip


def _check(one: Any) -> Mapping[str, Any]:
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


def _half(one: "OperationsReport") -> Mapping[str, Any]:
    return {
        "half": one.half,
        "edition": one.edition,
        "published_on": one.published_on,
        "why": one.why,
    }


def _whole(one: "OperationsReport") -> HalfYearTold:
    facts = one.facts
    return HalfYearTold(
        **_half(one),
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
