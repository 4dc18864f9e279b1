"""Months: which are closed, the trial balance of each, and closing one."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liushui.base.refusals import record_refusal, refusal_text
from liushui.books import queries
from liushui.books.services import seal_books
from liushui.books.views.shared import actor_of
from liushui.kernel.clock import month_after, month_named, month_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.access import Right


@require_safe
def month_list(request: HttpRequest) -> HttpResponse:
    """The months of every organisation whose books the reader may read."""
    now = timezone.now()
    facts = {"bodies": queries.bodies_and_months(actor_of(request), now), "at": now}
    return render(request, "books/months.html", facts)


@require_safe
def month(request: HttpRequest, credit_code: str, month: str) -> HttpResponse:
    """The trial balance of one month."""
    return _page(request, credit_code, _month(month))


@require_POST
def seal(request: HttpRequest, credit_code: str, month: str) -> HttpResponse:
    """Close the books up to and with this month."""
    actor, of = actor_of(request), _month(month)
    body = queries.body_with_books(actor, credit_code)
    try:
        seal_books(actor, body.pk, of, at=timezone.now())
    except DomainError as error:
        record_refusal(error)
        text = " ".join(refusal_text(error))
        return _page(request, credit_code, of, refusal=text, status=error.status)
    messages.success(request, _("The month is closed. What it said is kept and never changes."))
    return redirect("books:month", credit_code, month)


@require_safe
def report(request: HttpRequest, credit_code: str, month: str) -> HttpResponse:
    """The report of a closed month, byte for byte as it was kept."""
    body = queries.body_with_books(actor_of(request), credit_code)
    response = HttpResponse(
        queries.report_bytes(body, _month(month)), content_type="application/json"
    )
    name = f"{body.credit_code}-{month}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: HttpRequest, credit_code: str, of: date, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    body = queries.body_with_books(actor, credit_code)
    page = queries.month_page(body, of, now)
    facts = {
        "page": page,
        "at": now,
        "is_over": month_after(of) <= month_of(now),
        "can_seal": body.pk in actor.organisations_with(Right.BOOKS_SEAL),
        "refusal": refusal,
    }
    return render(request, "books/month.html", facts, status=status)


def _month(text: str) -> date:
    found = month_named(text)
    if found is None:
        raise NotFound
    return found
