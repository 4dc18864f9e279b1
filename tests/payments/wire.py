"""Between our client and the simulated provider: sees both words, and may change the provider's."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answered, as it went over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


Change = Callable[[Answer], Answer]


class Wire(httpx.BaseTransport):
    """A real connection; ``seen`` are the requests with what the provider itself answered."""

    def __init__(self, change: Change | None = None) -> None:
        self._real = httpx.HTTPTransport(verify=False)
        self._change = change
        self.seen: list[tuple[httpx.Request, Answer]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        told = self._real.handle_request(request)
        told.read()
        headers = {name: text for name, text in told.headers.items() if name != "content-length"}
        answer = Answer(told.status_code, headers, told.content)
        self.seen.append((request, answer))
        if self._change is not None and told.is_success:
            answer = self._change(answer)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    def close(self) -> None:
        self._real.close()


def cut(answer: Answer) -> Answer:
    """Half of it."""
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def altered(text: bytes) -> bytes:
    """The same with its last letter or digit another one."""
    place = max(n for n, one in enumerate(text) if chr(one).isalnum())
    return text[:place] + (b"1" if text[place : place + 1] != b"1" else b"2") + text[place + 1 :]
