"""Looking a region up, and what lies around it."""

from liushui.places.queries.lookup import (
    children_of,
    former_codes_of,
    path_of,
    path_text,
    path_texts,
    place_by_code,
    places_below,
)
from liushui.places.queries.searching import MOST_FOUND, places_meant, search_places

__all__ = [
    "MOST_FOUND",
    "children_of",
    "former_codes_of",
    "path_of",
    "path_text",
    "path_texts",
    "place_by_code",
    "places_below",
    "places_meant",
    "search_places",
]
