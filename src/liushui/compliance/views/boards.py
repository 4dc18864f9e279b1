"""The public boards: how every organisation stands, and one of them in full."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.compliance.queries.duties import board as board_lines
from liushui.compliance.queries.duties import clock_ran_at, duties_of, shown
from liushui.compliance.wording import standing_words
from liushui.kernel.clock import day_of
from liushui.parties.queries import organisation_for, organisations_by_id

PAGE_SIZE = 100


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every organisation that owes something, the overdue first."""
    lines = list(board_lines())
    page = max(int(request.GET.get("page", "1")), 1) if _is_number(request) else 1
    part = lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    bodies = {one.pk: one for one in organisations_by_id([o.organisation_id for o in part])}
    facts = {
        "rows": [(bodies[line.organisation_id], line) for line in part],
        "overdue": sum(bool(line.overdue) for line in lines),
        "count": len(lines),
        "next": page + 1 if page * PAGE_SIZE < len(lines) else 0,
        "at": clock_ran_at() or timezone.now(),
    }
    return render(request, "compliance/board.html", facts)


@require_safe
def body(request: HttpRequest, credit_code: str) -> HttpResponse:
    """One organisation's duties: what is due, what is overdue, what was done and when."""
    actor = request.actor  # type: ignore[attr-defined]
    one = organisation_for(actor, credit_code)
    now = timezone.now()
    duties = [shown(duty, day_of(now)) for duty in duties_of(one.pk, only_watched=False)]
    open_ones = [duty for duty in duties if duty.duty.closed_on is None]
    facts = {
        "body": one,
        "open": [(duty, standing_words(duty)) for duty in open_ones],
        "past": [
            (duty, standing_words(duty))
            for duty in sorted(
                (d for d in duties if d.duty.closed_on is not None),
                key=lambda d: (d.duty.closed_on, d.duty.pk), reverse=True,
            )
        ],
        "overdue": sum(duty.light == "red" for duty in open_ones),
        "at": clock_ran_at() or now,
    }  # fmt: skip
    return render(request, "compliance/body.html", facts)


def _is_number(request: HttpRequest) -> bool:
    text = request.GET.get("page", "")
    return text.isascii() and text.isdigit() and len(text) < len("99999")
