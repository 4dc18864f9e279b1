"""Invite, delegate, hand over, leave: by keyboard alone, on a phone and at a desk."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.kernel.clock import CHINA
from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]


class Hands:
    """One browser in which one person after the other works with the keyboard alone."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.address = page, site.address

    def be(self, role: str) -> None:
        self.open("/demo/")
        self.press(f"form[action='/demo/sign-in/{role}/'] button")

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)
        assert sideways(self.page) <= 0, f"{path} runs out of the screen"

    def press(self, what: str) -> None:
        """Enter on a link or a button that has the focus."""
        found = self.page.locator(what).first
        found.focus()
        expect(found).to_be_focused()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        self.page.locator(f"main [name='{name}']").focus()
        self.page.keyboard.type(text)

    def choose(self, name: str) -> None:
        """The first real choice of a list, by the arrow key."""
        self.page.locator(f"main select[name='{name}']").focus()
        self.page.keyboard.press("ArrowDown")

    def tick(self, value: str) -> None:
        self.page.locator(f"main input[value='{value}']").focus()
        self.page.keyboard.press("Space")

    def register(self) -> None:
        self.open("/console/people/")
        self.press("main a.btn[href*='/people/of/']")


def _open_post(hands: Hands, title: str) -> str:
    """A post of this title over one region; its address."""
    page = hands.page
    hands.register()
    hands.press("main a[href$='/new-post/']")
    hands.type("title", title)
    hands.tick("case.edit")
    hands.choose("place_below")
    region = page.locator("main select[name='place_below'] option:checked").inner_text()
    hands.press("main form .btn-primary")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text(region)
    return page.url


@pytest.mark.parametrize(
    ("look", "title"),
    [
        pytest.param(PHONE | {"locale": "zh-CN"}, "探访专员", id="zh-phone"),
        pytest.param(
            DESKTOP | {"locale": "en-GB", "java_script_enabled": False}, "回访专员",
            id="en-desk-no-script",
        ),
        pytest.param(PHONE | {"locale": "en-GB"}, "随访专员", id="en-phone"),
        pytest.param(DESKTOP | {"locale": "zh-CN"}, "家访专员", id="zh-desk"),
    ],
)  # fmt: skip
def test_a_post_is_opened_given_lent_handed_over_and_left(
    site: Site, open_page: Open, look: dict, title: str
) -> None:
    hands = Hands(open_page(look), site)
    page = hands.page
    # A manager opens a post and makes a link to it.
    hands.be("county-officer")
    post = _open_post(hands, title)
    hands.press("form[action$='/invite/'] button")
    link = page.locator("#link").input_value()
    # The cashier follows it, and lends the post to a colleague until next week.
    hands.be("county-cashier")
    hands.open(link)
    hands.press("main form button")
    expect(page).to_have_url(re.compile(r"/console/people/$"))
    hands.press(f"main table a:has-text('{title}')")
    holding = page.url
    hands.choose("delegate-person")
    until = now().astimezone(CHINA).date() + timedelta(days=7)
    page.locator("main [name='delegate-until']").fill(until.isoformat())
    hands.press("form[action$='/delegate/'] button")
    expect(page).to_have_url(holding)
    expect(page.locator("form[action$='/end/']")).to_have_count(2)
    # Then for good: the colleague comes as the cashier goes, and leaves the post again.
    hands.press("form[action$='/end/'] button")
    hands.open("/console/people/")
    hands.press(f"main table a:has-text('{title}')")
    hands.choose("hand-person")
    hands.press("form[action$='/hand-over/'] button")
    expect(page.locator("main table")).not_to_contain_text(title)
    # The link opens nothing any more, and the manager finds the new holder in the register.
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 410
    hands.be("county-officer")
    hands.open(post.replace(site.address, ""))
    expect(page.locator("main table tbody tr")).to_have_count(1)
    # Whoever leaves loses every right in one step; the last page says so.
    hands.press("main table a[href*='/holdings/']")
    hands.press("form[action$='/end/'] button")
    hands.open(post.replace(site.address, ""))
    expect(page.locator("main table tbody tr")).to_have_count(0)
