"""What every answer of the role table says to a browser: no frame, no foreign script, no way out.

One walk over real things of the story, each address as somebody who is let in.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.roles.row import Row
from tests.roles.rows import ROWS
from tests.roles.world import World

# Alone, this file needs the database as well: it is set up for those that say so.
pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WISHES = ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)")
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The small story in one transaction that is undone at the end."""
    del django_db_setup
    before, settings.DEMO = settings.DEMO, True
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            yield World()
            transaction.set_rollback(True)
    finally:
        settings.DEMO = before


def _role(row: Row, world: World) -> str:
    """Somebody who sees the most: who is answered 200, else whoever comes first."""
    roles = list(world.accounts)
    return next((role for role in roles if row.expected(role) == 200), roles[-1])


def _complaints(answer: Any) -> Iterator[str]:
    said = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    if said != POLICY:
        yield f"its policy is {said}"
    if answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield "other sites are told the address"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{name} is {answer.headers.get(name)}"
    content = answer.headers.get("Content-Type", "")
    if content.startswith("text/html") and answer.content:
        yield from _in_page(answer.content)


def _in_page(content: bytes) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        page = html5lib.parse(content, namespaceHTMLElements=False)
    for element in page.iter():
        if isinstance(element.tag, str):  # not a comment
            yield from _in_element(element.tag, element.attrib)


def _in_element(tag: str, attributes: Any) -> Iterator[str]:
    is_text = attributes.get("type") in ("application/json", "application/ld+json")
    if tag == "script" and "src" not in attributes and not is_text:
        yield "a script in the page"
    if tag in ("style", "iframe", "object", "embed", "base"):
        yield f"<{tag}>"
    for name, value in attributes.items():
        plain = str(name).casefold()
        if plain.startswith("on") or plain == "style":
            yield f"{plain} on <{tag}>"
        if plain in ADDRESSES:
            yield from _address(tag, value)


def _address(tag: str, value: str) -> Iterator[str]:
    scheme = urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme
    if scheme not in ("", "http", "https", "tel", "mailto") and not (
        tag in ("img", "image") and value.startswith("data:image/")
    ):
        yield f"<{tag}> leads to {scheme}:"
    if tag in ("script", "link", "img", "form") and urlsplit(value).netloc:
        yield f"<{tag}> asks {urlsplit(value).netloc}"


def _leads_out(answer: Any) -> bool:
    """As a browser reads it: tabs and lines fall out, a backslash is a slash."""
    ways = [answer.headers.get("Location", ""), answer.headers.get("Refresh", "")[6:]]
    plain = [re.sub(r"[\t\r\n]", "", way).strip().replace("\\", "/") for way in ways]
    parts = [urlsplit(urljoin("http://testserver/", way)) for way in plain]
    return any(one.hostname != "testserver" or one.scheme != "http" for one in parts)


@pytest.mark.parametrize(
    ("row", "wish"),
    [(row, WISHES[number % len(WISHES)]) for number, row in enumerate(ROWS)],
    ids=[f"{row.name}-{row.path}-{'post' if row.posted else 'get'}" for row in ROWS],
)
def test_no_answer_can_be_framed_scripted_or_sent_elsewhere(
    world: World, row: Row, wish: str
) -> None:
    """Each with one wish to be sent elsewhere; those that take a wish meet all in the attacks."""
    path = row.path.format(**world.things)
    client = world.browsers.of(_role(row, world))
    with transaction.atomic():
        if row.posted is None:
            answer = client.get(f"{path}{'&' if '?' in path else '?'}next={wish}")
        else:
            answer = client.post(path, {**row.posted, "next": wish})
        transaction.set_rollback(True)
    wrong = list(_complaints(answer))
    assert not wrong, f"{row.path}: {wrong}"
    assert not _leads_out(answer), f"asked for {wish}, it leads to {answer.headers.get('Location')}"
