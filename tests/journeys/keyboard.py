"""Hands on a keyboard alone: Tab until it is reached; every stop has a name and is seen."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ElementHandle, Locator, Page, expect

from tests.journeys.conftest import sideways
from tests.journeys.site import Site

TABS_AT_MOST = 120
SCROLLS_WITHIN_SECONDS = 2.0
# Whether the focus is where one wants to be, and what is wrong with where it is. A page that
# scrolls on the way is not waited for.
STOP = """(wanted) => {
  const one = document.activeElement;
  if (!one || one === document.body || one.id === "main") return [false, ""];
  const labels = [...(one.labels || [])];
  const named = (one.getAttribute("aria-labelledby") || "").split(" ");
  const names = [
    one.getAttribute("aria-label"), one.title,
    one.matches("a, button, summary, [tabindex]") ? one.textContent : "",
    one.querySelector("img")?.alt,
    ...labels.map((label) => label.textContent),
    ...named.map((id) => document.getElementById(id)?.textContent),
  ];
  const faults = names.some((name) => (name || "").trim()) ? [] : ["has no name"];
  const [box] = one.getClientRects();
  const seen = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const own = [one, ...labels];
  if (!seen && one === wanted) faults.push("is out of sight");
  if (seen && !own.some((mine) => mine.contains(seen)) && !seen.contains(one)) {
    faults.push(`is covered by ${seen.outerHTML.slice(0, 60)}`);
  }
  const beside = one.matches("input") ? one.nextElementSibling : null;
  const marked = [...own, beside].filter(Boolean).map((mine) => getComputedStyle(mine));
  if (!marked.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none")) {
    faults.push("does not show the focus");
  }
  return [one === wanted, faults.length ? `${one.outerHTML.slice(0, 90)}: ${faults}` : ""];
}"""


class Keyboard:
    """A browser whose person never touches the glass or a mouse; no page may be too wide."""

    def __init__(self, page: Page, site: Site) -> None:
        # no passkey belongs to a bare number
        self.page, self.address = page, site.address.replace("127.0.0.1", "localhost")

    @property
    def is_ours(self) -> bool:
        """Whether the page is the site's and no other house's."""
        return self.page.url.startswith(self.address + "/")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        assert sideways(self.page) <= 0, f"{self.page.url} runs out of the screen"

    def reach(self, what: str | Locator) -> Locator:
        """Tab until it has the focus, as somebody without a mouse must."""
        found = (self.page.locator(what) if isinstance(what, str) else what).first
        expect(found).to_be_visible()
        wanted = found.element_handle()
        for _ in range(TABS_AT_MOST):
            if self._stop(wanted):
                return found
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what} of {self.page.url}")

    def _stop(self, wanted: ElementHandle) -> bool:
        """Whether one is there; where the focus stands is named and, once scrolled to, seen."""
        is_there, fault = self.page.evaluate(STOP, wanted)
        deadline = time.monotonic() + SCROLLS_WITHIN_SECONDS
        while fault and self.is_ours:
            assert time.monotonic() < deadline, f"{self.page.url}: {fault}"
            is_there, fault = self.page.evaluate(STOP, wanted)
        return bool(is_there)

    def type(self, name: str, text: str) -> None:
        self.reach(f"main [name='{name}']")
        self.page.keyboard.type(text)

    def press(self, what: str | Locator) -> None:
        """Enter, once it is reached; a page follows."""
        self.reach(what)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def be(self, role: str) -> None:
        """Somebody of the demo."""
        self.page.goto(self.address + "/demo/")
        with self.page.expect_navigation():
            self.page.locator(f"form[action='/demo/sign-in/{role}/'] button").press("Enter")

    def by(self, what: str) -> None:
        """To another house, where 立早 says yes, and back here."""
        self.reach(what)
        self.page.keyboard.press("Enter")
        self.reach(self.page.get_by_role("button", name="立早"))
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(re.escape(self.address) + "/(me/security/)?$"))
        self.look()

    def leave(self) -> None:
        """Sign out by the menu of one's own."""
        self.open("/")
        menu = self.page.locator("details:has(form[action='/sign-out/']) > summary").first
        if menu.is_visible():
            self.reach(menu)
            self.page.keyboard.press("Enter")
        self.press("form[action='/sign-out/'] button:visible")

    def code_sent(self) -> str:
        """The demo shows what it would have sent, in a tab of its own."""
        with self._another_tab() as tab:
            tab.goto(f"{self.address}/demo/messages/")
            found = re.search(r"\b\d{6}\b", tab.locator("main").inner_text())
        assert found
        return found[0]

    @contextmanager
    def _another_tab(self) -> Iterator[Page]:
        tab = self.page.context.new_page()
        yield tab
        tab.close()

    def is_in(self) -> None:
        self.open("/me/security/")
        expect(self.page).to_have_url(f"{self.address}/me/security/")
