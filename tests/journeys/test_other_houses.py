"""Coming in by another house in a real browser: its policy on forms lets nobody be stuck."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]
NUMBER = "139 0000 4321"


def _code(page: Page, site: Site) -> str:
    """The demo shows what it would have sent."""
    page.goto(f"{site.address}/demo/messages/")
    found = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    assert found
    return found[0]


def _leave(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.address}/sign-in/")
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="小雨点").click()


def test_wechat_asks_for_the_phone_once_and_is_enough_from_then_on(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(PHONE)
    _leave(page, site, "微信")
    expect(page).to_have_url(f"{site.address}/sign-in/houses/join/")
    assert not axe(page)
    assert sideways(page) <= 0
    page.locator("main a.btn-primary").click()
    page.locator("[name=phone]").fill(NUMBER)
    page.locator("[name=agree]").check()
    page.locator("main form button").first.click()
    code = _code(page, site)
    page.goto(f"{site.address}/sign-in/code/")
    page.locator("[name=code]").fill(code)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}/sign-in/houses/join/")
    assert not axe(page)
    page.get_by_role("button", name="连接", exact=True).click()
    expect(page.locator("main")).to_contain_text("微信")

    plain = open_page(DESKTOP, locale="en-GB", java_script_enabled=False)
    _leave(plain, site, "WeChat")
    expect(plain).to_have_url(f"{site.address}/")
    plain.goto(f"{site.address}/me/security/")
    expect(plain.get_by_role("button", name="Disconnect WeChat")).to_be_visible()
    plain.get_by_role("button", name="Connect DingTalk").click()
    plain.get_by_role("button", name="远山").click()
    expect(plain).to_have_url(f"{site.address}/me/security/")
    expect(plain.get_by_role("button", name="Disconnect DingTalk")).to_be_visible()
