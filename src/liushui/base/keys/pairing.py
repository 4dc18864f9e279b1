"""The main database remembers which key store is its own: no other one is spoken to.

An empty one, by a wrong address or a lost disk, would be given new keys for people who have some;
what the old ones sealed could then never be opened again.
"""

from uuid import UUID

import psycopg

from liushui.base.keys.store import KeyStoreStrange
from liushui.base.models import KeyStoreMark


def require_own(on: psycopg.Connection) -> None:
    """Demand that it is the store known here; the first one seen becomes it."""
    here = _named(on)
    if _known(here) != here:
        raise KeyStoreStrange


def adopt_store(on: psycopg.Connection) -> None:
    """Let an empty store be the one that is known here. Raises ``KeyStoreStrange``."""
    here = _named(on)
    known = _known(here)
    if known == here:
        return
    with on.transaction():
        held = on.execute("select exists (select from person_key)").fetchone()
        if held is None or held[0]:
            raise KeyStoreStrange
        on.execute("update key_store set id = %s", [known])


def has_own() -> bool:
    """Whether this home's keys were made in a database of their own."""
    return KeyStoreMark.objects.exists()


def _known(here: UUID) -> UUID:
    mark, _ = KeyStoreMark.objects.get_or_create(one=True, defaults={"store_id": here})
    return mark.store_id


def _named(on: psycopg.Connection) -> UUID:
    row = on.execute("select id from key_store").fetchone()
    assert row is not None, "the tables were made"
    named: UUID = row[0]
    return named
