"""The intake: a process of its own for the provider's call-backs, at the rate of a surge.

A bare RSGI callable beside Django (decision 0050). The plain view answers the same at the same
path of the site, so that a proxy may lead there when this process is away.
"""

import asyncio
import gc
import os
import signal
from typing import TYPE_CHECKING, Any

import django

from liushui.base.processes import die_with

if os.environ.get("LIUSHUI_SUPERVISED") == "1":  # a killed server leaves no worker on its port
    if os.getppid() == 1:  # the server was killed before this worker came so far
        os._exit(1)
    die_with(os.getppid(), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
django.setup()

from liushui.giving.intake.answering import (  # noqa: E402 - after set-up
    LIMIT_BYTES,
    RETRY_SECONDS,
    TOO_LONG,
    Intake,
    Reply,
)

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]

NOTIFY = "/pay/wechat/notify"
_SIGNED = ("timestamp", "nonce", "serial", "signature", "signature-type")
_HEADERS = tuple(f"wechatpay-{word}" for word in _SIGNED)
_JSON = [("content-type", "application/json")]
_AGAIN = [*_JSON, ("retry-after", str(RETRY_SECONDS))]
_BUSY = 503
_DIGITS = 20


class Application:
    """What granian calls: one path for the provider, one for the probe."""

    def __init__(self) -> None:
        self.intake = Intake()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        gc.collect()
        gc.freeze()  # what is loaded stays loaded: looking through it would hold up every answer
        loop.call_soon(self.intake.start)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.intake.stop())

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        if scope.path == NOTIFY and scope.method == "POST":
            _say(protocol, await self._notified(scope, protocol))
        elif scope.path == "/healthz":
            protocol.response_str(200, _JSON, '{"ok": true}')
        else:
            protocol.response_str(404, _JSON, '{"code": "FAIL", "message": "not_found"}')

    async def _notified(self, scope: "Scope", protocol: "HTTPProtocol") -> Reply:
        length: Any = scope.headers.get("content-length") or ""
        if not length.isdecimal() or len(length) > _DIGITS or int(length) > LIMIT_BYTES:
            return TOO_LONG
        body = await protocol()
        said = ((name, scope.headers.get(name)) for name in _HEADERS)
        return await self.intake.reply({name: text for name, text in said if text}, body)


def _say(protocol: "HTTPProtocol", reply: Reply) -> None:
    headers = _AGAIN if reply.status == _BUSY else _JSON
    protocol.response_str(reply.status, headers, reply.body)


application = Application()
