"""The provider over HTTP: its gateway, its page, its call-backs, and ``/_sim/`` for tests."""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from liushui.config.simulators.alipay import gateway
from liushui.config.simulators.alipay.agreements import Agreement, Agreements, notice_of
from liushui.config.simulators.alipay.bills import archive_of
from liushui.config.simulators.alipay.pages import (
    agreement_page,
    done_page,
    refused_page,
    trade_page,
)
from liushui.config.simulators.alipay.provider import Mode, Provider, Refused, Trade, refused

_DIRECT = build_opener(ProxyHandler({}))


@dataclass
class Desk:
    """The running provider: what it knows, where it calls back, what came of each call-back."""

    provider: Provider
    notify: str = ""
    retries: Sequence[float] = (1, 4, 15)
    default_mode: str = Mode.AT_ONCE
    deliveries: list[dict[str, object]] = field(default_factory=list)
    skew_seconds: float = 0.0
    agreements: Agreements = field(init=False)

    def __post_init__(self) -> None:
        self.agreements = Agreements(self.provider)

    def now(self) -> float:
        """The provider's own time: that of this machine, until a test sets it."""
        return time.time() + self.skew_seconds

    def knows(self, word: str) -> bool:
        """Whether a trade or an agreement of this merchant's is called so."""
        return self.provider.find(word) is not None or self.agreements.find(word) is not None

    def deliver(self, trade: Trade) -> list[str]:
        """Call back as the trade's mode says; until ``success`` is answered it tries again."""
        said = [self._send(trade, body) for body in self.provider.call_backs(trade, at=self.now())]
        if said and said[-1] != "success" and self.retries:
            threading.Thread(target=self._retry, args=(trade,), daemon=True).start()
        return said

    def _retry(self, trade: Trade) -> None:
        for wait_seconds in self.retries:
            time.sleep(wait_seconds)
            body = self.provider.call_backs(trade, at=self.now())[-1]
            if self._send(trade, body) == "success":
                return

    def _send(self, trade: Trade, body: bytes) -> str:
        said = send(self.notify or trade.notify_url, body)
        self.deliveries.append({"reference": trade.reference, "said": said})
        return said


