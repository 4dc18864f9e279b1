"""What every test may lean on: the run's database, and append-only tables emptied between tests."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.template.base import Template
from django.test import TransactionTestCase, override_settings
from django.test.utils import _TestState, instrumented_test_render
from pytest_django import DjangoDbBlocker

from tests import server
from tests.order import ordered
from tests.worlds import STOCK, checked, undone

# What the end of the migrations writes, and no test touches.
KEPT = {"auth_permission", "django_content_type"}


def _empty_what_was_written(self: TransactionTestCase) -> None:
    """Empty each table that holds rows, past the guards of append-only ones.

    Only a few do after most tests: Django would make new files for all, and then write again the
    types and permissions that a migrated database has.
    """
    del self
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [connection.ops.quote_name(name) for name in _emptied_tables()]
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(f"lock table {', '.join(tables)} in exclusive mode")  # nobody still writes
        held = " union all ".join(
            f"select {number} where exists (select from {table})"
            for number, table in enumerate(tables)
        )
        cursor.execute(held)
        for (number,) in cursor.fetchall():
            cursor.execute(f"delete from {tables[number]}")


@cache
def _emptied_tables() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(tables) - KEPT)


def _destroy_with_its_sessions(self: Any, name: str, verbosity: int) -> None:
    """A thread that a test left behind must not keep the test database."""
    del verbosity
    with self._nodb_cursor() as cursor:
        quoted = self.connection.ops.quote_name(name)
        cursor.execute(f"drop database if exists {quoted} with (force)")


TransactionTestCase._fixture_teardown = _empty_what_was_written
DatabaseCreation._destroy_test_db = _destroy_with_its_sessions


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no process is left alone with it at the end."""
    items[:] = ordered(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    """What is loaded stays loaded: looking through it again and again takes time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start the run's server before the first test that needs the database, not before."""
    del django_db_modify_db_settings_parallel_suffix
    server.start()
    connection.settings_dict["TEST"]["TEMPLATE"] = server.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Never the database that the address names.

    pytest-django makes a test database for the tests that are marked; without any, it leaves the
    connection as it was.
    """
    del django_db_setup
    name = str(connection.settings_dict["NAME"])
    assert name.startswith("test_"), f"{name} is no test database: mark the test with django_db"


@pytest.fixture(scope="module")
def _begun_before(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    del django_db_setup
    with undone(django_db_blocker), STOCK.filled(request.module.BEGINS_WITH):
        checked()
        yield


@pytest.fixture
def begun(_begun_before: None) -> Iterator[None]:
    """What the file's ``BEGINS_WITH`` makes stands there already (tests/worlds.py)."""
    with STOCK.open():
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_without_witness(django_test_environment: None) -> None:
    """Django would copy the context of each template that a page is made of."""
    del django_test_environment
    Template._render = _TestState.saved_data.template_render


@pytest.fixture
def page_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who read ``answer.context``."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(scope="session", autouse=True)
def _statics_from_the_source() -> Iterator[None]:
    """Pages name static files as they lie in the source: no test waits for ``collectstatic``."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
