"""The server of call-backs: spoken to over real sockets, also by those who mean it ill."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
import uvloop

from liushui.config import call_backs
from liushui.config.call_backs import BODY_BYTES, HEAD_BYTES, Asked, Listener, Told
from tests.loops import run

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]
HELLO = b"POST /pay HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"


def talked(talk: Talk, *, heard: list[Asked] | None = None) -> bytes:
    """What a client hears of a server that tells each its own body back."""
    return run(_talked(talk, [] if heard is None else heard), loop=uvloop.new_event_loop)


async def _talked(talk: Talk, heard: list[Asked]) -> bytes:
    async def answer(asked: Asked) -> Told:
        heard.append(asked)
        if asked.path == "/falls":
            raise LookupError
        return Told(200, asked.body.decode() or asked.path)

    listener = Listener(answer)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(listener.connection, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port)
    try:
        return await asyncio.wait_for(talk(reader, writer), 20)
    finally:
        writer.close()
        server.close()
        await listener.end()


async def _said(said: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """All that is heard until the server closes, after this was said at once."""
    writer.write(said)
    return await reader.read()


def all_heard(said: bytes, heard: list[Asked] | None = None) -> bytes:
    return talked(partial(_said, said), heard=heard)


def test_requests_of_one_connection_are_answered_in_order() -> None:
    heard: list[Asked] = []
    many = b"".join(HELLO.replace(b"hello", b"%05d" % n) for n in range(40))
    said = all_heard(many + b"GET /healthz?x=1 HTTP/1.0\r\n\r\n", heard)
    bodies = [part.partition(b"\r\n\r\n")[2] for part in said.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [*(b"%05d" % n for n in range(40)), b"/healthz"]
    assert said.count(b"connection: close") == 1, "the last one asked for it"
    assert (heard[0].method, heard[0].path, heard[0].headers["host"]) == ("POST", "/pay", "x")


def test_a_request_may_come_byte_by_byte_and_in_chunks_of_its_own() -> None:
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        said = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        for byte in said + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
        return await reader.read()

    assert talked(slowly).endswith(b"\r\n\r\nabcde")


def test_who_waits_to_be_asked_for_the_body_is_asked() -> None:
    async def politely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        head, _, body = HELLO.partition(b"\r\n\r\n")
        writer.write(head + b"\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        return await reader.read()

    assert talked(politely).endswith(b"hello")


LONG = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (LONG % (BODY_BYTES + 1), 413),
        (LONG % 10**12, 413),
        (CHUNKED + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 3 + b"0\r\n\r\n", 413),
        (b"GET /" + b"a" * (HEAD_BYTES + 1) + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * HEAD_BYTES + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", 400),
        (b"HEAD /healthz HTTP/1.1\r\n\r\n", 405),
        (b"PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 405),
        (b"nonsense\r\n\r\n", 400),
    ],
)
def test_what_is_too_long_or_no_request_is_refused_and_asks_nothing(
    said: bytes, status: int
) -> None:
    heard: list[Asked] = []
    answer = all_heard(said, heard)
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert answer.endswith(b"connection: close\r\n\r\n"), "no body that were no answer to HEAD"
    assert heard == []


def test_what_came_before_nonsense_is_answered_first() -> None:
    said = all_heard(HELLO + b"nonsense\r\n\r\n")
    assert said.count(b"HTTP/1.1 200 OK") == 1
    assert said.rpartition(b"HTTP/1.1 ")[2].startswith(b"400 ")


def test_a_bug_ends_its_connection_and_no_other() -> None:
    async def two(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        place = writer.get_extra_info("peername")
        other, to_other = await asyncio.open_connection(*place[:2])
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # it would be logged
        to_other.write(b"GET /falls HTTP/1.1\r\n\r\n")
        assert await other.read() == b""
        to_other.close()
        writer.write(HELLO.replace(b"Host: x", b"Connection: close"))
        return await reader.read()

    assert talked(two).endswith(b"hello")


def test_the_slow_and_the_idle_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_backs, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(call_backs, "SLOWEST_SECONDS", 0.1)
    assert all_heard(HELLO[:-1]) == b"", "it never said the last byte"
    monkeypatch.setattr(call_backs, "IDLE_SECONDS", 0.1)
    assert all_heard(HELLO).endswith(b"hello"), "closed after it was long silent"


def test_who_asks_and_never_reads_is_let_go() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        try:
            for _ in range(20_000):
                writer.write(b"GET /healthz HTTP/1.1\r\n\r\n" * 100)
                await writer.drain()
        except ConnectionError:
            return b"let go"
        return await reader.read(100)

    assert talked(deaf) == b"let go"


def test_no_more_connections_than_it_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_backs, "CONNECTIONS_AT_MOST", 0)
    full = all_heard(b"")
    assert full.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 5\r\n" in full


def test_what_was_asked_is_answered_before_it_ends() -> None:
    async def ended() -> bytes:
        came, gate = asyncio.Event(), asyncio.Event()

        async def answer(asked: Asked) -> Told:
            came.set()
            await gate.wait()
            return Told(200, asked.body.decode())

        listener = Listener(answer)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(listener.connection, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.write(HELLO)
        await came.wait()
        server.close()
        loop.call_later(0.05, gate.set)
        await listener.end()
        said = await reader.read()
        writer.close()
        return said

    assert run(ended(), loop=uvloop.new_event_loop).endswith(b"hello")
