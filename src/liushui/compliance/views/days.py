"""The lists of working days: which years there are, and a new one by two people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.compliance.forms import YearOfDaysForm
from liushui.compliance.queries.calendars import missing_years, proposed_years, years_of_days
from liushui.compliance.services.calendars import decide_year, propose_year
from liushui.compliance.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError

_REFUSED = {"year_list_short": "off"}


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Every year's list, and what waits for a second person."""
    return _page(request)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Propose a year's list."""
    now, actor = timezone.now(), actor_of(request)
    start = {"year": next(iter(missing_years(day_of(now))), day_of(now).year + 1)}
    form = YearOfDaysForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            propose_year(
                actor, said["year"], off=said["off"], worked=said["worked"],
                source=said["source"], at=now,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, _REFUSED)
        else:
            messages.success(request, _("Proposed. Another person who runs this site decides."))
            return redirect("compliance:calendar")
    status = 422 if form.errors else 200
    return render(request, "compliance/calendar_form.html", {"form": form}, status=status)


@require_POST
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """The second person's word, or the first one's withdrawal."""
    try:
        decide_year(
            actor_of(request), proposal, request.POST.get("do", "refuse"), at=timezone.now()
        )
    except DomainError as error:
        record_refusal(error)
        return _page(request, " ".join(refusal_text(error)), error.status)
    messages.success(request, _("Decided."))
    return redirect("compliance:calendar")


def _page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    facts = {
        "years": list(reversed(years_of_days())),
        "missing": missing_years(day_of(now)),
        "proposed": proposed_years(actor_of(request), now),
        "refusal": refusal,
    }
    return render(request, "compliance/calendar.html", facts, status=status)
