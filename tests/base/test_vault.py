"""What is sealed is read by nobody else, and gone for everyone once its key is destroyed."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction

from liushui.base import vault

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 18, 9, 0, tzinfo=UTC)


def test_what_was_sealed_is_read_back() -> None:
    lin = uuid4()
    sealed = vault.seal(lin, "name", "林晓雨")
    assert vault.open_sealed(lin, "name", sealed) == "林晓雨"
    assert vault.open_sealed(lin, "name", memoryview(sealed)) == "林晓雨"


def test_the_plain_text_is_in_neither_the_seal_nor_the_key_table() -> None:
    lin = uuid4()
    sealed = vault.seal(lin, "phone", "13812345678")
    assert b"13812345678" not in sealed
    assert sealed != vault.seal(lin, "phone", "13812345678"), "equal phones must not look equal"
    key = vault.key_store.key_for(lin)
    with connection.cursor() as cursor:
        cursor.execute("select wrapped from base_personkey where vault_id = %s", [lin])
        assert key not in bytes(cursor.fetchone()[0])


def test_a_seal_opens_for_its_own_person_and_field_only() -> None:
    lin, chen = uuid4(), uuid4()
    sealed = vault.seal(lin, "name", "林晓雨")
    vault.seal(chen, "name", "陈思")
    for vault_id, field, stolen in [
        (chen, "name", sealed),
        (lin, "phone", sealed),
        (lin, "name", sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ]:
        with pytest.raises(InvalidTag):
            vault.open_sealed(vault_id, field, stolen)


def test_a_wrapped_key_cannot_be_given_to_another_person() -> None:
    lin, chen = uuid4(), uuid4()
    vault.seal(lin, "name", "林晓雨")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_personkey (vault_id, wrapped)"
            " select %s, wrapped from base_personkey where vault_id = %s",
            [chen, lin],
        )
    with pytest.raises(InvalidTag):
        vault.key_store.key_for(chen)


def test_destroying_the_key_erases_every_copy() -> None:
    lin = uuid4()
    name, phone = vault.seal(lin, "name", "林晓雨"), vault.seal(lin, "phone", "13812345678")
    vault.destroy_key(lin, at=AT)
    vault.destroy_key(lin, at=AT)  # safe to call twice
    for field, sealed in [("name", name), ("phone", phone)]:
        with pytest.raises(vault.Shredded) as refused:
            vault.open_sealed(lin, field, sealed)
        assert refused.value.code == "shredded"
    with pytest.raises(vault.Shredded):
        vault.seal(lin, "name", "林晓雨")  # and no new key is made in silence


def test_a_person_without_a_key_can_be_erased_beforehand() -> None:
    lin = uuid4()
    vault.destroy_key(lin, at=AT)
    with pytest.raises(vault.Shredded):
        vault.seal(lin, "name", "林晓雨")


@pytest.mark.parametrize(
    "revival",
    [
        "update base_personkey set wrapped = 'x', destroyed_at = null where vault_id = %s",
        "delete from base_personkey where vault_id = %s",
        "update base_personkey set vault_id = gen_random_uuid() where vault_id = %s",
    ],
)
def test_the_database_keeps_a_destroyed_key_destroyed(revival: str) -> None:
    lin = uuid4()
    vault.seal(lin, "name", "林晓雨")
    vault.destroy_key(lin, at=AT)
    with (
        pytest.raises(DatabaseError, match="once and for good"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(revival, [lin])


def test_many_names_cost_one_look_at_the_key_store(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = [uuid4() for _ in range(5)]
    rows = [(who, vault.seal(who, "name", f"林{i}")) for i, who in enumerate(people)]
    vault.destroy_key(people[2], at=AT)
    with django_assert_num_queries(1):
        assert vault.open_many("name", rows) == ["林0", "林1", None, "林3", "林4"]


def test_what_passes_is_sealed_for_one_purpose() -> None:
    sealed = vault.seal_passing("sign-in", "13812345678")
    assert b"13812345678" not in sealed
    assert vault.open_passing("sign-in", sealed) == "13812345678"
    with pytest.raises(InvalidTag):
        vault.open_passing("message", sealed)


def test_a_keyed_hash_finds_the_same_value_of_the_same_kind() -> None:
    phone = vault.lookup_hash("phone", "13812345678")
    assert len(phone) == 32
    assert phone == vault.lookup_hash("phone", "13812345678")
    assert phone != vault.lookup_hash("address", "13812345678")
    assert phone != vault.lookup_hash("phone", "13812345679")
    with pytest.raises(ValueError, match="plain word"):
        vault.lookup_hash("phone\0", "x")


def test_another_installation_has_other_hashes_and_cannot_open(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    lin = uuid4()
    sealed, found = vault.seal(lin, "name", "林晓雨"), vault.lookup_hash("phone", "13812345678")
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path))
    assert vault.lookup_hash("phone", "13812345678") != found
    with pytest.raises(InvalidTag):
        vault.open_sealed(lin, "name", sealed)


def test_fields_of_many_are_sealed_in_one_look_and_the_erased_are_left_out() -> None:
    known, fresh, gone = (uuid4() for _ in range(3))
    vault.seal(known, "name", "林")
    vault.destroy_key(gone)
    rows = [(known, "a", "1"), (fresh, "b", "2"), (gone, "c", "3"), (known, "d", "4")]
    sealed = vault.seal_each(rows)
    assert [one is None for one in sealed] == [False, False, True, False]
    for (who, field, text), one in zip(rows, sealed, strict=True):
        if one is not None:
            assert vault.open_sealed(who, field, one) == text
    new = uuid4()
    [one] = vault.seal_each([(new, "e", "5")], are_new=True)
    assert one is not None
    assert vault.open_sealed(new, "e", one) == "5"
