"""A real browser that visits the demo as each of its roles, photographs pages and reads faults."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Page as Tab

from liushui.config.look.judge import SCRIPT, findings
from liushui.config.look.pages import NOBODY, Answer, Page
from liushui.config.look.refusals import NoBrowser
from liushui.config.tools import link_fonts

LANGUAGES = ("zh-hans", "en")
LIGHTS = ("light", "dark")
WIDTHS = (375, 768, 1440)
TALL = 900
WAIT_MS = 30_000
_ROLE = re.compile(r'action="/demo/sign-in/([\w-]+)/"')


@dataclass(frozen=True, slots=True)
class Looks:
    """In which languages, lights and widths to look."""

    languages: Sequence[str] = LANGUAGES
    lights: Sequence[str] = LIGHTS
    widths: Sequence[int] = WIDTHS


@dataclass(frozen=True, slots=True)
class Shot:
    """One photograph of a page, and what is wrong in it."""

    page: Page
    language: str
    light: str
    width: int
    file: str
    faults: Sequence[str]


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium of this machine, with the 中文 fonts that our documents use."""
    found = os.environ.get("LIUSHUI_CHROMIUM") or shutil.which("chromium")
    if found is None:
        raise NoBrowser(why="Chromium was not found")
    with tempfile.TemporaryDirectory(prefix="liushui-look-") as share, sync_playwright() as play:
        link_fonts(Path(share) / "fonts")
        opened = play.chromium.launch(
            executable_path=found,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "XDG_DATA_HOME": share},
        )
        try:
            yield opened
        finally:
            opened.close()


class Studio:
    """One visitor for each role of the demo at ``address``; each signs in once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self._browser = browser
        self._visitors: dict[str, BrowserContext] = {}
        self._drawn: set[str] = set()
        with self._new() as context:
            text = context.request.get(f"{address}/demo/").text()
        self.roles = (NOBODY, *dict.fromkeys(_ROLE.findall(text)))

    def ask(self, role: str, path: str) -> Answer:
        """One GET that follows no redirect."""
        answer = self._visitor(role).request.get(self.address + path, max_redirects=0)
        kind = answer.headers.get("content-type", "")
        return Answer(answer.status, kind, answer.text() if kind.startswith("text/html") else "")

    def photograph(self, page: Page, looks: Looks, folder: Path) -> Iterator[Shot]:
        """One photograph for each width, light and language."""
        visitor = self._visitor(page.role)
        tab = visitor.new_page()
        tab.set_default_timeout(WAIT_MS)
        for language in looks.languages:
            cookie = {"name": "language", "value": language, "url": self.address}
            visitor.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict there
            for light in looks.lights:
                dark = light == "dark"
                tab.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
                tab.set_viewport_size({"width": looks.widths[0], "height": TALL})
                tab.goto(self.address + page.path)
                for width in looks.widths:
                    yield self._shot(tab, page, (language, light, width), folder)
        tab.close()

    def _shot(self, tab: Tab, page: Page, look: tuple[str, str, int], folder: Path) -> Shot:
        language, light, width = look
        tab.set_viewport_size({"width": width, "height": TALL})
        facts: Mapping[str, Any] = tab.evaluate(SCRIPT, "".join(self._drawn))
        self._drawn |= set(facts["letters"]) - set(facts["missing"])
        name = f"{page.name.replace(':', '-')}-{language}-{light}-{width}.jpg"
        tab.screenshot(path=folder / name, full_page=True, type="jpeg", quality=80)
        return Shot(page, language, light, width, name, tuple(findings(facts, language)))

    @contextmanager
    def _new(self) -> Iterator[BrowserContext]:
        context = self._browser.new_context()
        try:
            yield context
        finally:
            context.close()

    def _visitor(self, role: str) -> BrowserContext:
        if role not in self._visitors:
            context = self._visitors[role] = self._browser.new_context()
            if role != NOBODY:
                tab = context.new_page()
                tab.goto(f"{self.address}/demo/")
                tab.locator(f"form[action='/demo/sign-in/{role}/'] button").first.click()
                tab.wait_for_load_state()
                tab.close()
        return self._visitors[role]
