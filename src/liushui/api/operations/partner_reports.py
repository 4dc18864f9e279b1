"""Requests of receivers, what they report on each payment, and how that is judged."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Query
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.money_out import RequestsTold, RequestTaken, RequestTold, told_request
from liushui.api.shapes.partner_reports import (
    IndicatorTold,
    PartnerReportsPage,
    PartnerReportTaken,
    PartnerReportWhole,
    PhotographedReportTaken,
    TreeTold,
    photographed_of,
    reported_of,
    told_partner_report,
    told_tree,
    told_whole_report,
)
from liushui.api.shapes.values import After, Why
from liushui.base.files import MAX_BYTES
from liushui.disbursing import queries, services
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects.queries import project_for

_STAFF = holders_of(*Right)
_REPORTERS = holders_of(Right.USE_REPORT)
_JUDGES = holders_of(Right.MONEY_APPROVE)
room = Room("partner-reports", _("Requests and reports of partners"))


@room.reads(
    "agreements/{number}/requests", "payment-requests", access=_STAFF, answers=RequestsTold,
    summary=_("What was applied for under an agreement"),
    about=_("The newest 50."),
)  # fmt: skip
def payment_requests(request: HttpRequest, number: str) -> RequestsTold:
    agreement = queries.agreement_for(actor_of(request), number)
    return RequestsTold(requests=[told_request(one) for one in queries.requests_under(agreement)])


@room.writes(
    "agreements/{number}/requests", "payment-request", access=_REPORTERS, answers=RequestTold,
    summary=_("Apply for a payment"),
    about=_(
        "By whoever reports for the receiver. The draft that answers it names its "
        "reference."
    ),
)  # fmt: skip
def payment_request(request: HttpRequest, number: str, asked: RequestTaken) -> RequestTold:
    actor, at = actor_of(request), timezone.now()
    wanted = services.PaymentAsked(
        reference=new_reference(day_of(at)),
        amount_minor=asked.amount,
        purpose=asked.purpose,
        purpose_en=asked.purpose_en,
        budget_line_id=asked.budget_line,
    )
    made = services.ask_payment(actor, number, wanted, at=at)
    return told_request(queries.request_for(actor, made.reference))


@room.writes(
    "requests/{reference}/decline", "payment-request-decline",
    access=holders_of(Right.MONEY_DRAFT), answers=RequestTold,
    summary=_("Decline a request for a payment"),
    about=_("With a reason, which the receiver reads."),
)  # fmt: skip
def payment_request_decline(request: HttpRequest, reference: str, asked: Why) -> RequestTold:
    actor = actor_of(request)
    services.decline_request(actor, reference, why=asked.why, at=timezone.now())
    return told_request(queries.request_for(actor, reference))


@room.writes(
    "requests/{reference}/withdraw", "payment-request-withdraw", access=_REPORTERS,
    answers=RequestTold,
    summary=_("Take a request for a payment back"),
    about=_("As long as nothing was drafted for it."),
)  # fmt: skip
def payment_request_withdraw(request: HttpRequest, reference: str) -> RequestTold:
    actor = actor_of(request)
    services.withdraw_request(actor, reference, at=timezone.now())
    return told_request(queries.request_for(actor, reference))


@room.reads(
    "projects/{number}/report-tree", "report-tree", access=PUBLIC, answers=TreeTold,
    summary=_("Whom a project's money reached, and what each reported"),
    about=_("Every level after the one that fills it; amounts are the ledger's own."),
)  # fmt: skip
def report_tree(request: HttpRequest, number: str) -> TreeTold:
    return told_tree(queries.report_tree(project_for(actor_of(request), number)))


@room.reads(
    "partner-reports", "partner-reports", access=_STAFF, answers=PartnerReportsPage,
    summary=_("Reports on payments that concern one's organisation"),
    about=_("Newest first: owed to it, owed by it, or about money that it raised."),
)  # fmt: skip
def partner_reports(request: HttpRequest, after: Query[After] = None) -> PartnerReportsPage:
    page = page_of(queries.reports_in_console(actor_of(request)), after)
    return PartnerReportsPage(
        reports=[told_partner_report(one) for one in page.rows], next=page.after
    )


@room.reads(
    "partner-reports/{reference}", "partner-report", access=_STAFF, answers=PartnerReportWhole,
    summary=_("The report on one payment, by the payment's reference"),
    about=_("Every wording of it, and what the agreement wants counted."),
)  # fmt: skip
def partner_report(request: HttpRequest, reference: str) -> PartnerReportWhole:
    return _told(request, reference)


@room.writes(
    "partner-reports/{reference}/submit", "partner-report-submit", access=_REPORTERS,
    answers=PartnerReportWhole,
    summary=_("Hand in the report on a payment"),
    about=_(
        "Amounts are gathered from the uses and payments themselves. For pictures: "
        "submit-with-photos."
    ),
)  # fmt: skip
def partner_report_submit(
    request: HttpRequest, reference: str, asked: PartnerReportTaken
) -> PartnerReportWhole:
    reported = reported_of(asked)
    services.submit_report(actor_of(request), reference, reported, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "partner-reports/{reference}/submit-with-photos", "partner-report-photographed",
    access=_REPORTERS, answers=PartnerReportWhole,
    summary=_("Hand in the report on a payment, with pictures"),
    about=_(
        "A form with at most 12 files; place and device are removed from them. “consent” says of"
        " the faces in all of them who may see them; “values” are written indicator=value."
    ),
)  # fmt: skip
def partner_report_photographed(
    request: HttpRequest,
    reference: str,
    asked: Form[PhotographedReportTaken],
    photos: File[list[UploadedFile]],
) -> PartnerReportWhole:
    reported = photographed_of(asked, [one.read(MAX_BYTES + 1) for one in photos])
    services.submit_report(actor_of(request), reference, reported, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "partner-reports/{reference}/accept", "partner-report-accept", access=_JUDGES,
    answers=PartnerReportWhole,
    summary=_("Accept a report on a payment"),
    about=_("By whoever approves for the payer; the next tranche then opens."),
)  # fmt: skip
def partner_report_accept(request: HttpRequest, reference: str) -> PartnerReportWhole:
    services.accept_report(actor_of(request), reference, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "partner-reports/{reference}/return", "partner-report-return", access=_JUDGES,
    answers=PartnerReportWhole,
    summary=_("Send a report back"),
    about=_("With a reason; it is owed again."),
)  # fmt: skip
def partner_report_return(request: HttpRequest, reference: str, asked: Why) -> PartnerReportWhole:
    services.return_report(actor_of(request), reference, why=asked.why, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "partner-reports/{reference}/waive", "partner-report-waive", access=_JUDGES,
    answers=PartnerReportWhole,
    summary=_("Ask for no report on a payment"),
    about=_("By name and with a reason that stays on the record."),
)  # fmt: skip
def partner_report_waive(request: HttpRequest, reference: str, asked: Why) -> PartnerReportWhole:
    services.waive_report(actor_of(request), reference, why=asked.why, at=timezone.now())
    return _told(request, reference)


def _told(request: HttpRequest, reference: str) -> PartnerReportWhole:
    found = queries.report_for(actor_of(request), reference)
    counted = [
        IndicatorTold(
            id=one.indicator.pk,
            label=one.indicator.label,
            label_en=one.indicator.label_en,
            unit=one.indicator.unit,
            target=one.indicator.target,
            counted=one.value,
        )
        for one in queries.indicators_of(found.agreement)
    ]
    return told_whole_report(found, list(queries.issues_of(found)), counted)
