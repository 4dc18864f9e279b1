"""Giving every month, from the project's page to the first press that ends it, on a phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.site import Site
from tests.journeys.test_journey import ANDROID, ZH, Walk

Open = Callable[..., Page]


def test_a_regular_gift_is_promised_signed_and_ended(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(PHONE, user_agent=ANDROID)
    walk = Walk(page, site.address, ZH)
    walk.be("donor")
    walk.open("/projects/")
    page.locator("main").get_by_role("link", name=ZH.project).first.click()
    page.locator("main a[href$='/regularly/']").click()  # the first of four presses, as a gift's
    assert axe(page) == []
    page.locator("main [name='amount']").click()
    walk.fill(amount="20", day="31")
    page.locator("main [name='read']").check()
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile(r"/contract/"))  # at the simulated provider by itself
    walk.open("/me/regular/")
    page.locator("main table a").first.click()
    own = page.url
    assert axe(page) == []

    page.locator("main a[href*='/contract/']").click()
    page.locator("button[value='sign']").click()
    expect(page.locator("h1")).to_contain_text("已签约")
    page.goto(own)
    expect(page.locator("main")).to_contain_text("进行中")
    expect(page.locator("main")).to_contain_text("每月 31 日")
    walk.open("/me/regular/")
    expect(page.locator("main table tbody tr")).to_have_count(2)

    page.goto(own)
    page.locator("main button[value='end']").click()
    expect(page.locator("main")).to_contain_text("已结束")
    assert axe(page) == []
