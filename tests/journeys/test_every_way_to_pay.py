"""Each way to pay from a shared link: a phone and a desk, both languages, by keyboard alone."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.site import Site
from tests.journeys.test_every_way_in import Keyboard

Open = Callable[..., Page]
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36"
BRIDGE = """
window.WeixinJSBridge = {
  invoke: (verb, said, done) => window.payInWeChat(verb, JSON.stringify(said)).then(done),
};
"""
MOST_PRESSES = 4


class Giver(Keyboard):
    """Somebody whom a shared link led to a project; each press is counted."""

    presses = 0

    def begin(self, way: str = "") -> None:
        """The form: nothing but what must be said; the first way stands chosen."""
        self.page.goto(self.address + "/projects/")
        project = self.page.locator("main a[href^='/projects/P']").first.get_attribute("href")
        assert project
        self.open(f"/give/{project.split('/')[2]}/")
        if way:
            self.reach(self.page.locator("[name=way]:checked"))
            while not self.page.locator(f"[name=way][value={way}]").is_checked():
                self.page.keyboard.press("ArrowDown")
            self.presses += 1
        self.reach("[name=read]")
        self.page.keyboard.press("Space")
        self.presses += 1
        self.reach("main form#gift button.btn-primary")
        self.page.keyboard.press("Enter")
        self.presses += 1

    def to_provider(self, sum_shown: str) -> None:
        """The page sends on to the provider's by itself; there one press."""
        self.page.wait_for_url(re.compile(r"http://127\.0\.0\.1:\d+/(pay/|gateway\.do)"))
        expect(self.page.locator("main")).to_contain_text(sum_shown)
        self.press("main button.pay")
        self.presses += 1

    def thanked(self) -> None:
        expect(self.page).to_have_url(re.compile(r"/gifts/LS-[\w-]+/thanks$"))
        self.look()


@pytest.mark.parametrize(
    ("way", "locale"), [("", "zh-CN"), ("alipay_wap", "en-GB"), ("alipay_wap", "zh-CN")]
)
def test_on_a_phone_four_presses_lead_from_a_shared_link_to_thanks(
    site: Site, open_page: Open, way: str, locale: str
) -> None:
    giver = Giver(open_page(PHONE, locale=locale, user_agent=ANDROID), site)
    giver.begin(way)
    giver.to_provider("100.00 元")
    assert giver.presses <= MOST_PRESSES
    giver.press("main a.back")
    giver.thanked()


def test_at_a_desk_alipay_opens_its_page_or_shows_a_code(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    giver = Giver(open_page(DESKTOP), site)
    giver.begin("alipay_page")
    giver.to_provider("100.00 元")
    giver.press("main a.back")
    giver.thanked()
    giver.begin("alipay_qr")
    expect(giver.page.locator("main .qr svg")).to_be_visible()
    expect(giver.page.locator("main")).to_contain_text("支付宝")
    assert not axe(giver.page)


def test_inside_wechat_the_app_itself_is_asked(site: Site, open_page: Open) -> None:
    page = open_page(PHONE, user_agent=f"{ANDROID} MicroMessenger/8.0.50")
    doors: list[str] = []
    page.on(
        "request",
        lambda asked: doors.append(asked.url) if "/connect/oauth2/authorize" in asked.url else None,
    )

    def pay(verb: str, said: str) -> dict[str, str]:
        assert verb == "getBrandWCPayRequest"
        door = urlsplit(doors[0])
        url = f"{door.scheme}://{door.netloc}/_sim/bridge"
        answer = httpx.post(url, content=said.encode(), trust_env=False)
        assert answer.json()["statuses"] == [200]
        return {"err_msg": "get_brand_wcpay_request:ok"}

    page.expose_function("payInWeChat", pay)
    page.add_init_script(BRIDGE)
    giver = Giver(page, site)
    giver.begin()
    giver.reach("[data-wechat-pay]")
    page.keyboard.press("Enter")
    giver.thanked()
    assert len(doors) == 1
