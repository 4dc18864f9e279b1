"""A real Chromium for the journeys: a phone, a desktop, axe, and no breach of the CSP unheard."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.journeys.site import Site, running

# Playwright's loop runs in this thread; Django would refuse the database to every fixture.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": RULES},
    "preload": False,  # it would copy style sheets into the page, against its policy
}
FIND = """async (options) => (await axe.run(document, options)).violations.map(
  ({ id, help, nodes }) => `${id}: ${help} (${nodes[0].target})`)"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium of the machine (LIUSHUI_CHROMIUM names another) with our own Chinese fonts."""
    share = tmp_path_factory.mktemp("share")
    (share / "fonts").symlink_to(Path(pylopdf_fonts_zh_cn.__file__).parent)
    found = os.environ.get("LIUSHUI_CHROMIUM") or shutil.which("chromium")
    browser = playwright.chromium.launch(
        executable_path=found,
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
        env={**os.environ, "XDG_DATA_HOME": str(share)},
    )
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages of any width, language and light: ``open_page(PHONE, locale="en-GB")``.

    At the end of the test it fails if any page broke its content security policy or a script fell.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(text: str) -> None:
        if "Content Security Policy" in text or "Uncaught" in text:
            complaints.append(text)

    def open_one(device: dict[str, Any], **options: Any) -> Page:
        context = browser.new_context(**{"locale": "zh-CN", **device, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: heard(message.text))
        page.on("pageerror", lambda error: complaints.append(f"Uncaught {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page_phone(open_page: Callable[..., Page]) -> Page:
    """A phone in 简体中文, with script."""
    return open_page(PHONE)


@pytest.fixture
def page_desktop(open_page: Callable[..., Page]) -> Page:
    """A wide screen in English, without script: what every page must be able to do."""
    return open_page(DESKTOP, locale="en-GB", java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Each finding of axe-core on a page, in one line; none is what a test asserts."""

    def findings(page: Page) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        found: list[str] = page.evaluate(FIND, OPTIONS)
        return found

    return findings


def sideways(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demo with its small story: one for all journeys."""
    with running() as started:
        yield started
