"""Somebody who gives by the keyboard alone: presses are counted, pages read, the books asked."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from liushui.config.look.judge import SCRIPT, findings
from liushui.kernel.money import parse_yuan
from tests.deadlines import wait_until
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36"
IN_WECHAT = f"{ANDROID} MicroMessenger/8.0.50"
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
MOST_PRESSES = 4
GIVE = "main a.btn[href^='/give/']:visible"
# What people pass on: the page that shows it, and its kind of address.
PROJECT = ("/projects/", r"/projects/P\d+/")
TAKES_GIFTS = 'name="amount"'
AT_PROVIDER = re.compile(r"http://127\.0\.0\.1:\d+/(pay/LS-|gateway\.do|contract/)")
# Letters are looked at by ``./liushui look``; here only words, edges and what is cut off.
FACTS = f"({SCRIPT}\n)(document.body.innerText)"


class Giver(Keyboard):
    """Follows a shared link in one language; each choice, tick and button is a press."""

    def __init__(self, page: Page, site: Site, language: str) -> None:
        super().__init__(page, site)
        self.address = site.address  # where a provider sends back to
        self.language = language
        self.presses = 0
        self.project = ""
        page.on("filechooser", lambda _chooser: None)  # from the start: asked late, one is missed

    # -- with hands and eyes ---------------------------------------------------------------------

    def look(self) -> None:
        """Nothing too wide, cut off or in the other language."""
        if self.is_ours:
            wrong = list(findings(self.page.evaluate(FACTS), self.language))
            assert not wrong, f"{self.page.url}: {wrong}"

    def follow(self, path: str) -> None:
        """The shared link: from here on presses count."""
        self.open(path)
        self.presses = 0

    def press(self, what: str | Locator) -> None:
        super().press(what)
        self.presses += 1

    def tick(self, name: str) -> None:
        self.reach(f"main [name={name}]")
        self.page.keyboard.press("Space")
        self.presses += 1

    def choose(self, name: str, value: str) -> None:
        """One of several radios, or of a list: a choice, however many arrows it takes."""
        wanted = self.page.locator(f"main [name={name}][value='{value}']")
        is_radio = wanted.count() == 1
        field = self.reach(f"main [name={name}]:checked" if is_radio else f"main [name={name}]")
        offered = 0
        while not (wanted.is_checked() if is_radio else field.input_value() == value):
            offered += 1
            assert offered < 20, f"{self.page.url} does not offer {value}"
            self.page.keyboard.press("ArrowDown")
        self.presses += 1

    def attach(self, name: str, file: str, content: bytes) -> None:
        """Enter opens the machine's own choice of files."""
        self.reach(f"main [name={name}]")
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files({"name": file, "mimeType": "text/csv", "buffer": content})
        self.presses += 1

    def sees(self, *words: str) -> None:
        """Each stands on the page, whatever space is between its letters."""
        read = _plain(self.page.locator("main").inner_text())
        missing = [one for one in words if _plain(one) not in read]
        assert not missing, f"{self.page.url} does not say {missing}: {read[:400]}"

    # -- giving ----------------------------------------------------------------------------------

    def fill_in(self, way: str = "") -> None:
        """The form: nothing but what must be said; what stands chosen stays."""
        self.project = self.page.locator("main h1").inner_text()
        self.tick("read")
        self.send(f"main form button[value='{way}']" if way else "main form button.btn-primary")

    def send(self, what: str) -> None:
        """A press after which the page may go on by itself, so that it is looked at later."""
        self.reach(what)
        self.page.keyboard.press("Enter")
        self.presses += 1

    def pay_there(self, amount: str) -> str:
        """At the provider: the sum, one press, and back; the gift's reference.

        It waits there until the books have the gift, so that no page turns over under the hands.
        """
        self.page.wait_for_url(AT_PROVIDER)
        self.sees(amount)
        reference = _reference_in(self.page.locator("main").inner_text())
        self.press("main button.pay")
        assert self.presses <= MOST_PRESSES, "with the one at the provider"
        self.is_booked(reference, amount)
        self.press("main a.back")
        return reference

    def pay_by_scanning(self, amount: str) -> str:
        """The code is shown; another device pays what it says; here one looks."""
        expect(self.page.locator("main .qr svg")).to_be_visible()
        self.look()
        assert self.presses <= MOST_PRESSES
        self.sees(amount, self.project)
        reference = _reference_in(self.page.url)
        said = self.page.locator("main #waiting a.btn").get_attribute("href") or ""
        _there("POST", said, data={"do": "pay"})
        self.is_booked(reference, amount)
        self.press("main #waiting a.tap")
        return reference

    def is_booked(self, reference: str, amount: str) -> Mapping[str, Any]:
        """The books hold the gift with this sum, and know where each fen of it is."""
        minor = parse_yuan(amount).minor

        def place() -> Mapping[str, Any] | None:
            found = self.standing(reference)
            return found if "amount" in found else None

        found = wait_until(place, what=f"{reference} is in the books")
        assert isinstance(found, dict)
        assert (found["gift"], found["resource"], found["amount"]) == (reference, "CNY", minor)
        assert sum(end["amount"] for end in found["ends"]) == minor
        return found

    def standing(self, reference: str) -> Mapping[str, Any]:
        """What the site tells programs of the gift."""
        told: Mapping[str, Any] = self.asked(f"/gifts/{reference}/where.json")
        return told

    def asked(self, path: str) -> Any:
        return _there("GET", self.address + path).json()

    def is_thanked(self, reference: str, amount: str) -> None:
        """The thanks name sum, project and number; one press shows where it is."""
        expect(self.page).to_have_url(f"{self.address}/gifts/{reference}/thanks")
        self.look()
        self.sees(amount, self.project, reference)
        self.press(f"main a[href='/gifts/{reference}/where']")
        self.sees(amount, reference)


def link_in(site: Site, path: str, pattern: str, words: str = "") -> str:
    """The first address of a kind that a page shows, with these words on it.

    Of projects the first that takes gifts: a charity may have no account of its own yet.
    """
    text = _there("GET", site.address + path).text
    found = re.findall(f'href="({pattern})"[^>]*>{words}', text)
    fit = (one for one in found if pattern != PROJECT[1] or takes_gifts(site, one))
    first = next(fit, None)
    assert first, f"{path} shows no {pattern}"
    return str(first)


def takes_gifts(site: Site, project: str) -> bool:
    """Whether a way to pay is offered at the project whose page has this address."""
    return TAKES_GIFTS in _there("GET", site.address + project.replace("/projects/", "/give/")).text


def _there(verb: str, url: str, **options: Any) -> httpx.Response:
    answer = httpx.request(verb, url, trust_env=False, timeout=20, **options)
    return answer.raise_for_status()


def _reference_in(text: str) -> str:
    found = re.search(r"LS-[0-9A-Z]+-[0-9A-Z]+-[0-9A-Z]", text)
    assert found, text
    return found[0]


def _plain(text: str) -> str:
    return re.sub(r"[\s\u2060]", "", text)
