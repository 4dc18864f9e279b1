"""Every address, every role, real things of the story: who may know, who may do.

404 for what one may not know, 403 for what one may know but not do; a refused post writes nothing.
What somebody is shown who sees the most can be framed, scripted or sent elsewhere by nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from liushui.api.register import operations
from liushui.config.role_table import role_table
from liushui.parties.services import open_account
from tests.parties.builders import zhao
from tests.roles.api import CALLS
from tests.roles.browsers import DATA, PAGES
from tests.roles.calls import OWN, Caller
from tests.roles.complaints import WISHES, complaints
from tests.roles.row import Row
from tests.roles.rows import ROWS
from tests.roles.world import World

# The world is made by hand, but pytest-django sets a database up only for those that say so.
pytestmark = pytest.mark.django_db
REFUSED = range(400, 500)
SIGN_IN = "/sign-in/"
# What a request itself may leave: the reader's session, and how often a program calls.
NOT_COUNTED = {"django_session", "api_tokenuse"}


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


def _send(client: Client | Caller, row: Row, things: dict[str, Any]) -> Any:
    path = row.path.format(**things)
    return client.get(path) if row.posted is None else client.post(path, dict(row.posted))


def _is_refused(answer: Any) -> bool:
    asks_who = answer.headers.get("Location", "").startswith(SIGN_IN)
    return asks_who or answer.status_code in REFUSED


def _rows(tables: Iterable[str]) -> dict[str, tuple[int, int]]:
    """How many rows each table has, and the newest transaction that wrote one of them.

    A page that is shown anew with its refusal opens what is sealed on it once more, and records
    that: it is no effect of what was refused.
    """
    parts = [
        f"select '{table}', count(*), coalesce(max(xmin::text::bigint), 0) from \"{table}\""
        + (" where verb <> 'sealed.opened'" if table == "parties_auditrecord" else "")
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return {name: (count, newest) for name, count, newest in cursor.fetchall()}


def _tried_writes() -> dict[str, int]:
    """By table how many rows this transaction has tried to write: what it undid is in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select relname, pg_stat_get_xact_tuples_inserted(oid)
                 + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)
               from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
               and relname <> all (%s)""",
            [list(NOT_COUNTED)],
        )
        return {name: tried for name, tried in cursor.fetchall() if tried}


def _answer(client: Client | Caller, row: Row, things: dict[str, Any]) -> tuple[Any, bool]:
    """What is answered, and whether a refusal left something behind; then it is all undone.

    Only where something was written, for good or not, are the rows counted.
    """
    touched, left = {}, {}
    tried = _tried_writes() if row.posted else {}
    with transaction.atomic():
        answer = _send(client, row, things)
        if row.posted and _is_refused(answer):
            touched = dict(_tried_writes().items() - tried.items())
        if touched:
            left = _rows(touched)
        transaction.set_rollback(True)
    return answer, left != (_rows(touched) if touched else {})


@pytest.mark.parametrize("is_undone", [False, True])
def test_no_write_goes_unnoticed(is_undone: bool) -> None:  # noqa: FBT001 - a case
    tried = _tried_writes()
    with transaction.atomic():
        open_account(zhao().pk)
        transaction.set_rollback(is_undone)
    assert sum(_tried_writes().values()) > sum(tried.values())


def test_the_walk_visits_every_address_of_the_role_table() -> None:
    assert {row.name for row in ROWS} == set(role_table())


@pytest.mark.parametrize(
    ("row", "wish"),
    [(row, WISHES[number % len(WISHES)]) for number, row in enumerate(ROWS)],
    ids=[f"{row.name}-{row.path}" for row in ROWS],
)
def test_each_role_is_answered_as_it_should_be(world: World, row: Row, wish: str) -> None:
    """Who sees the most wishes to be sent elsewhere; what takes a wish meets all in the attacks.

    Each refusal is drawn as a page once: whoever is refused likewise hears it as data.
    """
    surprises = []
    drawn: set[int] = set()
    roles = [role for role in world.accounts if not row.roles or role in row.roles]
    sees_most = next((role for role in roles if row.expected(role) == 200), roles[-1])
    alike = _kept_out_alike(world, row, roles)
    surprises += [f"the gate refuses {role}" for role in alike if row.expected(role) != 403]
    for role in roles:
        if role in alike and role != sees_most:
            continue
        wishes, wanted = role == sees_most, row.expected(role)
        reads = DATA if wanted in drawn and not wishes else PAGES
        asked = _wishing(row, wish) if wishes else row
        answer, left = _answer(world.browsers.of(role, reads), asked, world.things)
        if wishes:
            surprises += [f"{role} wished for {wish}: {one}" for one in complaints(answer)]
        if wishes and answer.status_code != wanted:  # the wish filled a form in
            answer, left = _answer(world.browsers.of(role), row, world.things)
        drawn |= {wanted} & set(REFUSED)
        surprises += _surprises(row, role, answer, left=left)
    assert not surprises, f"{row.path}: {surprises}"


def _kept_out_alike(world: World, row: Row, roles: Sequence[str]) -> set[str]:
    """Whom the gate refuses for the rights alone, but for one of them, in turn.

    It looks at nothing else: whom it keeps out is kept out as that one is.
    """
    if row.path.startswith("/api/v1/"):  # there a session counts for nothing
        return set()
    asked = role_table()[row.name].rights
    out = [
        role for role in roles if asked and role in world.actors
        and not world.actors[role].holds_any(asked)
    ]  # fmt: skip
    return set(out) - {out[len(row.path) % len(out)]} if out else set()


def _wishing(row: Row, wish: str) -> Row:
    """The same, and to be led on to there."""
    if row.posted is not None:
        return replace(row, posted={**row.posted, "next": wish})
    return replace(row, path=f"{row.path}{'&' if '?' in row.path else '?'}next={wish}")


def _surprises(row: Row, role: str, answer: Any, *, left: bool) -> Iterator[str]:
    if left:
        yield f"{role} was refused, and yet something was written"
    wanted = row.expected(role)
    if answer.status_code != wanted:
        yield f"{role} got {answer.status_code} instead of {wanted}"


def test_the_walk_calls_every_operation() -> None:
    assert [row.name for row in CALLS] == [one.name for one in operations()]


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.name)
def test_each_program_is_answered_as_its_post_should_be(world: World, row: Row) -> None:
    surprises = []
    there = replace(row, path=f"/api/v1/{row.path}")
    for role in _callers(world, row):
        answer, left = _answer(world.browsers.programs[role], there, world.things)
        surprises += _surprises(row, role, answer, left=left)
    assert not surprises, f"{row.path}: {surprises}"


def _callers(world: World, row: Row) -> list[str]:
    """Nobody, each post whose rights may come in, and of those that may not one, in turn.

    The gate asks for the rights alone: whom it keeps out is kept out as the others are.
    """
    if row.roles:
        return list(row.roles)
    may = next(one.access.rights for one in operations() if one.name == row.name)
    posts = [role for role, secret in world.secrets.items() if secret and role not in OWN]
    kept_out = [role for role in posts if may and not may & world.rights[role]]
    one_of_them = kept_out[len(row.path) % len(kept_out)] if kept_out else ""
    return ["nobody", *(role for role in posts if role not in kept_out or role == one_of_them)]


def test_a_token_of_oneself_opens_no_operation_of_a_post(world: World) -> None:
    caller = Caller(world.secrets["donor"])
    for one, row in zip(operations(), CALLS, strict=True):
        if one.access.rights:
            there = replace(row, path=f"/api/v1/{row.path}")
            answer, left = _answer(caller, there, world.things)
            assert (answer.status_code, left) == (403, False), one.name


def test_no_back_door_stands_open_to_an_administrator(world: World) -> None:
    for role in world.accounts:
        assert world.browsers.of(role).get("/admin/").status_code == 404
