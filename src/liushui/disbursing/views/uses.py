"""Uses: what was reported, a new report out of a chosen purse, and the files behind them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.cases.queries import cases_payable
from liushui.desk.tables import listing_of
from liushui.disbursing import queries
from liushui.disbursing.services import read_file, report_use
from liushui.disbursing.tables import USES
from liushui.disbursing.use_forms import REFUSED_FIELDS, UseForm
from liushui.disbursing.views.shared import FORM_METHODS, actor_of, number_in
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right
from liushui.projects.queries import budget_of, project_by_id

if TYPE_CHECKING:
    from liushui.disbursing.models import Expenditure

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@require_safe
def use_list(request: HttpRequest) -> HttpResponse:
    """What waits for one's word, the purses to report on, and the uses that one sees whole."""
    actor = actor_of(request)
    facts = {
        "to_confirm": [_row(one) for one in queries.uses_to_confirm(actor)],
        "sources": queries.sources_of(actor, Right.USE_REPORT),
        "listing": listing_of(USES, request),
    }
    return render(request, "disbursing/uses.html", facts)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Report a use with its voucher."""
    actor, now = actor_of(request), timezone.now()
    source = queries.source_for(actor, Right.USE_REPORT, number_in(request, "fund") or 0)
    choices: dict[str, Any] = {
        "lines": budget_of(project_by_id(source.project_id)),
        "cases": cases_payable(source.project_id),
        "regions": queries.region_options(source),
        "funds": queries.fund_options(source),
    }
    start = {"reference": new_reference(day_of(now)), "happened_on": day_of(now)}
    form = UseForm(request.POST or None, request.FILES or None, initial=start, **choices)
    if request.method == "POST" and form.is_valid():
        try:
            made = report_use(actor, source=source, use=form.report, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _reported_words(made))
            return redirect("disbursing:uses")
    facts = {"form": form, "source": source}
    status = 422 if form.errors else 200
    return render(request, "disbursing/use_form.html", facts, status=status)


def _reported_words(made: "Expenditure") -> str:
    if made.is_confirmed:
        return _("The use is reported. Givers can see it now.")
    return _("The use is reported. Givers see it once another person has confirmed it.")


def _row(one: "Expenditure") -> Mapping[str, Any]:
    return {
        "title": in_reader_language(one.label, one.label_en),
        "due": f"{one.reference} · {one.payee_label}",
        "minor": one.amount_minor,
        "href": reverse("disbursing:use", args=[one.reference]),
        "verb": _("Look and decide"),
    }


@require_safe
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """A voucher or photo, to whoever may see it; papers are saved and not shown in the site."""
    opened = read_file(actor_of(request), sha256, at=timezone.now())
    response = HttpResponse(opened.content, content_type=opened.media_type)
    shown = "inline" if opened.media_type.startswith("image/") else "attachment"
    name = f"{sha256[:12]}.{ENDINGS[opened.media_type]}"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
