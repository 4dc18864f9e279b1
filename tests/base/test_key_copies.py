"""An older home's keys come over; copies are of seven days; what was destroyed stays destroyed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from liushui.base import vault
from liushui.base.keys.backups import KeyBackupTooOld, KeyBackupUnfit, back_up_keys, restore_keys
from liushui.base.keys.checking import key_faults
from liushui.base.keys.choosing import keys_url
from liushui.base.keys.moving import KeyDiffers, NoOwnKeyStore, left_in_main, move_keys
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.store import KeyMissing, KeyStoreStrange
from liushui.base.keys.wrapping import fresh
from liushui.base.models import PersonKey
from liushui.base.vault import Locked, Shredded
from tests.keystores import own_keys

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def older() -> dict[UUID, bytes]:
    """A home whose keys lie in the main database's table."""
    return {
        one: vault.seal(one, "name", f"林{n}") for n, one in enumerate(uuid4() for _ in "12345")
    }


@pytest.fixture
def store(older: dict[UUID, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnKeyStore]:
    """The same home, once it was given a database for them."""
    del older
    with own_keys(monkeypatch) as made:
        yield made


def names(sealed: dict[UUID, bytes]) -> list[str | None]:
    return vault.open_many("name", list(sealed.items()))


ALL = ["林0", "林1", "林2", "林3", "林4"]


def test_before_they_are_moved_they_are_found_where_they_were(
    older: dict[UUID, bytes], store: OwnKeyStore
) -> None:
    first, second, *_ = older
    assert vault.open_sealed(first, "name", older[first]) == "林0"
    assert set(store.wrapped_of(list(older))) == {first}, "it came over when it was asked for"
    assert names(older) == ALL
    vault.destroy_key(second, at=AT)
    assert names(older) == ["林0", None, *ALL[2:]]
    assert left_in_main() == 4, "what is destroyed is destroyed in both"
    vault.lock_keys([first], at=AT)
    with pytest.raises(Locked):
        vault.key_store.key_for(first)


def test_moving_may_stop_and_be_repeated_and_leaves_no_key_behind(
    older: dict[UUID, bytes], store: OwnKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, *rest = older
    there = keys_url()
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", "main")
    vault.destroy_key(gone, at=AT)
    with pytest.raises(NoOwnKeyStore):
        move_keys()
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", there)
    vault.key_store.keys_of(rest[:2])  # two are over already, as if it had stopped
    assert key_faults() == ["4 keys lie in the main database: run 'liushui keys move'"]
    moved = move_keys()
    assert (moved.keys, moved.destroyed, left_in_main()) == (4, 1, 0)
    assert names(older) == [None, *ALL[1:]]
    assert (move_keys().keys, names(older)) == (0, [None, *ALL[1:]])
    with pytest.raises(Shredded):
        vault.key_store.key_for(gone)
    assert store.is_moved()
    assert key_faults() == []
    assert set(PersonKey.objects.values_list("wrapped", flat=True)) == {None}


def test_a_key_that_differs_there_is_taken_away_nowhere(
    older: dict[UUID, bytes], store: OwnKeyStore
) -> None:
    first, *_ = older
    store.adopt([PersonKey(vault_id=first, wrapped=fresh(first), made_at=AT)])
    with pytest.raises(KeyDiffers):
        move_keys()
    assert left_in_main() == 5


def lose_everything() -> None:
    with psycopg.connect(keys_url()) as on:
        on.execute("alter table person_key disable trigger user")
        on.execute("delete from person_key")
        on.execute("alter table person_key enable trigger user")


def test_a_copy_brings_back_all_but_what_was_destroyed_since(
    older: dict[UUID, bytes], store: OwnKeyStore, tmp_path: Path
) -> None:
    move_keys()
    copy, removed = back_up_keys(tmp_path, at=AT)
    assert (removed, copy.stat().st_mode & 0o777) == (0, 0o600)
    gone, locked, *_ = older
    vault.destroy_key(gone, at=AT)
    vault.lock_keys([locked], at=AT)
    after = [None, None, *ALL[2:]]
    assert (restore_keys(copy, at=AT).keys, names(older)) == (0, after), "nothing was missing"
    lose_everything()
    assert len(key_faults()) == 0, "no row of a table is sealed by them here"
    brought = restore_keys(copy, at=AT + WEEK)
    assert (brought.keys, brought.differing, names(older)) == (5, 0, after)
    for who, refused in ((gone, Shredded), (locked, Locked)):
        with pytest.raises(refused):
            vault.key_store.key_for(who)
    del store


def test_an_empty_store_is_not_taken_for_the_lost_one(
    older: dict[UUID, bytes],
    store: OwnKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """By a wrong address or a new disk: nobody gets a second key, and a copy mends it."""
    move_keys()
    copy, _ = back_up_keys(tmp_path, at=AT)
    lin = next(iter(older))
    with pytest.MonkeyPatch.context() as patch, own_keys(patch, "lost") as other:
        with pytest.raises(KeyStoreStrange):
            vault.open_sealed(lin, "name", older[lin])
        with pytest.raises(KeyStoreStrange):
            vault.seal(uuid4(), "name", "王建国")
        with pytest.raises(KeyStoreStrange):
            call_command("migrate", verbosity=0)
        with other.coming_back():
            other.run(
                lambda on: on.execute(
                    "alter table person_key add constraint full_disk check (wrapped is null)"
                )
            )
        with pytest.raises(psycopg.errors.CheckViolation):
            restore_keys(copy, at=AT)
        with pytest.raises(KeyStoreStrange):  # half of a copy is none
            vault.open_sealed(lin, "name", older[lin])
        with other.coming_back():
            other.run(lambda on: on.execute("alter table person_key drop constraint full_disk"))
        assert restore_keys(copy, at=AT).keys == len(older)
        assert names(older) == ALL
        other.close()
        assert names(older) == ALL, "by a connection made after it"
    monkeypatch.setenv("LIUSHUI_KEYS_DATABASE_URL", "main")
    with pytest.raises(KeyStoreStrange):
        call_command("migrate", verbosity=0)
    del store


def test_what_is_sealed_under_a_key_that_is_nowhere_gets_no_new_one(store: OwnKeyStore) -> None:
    wang = uuid4()
    sealed = vault.seal(wang, "name", "王建国")
    assert vault.open_sealed(wang, "name", sealed) == "王建国"
    lose_everything()
    with pytest.raises(KeyMissing):
        vault.open_sealed(wang, "name", sealed)
    with pytest.raises(KeyMissing):
        vault.open_bytes(wang, "file", sealed)
    assert store.wrapped_of([wang]) == {}


def test_a_copy_does_not_mend_into_the_keys_of_another_home(
    older: dict[UUID, bytes], store: OwnKeyStore, tmp_path: Path
) -> None:
    move_keys()
    copy, _ = back_up_keys(tmp_path, at=AT)
    with pytest.MonkeyPatch.context() as patch, own_keys(patch, "others") as other:
        with other.coming_back():
            other.make_keys([uuid4()])
        with pytest.raises(KeyStoreStrange):
            restore_keys(copy, at=AT)
    assert names(older) == ALL
    del store


def test_a_copy_is_kept_for_seven_days_and_opens_no_longer(
    older: dict[UUID, bytes], store: OwnKeyStore, tmp_path: Path
) -> None:
    vault.key_store.keys_of(older)
    old, _ = back_up_keys(tmp_path, at=AT)
    kept, _ = back_up_keys(tmp_path, at=AT + timedelta(days=1))
    (tmp_path / "liushui-keys-not-ours.keys").touch()
    later = AT + WEEK + timedelta(minutes=1)
    with pytest.raises(KeyBackupTooOld):
        restore_keys(old, at=later)
    renamed = tmp_path / "liushui-keys-20301231T000000Z.keys"
    renamed.write_bytes(old.read_bytes())
    with pytest.raises(KeyBackupTooOld):
        restore_keys(renamed, at=later)  # its date is inside
    renamed.unlink()
    _, removed = back_up_keys(tmp_path, at=later)
    assert (removed, old.exists(), kept.exists()) == (1, False, True)
    del store


@pytest.mark.usefixtures("store")
def test_a_copy_that_was_changed_or_cut_is_none(older: dict[UUID, bytes], tmp_path: Path) -> None:
    vault.key_store.keys_of(older)
    copy, _ = back_up_keys(tmp_path, at=AT)
    whole = copy.read_bytes()
    redated = whole.replace(b"2026-11-23", b"2026-12-23", 1)
    for content in (b"", b"{}\n", whole[:-20], whole[:-1], redated, whole[:-30] + b"x" * 30):
        copy.write_bytes(content)
        with pytest.raises(KeyBackupUnfit):
            restore_keys(copy, at=AT)
    with pytest.raises(KeyBackupUnfit):
        restore_keys(tmp_path / "nowhere.keys", at=AT)
    assert b"vault" not in whole
    assert all(one.bytes not in whole and str(one).encode() not in whole for one in older)


def pages_of(cursor: "psycopg.Cursor | CursorWrapper", table: str) -> bytes:
    """The table as it lies on the disk, rows that are dead included."""
    cursor.execute("create extension if not exists pageinspect")
    cursor.execute(f"select pg_relation_size('{table}')")
    size = cursor.fetchone()
    assert size is not None
    pages = b""
    for number in range(size[0] // 8192):
        cursor.execute(f"select get_raw_page('{table}', {number})")
        page = cursor.fetchone()
        assert page is not None
        pages += bytes(page[0])
    cursor.execute("drop extension pageinspect")
    return pages


def test_what_was_moved_or_destroyed_is_in_no_page_any_more(
    older: dict[UUID, bytes], store: OwnKeyStore
) -> None:
    """A copy of the server's folder holds dead rows too."""
    wrapped = [bytes(one.wrapped or b"") for one in PersonKey.objects.all()]
    move_keys()
    with connection.cursor() as cursor:
        pages = pages_of(cursor, "base_personkey")
    assert (len(wrapped), [one for one in wrapped if one in pages]) == (5, [])
    assert names(older) == ALL
    gone = next(iter(older))
    there = store.wrapped_of([gone])[gone]
    assert there is not None
    vault.destroy_key(gone, at=AT)
    store.tidy()
    with psycopg.connect(keys_url()) as on, on.cursor() as cursor:
        assert there not in pages_of(cursor, "person_key")
    assert names(older) == [None, *ALL[1:]]
