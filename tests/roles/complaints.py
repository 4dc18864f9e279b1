"""What every answer says to a browser: no frame, no foreign script, no way out."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib

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


def complaints(answer: Any) -> Iterator[str]:
    """What is wrong with an answer to somebody who wished to be sent elsewhere."""
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
    if _leads_out(answer):
        yield f"leads to {answer.headers.get('Location')}"


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
