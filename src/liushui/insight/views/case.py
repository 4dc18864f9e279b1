"""Who helped a case: masked givers, traced back through every organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.cases.queries import case_for, public_facts
from liushui.insight.queries.entries import entries_of_steps
from liushui.insight.queries.givers import (
    giver_page,
    givers_of_case,
    others_word,
    steps_of_case,
    tree_of_case,
)
from liushui.insight.queries.wording import text_of
from liushui.insight.views.public import filtered, is_filtered, page_of, unlisted
from liushui.kernel.drawing.sankey import lay_sankey
from liushui.kernel.drawing.stream import lay_stream


@require_safe
def givers(request: HttpRequest, number: str) -> HttpResponse:
    """The gifts behind everything that was used for the case; they sum to it.

    Of very many, ``after`` names the page.
    """
    case = case_for(request.actor, number)  # type: ignore[attr-defined]
    found = givers_of_case(case.pk, request.GET.get("after", ""))
    page = page_of(request, found.parts)
    facts = {
        "case": public_facts(case),
        "found": found,
        "givers": giver_page(found, page.number),
        "page": page,
        "at": timezone.now(),
    }
    if found.parts and found.is_whole:
        address = reverse("insight:case-entries", args=[number])
        tree = tree_of_case(found, text_of(case, "kind_label"), address)
        facts["sankey"] = lay_sankey(tree, others=others_word, mirrored=True)
        facts["stream"] = lay_stream(tree, others=others_word)
    return unlisted(render(request, "insight/givers.html", facts))


@require_safe
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """Every entry on the way to the case, with the case's share of it."""
    case = case_for(request.actor, number)  # type: ignore[attr-defined]
    found = givers_of_case(case.pk, request.GET.get("after", ""))
    page = page_of(request, filtered(request, steps_of_case(found)))
    facts = {
        "case": case,
        "found": found,
        "entries": entries_of_steps(list(page)),
        "page": page,
        "is_filtered": is_filtered(request),
        "at": timezone.now(),
    }
    return unlisted(render(request, "insight/case_entries.html", facts))
