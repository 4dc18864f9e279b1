"""A bank transfer from a shared link to its code, on a phone, in at most four taps."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.site import Site

Open = Callable[..., Page]
TRANSFER = "main form#gift button[value='bank_transfer']"


def test_a_bank_transfer_takes_three_taps_and_says_where_to_send_it(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(PHONE)
    _page_that_takes_transfers(page, site)
    page.locator("label[for$='_read']").click()
    page.locator(TRANSFER).click()
    expect(page).to_have_url(re.compile(r"/gifts/LS-[0-9A-Z-]+/transfer$"))
    expect(page.locator("main")).to_contain_text(re.compile(r"LS[0-9B-Y]{8}"))
    expect(page.locator("main")).to_contain_text("汀石银行")
    assert axe(page) == []
    english = open_page(PHONE, locale="en-GB")
    english.goto(page.url)
    expect(english.locator("main")).to_contain_text("exactly this sum")
    english.locator("[name='sender']").fill("林晓")
    english.keyboard.press("Enter")
    expect(english.locator("main")).to_contain_text("found without the code")


def _page_that_takes_transfers(page: Page, site: Site) -> None:
    """Projects of the body that shows a bank account offer it."""
    page.goto(f"{site.address}/projects/")
    links = page.locator("main a[href^='/projects/P']")
    found = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    for path in dict.fromkeys(found):
        answer = page.goto(site.address + path.replace("/projects/", "/give/"))
        if answer is not None and answer.ok and page.locator(TRANSFER).count():
            return
    raise AssertionError("no project offers a bank transfer")
