"""The intake: a process of its own for the providers' call-backs, at the rate of a surge.

``python -m liushui.config.intake HOST PORT``. The plain views answer the same at the same paths of
the site, so that a proxy may lead there when this process is away (decision 0050).
"""

import asyncio
import gc
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
django.setup()

from liushui.config.call_backs import Asked, Listener, Told, listen  # noqa: E402 - after set-up
from liushui.giving.intake.answering import RETRY_SECONDS, Intake, Reply  # noqa: E402
from liushui.payments.provider import ALIPAY  # noqa: E402 - after set-up

NOTIFY = "/pay/wechat/notify"
ALIPAY_NOTIFY = "/pay/alipay/notify"
_LATER = (("retry-after", str(RETRY_SECONDS)),)
_OK, _BUSY = 200, 503
_HEALTHY = Told(_OK, '{"ok": true}')
_NOT_FOUND = Told(404, '{"code": "FAIL", "message": "not_found"}')


class Application:
    """One path for each provider, one for the probe."""

    def __init__(self) -> None:
        self.intake = Intake()
        self.alipay = Intake(ALIPAY, beside=self.intake)

    def start(self) -> None:
        """Begin. Called in the loop."""
        self.intake.start()
        self.alipay.start()

    async def stop(self) -> None:
        """Answer what was taken in, then end."""
        await self.intake.stop()
        await self.alipay.stop()

    async def answer(self, asked: Asked) -> Told:
        if asked.method == "POST":
            if asked.path == NOTIFY:
                return _said(await self.intake.reply(asked.headers, asked.body))
            if asked.path == ALIPAY_NOTIFY:  # what it signs stands in the form that it posts
                return _said_plainly(await self.alipay.reply({}, asked.body))
        return _HEALTHY if asked.path == "/healthz" else _NOT_FOUND


def _said(reply: Reply) -> Told:
    return Told(reply.status, reply.body, headers=_LATER if reply.status == _BUSY else ())


def _said_plainly(reply: Reply) -> Told:
    """It calls again until it reads the one word ``success``."""
    word = "success" if reply.status == _OK else "failure"
    return Told(reply.status, word, "text/plain", _LATER if reply.status == _BUSY else ())


async def run(host: str, port: int) -> None:
    """Take call-backs in at this place until the process is told to end."""
    application = Application()
    application.start()
    gc.collect()
    gc.freeze()  # what is loaded stays loaded: looking through it would hold up every answer
    await listen(Listener(application.answer), host, port)
    await application.stop()


def main() -> int:
    import uvloop  # noqa: PLC0415 - tests run the application in a loop of theirs

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(sys.argv[1], int(sys.argv[2])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
