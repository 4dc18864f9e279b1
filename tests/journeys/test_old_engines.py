"""Engines that know no ``light-dark()``, ``oklch()`` or ``color-mix()`` show whole pages.

Such an engine drops the declaration. The style sheets are rewritten on their way to a browser that
would know them, and the boxes and colours that carry a page are those of a new engine.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.site import Site

Open = Callable[..., Page]
NEW_WORDS = re.compile(r"[\w-]+\s*:[^;{}]*(?:light-dark|oklch|color-mix)\([^;{}]*;?")
PARTS = (".masthead", ".btn-primary", "table", "h1", ".form-control", "footer")
MEASURE = """(parts) => parts.map((part) => {
  const one = [...document.querySelectorAll(part)].find((found) => found.offsetParent)
  if (!one) return null
  const box = one.getBoundingClientRect(), style = getComputedStyle(one)
  return [part, box.width, box.height, style.color, style.backgroundColor, style.borderTopWidth]
})"""
SLACK = 4


def _older(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=NEW_WORDS.sub("", answer.text()))


def _measured(open_page: Open, address: str, device: dict[str, Any], *, old: bool) -> list[Any]:
    page = open_page(device)
    if old:
        page.route("**/*.css", _older)
    page.goto(address)
    return [found for found in page.evaluate(MEASURE, list(PARTS)) if found]


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "wide"])
def test_pages_stay_whole_without_the_newest_colour_words(
    site: Site, open_page: Open, device: dict[str, Any]
) -> None:
    number = _a_project(site, open_page)
    for path in ("/", f"/projects/{number}/", f"/give/{number}/"):
        new = _measured(open_page, site.address + path, device, old=False)
        old = _measured(open_page, site.address + path, device, old=True)
        assert len(new) >= 3, path
        for was, now in zip(new, old, strict=True):
            assert was[0] == now[0]
            assert abs(was[1] - now[1]) <= SLACK, (path, was, now)
            assert abs(was[2] - now[2]) <= SLACK, (path, was, now)
            assert was[3:] == now[3:], (path, was, now)


def _a_project(site: Site, open_page: Open) -> str:
    page = open_page(DESKTOP)
    page.goto(site.address + "/projects/?state=open")
    address = page.locator('main a[href^="/projects/P"]').first.get_attribute("href") or ""
    return address.strip("/").split("/")[1]
