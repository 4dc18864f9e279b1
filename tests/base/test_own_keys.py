"""Keys in a database of their own: there before what they seal, destroyed after the commit."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from liushui.base import vault
from liushui.base.keys import choosing
from liushui.base.keys.choosing import keys_url
from liushui.base.keys.owing import carry_out, waiting_count
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.store import KeyStoreAway
from liushui.base.models import KeyOrder, PersonKey
from liushui.base.vault import Locked, Shredded
from tests.keystores import address_of, own_keys

pytestmark = pytest.mark.django_db(transaction=True)
in_own = pytest.mark.usefixtures("store")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """One for all tests of this file: none of them shares a person with another."""
    del django_db_setup
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, own_keys(patch):
        address = keys_url()
        patch.delenv("LIUSHUI_KEYS_DATABASE_URL")
        yield address


@pytest.fixture
def store(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnKeyStore]:
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", own_database)
    made = choosing.own_store()
    assert made is not None
    yield made
    made.close()


def is_open(who: UUID, sealed: bytes) -> bool:
    with suppress(Shredded):
        return vault.open_sealed(who, "name", sealed) == "林晓雨"
    return False


def test_no_key_lies_in_the_main_database(store: OwnKeyStore) -> None:
    lin, wang = uuid4(), uuid4()
    sealed = vault.seal(lin, "name", "林晓雨")
    [first] = vault.seal_first("name", [(wang, "王建国")])
    assert vault.open_sealed(lin, "name", sealed) == "林晓雨"
    assert vault.open_many("name", [(wang, first), (uuid4(), first)]) == ["王建国", None]
    assert PersonKey.objects.count() == 0
    assert set(store.wrapped_of([lin, wang])) == {lin, wang}


@in_own
def test_a_key_outlives_the_transaction_that_asked_for_it() -> None:
    lin = uuid4()
    with suppress(ZeroDivisionError), transaction.atomic():
        sealed = vault.seal(lin, "name", "林晓雨")
        raise ZeroDivisionError
    assert is_open(lin, sealed), "a key of nobody harms nobody; the other way round would"


@in_own
def test_an_erasure_that_is_rolled_back_destroys_nothing() -> None:
    lin = uuid4()
    sealed = vault.seal(lin, "name", "林晓雨")
    with suppress(ZeroDivisionError), transaction.atomic():
        vault.destroy_key(lin, at=AT)
        raise ZeroDivisionError
    assert is_open(lin, sealed)
    assert KeyOrder.objects.count() == 0
    with transaction.atomic():
        vault.destroy_key(lin, at=AT)
        assert is_open(lin, sealed), "not before the commit"
    vault.destroy_key(lin, at=AT)  # safe to call twice
    assert not is_open(lin, sealed)
    [owed] = KeyOrder.objects.all()
    assert owed.done_at is not None
    with pytest.raises(Shredded):
        vault.seal(lin, "name", "林晓雨")


@in_own
def test_what_is_owed_waits_while_the_store_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    lin = uuid4()
    sealed, there = vault.seal(lin, "name", "林晓雨"), os.environ["LIUSHUI_KEYS_DATABASE_URL"]
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", address_of("no_such_database"))
    vault.destroy_key(lin, at=AT)  # the erasure itself succeeds
    assert waiting_count() == 1
    with pytest.raises(KeyStoreAway):
        vault.open_sealed(lin, "name", sealed)
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", there)
    assert carry_out() == 1
    assert (waiting_count(), is_open(lin, sealed)) == (0, False)


@in_own
def test_a_broken_connection_is_made_anew() -> None:
    lin = uuid4()
    sealed = vault.seal(lin, "name", "林晓雨")
    with psycopg.connect(address_of("postgres"), autocommit=True) as other:
        other.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where application_name = 'liushui keys' and datname = %s",
            [f"{connection.settings_dict['NAME']}_keys"],
        )
    assert is_open(lin, sealed)


def test_threads_have_connections_of_their_own_and_one_key(store: OwnKeyStore) -> None:
    lin, found = uuid4(), []

    def ask() -> None:
        found.append(vault.key_store.key_for(lin))
        store.close()
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 6
    assert len(set(found)) == 1


@in_own
def test_locked_is_absent_for_all_and_opens_in_the_officers_hand() -> None:
    lin, chen = uuid4(), uuid4()
    sealed, other = vault.seal(lin, "name", "林晓雨"), vault.seal(chen, "name", "陈默")
    vault.lock_keys([lin], at=AT)
    with pytest.raises(Locked) as refused:
        vault.open_sealed(lin, "name", sealed)
    assert refused.value.code == "locked_away"
    with pytest.raises(Locked):
        vault.seal(lin, "name", "林晓雨")
    rows = [(lin, sealed), (chen, other)]
    assert vault.open_many("name", rows) == [None, "陈默"]
    with vault.in_hand(lin, vault.key_store.locked_key(lin)):
        assert vault.open_many("name", rows) == ["林晓雨", "陈默"]
        assert is_open(lin, sealed)
    assert not is_open(lin, sealed)
    vault.unlock_keys([lin], at=AT)
    assert is_open(lin, sealed)
    vault.lock_keys([lin], at=AT)
    vault.destroy_key(lin, at=AT)
    vault.unlock_keys([lin], at=AT)
    with pytest.raises(Shredded):
        vault.key_store.locked_key(lin)


@in_own
@pytest.mark.parametrize(
    "revival",
    [
        "update person_key set wrapped = 'x', destroyed_at = null where vault_id = %s",
        "delete from person_key where vault_id = %s",
        "update person_key set vault_id = gen_random_uuid() where vault_id = %s",
    ],
)
def test_the_keys_database_keeps_a_destroyed_key_destroyed(revival: str) -> None:
    lin = uuid4()
    vault.seal(lin, "name", "林晓雨")
    vault.destroy_key(lin, at=AT)
    with (
        psycopg.connect(keys_url()) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="once and for good"),
    ):
        other.execute(revival.encode(), [lin])


def test_what_was_owed_stays_as_proof() -> None:
    vault.destroy_key(uuid4(), at=AT)
    for change in ("delete from base_keyorder", "update base_keyorder set done_at = null"):
        with (
            pytest.raises(DatabaseError, match="done once"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(change)


def erased_by_a_process_that_dies(who: UUID, where: str) -> int:
    """How a process ended that erases somebody and is killed: at one of three places."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    connection.connection = None  # the parent's

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    class Deadly(OwnKeyStore):
        def destroy(self, *args: Any, **named: Any) -> None:
            super().destroy(*args, **named)
            die()

    with transaction.atomic():
        if where == "after the commit":
            transaction.on_commit(die)
        if where == "after destroying":
            choosing._chosen = lambda *_: Deadly(keys_url())  # type: ignore[assignment]
        vault.destroy_key(who)
        if where == "before the commit":
            die()
    os._exit(0)


