"""The providers over HTTP. ``/_sim/`` tells what was sent and sets the mood; it asks nobody."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from liushui.config.simulators.sms.checking import Wrong, check_aliyun, check_tencent

MOST_BYTES = 64 * 1024
SAID = re.compile(r"1\d{10}")
# Each template with the number of its values: what the charity had approved.
TEMPLATES: Mapping[str, int] = {"SMS_1": 2, "SMS_2": 1, "1001": 2, "1002": 1}
SIGN_NAMES = frozenset({"流水"})
MOST_TO_A_PHONE = 5


@dataclass
class Carrier:
    """One simulated provider of each kind: keys, what was sent, and how it is in the mood.

    Moods: "" (works), "down" (HTTP 503 in HTML), "unpaid" (refuses each message).
    """

    keys: Mapping[str, str] = field(default_factory=lambda: {"LTAI-sim": "sim-secret"})
    sent: list[dict[str, object]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    mood: str = ""

    def take(self, phone: str, template: str, sign: str, values: list[str]) -> str:
        """The code that a real provider answers: "" when the message is on its way."""
        plain = phone.removeprefix("+86")
        if self.mood == "unpaid":
            return "unpaid"
        if sign not in SIGN_NAMES:
            return "sign"
        if TEMPLATES.get(template) != len(values):
            return "template"
        if not SAID.fullmatch(plain):
            return "phone"
        if sum(one["phone"] == plain for one in self.sent) >= MOST_TO_A_PHONE:
            return "limit"
        self.sent.append({"phone": plain, "template": template, "values": values})
        return ""


ALIYUN_CODES = {
    "": "OK", "unpaid": "isv.AMOUNT_NOT_ENOUGH", "sign": "isv.SMS_SIGNATURE_ILLEGAL",
    "template": "isv.TEMPLATE_MISSING_PARAMETERS", "phone": "isv.MOBILE_NUMBER_ILLEGAL",
    "limit": "isv.BUSINESS_LIMIT_CONTROL",
}  # fmt: skip
TENCENT_CODES = {
    "": "Ok", "unpaid": "FailedOperation.InsufficientBalanceInSmsPackage",
    "sign": "FailedOperation.SignatureIncorrectOrUnapproved",
    "template": "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "phone": "InvalidParameterValue.IncorrectPhoneNumber",
    "limit": "LimitExceeded.PhoneNumberOneHourLimit",
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """One request to either provider: the headers say which one is meant."""

    protocol_version = "HTTP/1.1"
    carrier: Carrier

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Stay silent: messages are nobody's log line."""

    def do_GET(self) -> None:
        self._json({"sent": self.carrier.sent})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.path == "/_sim/mood":
            self.carrier.mood = str(json.loads(body)["mood"])
            self._json({"mood": self.carrier.mood})
        elif self.carrier.mood == "down":
            self._respond(503, b"<h1>Service Unavailable</h1>", "text/html")
        elif "x-acs-action" in headers:
            self._aliyun(headers, body)
        else:
            self._tencent(headers, body)

    def _aliyun(self, headers: Mapping[str, str], body: bytes) -> None:
        query = urlsplit(self.path).query
        said = dict(parse_qsl(query))
        try:
            check_aliyun(query, headers, body, keys=self.carrier.keys, at=_now())
            self._require_new(headers["x-acs-signature-nonce"])
            asked = (headers["x-acs-action"], headers["x-acs-version"])
            _require_same(asked, ("SendSms", "2017-05-25"), "InvalidAction.NotFound")
        except Wrong as error:
            self._json({"Code": error.code, "Message": error.code}, 400)
            return
        values = [str(value) for value in json.loads(said["TemplateParam"]).values()]
        found = self.carrier.take(
            said["PhoneNumbers"], said["TemplateCode"], said["SignName"], values
        )
        self._json({"Code": ALIYUN_CODES[found], "Message": "", "RequestId": "sim"})

    def _tencent(self, headers: Mapping[str, str], body: bytes) -> None:
        try:
            check_tencent(headers, body, keys=self.carrier.keys, at=_now())
            asked = (headers.get("x-tc-action", ""), headers.get("x-tc-version", ""))
            _require_same(asked, ("SendSms", "2021-01-11"), "InvalidAction")
        except Wrong as error:
            self._json({"Response": {"Error": {"Code": error.code}, "RequestId": "sim"}})
            return
        said = json.loads(body)
        found = self.carrier.take(
            said["PhoneNumberSet"][0],
            said["TemplateId"],
            said["SignName"],
            said["TemplateParamSet"],
        )
        status = {"Code": TENCENT_CODES[found], "PhoneNumber": said["PhoneNumberSet"][0]}
        self._json({"Response": {"SendStatusSet": [status], "RequestId": "sim"}})

    def _require_new(self, nonce: str) -> None:
        if nonce in self.carrier.nonces:
            raise Wrong("SignatureNonceUsed")
        self.carrier.nonces.add(nonce)

    def _json(self, said: object, status: int = 200) -> None:
        self._respond(status, json.dumps(said, ensure_ascii=False).encode(), "application/json")

    def _respond(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Threads that do not outlive the process."""

    daemon_threads = True
    allow_reuse_address = True


def server_for(carrier: Carrier, port: int) -> Server:
    """A bound server on this machine alone; port 0 takes a free one."""
    return Server(("127.0.0.1", port), type("CarrierHandler", (Handler,), {"carrier": carrier}))


def _require_same(asked: tuple[str, str], known: tuple[str, str], code: str) -> None:
    if asked != known:
        raise Wrong(code)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a provider has its own clock
