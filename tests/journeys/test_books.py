"""A refund that one person proposed waits for a second; agreed, the giver's page says it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]


def test_a_second_person_agrees_on_a_phone_without_scripts(site: Site, open_page: Open) -> None:
    page = open_page(PHONE | {"locale": "en-GB", "java_script_enabled": False})
    page.goto(f"{site.address}/demo/")
    page.locator("form[action='/demo/sign-in/finance/'] button").click()
    page.goto(f"{site.address}/console/")
    page.locator("main a[href^='/console/books/instructions/LS-']").first.click()
    expect(page.locator("#entries")).to_have_text("What would be booked")
    gift = page.locator("main td", has_text="LS-").first.inner_text()
    page.locator("main button[value=agree]").press("Enter")
    expect(page.locator("#entries")).to_have_text("What was booked")
    assert sideways(page) <= 0
    page.goto(f"{site.address}/gifts/{gift}/where")
    expect(page.locator("#happened + ul")).to_contain_text("went back to the giver")
    assert sideways(page) <= 0