@in_own
@pytest.mark.parametrize("where", ["before the commit", "after the commit", "after destroying"])
def test_killed_anywhere_nobody_erased_keeps_a_key_and_nobody_else_loses_theirs(where: str) -> None:
    lin, wang = uuid4(), uuid4()
    sealed, other = vault.seal(lin, "name", "林晓雨"), vault.seal(wang, "name", "林晓雨")
    assert erased_by_a_process_that_dies(lin, where) == -signal.SIGKILL
    was_committed = where != "before the commit"
    assert is_open(lin, sealed) == (where != "after destroying")
    assert waiting_count() == was_committed
    assert carry_out() == was_committed
    assert is_open(lin, sealed) != was_committed
    assert (waiting_count(), is_open(wang, other)) == (0, True)


def people_in_a_list() -> list[tuple[UUID, bytes]]:
    """Twenty who are new, one of them told anew, and their names in one list."""
    whose = [uuid4() for _ in range(20)]
    names = vault.seal_first("name", [(one, "林晓雨") for one in whose])
    vault.seal(whose[0], "phone", "13800000001")
    vault.seal(uuid4(), "network", "203.0.113.7")
    assert vault.open_sealed(whose[0], "name", names[0]) == "林晓雨"
    rows = list(zip(whose, names, strict=True))
    assert vault.open_many("name", rows) == ["林晓雨"] * 20
    return rows


def test_it_is_asked_as_seldom_as_the_table(
    store: OwnKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = os.environ["LIUSHUI_KEYS_DATABASE_URL"]
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", "main")
    with CaptureQueriesContext(connection) as table:
        people_in_a_list()
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", apart)
    store.note_moved()
    on, asked = store._connection(), []
    execute = on.execute
    monkeypatch.setattr(on, "execute", lambda *args: asked.append(args[0]) or execute(*args))
    with CaptureQueriesContext(connection) as main:
        people_in_a_list()
    assert len(main) == 0
    assert 0 < len(asked) <= len(table), asked
