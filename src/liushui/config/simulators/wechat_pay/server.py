"""The provider over HTTP: its API, its payment page, its call-backs, and ``/_sim/`` for tests."""

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from liushui.config.simulators.wechat_pay import office
from liushui.config.simulators.wechat_pay.contracts import Contracts
from liushui.config.simulators.wechat_pay.pages import contract_page, done_page, order_page
from liushui.config.simulators.wechat_pay.provider import Mode, Order, Provider, Refused, Signed

_DIRECT = build_opener(ProxyHandler({}))
_OK = range(200, 300)


@dataclass
class Desk:
    """The running provider: what it knows, where it calls back, what came of each call-back."""

    provider: Provider
    notify: str = ""
    retries: Sequence[float] = (1, 4, 15)
    default_mode: str = Mode.AT_ONCE
    deliveries: list[dict[str, object]] = field(default_factory=list)
    skew_seconds: float = 0.0
    contracts: Contracts = field(init=False)

    def __post_init__(self) -> None:
        self.contracts = Contracts(self.provider)

    def now(self) -> float:
        """The provider's own time: that of this machine, until a test sets it."""
        return time.time() + self.skew_seconds

    def knows(self, word: str) -> bool:
        """Whether an order or an agreement of this merchant's is called so."""
        return self.provider.find(word) is not None or self.contracts.has(word)

    def deliver(self, order: Order) -> list[int]:
        """Call back as the order's mode says; what is not answered 2xx is tried again, bounded."""
        notices = self.provider.notices(order, at=self.now())
        statuses = [self._send(order, notice) for notice in notices]
        if notices and statuses[-1] not in _OK and self.retries:
            threading.Thread(target=self._retry, args=(order,), daemon=True).start()
        return statuses

    def _retry(self, order: Order) -> None:
        for wait_seconds in self.retries:
            time.sleep(wait_seconds)
            notice = self.provider.notices(order, at=self.now())[-1]
            if self._send(order, notice) in _OK:
                return

    def _send(self, order: Order, notice: Signed) -> int:
        status = send(self.notify or order.notify_url, notice)
        self.deliveries.append({"reference": order.reference, "status": status})
        return status


