"""The provider of a bench: calls back what was signed before, as fast as it is answered.

A process of its own, ``python -m liushui.config.bench.accept_load PORT CONNECTIONS FILE``: each
connection sends its next call-back when the last one is answered. It prints one JSON object.
Signing takes longer than being answered does, so all was signed beforehand; and since it shares
the processors with what it measures, it speaks to the bare sockets.
"""

import json
import pickle
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

_READ = 65_536
_SILENT_SECONDS = 60.0


class Connection:
    """One connection of the provider's, with at most one call-back on its way."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""
        self._began = 0.0

    def send(self, request: bytes) -> None:
        """Send one call-back: shorter than what a socket takes at once."""
        self._began = time.perf_counter()
        self.line.sendall(request)

    def answer(self) -> "tuple[int, float] | None":
        """The status and how long it took, once the answer came whole, as it mostly does at once.

        Raises ``ConnectionError`` where the server ended instead.
        """
        more = self.line.recv(_READ)
        if not more:
            raise ConnectionError("ended early")
        self._read += more
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length or b"0"):
            return None
        self._read = b""
        return int(head[9:12]), time.perf_counter() - self._began


def fire(port: int, connections: int, requests: Sequence[bytes]) -> dict[str, object]:
    """Send them all; how many a second, the times, and what was answered."""
    left = iter(requests)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    made = [Connection(port) for _ in range(connections)]
    began = time.perf_counter()
    with select.epoll() as ready:
        busy = {one.line.fileno(): one for one in made if _sent(one, left)}
        for number in busy:
            ready.register(number, select.EPOLLIN)
        while busy:
            events = ready.poll(_SILENT_SECONDS)
            if not events:
                raise TimeoutError("the server answers no more")
            for number, _ in events:
                answer = busy[number].answer()
                if answer is not None:
                    statuses[answer[0]] += 1
                    times.append(answer[1])
                    if not _sent(busy[number], left):
                        ready.unregister(number)
                        del busy[number]
    took = time.perf_counter() - began
    for one in made:
        one.line.close()
    times.sort()
    return {
        "rate": len(times) / took,
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(0.99 * len(times))],
        "statuses": dict(statuses),
        "cpu": 1e6 * time.process_time() / len(times),
    }


def _sent(one: Connection, left: Iterator[bytes]) -> bool:
    request = next(left, None)
    if request is not None:
        one.send(request)
    return request is not None


def main(port: str, connections: str, place: str) -> int:
    """Fire what lies in the file."""
    requests: list[bytes] = pickle.loads(Path(place).read_bytes())  # noqa: S301 - our own file
    sys.stdout.write(json.dumps(fire(int(port), int(connections), requests)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
