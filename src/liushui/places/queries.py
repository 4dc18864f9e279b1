"""Looking a region up: by code, by name, by parts of its path."""

import re
import unicodedata

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from liushui.kernel.errors import NotFound
from liushui.places.models import Level, Place

MOST_FOUND = 50
_LONGEST_TEXT = 100
_WIDTHS = (2, 4, 6, 9, 12)
# How many regions of one name may lie above what is looked for: 城关镇 occurs hundreds of times.
_MOST_ABOVE = 40


def place_by_code(code: str) -> Place:
    """The region with this code. Raises ``NotFound``.

    Codes as other registers write them are understood: a province or city filled up with zeros
    (440000, 440100, 440100000000).
    """
    plain = _written(code).replace(" ", "")
    if not re.fullmatch("[0-9]{2,12}", plain):
        raise NotFound
    wanted = [plain, *(plain[:w] for w in reversed(_WIDTHS) if not plain[w:].strip("0"))]
    found = {place.code: place for place in Place.objects.filter(code__in=wanted)}
    for form in wanted:
        if form in found:
            return found[form]
    raise NotFound


def path_of(place: Place) -> list[Place]:
    """From the province down to the place itself, without rows that name no region of their own."""
    codes = [place.code[:width] for width in _WIDTHS if width <= len(place.code)]
    path = Place.objects.filter(code__in=codes).order_by("level")
    return [step for step in path if step.code == place.code or not step.is_stand_in]


def path_text(place: Place) -> str:
    """``广东省 东莞市 石碣镇``. A city that is its own county is named once."""
    names = [step.name for step in path_of(place)]
    return " ".join(name for i, name in enumerate(names) if i == 0 or name != names[i - 1])


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


def search_places(text: str, limit: int = 20) -> list[Place]:
    """Up to ``limit`` (at most 50) regions, larger ones first, exact names before longer ones.

    The text is a code or its beginning, the beginning of a name (``石碣``), or names from above
    to below, apart or joined: ``东莞 石碣``, ``广东省东莞市石碣镇``.
    """
    limit = max(0, min(limit, MOST_FOUND))
    plain = _written(text)[:_LONGEST_TEXT]
    if re.fullmatch("[0-9]{1,12}", plain):
        under = Place.objects.filter(code__startswith=plain).order_by("level", "code")
        listed = under[: limit + len(_WIDTHS)]
        return [p for p in listed if p.code == plain or not p.is_stand_in][:limit]
    *above, last = re.split(r"[\s/>,，、·]+", plain) or [""]
    if not last:
        return []
    scope = Q()
    for name in above:
        scopes = _named(name, scope, _MOST_ABOVE, within_towns=True)
        if not scopes:
            return []
        scope = _under(scopes)
    found = _named(last, scope, limit)
    return found or _joined(last, scope, limit)


def _named(name: str, scope: Q, limit: int, *, within_towns: bool = False) -> list[Place]:
    """Regions in the scope whose name begins so; single characters never search the villages."""
    places: QuerySet[Place] = Place.objects.filter(scope, name__startswith=name)
    if within_towns or len(name) == 1:
        places = places.filter(level__lt=Level.VILLAGE)
    exact = Case(When(name=name, then=Value(0)), default=Value(1), output_field=IntegerField())
    listed = places.order_by(exact, "level", "code")[: limit + len(_WIDTHS)]
    return [place for place in listed if not place.is_stand_in][:limit]


def _joined(text: str, scope: Q, limit: int) -> list[Place]:
    """``广东省东莞市石碣镇``: take the longest leading name, then look below it for the rest."""
    rest = text
    for _ in _WIDTHS:
        beginnings = [rest[:end] for end in range(2, len(rest))]
        heads = list(
            Place.objects.filter(scope, name__in=beginnings, level__lt=Level.VILLAGE)[:_MOST_ABOVE]
        )
        if not heads:
            return []
        longest = max(len(place.name) for place in heads)
        scope = _under([place for place in heads if len(place.name) == longest])
        rest = rest[longest:]
        found = _named(rest, scope, limit)
        if found:
            return found
    return []


def _under(places: list[Place]) -> Q:
    scope = Q()
    for place in places:
        scope |= Q(code__startswith=place.code)
    return scope


def _written(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
