"""The first page: where the money of the whole installation is today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.queries.whole import whole_balance
from liushui.kernel.drawing.flow import lay_flow
from liushui.web.queries import open_cards

CARDS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The balance, the look-up, the open projects and their newest reports."""
    tally = whole_balance()
    cards = open_cards(CARDS)
    reports = [(card.report, card.project) for card in cards if card.report]
    facts = {
        "tally": tally,
        "flow": lay_flow(tally) if tally.is_equal and tally.given else None,
        "cards": cards,
        "reports": sorted(reports, key=lambda pair: pair[0].published_at, reverse=True),
        "at": timezone.now(),
    }
    return render(request, "web/home.html", facts)
