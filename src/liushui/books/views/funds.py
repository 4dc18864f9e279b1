"""The funds of one's organisations, and the statement of each."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liushui.books import policies, queries
from liushui.books.tables import FUNDS
from liushui.books.views.shared import actor_of, cursor_in, cursor_words, months_in
from liushui.desk.sheets import KINDS
from liushui.desk.tables import Cell, listing_of
from liushui.kernel.errors import NotFound


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    """All funds and sinks of the bodies whose books the reader may read."""
    return render(request, "books/funds.html", {"listing": listing_of(FUNDS, request)})


@require_safe
def statement(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What a fund opened with in some months, every entry, and what it closes with."""
    actor, months = actor_of(request), months_in(request)
    page = queries.statement_page(actor, fund_id, months, after=cursor_in(request))
    holder = page.fund.holder.organisation_id or 0
    is_ordinary = page.fund.kind == "ordinary"
    facts = {
        "page": page,
        "months": months,
        "next": cursor_words(page.next),
        "at": timezone.now(),
        "can_propose": is_ordinary and policies.can_propose(actor, holder, ""),
        "can_freeze": is_ordinary and holder in policies.bodies_to_decide_for(actor),
    }
    return render(request, "books/statement.html", facts)


@require_safe
def statement_sheet(request: HttpRequest, fund_id: int, sheet: str) -> HttpResponse:
    """The whole statement of some months as a file."""
    if sheet not in KINDS:
        raise NotFound
    actor, months = actor_of(request), months_in(request)
    write, media_type = KINDS[sheet]
    heads = [
        _("Entry"), _("Day"), _("Booked in"), _("Kind of entry"), _("To or from"), _("Reference"),
        _("Amount (yuan)"), _("Balance (yuan)"),
    ]  # fmt: skip

    def rows() -> Iterator[list[Cell]]:
        for line in queries.all_lines(actor, fund_id, months):
            other = f"{line.other.holder_full} {line.other.purpose}" if line.other else ""
            yield [
                Cell(str(line.movement_id)), Cell(at=line.at), Cell(f"{line.booked:%Y-%m}"),
                Cell(line.word), Cell(other.strip()), Cell(line.reference), Cell(minor=line.minor),
                Cell(minor=line.balance),
            ]  # fmt: skip

    queries.fund_for(actor, fund_id)
    name = f"fund-{fund_id}-{timezone.localdate()}.{sheet}"
    with tempfile.TemporaryDirectory(prefix="liushui-sheet-") as folder:
        place = Path(folder) / name
        write(place, heads, rows(), lambda _done: None)
        response = HttpResponse(place.read_bytes(), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
