"""A service behind HTTP whose requests and answers are both signed with a shared secret.

HMAC-SHA256 over method, path, time, nonce and the digest of the body; the answer over its own body
and the request's nonce, so that an answer to something else is none.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.utils.timezone import now
from django.utils.translation import gettext

from liushui.installation.declared import Group, Setting, SettingWrong, declare
from liushui.installation.queries import values_of
from liushui.kernel.errors import gettext_noop
from liushui.papers.fiscal.protocol import (
    FiscalAnswer,
    FiscalRefused,
    FiscalRequest,
    FiscalSilent,
)

API, APP, SECRET = "fiscal.api", "fiscal.app", "fiscal.secret"
ISSUE, REVERSE = "/receipts/issue", "/receipts/reverse"
_LABEL = gettext_noop("Address of the fiscal service for receipts")
_SECONDS = 10.0
_MOST_BYTES = 64 * 1024
_LONGEST = 20


def declare_fiscal() -> None:
    """Make the settings known; called once, at start-up."""
    declare(
        Group(
            key="fiscal",
            title=gettext_noop("Electronic donation receipts"),
            about=gettext_noop(
                "The service of the finance department that gives donation receipts their numbers."
                " Without it every receipt is a sample and says so."
            ),
            is_weighty=True,
            settings=(
                Setting(
                    key=API, label=_LABEL, environment="LIUSHUI_FISCAL_API", check=_require_address
                ),
                Setting(
                    key=APP,
                    label=gettext_noop("Number of the application"),
                    environment="LIUSHUI_FISCAL_APP",
                ),
                Setting(
                    key=SECRET,
                    label=gettext_noop("Secret shared with the fiscal service"),
                    is_secret=True,
                    environment="LIUSHUI_FISCAL_SECRET",
                ),
            ),
        )
    )


class SignedService:
    """The service that the settings name."""

    def __init__(self) -> None:
        found = values_of([API, APP, SECRET])
        self._api, self._app, self._secret = (found[key] for key in (API, APP, SECRET))

    def is_ready(self) -> bool:
        return all((self._api, self._app, self._secret))

    def issue(self, asked: FiscalRequest) -> FiscalAnswer:
        return self._ask(
            ISSUE,
            {
                "key": asked.key,
                "organisation": asked.organisation_code,
                "payer": asked.payer,
                "payer_code": asked.payer_code,
                "item_code": asked.project_number,
                "item": asked.project_title,
                "amount_fen": asked.amount_minor,
                "given_on": asked.given_on.isoformat(),
                "note": asked.note,
            },
        )

    def reverse(self, *, key: str, code: str, number: str, why: str) -> FiscalAnswer:
        return self._ask(REVERSE, {"key": key, "code": code, "number": number, "why": why})

    def _ask(self, path: str, said: Mapping[str, str | int]) -> FiscalAnswer:
        body = json.dumps(dict(said), ensure_ascii=False, sort_keys=True).encode()
        stamp, nonce = f"{int(now().timestamp())}", secrets.token_hex(16)
        headers = {
            "Content-Type": "application/json",
            "X-Fiscal-App": self._app,
            "X-Fiscal-Time": stamp,
            "X-Fiscal-Nonce": nonce,
            "X-Fiscal-Sign": signature(self._secret, "POST", path, stamp, nonce, body),
        }
        try:
            answer = httpx.post(
                f"{self._api.rstrip('/')}{path}", content=body, headers=headers,
                timeout=_SECONDS, trust_env=False, follow_redirects=False,
            )  # fmt: skip
        except httpx.HTTPError:
            raise FiscalSilent from None
        signed = answer.headers.get("X-Fiscal-Sign", "")
        right = signature(self._secret, "ANSWER", path, stamp, nonce, answer.content)
        if len(answer.content) > _MOST_BYTES or not hmac.compare_digest(
            signed.encode(), right.encode()
        ):
            raise FiscalSilent
        return _answer(answer.content)


def signature(secret: str, method: str, path: str, stamp: str, nonce: str, body: bytes) -> str:
    """What proves who speaks, of this very request or answer."""
    text = "\n".join([method, path, stamp, nonce, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _answer(content: bytes) -> FiscalAnswer:
    try:
        said: dict[str, Any] = json.loads(content)
        if said.get("refused"):
            raise FiscalRefused(reason=str(said["refused"])[:60])
        return FiscalAnswer(
            code=_word(said["code"]),
            number=_word(said["number"]),
            check=_word(said["check"]),
            issued_on=date.fromisoformat(said["issued_on"]),
            amount_minor=_fen(said["amount_fen"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FiscalSilent from None


def _word(said: object) -> str:
    """A code or number as it was given; one that we could not keep whole is no answer."""
    if not isinstance(said, str) or not 0 < len(said) <= _LONGEST:
        raise ValueError
    return said


def _fen(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise TypeError
    return said


def _require_address(text: str) -> None:
    parts = urlsplit(text)
    own = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (own and parts.scheme == "http")):
        raise SettingWrong(label=gettext(_LABEL), why=gettext("it begins with https://."))
