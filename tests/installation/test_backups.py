"""Backups: whole or not there, brought back as they were, and no more of them than asked for."""

import os
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from liushui.base import vault
from liushui.base.home import Home
from liushui.base.postgres import find_binaries
from liushui.installation.models import SettingChange
from liushui.installation.queries import last_backup
from liushui.installation.services import (
    BackupFailed,
    BackupPlaceMissing,
    BackupPlaceUnfit,
    back_up,
)
from liushui.installation.services.backups import try_backup_place
from liushui.installation.tasks import back_up_at_night
from liushui.parties.queries.people import NAME
from tests.parties.builders import AT, lin, organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = Home(tmp_path / "home")
    folder = tmp_path / "backups"
    folder.mkdir()
    kept("backup.place", str(folder))
    return folder


def kept(key: str, text: str) -> None:
    SettingChange.objects.create(key=key, text=text, by="system:test", why="test", at=AT)


def run(program: str, *words: str) -> str:
    found = find_binaries(os.geteuid()).program(program)
    return subprocess.run([found, *words], check=True, capture_output=True, text=True).stdout


def test_a_backup_holds_the_database_and_the_files(place: Path, settings: Any) -> None:
    body = organisation(name="青溪县慈善会")
    settings.HOME.files.mkdir(parents=True)
    (settings.HOME.files / "ab").write_bytes(b"a voucher")
    dump = back_up(at=AT)
    rows = run("pg_restore", "--data-only", "--table=parties_organisation", "--file=-", str(dump))
    assert body.credit_code in rows
    with tarfile.open(dump.with_name(dump.name.replace(".dump", ".files.tar.gz"))) as archive:
        assert archive.extractfile("files/ab").read() == b"a voucher"  # type: ignore[union-attr]
    assert {path.stat().st_mode & 0o077 for path in place.iterdir()} == {0}, "nobody else reads it"
    assert not [path for path in place.iterdir() if path.name.startswith(".")]
    assert last_backup() is not None


def test_older_backups_go_and_foreign_files_stay(place: Path) -> None:
    kept("backup.keep", "2")
    (place / "holiday.jpg").touch()
    for days in range(3):
        back_up(at=AT + timedelta(days=days))
    names = sorted(path.name for path in place.iterdir())
    assert names[0] == "holiday.jpg"
    assert [name for name in names if name.endswith(".dump")] == [
        "liushui-20260719T010000Z.dump",
        "liushui-20260720T010000Z.dump",
    ]
    assert len(names) == 5, "files go with their dump"


def test_a_failed_dump_leaves_nothing_that_looks_whole(place: Path) -> None:
    facts = connection.settings_dict
    host, facts["HOST"] = facts["HOST"], "/nowhere"
    try:
        with pytest.raises(BackupFailed):
            back_up(at=AT)
    finally:
        facts["HOST"] = host
    assert not list(place.iterdir())


def test_without_a_place_the_night_is_quiet() -> None:
    assert back_up_at_night(0) == ""
    with pytest.raises(BackupPlaceMissing):
        back_up(at=AT)
    assert last_backup() is None


@pytest.mark.parametrize("where", ["missing", "home/inside"])
def test_an_unfit_place_is_refused_with_its_reason(
    settings: Any, tmp_path: Path, where: str
) -> None:
    settings.HOME = Home(tmp_path / "home")
    (tmp_path / "home" / "inside").mkdir(parents=True)
    kept("backup.place", str(tmp_path / where))
    with pytest.raises(BackupPlaceUnfit):
        try_backup_place("", AT)


_TABLES = """select quote_ident(table_name) from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name"""
_GUARDS = """select tgrelid::regclass::text, tgname from pg_trigger
    where not tgisinternal order by 1, 2"""


def rows(database: str, query: str) -> list[str]:
    facts = connection.settings_dict
    words = ["--no-psqlrc", "--tuples-only", "--no-align", f"--host={facts['HOST']}"]
    words += [f"--username={facts['USER']}", f"--dbname={database}", f"--command={query}"]
    return run("psql", *words).splitlines()


def census(database: str) -> list[str]:
    """Of each table how many rows it has, and a sum over all that stands in them."""
    whole = "select '{0}', count(*), md5(string_agg(t::text, ',' order by t::text)) from {0} t"
    query = " union all ".join(whole.format(one) for one in rows(database, _TABLES))
    return sorted(rows(database, query))


def test_a_backup_brought_back_is_the_same_to_the_last_row(place: Path, settings: Any) -> None:
    """The drill of docs/operate: into an empty database, then everything is compared."""
    someone = lin()
    settings.HOME.files.mkdir(parents=True)
    (settings.HOME.files / "cd").write_bytes(b"a voucher")
    dump = back_up(at=AT)
    facts = connection.settings_dict
    server = [f"--host={facts['HOST']}", f"--username={facts['USER']}"]
    here, again = str(facts["NAME"]), f"{facts['NAME']}_again"
    run("dropdb", *server, "--if-exists", again)
    run("createdb", *server, again)
    try:
        run("pg_restore", *server, f"--dbname={again}", "--exit-on-error", str(dump))
        found = census(again)
        assert found == census(here)
        assert any(line.startswith("parties_person|1|") for line in found)
        guards = rows(again, _GUARDS)
        assert guards == rows(here, _GUARDS)
        assert guards, "what is append-only is so again"
        sealed = rows(again, "select encode(name_sealed, 'hex') from parties_person")
        opened = vault.open_sealed(someone.vault_id, NAME, bytes.fromhex(sealed[0]))
        assert opened == "林晓雨", "with the home's secrets, kept apart, names can be read"
    finally:
        run("dropdb", *server, again)
    archive = dump.with_name(dump.name.replace(".dump", ".files.tar.gz"))
    with tarfile.open(archive) as files:
        files.extractall(place, filter="data")
    assert (place / "files" / "cd").read_bytes() == b"a voucher"
