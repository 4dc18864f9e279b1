"""Keys in a database of their own, for tests that are about it: made beside the test's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.db import connection

from liushui.base.keys.choosing import own_store
from liushui.base.keys.own import OwnKeyStore


def address_of(name: str) -> str:
    """The address of a database on the test's server."""
    told = connection.settings_dict
    who = f"{told['USER']}:{quote(str(told['PASSWORD']), safe='')}".rstrip(":")
    port = f"&port={told['PORT']}" if told["PORT"] else ""
    return f"postgresql://{who}@/{name}?host={quote(str(told['HOST']), safe='')}{port}"


@contextmanager
def own_keys(monkeypatch: pytest.MonkeyPatch, name: str = "keys") -> Iterator[OwnKeyStore]:
    """The store that this process uses until the end, in an empty database."""
    whole = f"{connection.settings_dict['NAME']}_{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{whole}" with (force)')
        cursor.execute(f'create database "{whole}"')
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", address_of(whole))
    store = own_store()
    assert store is not None
    try:
        yield store
    finally:
        store.close()
        monkeypatch.undo()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{whole}" with (force)')
