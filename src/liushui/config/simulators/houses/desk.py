"""What every simulated house has: people, codes for one use, tokens, a page with buttons."""

import html
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CODE_SECONDS = 300.0
TOKEN_SECONDS = 7200.0
# Nobody of these exists.
PEOPLE: Sequence[tuple[str, str]] = (("lin", "小雨点"), ("wang", "远山"), ("chen", "立早"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, taken apart. ``at`` is seconds since 1970."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str
    at: float

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def said(self) -> dict[str, Any]:
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content and where to go."""

    status: int
    body: bytes
    kind: str = "application/json"
    location: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed a site: kept behind a code, then behind a token."""

    person: str
    client: str
    address: str
    expires_at: float
    asked: Mapping[str, str] = field(default_factory=dict)


class Kept:
    """Grants by a secret word that is known to who asked for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._grants: dict[str, Grant] = {}
        self.used: set[str] = set()

    def keep(
        self, person: str, asked: Mapping[str, str], client: str, address: str, at: float
    ) -> str:
        word = secrets.token_urlsafe(24)
        self._grants[word] = Grant(person, client, address, at + self._seconds, dict(asked))
        return word

    def look(self, word: str, at: float) -> Grant | None:
        grant = self._grants.get(word)
        return grant if grant is not None and grant.expires_at > at else None

    def use(self, word: str, at: float) -> Grant | None:
        """The grant, once."""
        grant = self.look(word, at)
        self._grants.pop(word, None)
        self.used.add(word)
        return grant


def said(content: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode())


def gone_to(address: str, **words: str) -> Answer:
    """A redirect with these words added to the address's own."""
    sign = "&" if urlsplit(address).query else "?"
    return Answer(302, b"", location=f"{address}{sign}{urlencode(words)}")


def refused_page(words: str, status: int = 400) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>拒绝</title><p>{html.escape(words)}</p>"
    return Answer(status, page.encode(), "text/html; charset=utf-8")


def choice_page(house: str, asked: Asked) -> Answer:
    """Who one is, and yes or no: what the phone of the real house would show."""
    buttons = "".join(
        f'<button name="person" value="{key}">{html.escape(name)}</button> ' for key, name in PEOPLE
    )
    page = (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>模拟登录</title>'
        f"<h1>{html.escape(house)}</h1><p>这是模拟页面，人物均为虚构。您是谁：</p>"
        f'<form method="post" action="?{html.escape(urlencode(asked.query))}">{buttons}'
        '<button name="no" value="1">拒绝</button></form></html>'
    )
    return Answer(200, page.encode(), "text/html; charset=utf-8")
