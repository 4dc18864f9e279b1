"""A server for call-backs alone: one event loop, one thread, HTTP/1.1 as ``httptools`` reads it.

Handing each request from a server's thread to Python's costs half as much again as proving and
keeping a call-back does (decision 0050). It stands behind a proxy, which ends TLS; all that anyone
can send is bounded: requests' length, how many connections, how slow they may be.
"""

import asyncio
import signal
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple, cast

import httptools

CONNECTIONS_AT_MOST = 1_024
BODY_BYTES = 64 * 1024
_LATER = (("retry-after", "5"),)
HEAD_BYTES = 16 * 1024
BEHIND_AT_MOST = 8  # requests of one connection that wait for those before them
SLOWEST_SECONDS = 10.0  # from a request's first byte to its last
IDLE_SECONDS = 75.0
ENDING_SECONDS = 8.0
_LOOK_SECONDS = 1.0
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Asked(NamedTuple):
    """One whole request; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Told(NamedTuple):
    """What to answer it."""

    status: int
    body: str
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


Answerer = Callable[[Asked], Awaitable[Told]]


class Listener:
    """What all connections share: who answers, and the limits. Lives in one event loop."""

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer
        self.open: set[_Connection] = set()
        self.date = ""
        self.is_ending = False
        self._loop = asyncio.get_running_loop()
        self._looking: asyncio.TimerHandle | None = None
        self._look()

    def connection(self) -> asyncio.Protocol:
        return _Connection(self)

    async def end(self) -> None:
        """Wait until all that was asked is answered, then close what is open."""
        self.is_ending = True
        until = self._loop.time() + ENDING_SECONDS
        while asked := {one.task for one in self.open if one.task is not None}:
            left = until - self._loop.time()
            if left <= 0:
                break
            await asyncio.wait(asked, timeout=left)
        if self._looking is not None:
            self._looking.cancel()
        for one in tuple(self.open):
            one.close()

    def _look(self) -> None:
        """Each second: the date of answers, and whoever is too slow."""
        self.date = formatdate(usegmt=True)
        now = self._loop.time()
        for one in tuple(self.open):
            one.close_if_slow(now)
        self._looking = self._loop.call_later(_LOOK_SECONDS, self._look)


class _Connection(asyncio.Protocol):
    """One connection: its requests are answered in their order."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[Asked, bool]] = deque()
        self.task: asyncio.Task[None] | None = None  # while something is asked and not answered
        self._refused = 0
        self._since: float | None = None  # when the request that comes in began
        self._touched = self._loop.time()
        self._begin()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def close_if_slow(self, now: float) -> None:
        """Whoever sends byte by byte, or nothing for long, makes room."""
        is_slow = self._since is not None and now - self._since > SLOWEST_SECONDS
        is_idle = self.task is None and now - self._touched > IDLE_SECONDS
        if is_slow or is_idle:
            self.close()

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own kind is not one
        if len(self._listener.open) >= CONNECTIONS_AT_MOST:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._listener.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """What it asked is kept all the same; only the answer reaches nobody."""
        del exc
        self._transport = None
        self._waiting.clear()
        self._listener.open.discard(self)

    def pause_writing(self) -> None:
        """Whoever asks and asks and reads no answer is let go."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._touched = self._loop.time()
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._refused = self._refused or HTTPStatus.BAD_REQUEST
        if self._refused and self.task is None:
            self._refuse(self._refused)

    # What the parser tells.

    def on_message_begin(self) -> None:
        self._begin()
        self._since = self._loop.time()

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        self._headers[name.lower().decode("latin-1")] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        length = self._headers.get("content-length", "0")  # digits alone: the parser saw to it
        if len(length) > len(str(BODY_BYTES)) or int(length) > BODY_BYTES:
            self._refused = self._refused or HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        elif self._parser.should_upgrade():
            self._refused = self._refused or HTTPStatus.BAD_REQUEST
        elif self._headers.get("expect", "").lower() == "100-continue" and self._transport:
            self._transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > BODY_BYTES:
            self._refused = self._refused or HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        elif not self._refused:
            self._body += body

    def on_message_complete(self) -> None:
        self._since = None
        method = self._parser.get_method().decode("latin-1")
        if method not in {"GET", "POST"}:
            self._refused = self._refused or HTTPStatus.METHOD_NOT_ALLOWED
        if self._refused:
            return
        path = self._url.partition(b"?")[0].decode("latin-1")
        asked = Asked(method, path, self._headers, self._body)
        self._waiting.append((asked, self._parser.should_keep_alive()))
        if self.task is None:
            self.task = self._loop.create_task(self._answer())
        elif len(self._waiting) >= BEHIND_AT_MOST and self._transport is not None:
            self._transport.pause_reading()

    def _begin(self) -> None:
        self._url, self._body, self._head = b"", b"", 0
        self._headers: dict[str, str] = {}

    def _count(self, length: int) -> None:
        self._head += length
        if self._head > HEAD_BYTES:
            self._refused = self._refused or HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    async def _answer(self) -> None:
        """Answer what waits. A bug ends the connection and is logged: the provider calls again."""
        ends = True
        try:
            while self._waiting:
                asked, keeps = self._waiting.popleft()
                told = await self._listener.answer(asked)
                keeps = keeps and not self._listener.is_ending
                self._write(told, keeps=keeps)
                if not keeps:
                    return
            ends = False
        finally:
            self.task = None
            if ends:
                self.close()
        if self._refused:
            self._refuse(self._refused)
        elif self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _refuse(self, status: int) -> None:
        """Close, saying why; without a body, which would be none's answer to a ``HEAD``."""
        later = _LATER if status == HTTPStatus.SERVICE_UNAVAILABLE else ()
        self._write(Told(status, "", "text/plain", later), keeps=False)
        self.close()

    def _write(self, told: Told, *, keeps: bool) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        body = told.body.encode()
        more = "".join([f"{name}: {text}\r\n" for name, text in told.headers])
        ending = "" if keeps else "connection: close\r\n"
        head = (
            f"HTTP/1.1 {told.status} {_PHRASES[told.status]}\r\ndate: {self._listener.date}\r\n"
            f"content-type: {told.kind}\r\ncontent-length: {len(body)}\r\n{more}{ending}\r\n"
        )
        self._transport.write(head.encode("latin-1") + body)


_PHRASES = {int(status): status.phrase for status in HTTPStatus}


async def listen(listener: Listener, host: str, port: int) -> None:
    """Answer at this place until the process is told to end; then what was asked before that."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    server = await loop.create_server(listener.connection, host, port, backlog=1_024)
    await told.wait()
    server.close()
    await listener.end()