def send(url: str, notice: Signed) -> int:
    """POST one call-back; the status, or 0 when nobody answered."""
    request = Request(url, notice.body, notice.headers)  # noqa: S310 - the merchant's own address
    try:
        with _DIRECT.open(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


class Handler(BaseHTTPRequestHandler):
    """One request. Routes are a table; the API answers signed JSON."""

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
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.desk = self._desk_for(parts.path)
        for verb, pattern, action in ROUTES:
            match = re.fullmatch(pattern, parts.path)
            if verb == method and match:
                try:
                    action(self, *match.groups())
                except Refused as error:
                    self._json({"code": error.code, "message": error.message}, error.status)
                return
        self._json({"code": "NOT_FOUND", "message": "no such address"}, 404)

    def _desk_for(self, path: str) -> Desk:
        """That of the merchant who signs, or to whose order or agreement the address leads."""
        signed_by = re.search(r'mchid="(\d+)"', self.headers.get("Authorization", ""))
        words = path.split("/")
        for desk in self.desks[1:]:
            keys = desk.provider.keys
            if signed_by and signed_by[1] == keys.merchant_id:
                return desk
            if self.query.get("appid") == keys.app_id:
                return desk
            if not signed_by and any(desk.knows(word) for word in words):
                return desk
        return self.desks[0]

    def _require_merchant(self, method: str) -> None:
        self.desk.provider.require_merchant(
            method, self.path, self.body, self.headers.get("Authorization", ""), self.desk.now()
        )

    # -- the provider's API ----------------------------------------------------------------------

    def place(self, kind: str) -> None:
        self._require_merchant("POST")
        order = self.desk.provider.place(self._said(), kind.upper().replace("H5", "MWEB"))
        url = f"http://{self.headers['Host']}/pay/{order.reference}/{order.prepay}"
        self._json({"h5_url" if kind == "h5" else "code_url": url}, signed=True)

    def query_order(self, reference: str) -> None:
        self._require_merchant("GET")
        order = self.desk.provider.find(reference)
        if order is None:
            raise Refused(404, "ORDER_NOT_EXIST", "there is no such order")
        self._json(self.desk.provider.transaction(order), signed=True)

    def close_order(self, reference: str) -> None:
        self._require_merchant("POST")
        self.desk.provider.close(reference)
        self._respond(204, b"", signed=True)

    def office_call(self, *parts: str) -> None:
        path = urlsplit(self.path).path
        table = office.SIGNED if path.startswith("/v3/") else office.OPEN
        if table is office.SIGNED:
            self._require_merchant(self.command)
        action = next(
            act for verb, pattern, act in table
            if verb == self.command and re.fullmatch(pattern, path)
        )  # fmt: skip
        said = self._said() if self.command == "POST" else {}
        own = f"http://{self.headers['Host']}"
        asked = office.Asked(self.desk.provider, own, self.query, said, self.desk.now())
        reply = action(asked, *parts)
        if reply.where:
            self._redirect(reply.where)
            return
        self._respond(reply.status, reply.body, kind=reply.kind, signed=reply.is_signed)

    # -- the person's page -----------------------------------------------------------------------

    def show(self, reference: str, prepay: str) -> None:
        order = self._order(reference, prepay)
        unpaid = order.state in {"NOTPAY", "PAYERROR"}
        back = self.query.get("redirect_url", "")
        self._html(order_page(order, self.desk.default_mode) if unpaid else done_page(order, back))

    def press(self, reference: str, prepay: str) -> None:
        self._order(reference, prepay)
        form = {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        if form.get("do") == "fail":
            self.desk.provider.fail(reference)
        else:
            mode = form.get("mode") or self.desk.default_mode
            self._pay(reference, mode)
        order = self._order(reference, prepay)
        self._html(done_page(order, self.query.get("redirect_url", "")))

    def _pay(self, reference: str, mode: str) -> list[int]:
        before = self.desk.provider.find(reference)
        order = self.desk.provider.pay(
            reference, at=datetime.fromtimestamp(self.desk.now(), UTC), mode=mode
        )
        if before is not None and before.state == "SUCCESS":
            return []
        return [] if order.mode == Mode.LATE else self.desk.deliver(order)

    def _order(self, reference: str, prepay: str) -> Order:
        order = self.desk.provider.find(reference)
        if order is None or order.prepay != prepay:
            raise Refused(404, "ORDER_NOT_EXIST", "there is no such order")
        return order

    # -- agreements to charge --------------------------------------------------------------------

    def contract_call(self, *parts: str) -> None:
        self._require_merchant(self.command)
        said = self._said() if self.command == "POST" else {}
        verb = urlsplit(self.path).path.rsplit("/", 1)[-1]
        at = datetime.fromtimestamp(self.desk.now(), UTC)
        answer = self.desk.contracts.answer(verb, parts, said, at=at)
        if answer.url:
            self._json({"redirect_url": f"http://{self.headers['Host']}{answer.url}"}, signed=True)
        elif answer.facts:
            self._json(answer.facts, signed=True)
        else:
            self._respond(204, b"", signed=True)
        if answer.charged is not None:
            self.desk.deliver(answer.charged)

    def show_contract(self, code: str, _secret: str) -> None:
        self._html(contract_page(self.desk.contracts.known(code)))

    def press_contract(self, code: str, _secret: str) -> None:
        form = {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        self._move_contract(code, form.get("do", ""), form.get("mood", ""))
        self._html(contract_page(self.desk.contracts.known(code)))

    def sim_contract(self, code: str) -> None:
        said = self._said()
        status = self._move_contract(code, str(said.get("do", "")), str(said.get("mood", "")))
        self._json({"status": status})

    def _move_contract(self, code: str, do: str, mood: str) -> int:
        contract = self.desk.contracts.move(code, do, mood)
        told = {"sign", "end"} & {do} and contract.notify_url
        notice = self.desk.contracts.notice(contract, at=self.desk.now())
        return send(contract.notify_url, notice) if told else 0

    # -- for tests and drills --------------------------------------------------------------------

    def sim_orders(self) -> None:
        self._json({"orders": [asdict(order) for order in self.desk.provider.orders()]})

    def sim_deliveries(self) -> None:
        self._json({"deliveries": self.desk.deliveries})

    def sim_mode(self) -> None:
        self.desk.default_mode = Mode(str(self._said()["mode"]))
        self._json({"mode": self.desk.default_mode})

    def sim_clock(self) -> None:
        for desk in self.desks:
            desk.skew_seconds = int(str(self._said()["now"])) - time.time()
        self._json({"now": self.desk.now()})

    def sim_pay(self, reference: str) -> None:
        mode = str(self._said().get("mode", self.desk.default_mode))
        self._json({"statuses": self._pay(reference, mode)})

    def sim_release(self, reference: str) -> None:
        order = self.desk.provider.find(reference)
        if order is None or order.state != "SUCCESS":
            raise Refused(404, "ORDER_NOT_EXIST", "there is no such paid order")
        self._json({"statuses": self.desk.deliver(order)})

    def sim_bridge(self) -> None:
        said = self._said()
        named = (one for one in self.desks if one.provider.keys.app_id == said.get("appId"))
        self.desk = next(named, self.desk)
        own = f"http://{self.headers['Host']}"
        asked = office.Asked(self.desk.provider, own, self.query, said, self.desk.now())
        order = office.bridge(asked)
        self._json({"statuses": self._pay(order.reference, self.desk.default_mode)})

    def sim_complain(self, reference: str) -> None:
        headers, body = office.complaint_notice(self.desk.provider, reference, self.desk.now())
        self._json({"status": send(str(self._said()["url"]), Signed(headers, body))})

    # -- answers ---------------------------------------------------------------------------------

    def _said(self) -> dict[str, object]:
        try:
            said = json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(400, "PARAM_ERROR", "the body is not JSON") from None
        if not isinstance(said, dict):
            raise Refused(400, "PARAM_ERROR", "the body is not an object")
        return said

    def _json(self, said: object, status: int = 200, *, signed: bool = False) -> None:
        self._respond(status, json.dumps(said, ensure_ascii=False).encode(), signed=signed)

    def _html(self, page: str) -> None:
        self._respond(200, page.encode(), kind="text/html; charset=utf-8")

    def _redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _respond(
        self, status: int, body: bytes, *, kind: str = "application/json", signed: bool = False
    ) -> None:
        headers = {"Content-Type": kind}
        if signed:
            headers |= self.desk.provider.signed(body, at=self.desk.now()).headers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_REFERENCE = r"([\w|*-]+)"
_TRADE = r"/v3/pay/transactions/out-trade-no/"
_PLANNED = r"/v3/papay/sign/contracts/plan-id/(\d+)/out-contract-code/(\w+)"
ROUTES: Sequence[tuple[str, str, Callable[..., None]]] = (
    ("POST", r"/v3/papay/sign/contracts/pre-entrust-sign", Handler.contract_call),
    ("GET", _PLANNED, Handler.contract_call),
    ("POST", _PLANNED + "/terminate", Handler.contract_call),
    ("POST", r"/v3/papay/contracts/(\w+)/notify", Handler.contract_call),
    ("POST", r"/v3/papay/pay/transactions/apply", Handler.contract_call),
    ("GET", r"/contract/(\w+)/([0-9a-f]+)", Handler.show_contract),
    ("POST", r"/contract/(\w+)/([0-9a-f]+)", Handler.press_contract),
    ("POST", r"/_sim/contracts/(\w+)", Handler.sim_contract),
    ("POST", r"/v3/pay/transactions/(native|h5)", Handler.place),
    ("GET", _TRADE + _REFERENCE, Handler.query_order),
    ("POST", _TRADE + _REFERENCE + "/close", Handler.close_order),
    ("GET", rf"/pay/{_REFERENCE}/([0-9a-f]+)", Handler.show),
    ("POST", rf"/pay/{_REFERENCE}/([0-9a-f]+)", Handler.press),
    ("GET", r"/_sim/orders", Handler.sim_orders),
    ("GET", r"/_sim/deliveries", Handler.sim_deliveries),
    *((verb, pattern, Handler.office_call) for verb, pattern, _ in (*office.SIGNED, *office.OPEN)),
    ("POST", r"/_sim/bridge", Handler.sim_bridge),
    ("POST", rf"/_sim/orders/{_REFERENCE}/complain", Handler.sim_complain),
    ("POST", r"/_sim/mode", Handler.sim_mode),
    ("POST", r"/_sim/clock", Handler.sim_clock),
    ("POST", rf"/_sim/orders/{_REFERENCE}/pay", Handler.sim_pay),
    ("POST", rf"/_sim/orders/{_REFERENCE}/release", Handler.sim_release),
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
