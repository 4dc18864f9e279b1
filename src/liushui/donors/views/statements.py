"""One's own statement of each month, the gifts of a year, and the cases that they reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.desk.sheets import XLSX
from liushui.donors import services
from liushui.donors.queries.statement import cases_of, first_of, followed, statement
from liushui.donors.views.shared import actor_of
from liushui.kernel.clock import day_of

_PRIVATE = "no-store"


@never_cache
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The months in which anything happened, and the years."""
    found = followed(actor_of(request))
    months = found.months
    facts = {
        "months": months,
        "years": sorted({month.year for month in months}, reverse=True),
    }
    return render(request, "donors/statements.html", facts)


@never_cache
@require_safe
def one(request: HttpRequest, month: str) -> HttpResponse:
    """What the gifts did in a month."""
    at = now()
    found = statement(followed(actor_of(request)), first_of(month), today=day_of(at))
    return render(request, "donors/statement.html", {"one": found, "at": at})


@never_cache
@require_safe
def pdf(request: HttpRequest, month: str) -> HttpResponse:
    """The same as signed paper."""
    content = services.statement_pdf(actor_of(request), first_of(month), at=now())
    return _file(content, "application/pdf", f"statement-{month}.pdf")


@never_cache
@require_safe
def xlsx(request: HttpRequest, month: str) -> HttpResponse:
    """The same as a sheet."""
    content = services.statement_xlsx(actor_of(request), first_of(month), at=now())
    return _file(content, XLSX, f"statement-{month}.xlsx")


@never_cache
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """All gifts of a year on one paper."""
    content = services.year_pdf(actor_of(request), year, at=now())
    return _file(content, "application/pdf", f"gifts-{year}.pdf")


@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case that gifts of one's own reached, the person masked."""
    used = [line for line in followed(actor_of(request)).spent if line.stage == "used"]
    reached = cases_of(used)
    facts = {
        "cases": reached,
        "total": sum(case.minor for case in reached),
        "other": sum(line.minor for line in used if not line.case_number),
        "at": now(),
    }
    return render(request, "donors/cases.html", facts)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": _PRIVATE}
    return HttpResponse(content, content_type=media_type, headers=headers)
