"""Reports that payments opened: one by its payment, those owed, and what each accounts for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from liushui.disbursing import policies
from liushui.disbursing.models import (
    Agreement,
    Disbursement,
    Expenditure,
    Indicator,
    IndicatorValue,
    PartnerReport,
    ReportIssue,
    ReportLine,
)
from liushui.disbursing.states import DisbursementState, ReportState, UseState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ReportOwed:
    """One duty to report, as the clocks see it. ``waived_on``: the payer asks for none."""

    reference: str
    agreement: str
    project_id: int
    payer_id: int
    reporter_id: int
    amount_minor: int
    opened_on: date
    due_on: date
    reported_on: date | None
    accepted_on: date | None
    waived_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether the reporter still has to write, or to write again."""
        return self.reported_on is None and self.waived_on is None


@dataclass(frozen=True, slots=True)
class Unreported:
    """A use, or a payment passed on, with what no report has accounted for yet."""

    label: str
    label_en: str
    day: date
    reference: str
    left_minor: int
    use_id: int | None = None
    passed_on_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator with what was counted so far, in the newest issue of each report."""

    indicator: Indicator
    value: int


def reports_owed(organisation_ids: Iterable[int] | None = None) -> Sequence[ReportOwed]:
    """Every report that a payment opened, oldest due first; those of these reporters alone.

    Of a payment that came back none is owed, so the duty falls away.

    ``reported_on`` is empty again once the payer has sent a report back.
    """
    reports = PartnerReport.objects.select_related("disbursement", "agreement")
    reports = reports.exclude(state=ReportState.LAPSED)
    if organisation_ids is not None:
        reports = reports.filter(reporter_id__in=set(organisation_ids))
    return [owed_of(report) for report in reports.order_by("due_on", "pk")]


def owed_of(report: PartnerReport) -> ReportOwed:
    """One report as the clocks see it."""
    decided = day_of(report.decided_at) if report.decided_at else None
    is_written = report.state in {ReportState.SUBMITTED, ReportState.ACCEPTED}
    written = day_of(report.submitted_at) if is_written and report.submitted_at else None
    return ReportOwed(
        reference=report.disbursement.reference,
        agreement=report.agreement.number,
        project_id=report.agreement.project_id,
        payer_id=report.disbursement.payer_id,
        reporter_id=report.reporter_id,
        amount_minor=report.disbursement.amount_minor,
        opened_on=report.opened_on,
        due_on=report.due_on,
        reported_on=written,
        accepted_on=decided if report.state == ReportState.ACCEPTED else None,
        waived_on=decided if report.state == ReportState.WAIVED else None,
    )


def report_for(actor: Actor, reference: str) -> PartnerReport:
    """The report of the payment with this reference, or ``NotFound`` to who may not know of it."""
    found = _loaded(policies.reports_visible_to(actor))
    report = found.filter(disbursement__reference=reference).first()
    if report is None:
        raise NotFound
    return report


def report_for_update(actor: Actor, reference: str) -> PartnerReport:
    """As ``report_for``, locked, its agreement first: whoever drafts or reports waits there."""
    report = report_for(actor, reference)
    list(Agreement.objects.filter(pk=report.agreement_id).select_for_update(no_key=True))
    found = _loaded(PartnerReport.objects.filter(pk=report.pk))
    return found.select_for_update(of=("self",), no_key=True).get()


def reports_in_console(actor: Actor) -> QuerySet[PartnerReport]:
    """The reports that the actor may see: the console's table bounds them."""
    return _loaded(policies.reports_visible_to(actor))


def reports_to_write(actor: Actor) -> Sequence[PartnerReport]:
    """What the actor's organisations owe, the first due first."""
    found = policies.reports_writable_by(actor).order_by("due_on", "pk")
    return list(_loaded(found)[:PAGE_SIZE])


