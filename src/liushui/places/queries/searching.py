"""Finding a region by what people know of it: name, pinyin, part of the path, code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from liushui.kernel.errors import NotFound
from liushui.places.models import FormerCode, Level, Place
from liushui.places.queries.lookup import WIDTHS, path_texts, place_by_code, plain_text

MOST_FOUND = 50
_LONGEST_TEXT = 100
# How many regions of one name may lie above what is looked for: 城关镇 occurs hundreds of times.
_MOST_ABOVE = 40
_MOST_HEADS = 400
_BETWEEN = re.compile(r"[\s/>,，、·|]+")
_LATIN = re.compile(r"[a-zü'’]+", re.IGNORECASE)
# What people leave out at the end of a name, and how that is spelled.
_ENDINGS = ("", "市", "省", "县", "区", "镇", "乡", "街道", "自治区", "特别行政区")
_SPELLED_ENDINGS = ("", "shi", "sheng", "xian", "qu", "zhen", "xiang", "jiedao")
_LAST_WORD = re.compile("(?:省|市|自治区|特别行政区|区|县|旗|盟|州|镇|乡|街道)$")
_LONGEST_INITIALS = 8
_BEFORE_VILLAGES = tuple(level for level in Level if level != Level.VILLAGE)


def search_places(text: str, limit: int = 20) -> list[Place]:
    """Up to ``limit`` (at most 50) regions, exact names first, then the larger ones.

    The text is a code or its beginning, the beginning of a name (``石碣``), its pinyin or initials
    (``shijie``, ``sj``), or names from above to below, apart or joined: ``东莞 石碣``,
    ``dongguan shijie``, ``广东省东莞市石碣镇``, ``广东东莞石碣``. A name of before is answered by
    the region of today.
    """
    limit = max(0, min(limit, MOST_FOUND))
    plain = plain_text(text)[:_LONGEST_TEXT]
    if re.fullmatch("[0-9]{1,12}", plain):
        return _coded(plain, limit)
    words = [word for word in _BETWEEN.split(plain) if word]
    if not words:
        return []
    if len(words) > 1 and all(map(_LATIN.fullmatch, words)):
        found = _named("".join(words), Q(), limit)  # syllables written apart: dong guan
        if found:
            return found
    return _down_the_path(words, limit)


def places_meant(text: str, limit: int = 20) -> Sequence[tuple[str, str]]:
    """``(code, path)`` of the regions that a code or name may mean.

    A name that one region alone bears in full means this region.
    """
    if not text.strip():
        return []
    try:
        found = [place_by_code(text)]
    except NotFound:
        found = search_places(text, limit)
    exact = [place for place in found if place.name == text.strip()]
    listed = exact if len(exact) == 1 else found
    paths = path_texts(listed)
    return [(place.code, paths[place.code]) for place in listed]


def _coded(code: str, limit: int) -> list[Place]:
    found: list[Place] = []
    for level in Level:
        if len(found) >= limit:
            break
        under = Place.objects.filter(code__startswith=code, level=level).order_by("code")
        listed = under[: limit + len(WIDTHS)]
        found += [p for p in listed if p.code == code or not p.is_stand_in]
    del found[limit:]
    if not found and limit:
        former = FormerCode.objects.filter(code=code).select_related("place")
        found = [one.place for one in former]
    return found


def _down_the_path(words: list[str], limit: int) -> list[Place]:
    *above, last = words
    scope = Q()
    for name in above:
        scopes = _named(name, scope, _MOST_ABOVE, _BEFORE_VILLAGES)
        if not scopes:
            return []
        rank = _asked(name).rank
        whole = [place for place in scopes if not rank(place)[0]]
        scope = _under(whole or scopes)
    found = _named(last, scope, limit)
    if found or _LATIN.fullmatch(last):
        return found
    return _joined(last, scope, limit) or _once_named(last, limit)


def _named(word: str, scope: Q, limit: int, levels: Sequence[Level] = tuple(Level)) -> list[Place]:
    """Regions in the scope whose name, pinyin or initials begin so; whole names come first.

    Each level is read in the order of its index and only as far as asked, so the cost does not grow
    with how many there are.
    """
    if not limit:
        return []
    asked = _asked(word)
    begun = [
        Place.objects.filter(scope, level=level, **{f"{column}__startswith": beginning}).order_by(
            column, "code"
        )[: limit + len(WIDTHS)]
        for column, beginning in asked.beginnings
        for level in levels
    ]
    whole = Place.objects.filter(
        scope, level__in=_BEFORE_VILLAGES, **{f"{asked.column}__in": asked.whole}
    ).order_by("level", "code")[: limit + len(WIDTHS)]
    rows = whole.union(*begun, all=True)
    unique = {place.code: place for place in rows if not place.is_stand_in}
    return sorted(unique.values(), key=asked.rank)[:limit]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One word as it is looked for: in which columns, and which values are the whole name."""

    column: str
    beginnings: Sequence[tuple[str, str]]
    whole: frozenset[str]
    initials: str = ""

    def rank(self, place: Place) -> tuple[bool, int, str]:
        """Whole names first, then larger regions."""
        written = getattr(place, self.column)
        short = bool(self.initials) and place.initials[:-1] == self.initials
        return (written not in self.whole and not short, place.level, place.code)


def _asked(word: str) -> _Asked:
    if not _LATIN.fullmatch(word):
        endings = _ENDINGS if len(word) > 1 else ("",)  # nobody calls 东区 just 东
        return _Asked("name", [("name", word)], frozenset(word + end for end in endings))
    plain = re.sub("['’]", "", word.lower()).replace("ü", "v")
    whole = frozenset(plain + end for end in _SPELLED_ENDINGS)
    if len(plain) > _LONGEST_INITIALS:
        return _Asked("pinyin", [("pinyin", plain)], whole)
    return _Asked("pinyin", [("pinyin", plain), ("initials", plain)], whole, plain)


def _joined(text: str, scope: Q, limit: int) -> list[Place]:
    """``广东东莞石碣``: take the leading name, look below it for the rest."""
    rest = text
    for _ in WIDTHS:
        heads = _heads(rest, scope)
        if not heads:
            return []
        longest = max(heads)
        scope = _under(heads[longest][:_MOST_ABOVE])
        rest = rest[longest:]
        found = _named(rest, scope, limit)
        if found:
            return found
    return []


def _heads(text: str, scope: Q) -> dict[int, list[Place]]:
    """Regions whose name, with or without its last word, begins the text; by what they take."""
    begun = Place.objects.filter(
        scope, level__lt=Level.VILLAGE, name__startswith=text[:2]
    ).order_by("level", "code")[:_MOST_HEADS]
    heads: dict[int, list[Place]] = {}
    for place in begun:
        for name in (place.name, _LAST_WORD.sub("", place.name)):
            if 1 < len(name) < len(text) and text.startswith(name):
                heads.setdefault(len(name), []).append(place)
                break
    return heads


def _once_named(name: str, limit: int) -> list[Place]:
    """Regions of today that once bore a name that begins so."""
    former = FormerCode.objects.filter(name__startswith=name).select_related("place")
    places = {one.place_id: one.place for one in former.order_by("code")[:MOST_FOUND]}
    return sorted(places.values(), key=lambda place: (place.level, place.code))[:limit]


def _under(places: list[Place]) -> Q:
    scope = Q()
    for place in places:
        scope |= Q(code__startswith=place.code)
    return scope
