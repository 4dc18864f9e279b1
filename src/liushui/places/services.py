"""Loading the packaged regions."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db import connection, transaction
from django.utils.timezone import now

from liushui.places import regions
from liushui.places.models import Edition
from liushui.places.regions import Region

Progress = Callable[[int, int], None]
_STEP = 20_000

_STAGE = "create temporary table loading (like places_place) on commit drop"
_MERGE = """
insert into places_place (code, level, name, parent_id)
select code, level, name, parent_id from loading
on conflict (code) do update
   set level = excluded.level, name = excluded.name, parent_id = excluded.parent_id
 where (places_place.level, places_place.name, places_place.parent_id)
       is distinct from (excluded.level, excluded.name, excluded.parent_id)
"""


def load_places(progress: Progress | None = None) -> int:
    """Load the packaged regions; how many rows are new or differ, 0 when they stand already.

    Regions that a later edition no longer has are kept: addresses and identity numbers of their
    time name them. ``progress`` hears rows read and rows in all.
    """
    last = Edition.objects.order_by("-pk").first()
    if last is not None and last.sha256 == regions.SHA256:
        return 0
    total = sum(regions.COUNTS.values())
    with transaction.atomic():
        changed = load_regions(_watched(regions.packaged_regions(), total, progress))
        Edition.objects.create(
            sha256=regions.SHA256,
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
        with cursor.copy("copy loading (code, level, name, parent_id) from stdin") as copy:
            for row in rows:
                copy.write_row((row.code, row.level, row.name, row.parent))
        cursor.execute(_MERGE)
        changed: int = cursor.rowcount
        cursor.execute("drop table loading")
    return changed


def _watched(rows: Iterator[Region], total: int, progress: Progress | None) -> Iterator[Region]:
    for count, row in enumerate(rows, 1):
        if progress is not None and (count % _STEP == 0 or count == total):
            progress(count, total)
        yield row
