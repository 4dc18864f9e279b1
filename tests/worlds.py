"""Worlds made once for many tests, as making one takes longer than most that use it.

Each test runs in a savepoint of its own within the world's transaction: none sees what another did.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def undone(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The transaction of a world, for a fixture above single tests; none commits beside it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def checked() -> None:
    """What is put off to the end of the transaction is looked at now, not in each test again."""
    connection.check_constraints()
