"""Which pages there are and who can see each: found by walking the site as its visitors do.

The role table is the list of what there is. Addresses without a key are asked for by everyone;
the others are found by following links, so a page that no link leads to is named at the end.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from liushui.config.role_table import role_table

NOBODY = "nobody"
MISSING = "config:missing"
_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_ACTION = re.compile(r'<form\b[^>]*\baction="([^"#?]+)')
# Answers that are no pages of ours to look at, whoever asks.
_NO_PAGE = frozenset({"config:healthz", "config:readyz"})
MOST_ASKED, MOST_TRIED = 400, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said to one GET that follows no redirect."""

    status: int
    kind: str
    text: str

    @property
    def is_page(self) -> bool:
        return self.status == HTTPStatus.OK and self.kind.startswith("text/html")


Ask = Callable[[str, str], Answer]
"""(role, path) to the answer."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the role table, and a visitor who can open it."""

    name: str
    path: str
    role: str


@dataclass(slots=True)
class Found:
    """The pages, and the addresses to which no link and no form leads."""

    pages: list[Page] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)


def find_pages(ask: Ask, roles: Sequence[str]) -> Found:
    """One page of each address, seen by the first of ``roles`` who may."""
    walk = _Walk(ask)
    for role in roles:
        walk.walk_as(role)
    walk.seen[MISSING] = Page(MISSING, "/nothing-here/", NOBODY)
    names = set(role_table()) - set(walk.seen) - walk.posted - walk.files - _NO_PAGE
    return Found(sorted(walk.seen.values(), key=lambda page: page.name), sorted(names))


class _Walk:
    """What was seen so far. Each address is kept once; each path is asked once by each role."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.seen: dict[str, Page] = {}
        self.posted: set[str] = set()
        self.files: set[str] = set()

    def walk_as(self, role: str) -> None:
        waiting = ["/", *_starts()]
        asked: set[str] = set()
        for path in waiting:  # grows while it is read
            name = name_of(path)
            if path in asked or len(asked) >= MOST_ASKED or not name:
                continue
            asked.add(path)
            answer = self.ask(role, path)
            if not answer.is_page:
                if answer.status == HTTPStatus.OK:
                    self.files.add(name)
                elif answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
                    self.posted.add(name)
                continue
            self.seen.setdefault(name, Page(name, path, role))
            waiting += self._news_in(answer.text, waiting)

    def _news_in(self, text: str, waiting: Sequence[str]) -> list[str]:
        """Links to addresses of which no page was seen: a few of each, for the first may refuse."""
        self.posted |= {name for path in _ACTION.findall(text) if (name := name_of(path))}
        tries = Counter(name_of(path) for path in waiting)
        news = []
        for href in dict.fromkeys(map(unescape, _HREF.findall(text))):
            name = name_of(href)
            if name and name not in self.seen and tries[name] < MOST_TRIED:
                tries[name] += 1
                news.append(href)
        return news


def _starts() -> Iterator[str]:
    """Every address that needs no key."""
    for name in role_table():
        with suppress(NoReverseMatch):
            yield reverse(name)


def name_of(path: str) -> str:
    """The role table's name of a path on this site; "" where it has none."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return ""
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return name if name in role_table() else ""
