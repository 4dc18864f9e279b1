"""What a receiver reports on a payment, and the tree of them under a project."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field
from pydantic import StrictInt

from liushui.api.shapes.values import MOST_NUMBER, Day, Number, Taken, Told, ToldMoment, Words
from liushui.disbursing.services import PhotoTold
from liushui.disbursing.services import ReportTold as Reported
from liushui.disbursing.states import PhotoConsent

if TYPE_CHECKING:
    from liushui.disbursing.models import PartnerReport, ReportIssue
    from liushui.disbursing.queries import Level, ReportTree


Counted = Annotated[str, Field(pattern="^[1-9][0-9]{0,17}=[0-9]{1,15}$")]
"""In a form, where nothing lies in anything: “indicator=value”."""


class ValueTaken(Taken):
    indicator: Number
    value: Annotated[StrictInt, Field(ge=0, le=MOST_NUMBER)]


class PartnerReportTaken(Taken):
    covers_from: Day
    covers_to: Day
    body: Annotated[Words, Field(max_length=4000)]
    body_en: Annotated[Words, Field(max_length=8000)] = ""
    values: Annotated[list[ValueTaken], Field(max_length=50)] = []


class PhotographedReportTaken(Taken):
    covers_from: Day
    covers_to: Day
    body: Annotated[Words, Field(max_length=4000)]
    body_en: Annotated[Words, Field(max_length=8000)] = ""
    values: Annotated[list[Counted], Field(max_length=50)] = []
    consent: PhotoConsent = PhotoConsent.INSIDE


class PhotoOfReport(Told):
    file: str
    caption: str
    consent: str


class IndicatorTold(Told):
    id: int
    label: str
    label_en: str
    unit: str
    target: int
    counted: int


class IssueTold(Told):
    number: int
    covers_from: date
    covers_to: date
    body: str
    body_en: str
    submitted_at: ToldMoment
    photos: list[PhotoOfReport]


class PartnerReportTold(Told):
    payment: str
    agreement: str
    reporter: str
    state: str
    opened_on: date
    due_on: date
    why: str


class PartnerReportWhole(PartnerReportTold):
    issues: list[IssueTold]
    indicators: list[IndicatorTold]


class PartnerReportsPage(Told):
    reports: list[PartnerReportTold]
    next: int | None


class LevelTold(Told):
    organisation: str
    depth: int
    agreement: str | None
    from_agreement: str | None
    received: int
    used: int
    passed_on: int
    waiting: int
    paid: int
    accounted: int
    reports: dict[str, int]


class TreeTold(Told):
    given: int
    paid: int
    accounted: int
    levels: list[LevelTold]


def reported_of(taken: PartnerReportTaken) -> Reported:
    values: Mapping[int, int] = {one.indicator: one.value for one in taken.values}
    return Reported(taken.covers_from, taken.covers_to, taken.body, taken.body_en, values)


def photographed_of(taken: PhotographedReportTaken, photos: Sequence[bytes]) -> Reported:
    """``consent`` is said of all its pictures, as on the page."""
    pairs = (one.split("=") for one in taken.values)
    values = {int(indicator): int(value) for indicator, value in pairs}
    told = [PhotoTold(content, taken.consent) for content in photos]
    return Reported(taken.covers_from, taken.covers_to, taken.body, taken.body_en, values, told)


def told_partner_report(one: "PartnerReport") -> PartnerReportTold:
    return PartnerReportTold(**_plain(one))


def told_whole_report(
    one: "PartnerReport", issues: "list[ReportIssue]", indicators: "list[IndicatorTold]"
) -> PartnerReportWhole:
    return PartnerReportWhole(
        **_plain(one),
        issues=[
            IssueTold(
                number=issue.number,
                covers_from=issue.covers_from,
                covers_to=issue.covers_to,
                body=issue.body,
                body_en=issue.body_en,
                submitted_at=issue.submitted_at,
                photos=[
                    PhotoOfReport(file=one.file.sha256, caption=one.caption, consent=one.consent)
                    for one in issue.photos.all()
                ],
            )
            for issue in issues
        ],
        indicators=indicators,
    )


def told_tree(tree: "ReportTree") -> TreeTold:
    """Every level that the money reached, each after the one that fills it."""
    numbers = {
        level.sums.purse.fund_id: level.agreement.number
        for level in tree.levels
        if level.agreement is not None
    }
    return TreeTold(
        given=tree.spending.given,
        paid=tree.paid_minor,
        accounted=tree.accounted_minor,
        levels=[_level(level, numbers) for level in tree.levels],
    )


def _level(level: "Level", numbers: Mapping[int, str]) -> LevelTold:
    sums = level.sums
    return LevelTold(
        organisation=sums.purse.organisation_name,
        depth=sums.depth,
        agreement=numbers.get(sums.purse.fund_id),
        from_agreement=numbers.get(sums.purse.from_fund_id),
        received=sums.received,
        used=sums.used,
        passed_on=sums.passed_on,
        waiting=sums.waiting,
        paid=level.paid_minor,
        accounted=level.accounted_minor,
        reports=dict(level.reports),
    )


def _plain(one: "PartnerReport") -> dict[str, Any]:
    return {
        "payment": one.disbursement.reference,
        "agreement": one.agreement.number,
        "reporter": one.reporter.credit_code,
        "state": one.state,
        "opened_on": one.opened_on,
        "due_on": one.due_on,
        "why": one.why,
    }
