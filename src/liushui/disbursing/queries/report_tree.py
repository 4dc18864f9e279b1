"""Who was paid, who passed it on, and what each reported: the public tree of a project (D21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Sum

from liushui.disbursing.models import Agreement, Disbursement, PartnerReport, ReportIssue
from liushui.disbursing.queries.agreements import agreements_of_project
from liushui.disbursing.queries.reports import Counted, indicators_of
from liushui.disbursing.states import DisbursementState, PhotoConsent, ReportState
from liushui.kernel.clock import day_of
from liushui.projects.queries import PurseSums, Spending, spending_of

if TYPE_CHECKING:
    from liushui.projects.models import Project

_WRITTEN = (ReportState.SUBMITTED, ReportState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """One payment, and its report as far as everyone may read it: words once it is accepted."""

    reference: str
    day: date
    amount_minor: int
    accounted_minor: int
    label: str
    label_en: str
    state: str
    due_on: date | None
    issue: ReportIssue | None
    photos: Sequence[str] = ()

    def is_late(self, today: date) -> bool:
        """Whether its report is owed since before today."""
        is_owed = self.state in {ReportState.OWED, ReportState.RETURNED}
        return is_owed and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Level:
    """One organisation's part of a project's money, as the ledger has it, and what it reported."""

    sums: PurseSums
    agreement: Agreement | None = None
    payments: Sequence[PaymentTold] = ()
    counted: Sequence[Counted] = ()
    below: list["Level"] = field(default_factory=list)

    @property
    def paid_minor(self) -> int:
        return sum(one.amount_minor for one in self.payments)

    @property
    def accounted_minor(self) -> int:
        return sum(one.accounted_minor for one in self.payments)

    @property
    def depth(self) -> int:
        return self.sums.depth


@dataclass(frozen=True, slots=True)
class ReportTree:
    """The whole tree: ``levels`` are all its parts, each after the one that fills it."""

    spending: Spending
    levels: Sequence[Level]

    @property
    def root(self) -> Level:
        return self.levels[0]

    @property
    def paid_minor(self) -> int:
        return sum(level.paid_minor for level in self.levels)

    @property
    def accounted_minor(self) -> int:
        return sum(level.accounted_minor for level in self.levels)


def report_tree(project: "Project") -> ReportTree:
    """Every level that the project's money reached. Amounts are the ledger's own."""
    spending = spending_of(project)
    agreements = {one.fund_id: one for one in agreements_of_project(project.pk)}
    payments = _payments([one.pk for one in agreements.values()])
    levels: dict[int, Level] = {}
    for sums in spending.purses:
        agreement = agreements.get(sums.purse.fund_id)
        level = Level(
            sums=sums,
            agreement=agreement,
            payments=payments.get(agreement.pk, ()) if agreement else (),
            counted=indicators_of(agreement) if agreement else (),
        )
        levels[sums.purse.fund_id] = level
        above = levels.get(sums.purse.from_fund_id)
        if above is not None:
            above.below.append(level)
    return ReportTree(spending, list(levels.values()))


def _payments(agreement_ids: Sequence[int]) -> Mapping[int, Sequence[PaymentTold]]:
    paid = Disbursement.objects.filter(
        agreement_id__in=agreement_ids, state=DisbursementState.PAID
    ).prefetch_related("returns")
    reports = {
        report.disbursement_id: report
        for report in PartnerReport.objects.filter(agreement_id__in=agreement_ids).prefetch_related(
            Prefetch("issues", ReportIssue.objects.annotate(sum_minor=Sum("lines__amount_minor"))),
            "issues__photos__file",
        )
    }
    found: dict[int, list[PaymentTold]] = {}
    for one in paid.order_by("paid_at", "pk"):
        found.setdefault(one.agreement_id, []).append(_told(one, reports.get(one.pk)))
    return found


def _told(one: Disbursement, report: PartnerReport | None) -> PaymentTold:
    assert one.paid_at is not None, "a constraint dates every payment"
    issues = list(report.issues.all()) if report else []
    newest = issues[-1] if issues and report and report.state in _WRITTEN else None
    is_public = report is not None and report.state == ReportState.ACCEPTED
    shown = newest if is_public else None
    return PaymentTold(
        reference=one.reference,
        day=day_of(one.paid_at),
        amount_minor=one.net_minor,
        accounted_minor=int(getattr(newest, "sum_minor", 0) or 0),
        label=one.purpose,
        label_en=one.purpose_en,
        state=report.state if report else "",
        due_on=report.due_on if report else None,
        issue=shown,
        photos=[
            photo.file.sha256
            for photo in (shown.photos.all() if shown else ())
            if photo.consent != PhotoConsent.INSIDE
        ],
    )
