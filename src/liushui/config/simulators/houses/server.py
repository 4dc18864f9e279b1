"""The houses over HTTP, each under a path of its own, and ``/_sim/`` for tests."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from liushui.config.simulators.houses.desk import Answer, Asked, said
from liushui.config.simulators.houses.dingtalk import DingTalk
from liushui.config.simulators.houses.openid import Mood, OpenId
from liushui.config.simulators.houses.wechat import WeChat


class Provider(Protocol):
    """One house."""

    def answer(self, asked: Asked) -> Answer:
        """What it answers."""


@dataclass
class Desk:
    """The houses that one process plays."""

    wechat: WeChat = field(default_factory=WeChat)
    dingtalk: DingTalk = field(default_factory=DingTalk)
    openid: OpenId = field(default_factory=OpenId)

    @property
    def houses(self) -> Mapping[str, Provider]:
        return {"wechat": self.wechat, "dingtalk": self.dingtalk, "openid": self.openid}


class Handler(BaseHTTPRequestHandler):
    """One request: ``/wechat/...``, ``/dingtalk/...``, ``/openid/...``."""

    protocol_version = "HTTP/1.1"
    desk: Desk

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Stay silent: the site's log tells the story."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        name, _, rest = parts.path.lstrip("/").partition("/")
        asked = Asked(
            method=method,
            path=f"/{rest}",
            query={word: values[0] for word, values in parse_qs(parts.query).items()},
            headers={word.lower(): value for word, value in self.headers.items()},
            body=body,
            base=f"http://{self.headers['Host']}/{name}",
            at=time.time(),
        )
        house = self.desk.houses.get(name)
        if house is not None:
            self._respond(house.answer(asked))
        elif (method, name, rest) == ("POST", "_sim", "mood"):
            self.desk.openid.mood = Mood(str(asked.said["mood"]))
            self._respond(said({"mood": self.desk.openid.mood}))
        else:
            self._respond(said({"error": "not_found"}, 404))

    def _respond(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


class Server(ThreadingHTTPServer):
    """Threads that do not outlive the process."""

    daemon_threads = True
    allow_reuse_address = True


def server_for(desk: Desk, port: int, host: str = "127.0.0.1") -> Server:
    """A bound server; port 0 takes a free one."""
    return Server((host, port), type("HousesHandler", (Handler,), {"desk": desk}))
