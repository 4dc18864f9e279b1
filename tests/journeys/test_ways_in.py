"""Every way in, as a person meets it: a passkey on the device, a password, a browser signed out."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def looks_right(page: Page, axe: Axe) -> None:
    assert sideways(page) <= 0
    assert not axe(page), page.url


def test_a_passkey_is_made_signs_in_and_is_removed(site: Site, open_page: Open, axe: Axe) -> None:
    page = open_page(PHONE)
    address = site.address.replace("127.0.0.1", "localhost")  # no passkey belongs to a bare number
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{address}/demo/")
    page.locator("form[action='/demo/sign-in/donor/'] button").click()
    page.goto(f"{address}/me/security/")
    looks_right(page, axe)
    page.locator("main a[href='/me/security/passkeys/new/']").click()
    looks_right(page, axe)
    page.get_by_label("设备").fill("我的手机")
    page.locator("form[data-passkey='create'] button").first.click()
    expect(page).to_have_url(re.compile("/recovery-codes/"))
    looks_right(page, axe)
    page.locator("main form button").click()
    expect(page.locator("main ol code")).to_have_count(10)
    looks_right(page, axe)
    page.locator("main a.btn").click()
    expect(page.locator("main")).to_contain_text("我的手机")
    looks_right(page, axe)

    page.locator("form[action='/sign-out/'] button").first.dispatch_event("click")
    expect(page).to_have_url(f"{address}/")
    page.goto(f"{address}/sign-in/")
    page.locator("main a[href^='/sign-in/passkey/']").click()
    looks_right(page, axe)
    page.locator("form[data-passkey='get'] button").first.click()
    expect(page).to_have_url(f"{address}/")
    page.goto(f"{address}/me/security/confirm/?next=/me/security/")
    looks_right(page, axe)
    page.locator("form[data-passkey='get'] button").first.click()
    expect(page.locator("main")).to_contain_text("我的手机")
    page.locator("form[action$='/remove/'] button").first.click()
    expect(page.locator("main")).not_to_contain_text("我的手机")


def test_a_password_is_set_and_used_by_keyboard_in_english_without_script(
    site: Site, open_page: Open
) -> None:
    page = open_page(DESKTOP, locale="en-GB", java_script_enabled=False)
    page.goto(f"{site.address}/demo/")
    page.locator("form[action='/demo/sign-in/auditor/'] button").click()
    for path in ("number/", "app/", "confirm/", "password/"):
        page.goto(f"{site.address}/me/security/{path}")
        assert sideways(page) <= 0
    page.locator("input[name='password']").focus()
    page.keyboard.type("a sentence of my own 7")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Your password is set")
    page.goto(f"{site.address}/sign-in/password/?next=/me/security/")
    expect(page).to_have_url(f"{site.address}/me/security/")
    page.locator("form[action='/me/security/password/remove/'] button").press("Enter")
    expect(page.locator("main")).to_contain_text("no password any more")
    page.context.clear_cookies()
    page.goto(f"{site.address}/sign-in/passkey/")
    assert sideways(page) <= 0
    expect(page.locator("[data-passkey-absent]")).to_be_visible()
    page.goto(f"{site.address}/sign-in/password/")
    assert sideways(page) <= 0
