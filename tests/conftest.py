"""What every test may lean on: the run's database, and append-only tables emptied between tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings

from tests import server

_flush = DatabaseOperations.execute_sql_flush


def _flush_past_the_guards(self: Any, statements: list[str]) -> None:
    """Append-only tables refuse TRUNCATE; in this one transaction, the guards stand aside."""
    _flush(self, ["set local session_replication_role = replica", *statements])


def _destroy_with_its_sessions(self: Any, name: str, verbosity: int) -> None:
    """A thread that a test left behind must not keep the test database."""
    del verbosity
    with self._nodb_cursor() as cursor:
        quoted = self.connection.ops.quote_name(name)
        cursor.execute(f"drop database if exists {quoted} with (force)")


DatabaseOperations.execute_sql_flush = _flush_past_the_guards
DatabaseCreation._destroy_test_db = _destroy_with_its_sessions


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start the run's server before the first test that needs the database, not before."""
    del django_db_modify_db_settings_parallel_suffix
    server.start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Never the database that the address names.

    pytest-django makes a test database for the tests that are marked; without any, it leaves the
    connection as it was.
    """
    del django_db_setup
    name = str(connection.settings_dict["NAME"])
    assert name.startswith("test_"), f"{name} is no test database: mark the test with django_db"


@pytest.fixture(scope="session", autouse=True)
def _statics_from_the_source() -> Iterator[None]:
    """Pages name static files as they lie in the source: no test waits for ``collectstatic``."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
