"""Whether the key store is as the main database says: counts, nobody's number."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection

from liushui.base.keys.choosing import ChosenKeyStore, own_store
from liushui.base.keys.moving import left_in_main
from liushui.base.keys.owing import waiting_count
from liushui.base.models import KeyAct, KeyOrder

AT_ONCE = 5000
# Every table whose rows are sealed says under whose key, in a column of this name.
_SEALED = """
select table_name from information_schema.columns
where table_schema = 'public' and column_name = 'vault_id'
  and table_name not in ('base_personkey', 'base_keyorder') order by table_name
"""


def key_faults() -> list[str]:
    """What is not as it should be, in words."""
    found = []
    if waiting := waiting_count():
        found.append(f"{waiting} acts are owed to keys and not done: does the worker run?")
    if own_store() is not None and (left := left_in_main()):
        found.append(f"{left} keys lie in the main database: run 'liushui keys move'")
    if alive := sum(len(ChosenKeyStore().keys_of(some)) for some in _destroyed()):
        found.append(f"{alive} keys are there though they were destroyed: run it again in a minute")
    for table, missing in _without_key():
        found.append(f"{missing} rows of {table} are sealed by a key that is nowhere")
    return found


def _destroyed() -> Iterator[Sequence[UUID]]:
    gone = KeyOrder.objects.filter(act=KeyAct.DESTROY, done_at__isnull=False)
    yield from _some(list(gone.values_list("vault_id", flat=True)))


def _without_key() -> Iterator[tuple[str, int]]:
    """Rows whose key is neither kept nor locked nor destroyed on purpose."""
    known = set(KeyOrder.objects.values_list("vault_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_SEALED)
        for (table,) in cursor.fetchall():
            columns = _sealed_columns(table)
            if not columns:
                continue
            held = " or ".join(f"{connection.ops.quote_name(one)} is not null" for one in columns)
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"select vault_id from {quoted} where {held}")
            named = {row[0] for row in cursor.fetchall()} - known
            kept = sum(len(ChosenKeyStore().keys_of(some)) for some in _some(sorted(named)))
            if kept < len(named):
                yield table, len(named) - kept


def _sealed_columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_schema = 'public'"
            " and table_name = %s and data_type = 'bytea' and column_name like '%%sealed'",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def _some(numbers: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
