"""How many leaves of each kind there are, counted on from where it was counted last."""

from collections import Counter

from django.db import connection, transaction

from liushui.transparency.models import State
from liushui.transparency.models_beside import KindCount
from liushui.transparency.queries.heads import published_size

_CHUNK = 20_000


def count_kinds() -> int:
    """Count what was published since; as far as which entry it is counted now."""
    size = published_size()
    upto = _step(size)
    while 0 < upto < size:
        upto = _step(size)
    return upto


@transaction.atomic
def _step(size: int) -> int:
    if not State.objects.exists():
        return 0
    KindCount.objects.get_or_create(one=True)
    counted = KindCount.objects.select_for_update().get()
    end = min(size, counted.upto + _CHUNK)
    if end > counted.upto:
        counted.counts = dict(Counter(counted.counts) + Counter(_kinds(counted.upto, end)))
        counted.upto = end
        counted.save()
    return counted.upto


def _kinds(first: int, end: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select convert_from(leaf, 'UTF8')::json ->> 'k', count(*)
               from transparency_entry where index >= %s and index < %s group by 1""",
            [first, end],
        )
        return dict(cursor.fetchall())
