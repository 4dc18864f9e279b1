"""A gift's own pages, open to whoever has its reference. They name nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.errors import GiftUnknown
from liushui.insight.queries.entries import entries_of_steps
from liushui.insight.queries.standing import standing_of
from liushui.insight.queries.told import happenings_of
from liushui.insight.queries.whereabouts import (
    Whereabouts,
    steps_of_gift,
    tree_of_gift,
    undone_of_gift,
    whereabouts,
)
from liushui.insight.queries.wording import others_word
from liushui.insight.views.public import filtered, is_filtered, page_of, unlisted
from liushui.kernel.drawing.sankey import lay_sankey
from liushui.kernel.drawing.stream import lay_stream
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.kernel.ids import is_reference
from liushui.transparency.queries import entry_about


@require_safe
def where(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the gift went; or that it is unpaid, or seconds from its place in the book."""
    found = _found(reference)
    if found is None:
        standing = standing_of(reference)
        return unlisted(render(request, "insight/not_yet.html", {"standing": standing}))
    tree = tree_of_gift(found)
    undone = entries_of_steps(undone_of_gift(found)[:20])
    facts = {
        "found": found,
        "at": timezone.now(),
        "sankey": lay_sankey(tree, others=others_word),
        "stream": lay_stream(tree, others=others_word),
        "waterline": lay_waterline(
            [(part.stage, part.minor) for part in found.tally.parts], found.given
        ),
        "page": page_of(request, found.endings),
        "undone": undone,
        "happenings": happenings_of(found),
        "log_entry": entry_about("donation", found.gifts[0].pk),
    }
    return unlisted(render(request, "insight/where.html", facts))


@require_safe
def entries(request: HttpRequest, reference: str) -> HttpResponse:
    """Every entry that the gift is part of, with its share; ``from`` and ``to`` name two funds."""
    found = _found(reference)
    if found is None:
        raise GiftUnknown
    page = page_of(request, filtered(request, steps_of_gift(found)))
    facts = {
        "reference": reference,
        "entries": entries_of_steps(list(page)),
        "page": page,
        "is_filtered": is_filtered(request),
        "is_appeal": found.home.is_appeal,
        "at": timezone.now(),
    }
    return unlisted(render(request, "insight/gift_entries.html", facts))


def _found(reference: str) -> Whereabouts | None:
    """The gift in the book; ``None`` if it may still come. Raises ``GiftUnknown`` for no number."""
    if not is_reference(reference):
        raise GiftUnknown
    try:
        return whereabouts(reference)
    except GiftUnknown:
        return None
