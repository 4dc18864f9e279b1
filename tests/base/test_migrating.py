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

DJANGOS_OWN = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0, interactive=False)
"""
WRITTEN = (
    "select app, name from django_migrations order by app, name",
    "select app_label, model from django_content_type order by app_label, model",
)


def _address(name):
    return urlsplit(os.environ["LIUSHUI_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def whole(django_db_blocker):
    """A database that Django migrated by itself, beside the test's own."""
    name = f"{connection.settings_dict['NAME']}_whole"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}"')
        environment = {**os.environ, "LIUSHUI_DATABASE_URL": _address(name)}
        subprocess.run([sys.executable, "-c", DJANGOS_OWN], check=True, env=environment)
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
