"""Bringing the keys of an older home from the main database's table to their own database.

Safe to stop and to repeat, beside a running site. A key leaves the table once the store of its own
has shown that it holds the very same one.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.timezone import now

from liushui.base.keys.choosing import own_store
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.wrapping import unwrap
from liushui.base.models import PersonKey
from liushui.kernel.errors import DomainError, gettext_noop

AT_ONCE = 1000
# Written anew, so that a key that was there is in no page of the table any more. A VACUUM would
# leave it as long as any older transaction runs.
REWRITE = "alter table {table} alter column wrapped type bytea using nullif(wrapped, '')"


class NoOwnKeyStore(DomainError):
    """There is nowhere to move keys to, or to copy them from."""

    code = "no_own_key_store"
    status = 409
    message = gettext_noop("The keys of people have no database of their own here.")
    remedy = gettext_noop("Name one in LIUSHUI_KEYS_DATABASE_URL, then run this again.")


class KeyDiffers(DomainError):
    """Both places hold a key of the same person, and not the same one."""

    code = "key_differs"
    status = 409
    message = gettext_noop("%(count)s keys differ from those that are there already.")
    remedy = gettext_noop("Nothing was taken away. Was the database of another home named?")


@dataclass(frozen=True, slots=True)
class Moved:
    """How many keys came over, and how many destroyed ones are known there now."""

    keys: int
    destroyed: int


def move_keys() -> Moved:
    """Move all of them. Raises ``NoOwnKeyStore``, ``KeyDiffers``, ``KeyStoreAway``."""
    store = own_store()
    if store is None:
        raise NoOwnKeyStore
    destroyed = _tell_destroyed(store)
    moved = 0
    while some := _move_some(store):
        moved += some
    with connection.cursor() as cursor:
        cursor.execute(REWRITE.format(table="base_personkey"))
    store.note_moved()
    return Moved(moved, destroyed)


def left_in_main() -> int:
    """How many keys lie in the main database's table."""
    return PersonKey.objects.filter(wrapped__isnull=False).count()


def _tell_destroyed(store: OwnKeyStore) -> int:
    told, after = 0, None
    while True:
        gone = PersonKey.objects.filter(destroyed_at__isnull=False)
        if after is not None:
            gone = gone.filter(pk__gt=after)
        rows = list(gone.order_by("pk")[:AT_ONCE])
        if not rows:
            return told
        store.adopt(rows)
        for one in rows:  # one that came over before it was destroyed here
            assert one.destroyed_at is not None
        store.destroy([one.pk for one in rows], at=now())
        told, after = told + len(rows), rows[-1].pk


@transaction.atomic
def _move_some(store: OwnKeyStore) -> int:
    kept = PersonKey.objects.filter(wrapped__isnull=False).select_for_update()
    rows = list(kept.order_by("pk")[:AT_ONCE])
    if not rows:
        return 0
    store.adopt(rows)
    there = store.wrapped_of([one.pk for one in rows])
    wrong = [one.pk for one in rows if not _is_same(one, there.get(one.pk, b""))]
    if wrong:
        raise KeyDiffers(count=len(wrong))
    moved = PersonKey.objects.filter(pk__in=[one.pk for one in rows])
    return moved.update(wrapped=None, locked_at=None, moved_at=now())


def _is_same(row: PersonKey, there: bytes | None) -> bool:
    """Opened and compared, so that a key that does not open is never believed.

    One that was destroyed there is gone: nothing is lost by forgetting it here.
    """
    if there is None:
        return True
    return bool(there) and unwrap(row.pk, there) == unwrap(row.pk, bytes(row.wrapped or b""))