def reports_to_judge(actor: Actor) -> Sequence[PartnerReport]:
    """What partners have reported and the actor may accept or send back, oldest first."""
    found = policies.reports_judgeable_by(actor).filter(state=ReportState.SUBMITTED)
    return list(_loaded(found).order_by("submitted_at", "pk")[:PAGE_SIZE])


def issues_of(report: PartnerReport) -> Sequence[ReportIssue]:
    """All wordings of a report with what each accounts for, newest first: four queries."""
    issues = report.issues.order_by("-number").prefetch_related(
        "lines__use", "lines__passed_on__agreement__to_org", "values__indicator", "photos__file"
    )
    return list(issues)


def issue_with(report: PartnerReport, digest: bytes) -> ReportIssue | None:
    """The newest issue, if it says exactly this."""
    newest = report.issues.order_by("-number").first()
    return newest if newest and bytes(newest.digest) == digest else None


def indicators_of(agreement: Agreement) -> Sequence[Counted]:
    """What an agreement wants counted, each with the sum of what was counted so far."""
    values = _newest(IndicatorValue.objects.filter(indicator__agreement=agreement))
    sums = dict(values.values_list("indicator").annotate(total=Sum("value")).order_by())
    return [Counted(one, sums.get(one.pk, 0)) for one in agreement.indicators.order_by("position")]


def reported_under(agreement_ids: Iterable[int]) -> Mapping[int, int]:
    """What the newest issues of written reports account for, by agreement: one query."""
    lines = _newest(ReportLine.objects.filter(issue__report__agreement_id__in=set(agreement_ids)))
    written = lines.filter(issue__report__state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])
    sums = written.values_list("issue__report__agreement_id").annotate(total=Sum("amount_minor"))
    return dict(sums.order_by())


def unreported_of(report: PartnerReport) -> Sequence[Unreported]:
    """What went out under the report's agreement and no other report has accounted for."""
    told = _told_elsewhere(report)
    agreement = report.agreement
    uses = Expenditure.objects.filter(fund_id=agreement.fund_id, state=UseState.CONFIRMED)
    passed = Disbursement.objects.filter(
        agreement__source_fund_id=agreement.fund_id, state=DisbursementState.PAID
    ).prefetch_related("returns")
    found = [
        Unreported(
            label=one.label,
            label_en=one.label_en,
            day=one.happened_on,
            reference=one.reference,
            left_minor=one.amount_minor - told.get((one.pk, None), 0),
            use_id=one.pk,
        )
        for one in uses
    ] + [
        Unreported(
            label=one.purpose,
            label_en=one.purpose_en,
            day=day_of(one.paid_at),
            reference=one.reference,
            left_minor=one.net_minor - told.get((None, one.pk), 0),
            passed_on_id=one.pk,
        )
        for one in passed
        if one.paid_at is not None
    ]
    left = [one for one in found if one.left_minor > 0]
    return sorted(left, key=lambda one: (one.day, one.reference))


def _told_elsewhere(report: PartnerReport) -> Mapping[tuple[int | None, int | None], int]:
    lines = _newest(ReportLine.objects.filter(issue__report__agreement_id=report.agreement_id))
    others = lines.exclude(issue__report_id=report.pk).order_by()
    return {
        (use_id, passed_id): total
        for use_id, passed_id, total in others.values_list("use_id", "passed_on_id").annotate(
            total=Sum("amount_minor")
        )
    }


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these, what stands in the newest issue of its report."""
    newest = ReportIssue.objects.filter(report=OuterRef("issue__report")).order_by("-number")
    marked = rows.annotate(newest=Subquery(newest.values("number")[:1]))
    found: QuerySet[Any] = marked.filter(Q(issue__number=F("newest")))
    return found


def _loaded(reports: QuerySet[PartnerReport]) -> QuerySet[PartnerReport]:
    return reports.select_related(
        "disbursement",
        "reporter",
        "agreement__from_org",
        "agreement__to_org",
        "agreement__project",
    )
