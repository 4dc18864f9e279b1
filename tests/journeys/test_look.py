"""Every component, in both languages and lights, for thumbs, for eyes and for screen readers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import DESKTOP, PHONE, sideways

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]

NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.mark.parametrize("path", ["/styleguide/", "/", "/find/?number=wrong", "/nothing-here"])
@pytest.mark.parametrize(("light", "locale"), [("light", "zh-CN"), ("dark", "en-GB")])
def test_axe_finds_nothing(
    live_server: LiveServer, open_page: Open, axe: Axe, path: str, light: str, locale: str
) -> None:
    for device in (PHONE, DESKTOP):
        page = open_page(device, color_scheme=light, locale=locale)
        page.goto(live_server.url + path)
        assert axe(page) == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", ["/styleguide/", "/", "/find/"])
def test_nothing_runs_out_of_the_narrowest_phone(
    live_server: LiveServer, open_page: Open, path: str, locale: str
) -> None:
    page = open_page(NARROW, locale=locale)
    page.goto(live_server.url + path)
    assert sideways(page) <= 0


def test_a_thumb_hits_every_button_on_a_phone(live_server: LiveServer, page_phone: Page) -> None:
    page_phone.goto(live_server.url + "/styleguide/")
    small = page_phone.evaluate(
        """() => [...document.querySelectorAll("button, .btn, summary, input, select")]
             .filter(one => one.offsetParent && one.type !== "radio" && one.type !== "hidden")
             .filter(one => one.getBoundingClientRect().height < 43.5)
             .map(one => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_a_chart_comes_alive_on_a_wide_screen_within_the_policy(
    live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(DESKTOP)
    page.goto(live_server.url + "/styleguide/")
    expect(page.locator(".chart-live svg")).to_be_visible()
    expect(page.locator("svg.bars")).to_have_class("bars visually-hidden")


def test_without_script_the_drawing_of_the_server_stays(
    live_server: LiveServer, page_desktop: Page
) -> None:
    page_desktop.goto(live_server.url + "/styleguide/")
    expect(page_desktop.locator("svg.bars")).to_be_visible()
    expect(page_desktop.locator("svg.sankey").first).to_be_visible()
    expect(page_desktop.locator(".stream")).to_be_hidden()


def test_a_phone_shows_the_stream_and_not_the_chart(
    live_server: LiveServer, page_phone: Page
) -> None:
    page_phone.goto(live_server.url + "/styleguide/")
    expect(page_phone.locator(".stream")).to_be_visible()
    expect(page_phone.locator("svg.sankey").first).to_be_hidden()


def test_the_language_changes_and_stays_without_script(
    live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(live_server.url + "/find/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Where did my gift go")).to_be_visible()
    page.goto(live_server.url + "/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_dark_is_kept_when_the_reader_asks_for_it(
    live_server: LiveServer, page_phone: Page
) -> None:
    page_phone.goto(live_server.url + "/find/")
    page_phone.get_by_role("button", name="深色").click()
    expect(page_phone.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_keyboard_reaches_the_content_first(live_server: LiveServer, open_page: Open) -> None:
    page = open_page(DESKTOP)
    page.goto(live_server.url + "/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
