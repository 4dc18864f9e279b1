"""Each way in by keyboard alone, in both languages, on a phone and at a desk."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site
from tests.journeys.test_ways_in import KEY

Open = Callable[..., Page]
PASSWORD = "four plain words 5 and"
HOUSES = ("wechat", "dingtalk", "union")


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
