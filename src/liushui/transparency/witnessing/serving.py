"""A witness over HTTP. TLS ends in front of it."""

import io
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from liushui.transparency.witnessing.asked import MAX_BYTES
from liushui.transparency.witnessing.judging import Answer, Judge
from liushui.transparency.witnessing.keys import origin_hash

_SECONDS = 10  # for each piece that is read or written
_LIFE_SECONDS = 20  # of a connection, whatever goes over it
_CONNECTIONS = 64
_LIFE_BYTES = 4 * MAX_BYTES  # that a connection may send
_LONGEST = len(str(MAX_BYTES))
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class WitnessServer(ThreadingHTTPServer):
    """Answers at ``/add-checkpoint``; shows what it signed at ``/<sha256(origin)>/checkpoint``.

    So many connections at once, each for so long and so many bytes: a client that sends a byte
    now and then is cut.
    """

    daemon_threads = True
    request_queue_size = _CONNECTIONS

    def __init__(
        self,
        host: str,
        port: int,
        judge: Judge,
        *,
        connections: int = _CONNECTIONS,
        life_seconds: int = _LIFE_SECONDS,
    ) -> None:
        self.judge = judge
        self._most, self._life = connections, life_seconds
        self._until: dict[Any, float] = {}
        self._counting = threading.Lock()
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread of its own, if there is room."""
        with self._counting:
            has_room = len(self._until) < self._most
            if has_room:
                self._until[request] = time.monotonic() + self._life
        if has_room:
            super().process_request(request, client_address)
            return
        with suppress(OSError):
            request.setblocking(False)
            request.send(_FULL)
        self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        with self._counting:
            self._until.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Cut whoever has been here too long; its thread then reads the end."""
        now = time.monotonic()
        with self._counting:
            over = [one for one, until in self._until.items() if until <= now]
        for one in over:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Bounded(io.RawIOBase):
    """What a connection sends, up to so many bytes; behind them it seems to end."""

    def __init__(self, of: Any, limit: int) -> None:
        self._of, self._left = of, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)[: self._left]
        many = self._of.recv_into(view) if view else 0
        self._left -= many
        return many


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "liushui-witness", ""
    timeout = _SECONDS

    def setup(self) -> None:
        super().setup()
        self.rfile = io.BufferedReader(_Bounded(self.connection, _LIFE_BYTES))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._refuse(404)
        elif not (length.isascii() and length.isdigit()):
            self._refuse(411)
        elif len(length) > _LONGEST or int(length) > MAX_BYTES:
            self._refuse(413)
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self._give(self.server.judge.answer(body, at=int(time.time())))
            else:
                self.close_connection = True

    def do_GET(self) -> None:
        judge = self.server.judge
        _, _, rest = self.path.partition("/")
        which, _, what = rest.partition("/")
        known = {origin_hash(origin): origin for origin in judge.logs}
        if rest == "":
            self._give(Answer(200, _about(judge)))
        elif which in known and what == "checkpoint" and judge.memory.held(known[which]).note:
            self._give(Answer(200, judge.memory.held(known[which]).note))
        elif which in known and what == "evidence":
            self._give(Answer(200, "\n".join(judge.memory.evidence(known[which]))))
        else:
            self._give(Answer(404, "nothing here\n"))

    def _give(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def _refuse(self, status: int) -> None:
        """Without reading what was sent: nothing more is read on this connection."""
        self.close_connection = True
        self._give(Answer(status, f"{status}\n"))

    def log_message(self, *_: object) -> None:
        """Whoever asks is not written down."""


def _about(judge: Judge) -> str:
    return f"{judge.signer.name}: a witness of {', '.join(sorted(judge.logs))}\n"
