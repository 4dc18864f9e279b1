"""Pages of places: the country from above, search, one place, the next step of the picker."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from liushui.kernel.errors import NotFound
from liushui.places.page import parts_of
from liushui.places.picking import picker_of
from liushui.places.queries import (
    MOST_FOUND,
    children_of,
    former_codes_of,
    path_of,
    path_texts,
    place_by_code,
    search_places,
)

_LONGEST = 100
_FIELD = re.compile("[a-z][a-z_]{0,39}")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places by name, pinyin, code or path; asked nothing, the provinces."""
    text = request.GET.get("q", "")[:_LONGEST].strip()
    found = search_places(text, MOST_FOUND) if text else []
    paths = path_texts(found)
    facts = {
        "text": text,
        "found": [(place, paths[place.code]) for place in found],
        "provinces": [] if found else children_of(None),
    }
    return render(request, "places/search.html", facts)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its path, what lies below, and what the other modules know of it."""
    found = place_by_code(code)
    if found.code != code:
        return redirect("places:place", found.code, permanent=True)
    facts = {
        "place": found,
        "above": path_of(found)[:-1],
        "below": children_of(found.code),
        "former": former_codes_of(found),
        "parts": parts_of(request.actor, found),  # type: ignore[attr-defined]
    }
    return render(request, "places/place.html", facts)


@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """The picker's next step alone, for pages that exchange it in place."""
    name = request.GET.get("field", "")
    if not _FIELD.fullmatch(name):
        raise NotFound
    facts = {"picker": picker_of(request.GET, name)}
    return render(request, "places/picker_steps.html", facts)
