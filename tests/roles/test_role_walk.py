"""Every address, every role, real things of the story: who may know, who may do.

404 for what one may not know, 403 for what one may know but not do; a refused post writes nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from liushui.config.role_table import role_table
from tests.accounts.builders import signed_in_client
from tests.roles.row import Row
from tests.roles.rows import ROWS
from tests.roles.world import World

# The world is made by hand, but pytest-django sets a database up only for those that say so.
pytestmark = pytest.mark.django_db
REFUSED = range(400, 500)
SIGN_IN = "/sign-in/"
# What a request itself may leave: the reader's session, and what was refused, for a person to see.
NOT_COUNTED = {"django_session"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The small story in one transaction that is undone at the end."""
    del django_db_setup
    before, settings.DEMO = settings.DEMO, True
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            yield World()
            transaction.set_rollback(True)
    finally:
        settings.DEMO = before


def _client(account: Any) -> Client:
    return Client() if account is None else signed_in_client(account)


def _send(client: Client, row: Row, things: dict[str, Any]) -> Any:
    path = row.path.format(**things)
    return client.get(path) if row.posted is None else client.post(path, dict(row.posted))


def _is_refused(answer: Any) -> bool:
    asks_who = answer.headers.get("Location", "").startswith(SIGN_IN)
    return asks_who or answer.status_code in REFUSED


def _rows_of_all_tables() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and the newest transaction that wrote one of them."""
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if t not in NOT_COUNTED]
        parts = [
            f"select '{table}', count(*), coalesce(max(xmin::text::bigint), 0) from \"{table}\""
            for table in tables
        ]
        cursor.execute(" union all ".join(parts))
        return {name: (count, newest) for name, count, newest in cursor.fetchall()}


def test_the_walk_visits_every_address_of_the_role_table() -> None:
    assert {row.name for row in ROWS} == set(role_table())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.path}")
def test_each_role_is_answered_as_it_should_be(world: World, row: Row) -> None:
    surprises = []
    for role, account in world.accounts.items():
        with transaction.atomic():
            client = _client(account)
            before = _rows_of_all_tables() if row.posted else {}
            answer = _send(client, row, world.things)
            if before and _is_refused(answer) and _rows_of_all_tables() != before:
                surprises.append(f"{role} was refused, and yet something was written")
            transaction.set_rollback(True)
        wanted = row.expected(role)
        if answer.status_code != wanted:
            surprises.append(f"{role} got {answer.status_code} instead of {wanted}")
    assert not surprises, f"{row.path}: {surprises}"


def test_no_back_door_stands_open_to_an_administrator(world: World) -> None:
    for account in world.accounts.values():
        assert _client(account).get("/admin/").status_code == 404
