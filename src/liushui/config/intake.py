"""The intake: a process of its own for the providers' call-backs, at the rate of a surge.

A bare RSGI callable beside Django (decision 0050). The plain views answer the same at the same
paths of the site, so that a proxy may lead there when this process is away.
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
from liushui.payments.provider import ALIPAY  # noqa: E402 - after set-up

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]

NOTIFY = "/pay/wechat/notify"
ALIPAY_NOTIFY = "/pay/alipay/notify"
_SIGNED = ("timestamp", "nonce", "serial", "signature", "signature-type")
_HEADERS = tuple(f"wechatpay-{word}" for word in _SIGNED)
_JSON = [("content-type", "application/json")]
_PLAIN = [("content-type", "text/plain")]
_LATER = [("retry-after", str(RETRY_SECONDS))]
_OK, _BUSY = 200, 503
_DIGITS = 20


class Application:
    """What granian calls: one path for each provider, one for the probe."""

    def __init__(self) -> None:
        self.intake = Intake()
        self.alipay = Intake(ALIPAY, beside=self.intake)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        gc.collect()
        gc.freeze()  # what is loaded stays loaded: looking through it would hold up every answer
        loop.call_soon(self.intake.start)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.stop())

    async def stop(self) -> None:
        """Answer what was taken in, then end."""
        await self.intake.stop()
        await self.alipay.stop()

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        if scope.path == NOTIFY and scope.method == "POST":
            _say(protocol, await self._notified(scope, protocol))
        elif scope.path == ALIPAY_NOTIFY and scope.method == "POST":
            _say_plainly(protocol, await self._notified_by_alipay(scope, protocol))
        elif scope.path == "/healthz":
            protocol.response_str(200, _JSON, '{"ok": true}')
        else:
            protocol.response_str(404, _JSON, '{"code": "FAIL", "message": "not_found"}')

    async def _notified(self, scope: "Scope", protocol: "HTTPProtocol") -> Reply:
        if _is_too_long(scope):
            return TOO_LONG
        body = await protocol()
        heads = scope.headers
        said = {name: text for name in _HEADERS if (text := heads.get(name))}
        return await self.intake.reply(said, body)

    async def _notified_by_alipay(self, scope: "Scope", protocol: "HTTPProtocol") -> Reply:
        """What it signs stands in the form that it posts; its headers say nothing."""
        return TOO_LONG if _is_too_long(scope) else await self.alipay.reply({}, await protocol())


def _is_too_long(scope: "Scope") -> bool:
    length: Any = scope.headers.get("content-length") or ""
    return not length.isdecimal() or len(length) > _DIGITS or int(length) > LIMIT_BYTES


def _say(protocol: "HTTPProtocol", reply: Reply) -> None:
    headers = [*_JSON, *_LATER] if reply.status == _BUSY else _JSON
    protocol.response_str(reply.status, headers, reply.body)


def _say_plainly(protocol: "HTTPProtocol", reply: Reply) -> None:
    """It calls again until it reads the one word ``success``."""
    headers = [*_PLAIN, *_LATER] if reply.status == _BUSY else _PLAIN
    protocol.response_str(reply.status, headers, "success" if reply.status == _OK else "failure")


application = Application()
