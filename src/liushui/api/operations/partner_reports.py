"""Requests of receivers, what they report on each payment, and how that is judged."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of
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
from liushui.api.shapes.values import Why
from liushui.base.files import MAX_BYTES
from liushui.disbursing import queries, services
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_STAFF = holders_of(*Right)
_REPORTERS = holders_of(Right.USE_REPORT)
_JUDGES = holders_of(Right.MONEY_APPROVE)
room = Room("partner-reports", _("Requests and reports of partners"))


def _requests(actor: "Actor", number: str) -> RequestsTold:
    agreement = queries.agreement_for(actor, number)
    return RequestsTold(requests=[told_request(one) for one in queries.requests_under(agreement)])


def _request(actor: "Actor", reference: str) -> RequestTold:
    return told_request(queries.request_for(actor, reference))


def _tree(actor: "Actor", number: str) -> TreeTold:
    return told_tree(queries.report_tree(project_for(actor, number)))


def _report(actor: "Actor", reference: str) -> PartnerReportWhole:
    found = queries.report_for(actor, reference)
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


room.shows(
    "agreements/{number}/requests", "payment-requests", _STAFF, _requests,
    summary=_("What was applied for under an agreement"),
    about=_("The newest 50."),
)  # fmt: skip


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


room.does(
    "requests/{reference}/decline", "payment-request-decline", holders_of(Right.MONEY_DRAFT),
    services.decline_request, takes=Why, shows=_request,
    summary=_("Decline a request for a payment"),
    about=_("With a reason, which the receiver reads."),
)  # fmt: skip
room.does(
    "requests/{reference}/withdraw", "payment-request-withdraw", _REPORTERS,
    services.withdraw_request, shows=_request,
    summary=_("Take a request for a payment back"),
    about=_("As long as nothing was drafted for it."),
)  # fmt: skip
room.shows(
    "projects/{number}/report-tree", "report-tree", PUBLIC, _tree,
    summary=_("Whom a project's money reached, and what each reported"),
    about=_("Every level after the one that fills it; amounts are the ledger's own."),
)  # fmt: skip
room.pages(
    "partner-reports", "partner-reports", _STAFF,
    (queries.reports_in_console, PartnerReportsPage, told_partner_report),
    summary=_("Reports on payments that concern one's organisation"),
    about=_("Newest first: owed to it, owed by it, or about money that it raised."),
)  # fmt: skip
room.shows(
    "partner-reports/{reference}", "partner-report", _STAFF, _report,
    summary=_("The report on one payment, by the payment's reference"),
    about=_("Every wording of it, and what the agreement wants counted."),
)  # fmt: skip
room.does(
    "partner-reports/{reference}/submit", "partner-report-submit", _REPORTERS,
    services.submit_report, takes=PartnerReportTaken, gathers=reported_of, shows=_report,
    summary=_("Hand in the report on a payment"),
    about=_(
        "Amounts are gathered from the uses and payments themselves. For pictures: "
        "submit-with-photos."
    ),
)  # fmt: skip


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
    actor = actor_of(request)
    services.submit_report(actor, reference, reported, at=timezone.now())
    return _report(actor, reference)


room.does(
    "partner-reports/{reference}/accept", "partner-report-accept", _JUDGES,
    services.accept_report, shows=_report,
    summary=_("Accept a report on a payment"),
    about=_("By whoever approves for the payer; the next tranche then opens."),
)  # fmt: skip
room.does(
    "partner-reports/{reference}/return", "partner-report-return", _JUDGES,
    services.return_report, takes=Why, shows=_report,
    summary=_("Send a report back"),
    about=_("With a reason; it is owed again."),
)  # fmt: skip
room.does(
    "partner-reports/{reference}/waive", "partner-report-waive", _JUDGES,
    services.waive_report, takes=Why, shows=_report,
    summary=_("Ask for no report on a payment"),
    about=_("By name and with a reason that stays on the record."),
)  # fmt: skip
