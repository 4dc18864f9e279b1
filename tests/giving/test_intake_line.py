"""The intake's one connection to the database, beside connections of callers in the same loop."""

import asyncio

import psycopg
import pytest
import uvloop

from liushui.giving.intake.answering import database_address
from liushui.giving.intake.line import DatabaseAway, Line
from tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = "select n::bigint, 'no' from generate_series(1, $1::int) n"


def test_a_caller_who_is_given_the_number_of_a_lost_connection_stops_nothing() -> None:
    """Libpq gives its socket's number back as soon as the server goes."""

    async def lost_and_found() -> int:
        url = database_address()
        line, loop = Line(url, NUMBERS), asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
        await line.open()
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                """select pg_terminate_backend(pid) from pg_stat_activity
                   where application_name = 'liushui intake' and datname = current_database()"""
            )
        with pytest.raises(DatabaseAway):
            await _asked_until_it_is_away(line)
        callers = [
            await asyncio.open_connection(*server.sockets[0].getsockname()[:2]) for _ in range(20)
        ]
        line.close()
        await line.open()
        refused = await line.ask(b"3")
        line.close()
        for _, writer in callers:
            writer.close()
        server.close()
        return len(refused)

    within = asyncio.wait_for(lost_and_found(), 30)
    assert run(within, loop=uvloop.new_event_loop) == 3


async def _asked_until_it_is_away(line: Line) -> None:
    while True:
        await line.ask(b"1")
