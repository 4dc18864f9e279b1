"""The funds of one's organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liushui.books.tables import FUNDS
from liushui.desk.tables import listing_of


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    """All funds and sinks of the bodies whose books the reader may read."""
    return render(request, "books/funds.html", {"listing": listing_of(FUNDS, request)})
