"""What people are told of payments: each step, to whoever takes the next one."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from liushui.disbursing.models import Disbursement, Expenditure, PartnerReport, PaymentRequest
from liushui.disbursing.states import ReportState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell_all
from liushui.parties.access import Right
from liushui.parties.queries.posts import actors_serving

TO_APPROVE = NoticeKind(
    "payment-to-approve",
    gettext_noop("Payments that wait for approval"),
    gettext_noop("A payment of %(amount)s yuan waits for approval: %(reference)s"),
)
TO_PAY = NoticeKind(
    "payment-to-pay",
    gettext_noop("Approved payments that wait for the bank"),
    gettext_noop("A payment of %(amount)s yuan was approved and can be paid: %(reference)s"),
)
STOPPED = NoticeKind(
    "payment-stopped",
    gettext_noop("Payments of mine that were stopped"),
    gettext_noop("The payment of %(amount)s yuan was stopped: %(reference)s"),
)
PAID = NoticeKind(
    "payment-paid",
    gettext_noop("Payments of mine that were made"),
    gettext_noop("The payment of %(amount)s yuan was made: %(reference)s"),
)
REQUESTED = NoticeKind(
    "payment-requested",
    gettext_noop("Payments that receivers apply for"),
    gettext_noop("A receiver applies for %(amount)s yuan: %(reference)s"),
)
REPORT_OWED = NoticeKind(
    "report-owed",
    gettext_noop("Reports that my organisation owes for payments"),
    gettext_noop("The report for %(amount)s yuan is owed: %(reference)s"),
)
REPORT_WRITTEN = NoticeKind(
    "report-written",
    gettext_noop("Partners' reports that wait for a judgement"),
    gettext_noop("A partner has reported on %(amount)s yuan: %(reference)s"),
)
REPORT_JUDGED = NoticeKind(
    "report-judged",
    gettext_noop("Reports of mine that were accepted, sent back or waived"),
    gettext_noop("The report for %(amount)s yuan was judged: %(reference)s"),
)
USE_TO_CONFIRM = NoticeKind(
    "use-to-confirm",
    gettext_noop("Uses of our own money that wait for confirmation"),
    gettext_noop("A use of %(amount)s yuan waits for confirmation: %(reference)s"),
)
USE_DECIDED = NoticeKind(
    "use-decided",
    gettext_noop("Uses of mine that were confirmed or refused"),
    gettext_noop("The use of %(amount)s yuan was decided on: %(reference)s"),
)
RETURN_TO_BOOK = NoticeKind(
    "return-to-book",
    gettext_noop("Payments that a bank sent back, to be booked"),
    gettext_noop("Of the payment of %(amount)s yuan something came back: %(reference)s"),
)
_KINDS = (
    TO_APPROVE, TO_PAY, STOPPED, PAID, REQUESTED, REPORT_OWED, REPORT_WRITTEN, REPORT_JUDGED,
    USE_TO_CONFIRM, USE_DECIDED, RETURN_TO_BOOK,
)  # fmt: skip
_PERSON = "person:"


def register_notices() -> None:
    """At start-up."""
    for kind in _KINDS:
        register_kind(kind)


def tell_approvers(one: Disbursement, *, at: datetime, but: Iterable[str] = ()) -> None:
    """Everyone who may take its next step: not its author, nor who took one before."""
    holders = _holding(one.payer_id, Right(one.awaits), at)
    _tell(TO_APPROVE, holders - _people([one.drafted_by, *but]), one, at)


def tell_drafters(request: PaymentRequest, *, at: datetime) -> None:
    """Everyone who drafts for the giver: a receiver has applied for a payment."""
    holders = _holding(request.agreement.from_org_id, Right.MONEY_DRAFT, at)
    tell_all(
        holders - _people([request.asked_by]),
        REQUESTED.name,
        key=request.reference,
        path=reverse("disbursing:request", args=[request.reference]),
        at=at,
        reference=request.reference,
        amount_minor=request.amount_minor,
    )


def tell_payers(one: Disbursement, *, at: datetime) -> None:
    """Everyone who pays for the payer."""
    _tell(TO_PAY, _holding(one.payer_id, Right.MONEY_PAY, at), one, at)


def tell_author(one: Disbursement, kind: NoticeKind, *, by: str, at: datetime) -> None:
    """Whoever drafted it, unless it was their own doing."""
    _tell(kind, _people([one.drafted_by]) - _people([by]), one, at)


def tell_bookers(one: Disbursement, *, by: str, at: datetime) -> None:
    """Everyone who may book what came back: not whoever noted it."""
    holders = _holding(one.payer_id, Right.MONEY_APPROVE, at)
    holders |= _holding(one.payer_id, Right.MONEY_PAY, at)
    _tell(RETURN_TO_BOOK, holders - _people([by]), one, at)


def tell_reporter(report: PartnerReport, *, at: datetime) -> None:
    """Everyone who reports for the receiver: a payment opened a report, or it was judged."""
    kind = REPORT_OWED if report.state == ReportState.OWED else REPORT_JUDGED
    holders = _holding(report.reporter_id, Right.USE_REPORT, at)
    _tell_of_report(kind, holders, report, at)


def tell_judges(report: PartnerReport, *, at: datetime) -> None:
    """Everyone who may accept it for the payer."""
    holders = _holding(report.agreement.from_org_id, Right.MONEY_APPROVE, at)
    _tell_of_report(REPORT_WRITTEN, holders - _people([report.submitted_by]), report, at)


def tell_confirmers(use: Expenditure, *, at: datetime) -> None:
    """Everyone who may confirm it: not whoever reported it."""
    holders = _holding(use.organisation_id, Right.MONEY_APPROVE, at)
    _tell_of_use(USE_TO_CONFIRM, holders - _people([use.reported_by]), use, at)


def tell_reporter_of_use(use: Expenditure, *, by: str, at: datetime) -> None:
    """Whoever reported it: it was confirmed or refused."""
    _tell_of_use(USE_DECIDED, _people([use.reported_by]) - _people([by]), use, at)


def _tell_of_use(kind: NoticeKind, people: Iterable[int], use: Expenditure, at: datetime) -> None:
    tell_all(
        people,
        kind.name,
        key=use.reference,
        path=reverse("disbursing:use", args=[use.reference]),
        at=at,
        reference=use.reference,
        amount_minor=use.amount_minor,
    )


def _tell_of_report(
    kind: NoticeKind, people: Iterable[int], report: PartnerReport, at: datetime
) -> None:
    one = report.disbursement
    tell_all(
        people,
        kind.name,
        key=f"{one.reference}:{at.isoformat()}",
        path=reverse("disbursing:report", args=[one.reference]),
        at=at,
        reference=one.reference,
        amount_minor=one.amount_minor,
    )


def _tell(kind: NoticeKind, people: Iterable[int], one: Disbursement, at: datetime) -> None:
    tell_all(
        people,
        kind.name,
        key=one.reference,
        path=reverse("disbursing:disbursement", args=[one.reference]),
        at=at,
        reference=one.reference,
        amount_minor=one.amount_minor,
    )


def _holding(organisation_id: int, right: Right, at: datetime) -> frozenset[int]:
    serving = actors_serving([organisation_id], day_of(at))
    return frozenset(
        actor.person_id
        for actor in serving
        if actor.person_id is not None and actor.holds(right, organisation_id)
    )


def _people(names: Iterable[str]) -> frozenset[int]:
    """The people behind names of histories; the system is nobody."""
    return frozenset(int(n.removeprefix(_PERSON)) for n in names if n.startswith(_PERSON))
