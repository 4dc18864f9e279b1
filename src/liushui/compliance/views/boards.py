"""The public boards: how every organisation stands, and one of them in full."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.compliance.queries.annual import annual_reports_of
from liushui.compliance.queries.duties import (
    board_page,
    clock_ran_at,
    duties_of,
    past_duties_of,
    shown_all,
    site_line,
)
from liushui.compliance.wording import standing_words
from liushui.kernel.clock import day_of
from liushui.parties.queries import organisation_for, organisations_by_id
from liushui.parties.queries.judging import OVERSEERS_NEEDED, has_independent_judge, overseers_of

PAGE_SIZE = 100


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every organisation that owes something, the overdue first."""
    page = page_asked(request)
    found = board_page(page, PAGE_SIZE)
    bodies = {o.pk: o for o in organisations_by_id([one.organisation_id for one in found.lines])}
    facts = {
        "rows": [(bodies[line.organisation_id], line) for line in found.lines],
        "site": site_line() if page == 1 else None,
        "overdue": found.overdue,
        "count": found.count,
        "next": page + 1 if page * PAGE_SIZE < found.count else 0,
        "at": clock_ran_at() or timezone.now(),
    }
    return render(request, "compliance/board.html", facts)


@require_safe
def body(request: HttpRequest, credit_code: str) -> HttpResponse:
    """One organisation's duties: what is due, what is overdue, what was done and when."""
    actor = request.actor  # type: ignore[attr-defined]
    one = organisation_for(actor, credit_code)
    now = timezone.now()
    today = day_of(now)
    owed, page = duties_of(one.pk), past_duties_of(one.pk, page_asked(request))
    told = shown_all([*owed, *page], today)
    open_ones, past = told[: len(owed)], told[len(owed) :]
    is_among_own = not has_independent_judge(one.pk, today)
    facts = {
        "body": one,
        "open": [(duty, standing_words(duty)) for duty in open_ones],
        "past": [(duty, standing_words(duty)) for duty in past],
        "page": page,
        "annual": annual_reports_of(one.pk),
        "is_among_own": is_among_own,
        "lacks_judge": is_among_own and len(overseers_of(one.pk, today)) < OVERSEERS_NEEDED,
        "overdue": sum(duty.light == "red" for duty in open_ones),
        "at": clock_ran_at() or now,
    }
    return render(request, "compliance/body.html", facts)


def page_asked(request: HttpRequest) -> int:
    """The page in the address; what is no number is the first."""
    text = request.GET.get("page", "")
    is_number = text.isascii() and text.isdigit() and len(text) < len("99999")
    return max(int(text), 1) if is_number else 1
