"""The provider of a bench: calls back what was signed before, as fast as it is answered.

A process of its own, ``python -m liushui.config.bench.accept_load PORT CONNECTIONS FILE``: each
connection sends its next call-back when the last one is answered. It prints one JSON object.
Signing takes longer than being answered does, so all was signed beforehand.
"""

import asyncio
import json
import pickle
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

Times = list[float]


class Connection(asyncio.Protocol):
    """One connection of the provider's; ends when nothing is left to send."""

    def __init__(self, left: Iterator[bytes], statuses: "Counter[int]", times: Times) -> None:
        self._left, self._statuses, self._times = left, statuses, times
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._began = 0.0
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a stream"
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """An answer mostly comes whole; the next call-back goes when it has."""
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length or b"0"):
            return
        self._read = b""
        self._times.append(time.perf_counter() - self._began)
        self._statuses[int(head[9:12])] += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionError("ended early"))

    def _send(self) -> None:
        assert self._transport is not None, "connected"
        request = next(self._left, None)
        if request is None:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


async def fire(port: int, connections: int, requests: list[bytes]) -> dict[str, object]:
    """Send them all; how many a second, the times, and what was answered."""
    left, times = iter(requests), Times()
    statuses: Counter[int] = Counter()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Connection(left, statuses, times), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.ended for _, connection in made))
    took = time.perf_counter() - began
    times.sort()
    return {
        "rate": len(times) / took,
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(0.99 * len(times))],
        "statuses": dict(statuses),
        "cpu": 1e6 * time.process_time() / len(times),
    }


def main(port: str, connections: str, place: str) -> int:
    """Fire what lies in the file."""
    requests: list[bytes] = pickle.loads(Path(place).read_bytes())  # noqa: S301 - our own file
    sys.stdout.write(json.dumps(asyncio.run(fire(int(port), int(connections), requests))))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
