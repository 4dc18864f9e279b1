"""Loading the packaged regions."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db import connection, transaction
from django.utils.timezone import now

from liushui.places import changes, regions, spelling
from liushui.places.models import Edition, FormerCode, Level, Place
from liushui.places.regions import Region
from liushui.places.spelling import spelled

Progress = Callable[[int, int], None]
_STEP = 20_000

_STAGE = "create temporary table loading (like places_place) on commit drop"
_MERGE = """
insert into places_place (code, level, name, pinyin, initials, parent_id)
select code, level, name, pinyin, initials, parent_id from loading
on conflict (code) do update
   set level = excluded.level, name = excluded.name, pinyin = excluded.pinyin,
       initials = excluded.initials, parent_id = excluded.parent_id
 where (places_place.level, places_place.name, places_place.pinyin, places_place.initials,
        places_place.parent_id)
       is distinct from (excluded.level, excluded.name, excluded.pinyin, excluded.initials,
        excluded.parent_id)
"""
_COLUMNS = "code, level, name, pinyin, initials, parent_id"


def load_places(progress: Progress | None = None) -> int:
    """Load the packaged regions; how many rows are new or differ, 0 when they stand already.

    Regions that a later edition no longer has are kept: addresses and identity numbers of their
    time name them. ``progress`` hears rows read and rows in all.
    """
    last = Edition.objects.order_by("-pk").first()
    edition = _fingerprint()
    if last is not None and last.sha256 == edition:
        return 0
    total = sum(regions.COUNTS.values())
    with transaction.atomic():
        changed = load_regions(_watched(regions.packaged_regions(), total, progress))
        load_former_codes()
        Edition.objects.create(
            sha256=edition,
            source=regions.SOURCE,
            as_of=regions.AS_OF,
            rows=total,
            loaded_at=now(),
        )
    return changed


def edition_day() -> date:
    """The day whose regions the package holds."""
    return regions.AS_OF


@transaction.atomic
def load_regions(rows: Iterable[Region]) -> int:
    """Bring in these regions by COPY; how many are new or differ. Safe to call twice."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(f"copy loading ({_COLUMNS}) from stdin") as copy:
            for row in rows:
                copy.write_row((row.code, row.level, row.name, *spelled(row.name), row.parent))
        cursor.execute(_MERGE)
        changed: int = cursor.rowcount
        cursor.execute("drop table loading")
        if changed:  # plans made for an empty table would look for each parent from end to end
            cursor.execute("analyze places_place")
    return changed


@transaction.atomic
def load_former_codes() -> int:
    """Bring in the packaged codes of before whose regions stand here; how many stand now."""
    known = set(Place.objects.filter(level__lte=Level.COUNTY).values_list("code", flat=True))
    named = [
        (one, one.new if one.new in known else one.new[:4])  # a city's code is filled up: 460100
        for one in changes.packaged_changes()
    ]
    rows = [
        FormerCode(code=one.old, name=one.old_name, place_id=code, since=one.since)
        for one, code in named
        if code in known
    ]
    FormerCode.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "place", "since"],
    )
    return len(rows)


def _fingerprint() -> str:
    """Of all three packaged files: regions, readings, former codes."""
    digest = hashlib.sha256(regions.SHA256.encode())
    for file in (spelling.FILE, changes.FILE):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _watched(rows: Iterator[Region], total: int, progress: Progress | None) -> Iterator[Region]:
    for count, row in enumerate(rows, 1):
        if progress is not None and (count % _STEP == 0 or count == total):
            progress(count, total)
        yield row
