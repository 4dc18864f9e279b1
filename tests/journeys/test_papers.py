"""On a phone, without an account: the papers of one gift by its number and a code to its phone."""

import re
from collections.abc import Callable

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.config.demo.plan import TINY, plan_of
from liushui.config.demo.stage import FIRST_PHONE
from liushui.kernel.clock import day_of
from tests.journeys.conftest import PHONE, sideways
from tests.journeys.site import Site
from tests.journeys.test_own_data import be

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]


def asked(page: Page, site: Site, number: str, phone: str) -> None:
    """Type both, read the code from the demo's messages, type it."""
    page.goto(f"{site.address}/fetch-papers/")
    page.get_by_label("捐赠编号或证书编号").fill(number)
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    expect(page).to_have_url(f"{site.address}/fetch-papers/code/")
    messages = page.context.new_page()
    messages.goto(f"{site.address}/demo/messages/")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", messages.locator("main").inner_text())
    messages.close()
    assert code is not None
    page.get_by_label("验证码").fill(code[0])
    page.get_by_role("button", name="查看文件").click()


def test_number_and_phone_open_the_papers_and_a_stranger_with_one_gets_nothing(
    site: Site, open_page: Open, axe: Axe
) -> None:
    donor = open_page(PHONE)
    be(donor, site, "donor")
    donor.goto(f"{site.address}/me/gifts/")
    found = re.search(r"LS-\d{8}-\w{8}-\w", donor.locator("main").inner_text())
    assert found is not None
    page = open_page(PHONE, locale="zh-CN", java_script_enabled=True)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))

    asked(page, site, found[0], "13900009999")
    expect(page.locator("main")).to_contain_text("没有找到同时符合")
    page.goto(f"{site.address}/fetch-papers/found/")
    expect(page).to_have_url(f"{site.address}/fetch-papers/")

    people = list(plan_of(day_of(now()), TINY).script.people)
    phone = str(FIRST_PHONE + people.index("lin") + 1)
    asked(page, site, found[0], phone)
    expect(page.locator("h1")).to_have_text("我的捐赠文件")
    assert axe(page) == []
    assert sideways(page) <= 0
    for name in ("感谢信", "捐赠证书", "捐赠票据"):
        with page.expect_download() as waiting:
            link = page.get_by_role("link", name=re.compile(name))
            link.evaluate("link => link.setAttribute('download', '')")
            link.click()
        assert waiting.value.path().read_bytes().startswith(b"%PDF")
    assert not [url for url in seen if phone in url or "13900009999" in url or found[0] in url]
