"""Worlds made once for many tests, as making one takes longer than most that use it.

Each test runs in a savepoint of its own within the world's transaction: none sees what another did.
A file whose tests commit nothing says what they begin with, and asks for the fixture ``begun``::

    BEGINS_WITH = (giving.project,)
    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]

The first ``giving.project()`` of each test then hands out what stands there already.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def undone(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The transaction of a world, for a fixture above single tests; none commits beside it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def checked() -> None:
    """What is put off to the end of the transaction is looked at now, not in each test again."""
    connection.check_constraints()


class Stock:
    """What was made before a file's tests, by the call that asks for it, and what is left of it."""

    def __init__(self) -> None:
        self._made: dict[Any, tuple[Any, frozenset[Any]]] = {}
        self._left: set[Any] = set()
        self._is_filled = False

    @contextmanager
    def filled(self, calls: Iterable[Callable[[], Any]]) -> Iterator[None]:
        """Make what the tests of a file begin with."""
        self._is_filled = True
        try:
            for call in calls:
                call()
        finally:
            self._is_filled = False
        yield
        self._made.clear()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Each test finds it whole."""
        self._left = set(self._made)
        yield
        self._left.clear()

    def ask(self, key: Any, make: Callable[[], Any]) -> Any:
        """A copy of what stands there, which takes along what was made for it; else made now."""
        if key in self._left:
            made, parts = self._made[key]
            self._left -= {key, *parts}
            return deepcopy(made)
        before = set(self._made)
        made = make()
        if self._is_filled:
            self._made[key] = made, frozenset(set(self._made) - before)
        return made


STOCK = Stock()


def told_before(builder: Callable[P, T]) -> Callable[P, T]:
    """A builder that hands out what a file's tests begin with, once in each; else it builds."""
    expects = signature(builder)

    @wraps(builder)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        given = expects.bind(*args, **named)
        given.apply_defaults()
        key = (builder, *map(_told, given.arguments.values()))
        return STOCK.ask(key, lambda: builder(*args, **named))

    return asked


def _told(one: Any) -> Any:
    return (one._meta.label, one.pk) if isinstance(one, models.Model) else one
