"""An officer says where the body lies, without scripts and with the keyboard; everyone sees it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]


def test_a_body_chooses_its_place_step_by_step(site: Site, open_page: Open) -> None:
    page = open_page(PHONE | {"locale": "en-GB", "java_script_enabled": False})
    page.goto(f"{site.address}/demo/")
    page.locator("form[action='/demo/sign-in/county-officer/'] button").click()
    page.goto(f"{site.address}/console/bodies/")
    page.locator("main a[href^='/console/bodies/']").first.click()
    page.fill("[name=website]", "https://example.org/hexi")
    page.locator("button[name=place_do][value='up:99']").press("Enter")
    expect(page.locator("[name=website]")).to_have_value("https://example.org/hexi")
    for code in ("9901", "990101", "990101102"):
        page.select_option("[name=place_below]", code)
        page.locator("button[name=place_do][value=next]").press("Enter")
        expect(page.locator("input[name=place_code]")).to_have_value(code)
    page.locator("main form button.btn-lg").press("Enter")
    expect(page.locator("input[name=place_code]")).to_have_value("990101102")
    page.locator("main a[href^='/organisations/']").first.click()
    expect(page.locator("main")).to_contain_text("示例省 汀石市 禾溪县 柳湾镇")
    expect(page.locator("main")).to_contain_text("https://example.org/hexi")
    page.locator("main a[href='/places/990101102/']").click()
    expect(page.locator("h1")).to_contain_text("柳湾镇")
    expect(page.locator("main a[href^='/organisations/']")).to_have_count(1)
    assert sideways(page) <= 0


def test_the_picker_goes_on_in_place_where_scripts_run(site: Site, open_page: Open) -> None:
    page = open_page(PHONE | {"locale": "zh-CN"})
    page.goto(f"{site.address}/demo/")
    page.locator("form[action='/demo/sign-in/county-officer/'] button").click()
    page.goto(f"{site.address}/console/cases/new/")
    page.fill("[name=name]", "黄小禾")
    page.fill("[name=place]", "yankou")
    page.locator("button[name=place_do]").press("Enter")
    expect(page.locator("input[name=place_code][type=radio]")).to_have_count(2)
    page.locator("input[name=place_code]").first.check()
    page.locator("button[name=place_do][value=next]").click()
    expect(page.locator("#place-picker strong")).to_have_text(re.compile("岩口"))
    expect(page.locator("[name=name]")).to_have_value("黄小禾")
    assert page.url.endswith("/console/cases/new/")
