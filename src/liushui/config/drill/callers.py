"""The provider of a surge: a process of its own that calls back for many orders, in every mood.

``python -m liushui.config.drill.callers STATE A_SECOND SECONDS URL...`` reads orders, ``reference
fen mood`` a line, and calls each back until it is answered for good: first at the intake, then, as
a proxy would lead it, at the site. For each it prints one line: the reference, the fen on the
provider's bill, the last status, how often it called, and the milliseconds until the answer.
"""

import asyncio
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TextIO
from urllib.parse import urlsplit

from liushui.config.simulators.wechat_pay.firing import paid
from liushui.config.simulators.wechat_pay.provider import Mode, Order, Provider, Signed

CONNECTIONS = 32
LATE_SECONDS = (1.0, 6.0)
_REST_SECONDS = (0.05, 1.0)
_ANSWER_SECONDS = 15.0
_FOR_GOOD = {200, 422}


class Pace(NamedTuple):
    """How many orders are paid in a second at most, and for how long."""

    a_second: int
    seconds: float


class Caller:
    """One of the provider's connections; it is made anew whenever it breaks."""

    def __init__(self, provider: Provider, urls: Sequence[str]) -> None:
        self._provider = provider
        self._urls = urls
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._at = 0
        self._draw = random.Random()  # noqa: S311 - when, not what

    async def call_back(self, order: Order) -> tuple[int, int]:
        """Call until it is answered for good; the last status, and how many calls it took."""
        rest, longest = _REST_SECONDS
        if order.mode == Mode.LATE:
            await asyncio.sleep(self._draw.uniform(*LATE_SECONDS))
        calls = 0
        while True:
            calls += 1
            status = await self._call(self._provider.sign_notice(order, at=time.time()))
            if status in _FOR_GOOD:
                break
            await asyncio.sleep(rest)
            rest = min(2 * rest, longest)
        if order.mode in {Mode.TWICE, Mode.REPLAYED}:
            notices = self._provider.notices(order, at=time.time())
            calls += len([await self._call(notice) for notice in notices])
        return status, calls

    async def _call(self, notice: Signed) -> int:
        """The status; 0 where nobody answered, and the next call goes to the next address."""
        try:
            return await asyncio.wait_for(self._exchange(notice), _ANSWER_SECONDS)
        except (OSError, EOFError, ValueError, TimeoutError):
            self._drop()
            self._at = (self._at + 1) % len(self._urls)
            return 0

    async def _exchange(self, notice: Signed) -> int:
        parts = urlsplit(self._urls[self._at])
        if self._streams is None:
            self._streams = await asyncio.open_connection(parts.hostname, parts.port)
        reader, writer = self._streams
        heads = "".join(f"{name}: {text}\r\n" for name, text in notice.headers.items())
        writer.write(
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{heads}"
            f"Content-Length: {len(notice.body)}\r\n\r\n".encode()
            + notice.body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length))
        return int(head[9:12])

    def _drop(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def call_all(
    provider: Provider, urls: Sequence[str], orders: Iterator[Order], pace: Pace
) -> None:
    """Call back for each order in its time, and say what each was answered."""
    began, taken = time.monotonic(), 0

    async def work() -> None:
        nonlocal taken
        caller = Caller(provider, urls)
        for order in orders:
            taken += 1
            ahead = taken / pace.a_second - (time.monotonic() - began)
            if ahead > 0:
                await asyncio.sleep(ahead)
            asked = time.monotonic()
            status, calls = await caller.call_back(order)
            took = int(1000 * (time.monotonic() - asked))
            minor = order.amount_minor + (order.mode == Mode.WRONG_AMOUNT)
            sys.stdout.write(f"{order.reference} {minor} {status} {calls} {took}\n")
            sys.stdout.flush()
            if time.monotonic() - began > pace.seconds:
                return

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))


def _orders(lines: TextIO) -> Iterator[Order]:
    for line in lines:
        reference, minor, mode = line.split()
        order = paid(reference, int(minor), time.time())
        yield replace(order, mode=Mode(mode))


def main(state: str, a_second: str, seconds: str, *urls: str) -> int:
    """Call back for what standard input names, until it ends or the time is over."""
    pace = Pace(int(a_second), int(seconds))
    asyncio.run(call_all(Provider(Path(state)), urls, _orders(sys.stdin), pace))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