def send(url: str, body: bytes) -> str:
    """POST one call-back; what was answered, "" when nobody did."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = Request(url, body, headers)  # noqa: S310 - the merchant's own address
    try:
        with _DIRECT.open(request, timeout=10) as answer:
            return str(answer.read(64).decode())
    except HTTPError as error:
        return error.read(64).decode(errors="replace")
    except (URLError, OSError):
        return ""


class Handler(BaseHTTPRequestHandler):
    """One request. Routes are a table."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out at once
    desks: Sequence[Desk]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Stay silent: the merchant's log tells the story."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.parts = urlsplit(self.path)
        self.desk = self._desk_for()
        for verb, pattern, action in ROUTES:
            match = re.fullmatch(pattern, self.parts.path)
            if verb == method and match:
                try:
                    action(self, *match.groups())
                except Refused as error:
                    self._respond(404, error.sub_code.encode(), "text/plain")
                return
        self._respond(404, b"no such address", "text/plain")

    def _desk_for(self) -> Desk:
        """That of the merchant whose app asks, or to whose trade or agreement it leads."""
        apps = [
            parse_qs(text).get("app_id", [""])[0]
            for text in (self.parts.query, self.body.decode(errors="replace"))
        ]
        words = self.parts.path.split("/")
        for desk in self.desks[1:]:
            if desk.provider.keys.app_id in apps or any(desk.knows(word) for word in words):
                return desk
        return self.desks[0]

    # -- the gateway ---------------------------------------------------------------------------

    def call(self) -> None:
        """A merchant's own request: answered in signed JSON, refusals too."""
        said = gateway.answered(self.desk, self.body.decode(), self._own)
        self._respond(200, said.encode(), "application/json;charset=utf-8")

    def open_page(self) -> None:
        """A browser brings a merchant's request for a page; or a merchant asks by its address."""
        if gateway.is_method(self.parts.query):
            said = gateway.answered(self.desk, self.parts.query, self._own)
            self._respond(200, said.encode(), "application/json;charset=utf-8")
            return
        try:
            trade = gateway.opened(self.desk, self.parts.query)
        except Refused as error:
            self._html(refused_page(error.sub_code))
            return
        if isinstance(trade, Agreement):
            self._html(agreement_page(trade))
            return
        is_open = trade.status == "WAIT_BUYER_PAY"
        self._html(trade_page(trade, self.desk.default_mode) if is_open else done_page(trade))

    @property
    def _own(self) -> str:
        return f"http://{self.headers['Host']}"

    def bill(self) -> None:
        """The archive behind a bill's address."""
        said = parse_qs(self.parts.query)
        day, kind = said.get("day", [""])[0], said.get("type", ["trade"])[0]
        provider = self.desk.provider
        archive = archive_of(provider.trades(), day, kind, provider.keys.seller_id)
        self._respond(200 if archive else 404, archive or b"", "application/zip")

    # -- the person's page ---------------------------------------------------------------------

    def show(self, reference: str, token: str) -> None:
        trade = self._trade(reference, token)
        is_open = trade.status == "WAIT_BUYER_PAY"
        self._html(trade_page(trade, self.desk.default_mode) if is_open else done_page(trade))

    def press(self, reference: str, token: str) -> None:
        self._trade(reference, token)
        form = {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        self._pay(reference, form.get("mode") or self.desk.default_mode)
        self._html(done_page(self._trade(reference, token)))

    def _pay(self, reference: str, mode: str) -> list[str]:
        before = self.desk.provider.find(reference)
        trade = self.desk.provider.pay(reference, at=self.desk.now(), mode=mode)
        if before is not None and before.status == "TRADE_SUCCESS":
            return []
        return [] if trade.mode == Mode.LATE else self.desk.deliver(trade)

    def _trade(self, reference: str, token: str) -> Trade:
        trade = self.desk.provider.find(reference)
        if trade is None or trade.token != token:
            raise refused("ACQ.TRADE_NOT_EXIST")
        return trade

    # -- agreements to charge ------------------------------------------------------------------

    def press_agreement(self, code: str, _token: str) -> None:
        form = {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        self._html(agreement_page(self._move(code, form.get("do", ""), form.get("mood", ""))))

    def sim_agreement(self, code: str) -> None:
        said = json.loads(self.body or b"{}")
        moved = self._move(code, str(said.get("do", "")), str(said.get("mood", "")))
        self._json({"status": moved.status})

    def _move(self, code: str, do: str, mood: str) -> Agreement:
        moved = self.desk.agreements.move(code, do, mood)
        if do in {"sign", "end"} and moved.notify_url:
            send(moved.notify_url, notice_of(self.desk.provider, moved, at=self.desk.now()))
        return moved

    # -- for tests and drills ------------------------------------------------------------------

    def sim_trades(self) -> None:
        self._json({"trades": [asdict(trade) for trade in self.desk.provider.trades()]})

    def sim_deliveries(self) -> None:
        self._json({"deliveries": self.desk.deliveries})

    def sim_skew(self) -> None:
        self.desk.skew_seconds = json.loads(self.body)["seconds"]
        self._json({"seconds": self.desk.skew_seconds})

    def sim_pay(self, reference: str) -> None:
        mode = str(json.loads(self.body or b"{}").get("mode", self.desk.default_mode))
        self._json({"said": self._pay(reference, mode)})

    def sim_release(self, reference: str) -> None:
        trade = self.desk.provider.find(reference)
        if trade is None or trade.status != "TRADE_SUCCESS":
            raise refused("ACQ.TRADE_NOT_EXIST")
        self._json({"said": self.desk.deliver(trade)})

    # -- answers -------------------------------------------------------------------------------

    def _json(self, said: Mapping[str, object]) -> None:
        self._respond(200, json.dumps(said, ensure_ascii=False).encode(), "application/json")

    def _html(self, page: str) -> None:
        self._respond(200, page.encode(), "text/html; charset=utf-8")

    def _respond(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_NUMBER = r"([\w-]+)"
ROUTES: Sequence[tuple[str, str, Callable[..., None]]] = (
    ("POST", r"/gateway\.do", Handler.call),
    ("GET", r"/gateway\.do", Handler.open_page),
    ("GET", r"/bill", Handler.bill),
    ("GET", rf"/pay/{_NUMBER}/([0-9a-f]+)", Handler.show),
    ("POST", rf"/pay/{_NUMBER}/([0-9a-f]+)", Handler.press),
    ("POST", r"/agreement/(\w+)/([0-9a-f]+)", Handler.press_agreement),
    ("POST", r"/_sim/agreements/(\w+)", Handler.sim_agreement),
    ("GET", r"/_sim/trades", Handler.sim_trades),
    ("GET", r"/_sim/deliveries", Handler.sim_deliveries),
    ("POST", r"/_sim/skew", Handler.sim_skew),
    ("POST", rf"/_sim/trades/{_NUMBER}/pay", Handler.sim_pay),
    ("POST", rf"/_sim/trades/{_NUMBER}/release", Handler.sim_release),
)


class Server(ThreadingHTTPServer):
    """Threads that do not outlive the process."""

    daemon_threads = True
    allow_reuse_address = True


def server_for(
    desk: Desk, port: int, host: str = "127.0.0.1", others: Sequence[Desk] = ()
) -> Server:
    """A bound server for one merchant and others; port 0 takes a free one."""
    return Server((host, port), type("DeskHandler", (Handler,), {"desks": (desk, *others)}))
