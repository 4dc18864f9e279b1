"""A witness over HTTP. TLS ends in front of it."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from liushui.transparency.witnessing.asked import MAX_BYTES
from liushui.transparency.witnessing.judging import Answer, Judge
from liushui.transparency.witnessing.keys import origin_hash

_AT_ONCE = 32
_SECONDS = 10
_LONGEST = len(str(MAX_BYTES))


class WitnessServer(ThreadingHTTPServer):
    """Answers at ``/add-checkpoint``; shows what it signed at ``/<sha256(origin)>/checkpoint``."""

    daemon_threads = True

    def __init__(self, host: str, port: int, judge: Judge) -> None:
        self.judge = judge
        self.room = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "liushui-witness", ""
    timeout = _SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._refuse(404)
        elif not (length.isascii() and length.isdigit()):
            self._refuse(411)
        elif len(length) > _LONGEST or int(length) > MAX_BYTES:
            self._refuse(413)
        elif not self.server.room.acquire(blocking=False):
            self._refuse(503)
        else:
            try:
                body = self.rfile.read(int(length))
                if len(body) == int(length):
                    self._give(self.server.judge.answer(body, at=int(time.time())))
                else:
                    self.close_connection = True
            finally:
                self.server.room.release()

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
