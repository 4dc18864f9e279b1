"""What public pages of this module share: pages of lists, filters, and what robots may do."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

from liushui.insight.queries.entries import PAGE_SIZE, Step
from liushui.insight.queries.lookup import number_of
from liushui.insight.queries.periods import first_day
from liushui.ledger.queries.flows import Months

T = TypeVar("T")


def unlisted(response: HttpResponse) -> HttpResponse:
    """Pages behind a reference are for whoever has it: no index and no shared cache."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return response


def page_of(request: HttpRequest, things: Sequence[T]) -> "Page[T]":
    """The page that the address asks for; the nearest there is for any other number."""
    return Paginator(things, PAGE_SIZE).get_page(request.GET.get("page"))


def filtered(request: HttpRequest, steps: Sequence[Step]) -> Sequence[Step]:
    """The steps between the two funds that the address names; all if it names none."""
    source, target = number_in(request, "from"), number_in(request, "to")
    return [
        step
        for step in steps
        if (source is None or (step.source or 0) == source)
        and (target is None or step.target == target)
    ]


def is_filtered(request: HttpRequest) -> bool:
    return number_in(request, "from") is not None or number_in(request, "to") is not None


def months_in(request: HttpRequest) -> Months:
    """The booked months that the address names, ``?from=2026-07&to=2026-09``; else all of them."""
    first, last = (first_day(request.GET.get(name, "")) for name in ("from", "to"))
    return Months(first, last)


def number_in(request: HttpRequest, name: str) -> int | None:
    """A row's number in the address's query; whatever is none counts as not said."""
    return number_of(request.GET.get(name, ""))
