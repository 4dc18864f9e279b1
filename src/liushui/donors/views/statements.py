"""One's own statement of each month, the gifts of a year, and the cases that they reached."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.desk.sheets import XLSX
from liushui.donors import services
from liushui.donors.queries.statement import cases_of, followed, statement
from liushui.donors.views.shared import actor_of
from liushui.kernel.errors import NotFound

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
        "is_whole": found.is_whole,
    }
    return render(request, "donors/statements.html", facts)


@never_cache
@require_safe
def one(request: HttpRequest, month: str) -> HttpResponse:
    """What the gifts did in a month."""
    found = statement(followed(actor_of(request)), _month(month))
    return render(request, "donors/statement.html", {"one": found, "at": now()})


@never_cache
@require_safe
def pdf(request: HttpRequest, month: str) -> HttpResponse:
    """The same as signed paper."""
    content = services.statement_pdf(actor_of(request), _month(month), at=now())
    return _file(content, "application/pdf", f"statement-{month}.pdf")


@never_cache
@require_safe
def xlsx(request: HttpRequest, month: str) -> HttpResponse:
    """The same as a sheet."""
    content = services.statement_xlsx(actor_of(request), _month(month), at=now())
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


def _month(text: str) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound from None
    if f"{found:%Y-%m}" != text:
        raise NotFound
    return found


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": _PRIVATE}
    return HttpResponse(content, content_type=media_type, headers=headers)
