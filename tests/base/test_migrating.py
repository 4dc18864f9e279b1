"""Our own pace of migrating leads to the same tables as Django's own way."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, migrations, models

from liushui.base.migrating import is_near
from liushui.base.postgres.binaries import candidates
from tests.base.proved import all_migrations, keep, proved

DJANGOS_OWN = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from django.db import connection
from liushui.base.migrating import NearExecutor
if proved := dict(sorted(name.split(".", 1) for name in sys.argv[1:])):  # of each app the last
    NearExecutor(connection).migrate([*proved.items()])
call_command(Command(), verbosity=0, interactive=False)
"""
PROVE = "LIUSHUI_PROVE" in os.environ
WRITTEN = (
    "select app, name from django_migrations order by app, name",
    "select app_label, model from django_content_type order by app_label, model",
)


def _address(name):
    return urlsplit(os.environ["LIUSHUI_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def whole(django_db_blocker):
    """A database that Django migrated by itself, beside the test's own.

    What it was once seen to make of older migrations is made our way: see ``tests/base/proved.py``.
    """
    name = f"{connection.settings_dict['NAME']}_whole"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}"')
        environment = {**os.environ, "LIUSHUI_DATABASE_URL": _address(name)}
        older = [] if PROVE else proved(all_migrations())
        subprocess.run([sys.executable, "-c", DJANGOS_OWN, *older], check=True, env=environment)
        yield _address(name)
        cursor.execute(f'drop database "{name}" with (force)')


def _tables(address):
    program = next(folder / "pg_dump" for folder in candidates() if (folder / "pg_dump").is_file())
    argv = [str(program), "--schema-only", "--no-password", f"--dbname={address}"]
    told = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    random = ("\\restrict", "\\unrestrict")  # newer programs put a word of the hour there
    return [line for line in told.splitlines() if not line.startswith(random)]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_tables_are_those_that_djangos_own_way_makes(whole):
    ours = _address(connection.settings_dict["NAME"])
    assert _tables(ours) == _tables(whole)
    with psycopg.connect(ours) as one, psycopg.connect(whole) as other:
        for asked in WRITTEN:
            assert one.execute(asked).fetchall() == other.execute(asked).fetchall()
    if PROVE:
        keep(all_migrations())


def test_whatever_changed_is_led_djangos_own_way_again(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.base.proved.KEPT", tmp_path / "kept.json")
    texts = {"giving.0001_first": b"one", "giving.0002_second": b"two"}
    keep(texts)
    assert proved(texts) == sorted(texts)
    assert proved(texts | {"giving.0003_third": b"three"}) == sorted(texts)
    assert proved(texts | {"giving.0001_first": b"another"}) == []
    assert proved({"giving.0002_second": b"two"}) == []
    monkeypatch.setattr("django.__version__", "5.3")
    assert proved(texts) == []


@pytest.mark.parametrize(
    ("step", "near"),
    [
        (migrations.AddField("gift", "note", models.TextField()), True),
        (migrations.AlterField("gift", "note", models.TextField(blank=True)), True),
        (migrations.AlterField("gift", "id", models.BigAutoField(primary_key=True)), False),
        (migrations.AlterField("gift", "number", models.TextField(unique=True)), False),
        (migrations.RenameModel("gift", "donation"), False),
        (migrations.DeleteModel("gift"), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
    ],
)
def test_what_may_change_others_goes_djangos_own_way(step, near):
    assert is_near(step) is near
