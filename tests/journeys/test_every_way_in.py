"""Each way in by keyboard alone, in both languages, on a phone and at a desk."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.site import Site
from tests.journeys.test_ways_in import KEY

Open = Callable[..., Page]
PASSWORD = "four plain words 5 and"
TABS_AT_MOST = 80
HOUSES = ("wechat", "dingtalk", "union")
IS_FOCUSED = "element => element === document.activeElement"


class Keyboard:
    """A browser whose person never touches the glass or a mouse; no page may be too wide."""

    def __init__(self, page: Page, site: Site) -> None:
        # no passkey belongs to a bare number
        self.page, self.address = page, site.address.replace("127.0.0.1", "localhost")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        assert sideways(self.page) <= 0, f"{self.page.url} runs out of the screen"

    def reach(self, what: str | Locator) -> Locator:
        """Tab until it has the focus, as somebody without a mouse must."""
        found = (self.page.locator(what) if isinstance(what, str) else what).first
        expect(found).to_be_visible()
        for _ in range(TABS_AT_MOST):
            if found.evaluate(IS_FOCUSED):
                return found
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what} of {self.page.url}")

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


def _code_to_the_phone(hands: Keyboard, number: str) -> None:
    hands.open("/sign-in/")
    hands.type("phone", number)
    hands.reach("main [name='agree']")
    hands.page.keyboard.press("Space")
    hands.press("main form[action='/sign-in/'] button")
    hands.type("code", hands.code_sent())
    hands.enter()
    hands.is_in()


def _password(hands: Keyboard, number: str) -> None:
    hands.open("/me/security/password/")
    hands.type("password", PASSWORD)
    hands.enter()
    hands.leave()
    hands.open("/sign-in/password/")
    hands.type("phone", number)
    hands.type("password", PASSWORD)
    hands.enter()
    hands.is_in()


def _passkey(hands: Keyboard) -> list[str]:
    """Made, then used; the codes on paper that come with the first factor."""
    hands.open("/me/security/passkeys/new/")
    hands.press("form[data-passkey='create'] button")
    hands.press("main form button")
    codes = hands.page.locator("main ol code").all_inner_texts()
    assert len(codes) == len(set(codes)) == 10
    hands.leave()
    hands.open("/sign-in/passkey/")
    hands.press("form[data-passkey='get'] button")
    hands.is_in()
    return codes


def _code_app(hands: Keyboard) -> None:
    hands.open("/me/security/app/")
    secret = hands.page.locator("main code").first.inner_text().replace(" ", "")
    step = int(time.time()) // STEP_SECONDS
    hands.type("app_code", code_at(secret, step))
    hands.enter()
    hands.open("/me/security/confirm/?next=/me/security/")
    hands.type("app_code", code_at(secret, step + 1))
    hands.enter()
    expect(hands.page).to_have_url(f"{hands.address}/me/security/")


def _paper(hands: Keyboard, code: str) -> None:
    hands.open("/me/security/confirm/?next=/me/security/")
    hands.reach("main details summary")
    hands.page.keyboard.press("Enter")
    hands.type("recovery_code", code)
    hands.enter()
    expect(hands.page).to_have_url(f"{hands.address}/me/security/")


def _other_house(hands: Keyboard, house: str) -> None:
    """Connected, then signed in by, then let go: somebody else may come by it after us."""
    hands.open("/me/security/")
    hands.by(f"form[action='/sign-in/houses/{house}/'] button")
    hands.leave()
    hands.open("/sign-in/")
    hands.by(f"main form[action='/sign-in/houses/{house}/'] button")
    hands.is_in()
    hands.press(f"form[action='/me/security/houses/{house}/part/'] button")


@pytest.mark.parametrize(
    ("device", "locale", "number"),
    [
        pytest.param(PHONE, "zh-CN", "13900005001", id="zh-phone"),
        pytest.param(PHONE, "en-GB", "13900005002", id="en-phone"),
        pytest.param(DESKTOP, "zh-CN", "13900005003", id="zh-desk"),
        pytest.param(DESKTOP, "en-GB", "13900005004", id="en-desk"),
    ],
)
def test_every_way_in_by_keyboard_alone(
    site: Site, open_page: Open, device: dict, locale: str, number: str
) -> None:
    page = open_page(device, locale=locale)
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    hands = Keyboard(page, site)
    _code_to_the_phone(hands, number)
    _password(hands, number)
    for house in HOUSES:
        _other_house(hands, house)
    codes = _passkey(hands)
    _code_app(hands)
    _paper(hands, codes[0])
