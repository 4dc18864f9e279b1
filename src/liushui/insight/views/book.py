"""Single entries of the book, and all that moved between two funds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.errors import EntryUnknown
from liushui.insight.queries import entries as book
from liushui.insight.queries.names import fund_names
from liushui.insight.views.public import months_in, number_in


@require_safe
def entry(request: HttpRequest, movement_id: int) -> HttpResponse:
    """One entry: what kind, how much, from which holder's fund to which, when."""
    if movement_id > book.HIGHEST_ID:
        raise EntryUnknown
    return render(request, "insight/entry.html", {"entry": book.entry(movement_id)})


@require_safe
def between(request: HttpRequest, source: int, target: int) -> HttpResponse:
    """What moved between two funds, newest first; ``source`` 0 is outside.

    ``from`` and ``to`` name the booked months; without them, all.
    """
    if max(source, target) > book.HIGHEST_ID:
        raise EntryUnknown
    names = fund_names({source, target})
    if target not in names or (source and source not in names):
        raise EntryUnknown
    months = months_in(request)
    found = book.entries_between(source or None, target, number_in(request, "before"), months)
    facts = {
        "source": names.get(source),
        "target": names[target],
        "months": months,
        "entries": found[: book.PAGE_SIZE],
        "next_before": found[book.PAGE_SIZE - 1].movement_id if len(found) > book.PAGE_SIZE else "",
        "at": timezone.now(),
    }
    return render(request, "insight/between.html", facts)
