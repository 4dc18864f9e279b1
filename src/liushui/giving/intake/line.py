"""One connection to PostgreSQL with one prepared statement, asked without leaving the event loop.

libpq itself, since what a cursor would do around it costs as much as the statement.
"""

import asyncio
import os
from collections.abc import Mapping
from functools import partial

import psycopg
from psycopg import pq

NAME = b"keep_words"
CONNECT_SECONDS = 5
STATEMENT_MS = 5_000
ANSWER_SECONDS = 8.0
_SETTINGS = (
    "set application_name = 'liushui intake'",
    f"set statement_timeout = {STATEMENT_MS}",
    # The tables grow while the statement stays prepared: only its indexes are ever right.
    "set enable_seqscan = off",
)
# Of these classes the statement could never succeed: its values are wrong (22), or a rule says no
# (23); 54: longer than an index holds.
_OF_ROWS = (b"22", b"23", b"54")


class DatabaseAway(Exception):
    """The server did not answer, or took nothing: nobody knows whether the batch was kept."""


class RowsRefused(Exception):
    """The server took nothing, since of the batch at least one row cannot be taken."""


class Line:
    """Opened, asked one batch at a time, closed; then it may be opened again."""

    def __init__(self, url: str, statement: str) -> None:
        self._url = url
        self._statement = statement.encode()
        self._connection: psycopg.Connection | None = None
        self._answer: asyncio.Future[Mapping[int, str]] | None = None
        self._socket = -1

    async def open(self) -> None:
        """Connect and prepare. Raises ``DatabaseAway``. An open line stays as it is."""
        if self._connection is not None:
            return
        loop = asyncio.get_running_loop()
        try:
            self._connection = await loop.run_in_executor(None, self._connect)
        except psycopg.Error as error:
            raise DatabaseAway(type(error).__name__) from None
        # A second number of the same socket, and our own: libpq gives its one back as soon as the
        # server goes, and the next caller's connection is given that.
        self._socket = os.dup(self._connection.pgconn.socket)
        self._connection.pgconn.nonblocking = 1
        loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        """End the connection, whatever it is at. Safe to call twice."""
        if self._connection is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._socket)
            loop.remove_writer(self._socket)
            os.close(self._socket)
            self._connection.close()
        self._connection = None

    async def ask(self, parameter: bytes) -> Mapping[int, str]:
        """The statement's rows, after its commit: which places were refused, and why.

        Raises ``RowsRefused`` (nothing was kept) and ``DatabaseAway`` (nobody knows).
        """
        if self._connection is None:
            raise DatabaseAway("not connected")
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        watch = loop.call_later(ANSWER_SECONDS, self._fail, "no answer in time")
        try:
            self._connection.pgconn.send_query_prepared(NAME, [parameter])
            self._flush()
            return await self._answer
        except psycopg.Error as error:
            raise DatabaseAway(type(error).__name__) from None
        finally:
            watch.cancel()
            self._answer = None

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        try:
            for setting in _SETTINGS:
                connection.execute(setting.encode())
            made = connection.pgconn.prepare(NAME, self._statement)
            if made.status != pq.ExecStatus.COMMAND_OK:
                raise psycopg.OperationalError("the statement cannot be prepared")
        except psycopg.Error:
            connection.close()
            raise
        return connection

    def _flush(self) -> None:
        assert self._connection is not None, "open"
        loop = asyncio.get_running_loop()
        if self._connection.pgconn.flush():
            loop.add_writer(self._socket, self._write)
        else:
            loop.remove_writer(self._socket)

    def _write(self) -> None:
        try:
            self._flush()
        except psycopg.Error as error:
            self._fail(type(error).__name__)

    def _read(self) -> None:
        assert self._connection is not None, "open"
        line = self._connection.pgconn
        try:
            line.consume_input()
            if line.is_busy():
                return
            result = line.get_result()
            while (more := line.get_result()) is not None:
                result = more
        except psycopg.Error as error:
            self._fail(type(error).__name__)
            return
        if result is not None:
            self._tell(result)
        elif line.status != pq.ConnStatus.OK:
            self._fail("the connection was ended")

    def _tell(self, result: pq.abc.PGresult) -> None:
        if result.status == pq.ExecStatus.TUPLES_OK:
            read = partial(_text, result)
            rows = {int(read(row, 0)): read(row, 1) for row in range(result.ntuples)}
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(rows)
            return
        state = result.error_field(pq.DiagnosticField.SQLSTATE) or b""
        if state.startswith(_OF_ROWS):
            if self._answer is not None and not self._answer.done():
                self._answer.set_exception(RowsRefused(state.decode()))
            return
        self._fail(f"SQLSTATE {state.decode()}")

    def _fail(self, why: str) -> None:
        """Nobody knows whether it was kept; a line that failed unasked is opened anew."""
        asyncio.get_running_loop().remove_reader(self._socket)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(DatabaseAway(why))


def _text(result: pq.abc.PGresult, row: int, column: int) -> str:
    return (result.get_value(row, column) or b"").decode()
