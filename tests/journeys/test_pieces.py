"""From a shared link to one's own piece in four taps, on a phone, in 中文."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, sideways
from tests.journeys.site import Site
from tests.journeys.test_journey import ANDROID

Open = Callable[..., Page]


def test_a_shared_piece_is_four_taps_from_being_paid(site: Site, open_page: Open) -> None:
    page = open_page(PHONE, user_agent=ANDROID)
    page.goto(f"{site.address}/gallery/mountain-road/3/?tag=friends")
    assert sideways(page) <= 0

    page.locator("a.btn[href^='/give/']").tap()
    expect(page.locator("main [name='other']")).to_have_count(0)
    page.locator("main [name='read']").tap()
    page.locator("main form#gift button.btn-primary").last.tap()
    expect(page).to_have_url(re.compile(r"/pay/LS-[0-9A-Z-]+/"))  # the provider's own page
    found = re.search(r"/pay/(LS-[0-9A-Z-]+)/", page.url)
    assert found
    reference = found[1]
    page.locator("button[value='pay']").first.click()
    expect(page.locator("h1")).to_contain_text("已付款")

    page.goto(f"{site.address}/gifts/{reference}/pay")
    expect(page).to_have_url(re.compile(r"/thanks$"))
    page.get_by_role("link", name="查看您的作品").click()
    expect(page).to_have_url(re.compile(rf"/gifts/{reference}/piece$"))
    expect(page.locator("main h1")).to_have_text("傍晚的山")
    expect(page.locator("main")).to_contain_text("（共 3,600）")
