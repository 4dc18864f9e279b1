"""Who was paid, who passed it on, and what each reported: the public tree of a project (D21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import localdate

from liushui.disbursing.models import Agreement, Disbursement, PartnerReport, ReportIssue
from liushui.disbursing.queries.agreements import agreements_of_project
from liushui.disbursing.queries.reports import Counted, indicators_of, reported_under
from liushui.disbursing.states import DisbursementState, PhotoConsent, ReportState
from liushui.kernel.clock import day_of
from liushui.projects.queries import PurseSums, Spending, spending_of

if TYPE_CHECKING:
    from liushui.projects.models import Project

# Of one level so many payments are shown a page, the newest first; of a project so many levels.
MOST_PAYMENTS, PAGE_SIZE = 20, 20
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
    """One organisation's part of a project's money, as the ledger has it, and what it reported.

    ``payments`` are a page of its ``count``, oldest first, where they were asked for; the sums and
    ``reports``, how many stand in each state, are over all of them. ``late`` reports are owed since
    before the day of asking.
    """

    sums: PurseSums
    agreement: Agreement | None = None
    payments: Sequence[PaymentTold] = ()
    counted: Sequence[Counted] = ()
    below: list["Level"] = field(default_factory=list)
    count: int = 0
    paid_minor: int = 0
    accounted_minor: int = 0
    late: int = 0
    reports: Mapping[str, int] = field(default_factory=dict)

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


def report_tree(
    project: "Project",
    *,
    page: int | None = None,
    level: str = "",
    part: int = 1,
    on: date | None = None,
) -> ReportTree:
    """Every level that the project's money reached. Amounts are the ledger's own.

    With ``page`` only the levels of that page, ``PAGE_SIZE`` of them, come with their payments;
    with ``level``, an agreement's number, that one alone. ``part`` 1 is each level's newest
    ``MOST_PAYMENTS``, 2 those before them, and so on.
    """
    spending = spending_of(project)
    agreements = {one.fund_id: one for one in agreements_of_project(project.pk)}
    paid = _paid_sums([one.pk for one in agreements.values()])
    told = reported_under(paid)
    late = _late_reports(list(paid), on or localdate())
    shown = _on_page([one.purse.fund_id for one in spending.purses], agreements, paid, page)
    if level:
        shown = [one.pk for one in agreements.values() if one.number == level and one.pk in paid]
    payments = _payments(shown, part)
    states = _report_states(list(paid))
    levels: dict[int, Level] = {}
    for sums in spending.purses:
        agreement = agreements.get(sums.purse.fund_id)
        key = agreement.pk if agreement else 0
        count, minor = paid.get(key, (0, 0))
        made = Level(
            sums=sums,
            agreement=agreement,
            payments=payments.get(key, ()),
            counted=indicators_of(agreement) if agreement and key in shown else (),
            count=count,
            paid_minor=minor,
            accounted_minor=told.get(key, 0),
            late=late.get(key, 0),
            reports=states.get(key, {}),
        )
        levels[sums.purse.fund_id] = made
        above = levels.get(sums.purse.from_fund_id)
        if above is not None:
            above.below.append(made)
    return ReportTree(spending, list(levels.values()))


def _on_page(
    funds: Sequence[int],
    agreements: Mapping[int, Agreement],
    paid: Mapping[int, tuple[int, int]],
    page: int | None,
) -> Sequence[int]:
    """The agreements whose payments are shown, in the order of the levels."""
    known = [agreements[fund].pk for fund in funds if fund in agreements]
    with_payments = [key for key in known if key in paid]
    if page is None:
        return with_payments
    return with_payments[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def _paid_sums(agreement_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """By agreement: how many payments, and what of them stayed (C15): two queries."""
    paid = Disbursement.objects.filter(
        agreement_id__in=agreement_ids, state=DisbursementState.PAID
    ).order_by()
    back = dict(
        paid.values_list("agreement_id").annotate(sum=Sum("returns__amount_minor", default=0))
    )
    rows = paid.values_list("agreement_id").annotate(Count("pk"), sum=Sum("amount_minor"))
    return {key: (count, int(total) - int(back[key])) for key, count, total in rows}


def _late_reports(agreement_ids: Sequence[int], today: date) -> Mapping[int, int]:
    owed = PartnerReport.objects.filter(
        agreement_id__in=agreement_ids, due_on__lt=today,
        state__in=[ReportState.OWED, ReportState.RETURNED],
        disbursement__state=DisbursementState.PAID,
    )  # fmt: skip
    return dict(owed.values_list("agreement_id").annotate(Count("pk")).order_by())


def _report_states(agreement_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """By agreement: how many reports stand in each state, "" for payments before reports."""
    paid = Disbursement.objects.filter(
        agreement_id__in=agreement_ids, state=DisbursementState.PAID
    ).order_by()
    found: dict[int, dict[str, int]] = {}
    rows = paid.values_list("agreement_id", "report__state").annotate(Count("pk"))
    for key, state, count in rows:
        found.setdefault(key, {})[state or ""] = count
    return found


def _payments(agreement_ids: Sequence[int], part: int) -> Mapping[int, Sequence[PaymentTold]]:
    """A page of ``MOST_PAYMENTS`` of each agreement, oldest first; page 1 are the newest."""
    place = Window(RowNumber(), partition_by="agreement_id", order_by=["-paid_at", "-pk"])
    newest = (
        Disbursement.objects.filter(agreement_id__in=agreement_ids, state=DisbursementState.PAID)
        .annotate(place=place)
        .filter(place__gt=(part - 1) * MOST_PAYMENTS, place__lte=part * MOST_PAYMENTS)
        .prefetch_related("returns")
    )
    paid = sorted(newest, key=lambda one: (one.paid_at, one.pk))
    reports = {
        report.disbursement_id: report
        for report in PartnerReport.objects.filter(disbursement__in=paid).prefetch_related(
            Prefetch("issues", ReportIssue.objects.annotate(sum_minor=Sum("lines__amount_minor"))),
            "issues__photos__file",
        )
    }
    found: dict[int, list[PaymentTold]] = {}
    for one in paid:
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
