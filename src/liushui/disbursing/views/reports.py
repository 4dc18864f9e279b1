"""Reports on payments: what is owed and waits, one with its issues, writing, and judging."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.disbursing import queries
from liushui.disbursing.report_forms import REFUSED_FIELDS, ReportForm
from liushui.disbursing.services import (
    accept_report,
    can_judge_report,
    can_write_report,
    gathered,
    return_report,
    submit_report,
    waive_report,
)
from liushui.disbursing.states import ReportState
from liushui.disbursing.tables import REPORTS
from liushui.disbursing.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed

if TYPE_CHECKING:
    from liushui.disbursing.models import PartnerReport


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports that the actor may see, those that wait first by the filter."""
    return render(request, "disbursing/reports.html", {"listing": listing_of(REPORTS, request)})


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report of one payment: every issue, and the step that the actor can take."""
    return _page(request, queries.report_for(actor_of(request), reference))


@require_http_methods(FORM_METHODS)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the report, or write it again after it was sent back."""
    actor, now = actor_of(request), timezone.now()
    found = queries.report_for(actor, reference)
    if not can_write_report(actor, found):
        raise NotAllowed
    counted = queries.indicators_of(found.agreement)
    start = {"covers_from": found.opened_on, "covers_to": day_of(now)}
    form = ReportForm(request.POST or None, request.FILES or None, counted=counted, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            submit_report(actor, reference, form.told, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Reported. The payer accepts it or sends it back."))
            return redirect("disbursing:report", reference)
    lines = gathered(found)
    facts = {
        "form": form,
        "report": found,
        "things": queries.unreported_of(found),
        "sum_minor": sum(line.amount_minor for line in lines),
    }
    status = 422 if form.errors else 200
    return render(request, "disbursing/report_form.html", facts, status=status)


@require_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept, send back, or ask for none."""
    actor, now = actor_of(request), timezone.now()
    found = queries.report_for(actor, reference)
    why = request.POST.get("why", "")[:300]
    try:
        if request.POST.get("do") == "accept":
            accept_report(actor, reference, at=now)
            messages.success(request, _("Accepted. Everyone can read it now."))
        elif request.POST.get("do") == "waive":
            waive_report(actor, reference, why=why, at=now)
            messages.success(request, _("No report is asked for. Your name and reason stay."))
        else:
            return_report(actor, reference, why=why, at=now)
            messages.success(request, _("Sent back. It is owed again."))
    except DomainError as error:
        if isinstance(error, NotAllowed) or error.code == "own_report":
            raise
        record_refusal(error)
        text = " ".join(refusal_text(error))
        return _page(request, found, status=error.status, refusal=text)
    return redirect("disbursing:report", reference)


def _page(
    request: HttpRequest, found: "PartnerReport", *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    can_judge = can_judge_report(actor, found)
    is_written = found.state == ReportState.SUBMITTED
    is_late = found.state in {ReportState.OWED, ReportState.RETURNED}
    facts: dict[str, Any] = {
        "report": found,
        "issues": queries.issues_of(found),
        "counted": queries.indicators_of(found.agreement),
        "can_write": can_write_report(actor, found),
        "can_accept": can_judge and is_written,
        "can_waive": can_judge and not is_written,
        "is_late": is_late and found.due_on < day_of(timezone.now()),
        "refusal": refusal,
    }
    return render(request, "disbursing/report.html", facts, status=status)
