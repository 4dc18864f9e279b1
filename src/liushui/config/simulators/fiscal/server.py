"""The office over HTTP. ``/_sim/mood`` sets how it is in the mood; it asks nobody."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

MOST_BYTES = 64 * 1024
SKEW_SECONDS = 300
CODE, RED_CODE = "00010126", "00010226"
_CHECKS = "0123456789abcdefghijkmnpqrstuvwxyz"


class Wrong(Exception):
    """What the office answers instead: its code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Office:
    """One office: who may ask, what was issued under which key, what was taken back.

    Moods: "" (works), "down" (HTTP 503 in HTML), "forged" (answers with a wrong signature),
    "cut" (does its work and then closes the line), "declines" (refuses each receipt), "keeps"
    (takes none back), "more" (issues each with one fen more).
    """

    secrets: Mapping[str, str] = field(default_factory=lambda: {"sim": "sim-secret"})
    issued: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[dict[str, object]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    mood: str = ""
    lock: Lock = field(default_factory=Lock)

    def issue(self, said: Mapping[str, object]) -> dict[str, object]:
        """The same key, the same receipt, whatever else is said beside the key."""
        if self.mood == "declines":
            raise Wrong("PAYER_MISSING")
        if not said.get("payer") or not isinstance(said.get("amount_fen"), int):
            raise Wrong("FIELD_MISSING")
        return self._once(CODE, said)

    def reverse(self, said: Mapping[str, object]) -> dict[str, object]:
        """A number of its own for what takes the receipt back."""
        if self.mood == "keeps":
            raise Wrong("PERIOD_CLOSED")
        known = {(one["code"], one["number"]): one["amount_fen"] for one in self.issued.values()}
        named = (said.get("code"), said.get("number"))
        if named not in known:
            raise Wrong("RECEIPT_UNKNOWN")
        return self._once(RED_CODE, {**said, "amount_fen": known[named]})

    def _once(self, code: str, said: Mapping[str, object]) -> dict[str, object]:
        key = str(said["key"])
        digest = hashlib.sha256(json.dumps(dict(said), sort_keys=True).encode()).hexdigest()
        found = self.issued.get(key)
        if found is None:
            serial = sum(one["code"] == code for one in self.issued.values()) + 1
            check = "".join(_CHECKS[int(digest[i : i + 2], 16) % len(_CHECKS)] for i in range(6))
            found = {
                "code": code, "number": f"{serial:010d}", "check": check,
                "amount_fen": int(str(said["amount_fen"])) + (self.mood == "more"),
                "issued_on": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600)),
            }  # fmt: skip
            self.issued[key] = found
        return found


class Handler(BaseHTTPRequestHandler):
    """One request: its signature is recomputed from the bytes that arrived."""

    protocol_version = "HTTP/1.1"
    office: Office

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Stay silent: names of donors are nobody's log line."""

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        if self.path == "/_sim/mood":
            self.office.mood = str(json.loads(body)["mood"])
            self._respond(200, b"{}", "")
        elif self.office.mood == "down":
            self._respond(503, b"<h1>Service Unavailable</h1>", "")
        else:
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        secret, said = "", {}
        with self.office.lock:
            try:
                secret = self._require_signed(body)
                asked = json.loads(body)
                self.office.asked.append(asked)
                is_issue = self.path == "/receipts/issue"
                said = self.office.issue(asked) if is_issue else self.office.reverse(asked)
            except Wrong as wrong:
                said = {"refused": wrong.code}
        if self.office.mood == "cut":
            self.close_connection = True
            return
        content = json.dumps(said).encode()
        if self.office.mood == "forged":
            content += b" "
        self._respond(200, content, self._sign(secret, "ANSWER", json.dumps(said).encode()))

    def _require_signed(self, body: bytes) -> str:
        secret = self.office.secrets.get(self.headers.get("X-Fiscal-App", ""))
        if secret is None:
            raise Wrong("APP_UNKNOWN")
        stamp = self.headers.get("X-Fiscal-Time", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > SKEW_SECONDS:
            raise Wrong("TIME_WRONG")
        signed = self.headers.get("X-Fiscal-Sign", "")
        if not hmac.compare_digest(signed, self._sign(secret, "POST", body)):
            raise Wrong("SIGN_WRONG")
        nonce = self.headers.get("X-Fiscal-Nonce", "")
        if nonce in self.office.nonces:
            raise Wrong("REPLAYED")
        self.office.nonces.add(nonce)
        return secret

    def _sign(self, secret: str, method: str, content: bytes) -> str:
        lines = [
            method,
            self.path,
            self.headers.get("X-Fiscal-Time", ""),
            self.headers.get("X-Fiscal-Nonce", ""),
            hashlib.sha256(content).hexdigest(),
        ]
        return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()

    def _respond(self, status: int, content: bytes, signed: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Fiscal-Sign", signed)
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    daemon_threads = True


def server_for(office: Office, port: int) -> ThreadingHTTPServer:
    """A server of this office on this machine alone."""
    return Server(("127.0.0.1", port), type("OfficeHandler", (Handler,), {"office": office}))
