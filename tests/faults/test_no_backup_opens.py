"""After the destruction of a person no backup taken before opens any of their fields.

A real dump of the main database is taken before, brought back into a scratch database, and each
sealed column of each table is tried, with the home's own secrets and with the key store as it is
after. Before the destruction the same hunt opens them: one that could find something.
"""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from liushui.base.keys.backups import back_up_keys, restore_keys
from liushui.base.keys.choosing import keys_url
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.wrapping import master
from liushui.base.postgres.binaries import candidates
from liushui.config.simulators.wechat_pay import Provider
from liushui.ledger.services import sequence_all as book_all
from liushui.parties.queries import person_by_phone
from liushui.privacy.services import apply_rules, erase_due
from liushui.transparency.models import HeldBack
from liushui.transparency.queries import faults, newest_head
from liushui.transparency.services import open_the_log, sequence_all
from tests.faults.test_erasure import (
    DONORS,
    HELPED,
    PHONE,
    _demo_with_a_home_of_its_own,
    plant_by_services,
    plant_donor,
    plant_helped,
)
from tests.giving import builders as giving
from tests.keystores import address_of, own_keys

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["_demo_with_a_home_of_its_own"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]
_NONCE = slice(1, 13)
_HEAD, _TAG, _LONG = 13, 16, 48
OPENED_BEFORE = {
    "accounts_passkey.name_sealed",
    "desk_savedfilter.query_sealed",
    "giving_giftorder.message_sealed",
    "messaging_mailaddress.address_sealed",
    "parties_person.name_sealed",
    "parties_person.phone_sealed",
    "privacy_datacopy.content_sealed",
    "privacy_datarequest.words_sealed",
    "teams_word.text_sealed",
    "transparency_heldback.sealed",
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnKeyStore]:
    with own_keys(monkeypatch, "apart") as made:
        yield made


@pytest.fixture
def scratch() -> Iterator[str]:
    """An empty database to bring a dump back into."""
    name = f"{connection.settings_dict['NAME']}_scratch"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}"')
    yield address_of(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')


def program(name: str) -> str:
    return str(next(one / name for one in candidates() if (one / name).is_file()))


def dumped(place: Path) -> Path:
    address = address_of(str(connection.settings_dict["NAME"]))
    argv = [program("pg_dump"), "--format=custom", f"--file={place}", f"--dbname={address}"]
    subprocess.run(argv, check=True, capture_output=True)
    return place


def brought_back(dump: Path, address: str) -> None:
    argv = [
        program("pg_restore"),
        "--no-owner",
        "--exit-on-error",
        f"--dbname={address}",
        str(dump),
    ]
    ended = subprocess.run(argv, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def sealed_values(address: str) -> dict[str, list[bytes]]:
    """Every value of every column that holds bytes, by table and column."""
    found: dict[str, list[bytes]] = {}
    with psycopg.connect(address) as on:
        columns = on.execute(
            "select table_name, column_name from information_schema.columns c"
            " join information_schema.tables t using (table_schema, table_name)"
            " where table_schema = 'public' and data_type = 'bytea' and table_type = 'BASE TABLE'"
        ).fetchall()
        for table, column in columns:
            asked = f'select "{column}" from "{table}" where "{column}" is not null'
            values = [bytes(row[0]) for row in on.execute(asked.encode()).fetchall()]
            if values:
                found[f"{table}.{column}"] = values
    return found


def keys_within_reach(address: str) -> list[bytes]:
    """All keys that somebody has who holds the dump, the home's secrets and today's key store."""
    wrapped: list[tuple[UUID, bytes]] = []
    with psycopg.connect(keys_url()) as on:
        asked = "select vault_id, wrapped from person_key where wrapped is not null"
        wrapped += on.execute(asked).fetchall()
    with psycopg.connect(address) as on:
        asked = "select vault_id, wrapped from base_personkey where wrapped is not null"
        wrapped += on.execute(asked.encode()).fetchall()
    keys = [master()]
    for who, one in wrapped:
        keys.append(AESGCM(master()).decrypt(one[_NONCE], one[13:], b"key:" + who.bytes))
    return keys


def opened_by(
    keys: list[bytes], address: str, plain: tuple[str, ...], *, counts_long: bool = False
) -> set[str]:
    """Columns of which at least one value opens by any of these keys to any of these words.

    The key stream alone is tried, without whose and which field it is: no name of a field has to
    be known. What holds none of the words counts when it is long and plain text all through.
    """
    words = [one.encode() for one in plain]
    return {
        place
        for place, values in sealed_values(address).items()
        if any(
            _opens(key, value, words, counts_long=counts_long) for value in values for key in keys
        )
    }


def _opens(key: bytes, value: bytes, words: list[bytes], *, counts_long: bool) -> bool:
    if value[:1] == b"\x02":  # of a day, which stands before the rest
        value = value[5:]
    if len(value) <= _HEAD + _TAG or value[:1] != b"\x01":
        return False
    counter = value[1:_HEAD] + (2).to_bytes(4, "big")
    stream = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    text = stream.update(value[_HEAD:-_TAG])
    if any(word in text for word in words):
        return True
    try:
        return counts_long and len(text) >= _LONG and text.decode().isprintable()
    except UnicodeDecodeError:
        return False


def test_no_backup_taken_before_opens_anything_of_who_was_destroyed(
    provider: Provider, store: OwnKeyStore, scratch: str, tmp_path: Path
) -> None:
    project = giving.project()
    open_the_log(
        origin="log.test/2026", organisation_code=project.organisation.credit_code, at=now()
    )
    client = Client()
    plant_donor(client, provider, project)
    donor = person_by_phone(PHONE)
    assert donor
    plant_by_services(donor, project)
    plant_helped(project)
    book_all()
    sequence_all()
    head = newest_head()
    assert HeldBack.objects.filter(vault_id=donor.vault_id).exists(), "the log holds fields back"
    brought_back(dumped(tmp_path / "before.dump"), scratch)
    copy, _ = back_up_keys(tmp_path, at=now())
    own = store.key_for(donor.vault_id)
    before = opened_by([own], scratch, DONORS, counts_long=True)
    assert before >= OPENED_BEFORE, before

    assert client.post("/me/data/erase/", {"sure": "on"}).status_code == 302
    assert erase_due(at=now() + timedelta(days=8)) == 1
    apply_rules(at=now() + timedelta(days=8))
    assert restore_keys(copy, at=now()).keys == 0, "the younger copy brings nobody back"
    for place in (scratch, address_of(str(connection.settings_dict["NAME"]))):
        assert opened_by(keys_within_reach(place), place, DONORS) == set(), place
    with psycopg.connect(scratch) as on:
        asked = "select sealed from transparency_heldback where vault_id = %s"
        mine = [bytes(row[0]) for row in on.execute(asked, [donor.vault_id]).fetchall()]
    assert mine
    reach = keys_within_reach(scratch)
    assert not any(_opens(key, one, [], counts_long=True) for one in mine for key in reach)
    left = opened_by(keys_within_reach(scratch), scratch, (HELPED,))
    assert "parties_person.name_sealed" in left, "nobody else lost anything"
    assert opened_by([own], scratch, DONORS, counts_long=True) == before, (
        "the hunt finds what it is given a key for"
    )
    after = newest_head()
    assert head is not None
    assert after is not None
    assert (after.size, bytes(after.root)) == (head.size, bytes(head.root))
    assert faults() == [], "the log still says what it said"
