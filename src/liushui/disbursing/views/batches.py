"""Lists of payments for a bank: making one, taking its file, bringing the results."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.disbursing import queries
from liushui.disbursing.bank_sheets import MOST_BYTES
from liushui.disbursing.services import BatchAsked, bring_results, make_batch, read_batch_file
from liushui.disbursing.states import BankFormat, RowResult
from liushui.disbursing.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.ids import new_reference
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liushui.disbursing.models import Disbursement, PaymentBatch, ResultRow

MEDIA = {
    BankFormat.CSV: "text/csv; charset=utf-8",
    BankFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Why a row of results was not booked, in words; another code is shown as it is.
REFUSED = {
    "result_of_another": gettext_lazy("stands in no row of this list"),
    "result_amount_differs": gettext_lazy("another sum than was ordered"),
    "result_not_understood": gettext_lazy("result, number or day is missing"),
    "bank_reference_used": gettext_lazy("the bank's number stands on another payment"),
    "units_elsewhere": gettext_lazy("the receiver has used or passed on some of it"),
    "move_not_allowed": gettext_lazy("the payment has moved on meanwhile"),
    "not_allowed": gettext_lazy("the payment has moved on meanwhile"),
    "key_reused": gettext_lazy("it was booked under another number of the bank"),
    "paid_long_ago": gettext_lazy("the day lies more than a year before its draft"),
}


class BatchForm(forms.Form):
    """Which approved payments go into a list, in which form."""

    reference = forms.CharField(max_length=22, widget=forms.HiddenInput)
    payments = forms.MultipleChoiceField(
        label=pgettext_lazy("money out", "Payments"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("All of one organisation. From then on they count as ordered."),
    )
    form = forms.ChoiceField(
        choices=BankFormat.choices, initial=BankFormat.XLSX, label=gettext_lazy("File")
    )

    def __init__(self, *args: Any, due: "Sequence[Disbursement]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payments"].choices = [(one.reference, _named(one)) for one in due]  # type: ignore[attr-defined]

    @property
    def asked(self) -> BatchAsked:
        """The list as the service takes it."""
        cleaned = self.cleaned_data
        return BatchAsked(cleaned["reference"], cleaned["payments"], cleaned["form"])


class ResultsForm(forms.Form):
    """The bank's list of results."""

    results = forms.FileField(
        label=gettext_lazy("The bank's results"),
        help_text=gettext_lazy(
            "XLSX or CSV with reference, amount, result, the bank's number and the day."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
    )


@require_http_methods(FORM_METHODS)
def batch_list(request: HttpRequest) -> HttpResponse:
    """The lists that were made, and a form to make one of what was approved."""
    actor, now = actor_of(request), timezone.now()
    due = queries.payments_to_list(actor)
    start = {
        "reference": new_reference(day_of(now)),
        "payments": [one.reference for one in due if one.payer_id == due[0].payer_id],
    }
    form = BatchForm(request.POST or None, due=due, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_batch(actor, form.asked, at=now)
        except DomainError as error:
            show_refusal(form, error, {"payee_unknown": "payments", "batch_empty": "payments"})
        else:
            messages.success(request, _("The list is made. Take its file to the bank."))
            return redirect("disbursing:batch", made.reference)
    facts = {"form": form, "due": due, "batches": queries.batches_of(actor)}
    status = 422 if form.errors else 200
    return render(request, "disbursing/batches.html", facts, status=status)


@require_safe
def batch(request: HttpRequest, reference: str) -> HttpResponse:
    """One list with its control totals, its rows, and what the bank said."""
    return _page(request, queries.batch_for(actor_of(request), reference), ResultsForm())


@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file as it was made; it holds account numbers, so each reading is recorded."""
    found, content = read_batch_file(actor_of(request), reference, at=timezone.now())
    response = HttpResponse(content, content_type=MEDIA[BankFormat(found.form)])
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.{found.form}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def results(request: HttpRequest, reference: str) -> HttpResponse:
    """Book the bank's results row by row."""
    actor = actor_of(request)
    found = queries.batch_for(actor, reference)
    form = ResultsForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["results"].read(MOST_BYTES + 1)
        try:
            bring_results(actor, reference, content, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, {"results_unreadable": "results"})
        else:
            messages.success(request, _("Read. Below stands what became of each row."))
            return redirect("disbursing:batch", reference)
    return _page(request, found, form, status=422)


def _page(
    request: HttpRequest, found: "PaymentBatch", form: ResultsForm, *, status: int = 200
) -> HttpResponse:
    backs = queries.returns_noted_of_batch(found)
    facts = {
        "batch": found,
        "rows": queries.rows_of_batch(found),
        "sheets": [
            {"sheet": sheet, "rows": [_told(row, backs) for row in sheet.rows.all()]}
            for sheet in queries.results_of_batch(found)
        ],
        "form": form,
    }
    return render(request, "disbursing/batch.html", facts, status=status)


def _told(row: "ResultRow", backs: "Mapping[str, bool | None]") -> "Mapping[str, Any]":
    """What was done: of what was sent back after it was paid, what two people say of it."""
    done = _("booked")
    if row.result == RowResult.RETURNED and row.reference in backs:
        said = backs[row.reference]
        done = _("waits for a second person") if said is None else done
        done = _("not booked: it did not come") if said is False else done
    return {"row": row, "refused": REFUSED.get(row.refused, row.refused), "done": done}


def _named(one: "Disbursement") -> str:
    receiver = in_reader_language(one.agreement.to_org.name, one.agreement.to_org.name_en)
    return f"{receiver} · {format_yuan(one.amount_minor)} · {one.reference}"
