"""Looking a region up by its code; its path; what lies below."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.db.models import Q

from liushui.kernel.errors import NotFound
from liushui.places.models import FormerCode, Place

WIDTHS = (2, 4, 6, 9, 12)
_COUNTY_WIDTH = 6


def place_by_code(code: str) -> Place:
    """The region with this code. Raises ``NotFound``.

    Codes as other registers write them are understood: a province or city filled up with zeros
    (440000, 440100, 440100000000), and a code of six digits that the region had before.
    """
    plain = plain_text(code).replace(" ", "")
    if not re.fullmatch("[0-9]{2,12}", plain):
        raise NotFound
    wanted = [plain, *(plain[:w] for w in reversed(WIDTHS) if not plain[w:].strip("0"))]
    found = {place.code: place for place in Place.objects.filter(code__in=wanted)}
    for form in wanted:
        if form in found:
            return found[form]
    former = _former(plain)
    if former is None:
        raise NotFound
    return former


def former_codes_of(place: Place) -> list[FormerCode]:
    """The codes that this region answers for, the latest first. At most 50."""
    return list(place.former_codes.order_by("-since", "code")[:50])


def path_of(place: Place) -> list[Place]:
    """From the province down to the place itself, without rows that name no region of their own."""
    return _paths([place])[place.code]


def path_text(place: Place) -> str:
    """``广东省 东莞市 石碣镇``. A city that is its own county is named once."""
    return path_texts([place])[place.code]


def path_texts(places: Iterable[Place]) -> Mapping[str, str]:
    """``path_text`` of each by its code, in one query."""
    return {code: _written_path(steps) for code, steps in _paths(list(places)).items()}


def children_of(code: str | None) -> list[Place]:
    """What lies directly below, in order of codes; ``None`` asks for the provinces.

    A row that names no region of its own is replaced by what lies below it: below 北京市 come its
    districts, below 东莞市 its towns.
    """
    below = list(Place.objects.filter(parent_id=code).order_by("code"))
    inner = [place.code for place in below if place.is_stand_in]
    if inner:
        shown = [place for place in below if not place.is_stand_in]
        shown += Place.objects.filter(parent_id__in=inner)
        below = sorted(shown, key=lambda place: place.code)
    return below


def places_below(code: str) -> Q:
    """The condition on a table with a ``place``: in this region or anywhere below it."""
    return Q(place__code__startswith=code)


def plain_text(text: str) -> str:
    """As registers write it: half-width, without space around."""
    return unicodedata.normalize("NFKC", text).strip()


def _former(plain: str) -> Place | None:
    """The region that answers for a code of six digits, filled up with zeros or cut before them."""
    if plain[_COUNTY_WIDTH:].strip("0"):
        return None
    code = plain[:_COUNTY_WIDTH].ljust(_COUNTY_WIDTH, "0")
    former = FormerCode.objects.filter(code=code).select_related("place").first()
    return None if former is None else former.place


def _paths(places: list[Place]) -> dict[str, list[Place]]:
    codes = {place.code[:width] for place in places for width in WIDTHS}
    known = {step.code: step for step in Place.objects.filter(code__in=codes)}
    return {
        place.code: [
            known[code]
            for code in (place.code[:width] for width in WIDTHS if width <= len(place.code))
            if code in known and (code == place.code or not known[code].is_stand_in)
        ]
        for place in places
    }


def _written_path(steps: list[Place]) -> str:
    names = [step.name for step in steps]
    return " ".join(name for i, name in enumerate(names) if i == 0 or name != names[i - 1])
