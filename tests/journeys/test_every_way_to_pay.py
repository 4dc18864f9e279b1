"""Each way to pay from a shared link to thanks: on a phone's width, by the keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.giver import (
    ANDROID,
    GIVE,
    IN_WECHAT,
    LOCALES,
    MOST_PRESSES,
    PROJECT,
    Giver,
    link_in,
)
from tests.journeys.site import Site

Open = Callable[..., Page]
BRIDGE = """
window.WeixinJSBridge = {
  invoke: (verb, said, done) => window.payInWeChat(verb, JSON.stringify(said)).then(done),
};
"""
# What else people pass on.
TEAM = ("/teams/", r"/teams/[0-9A-Z]{8}/")
PIECE = ("/gallery/mountain-road/", r"/gallery/mountain-road/3/")
BUDGET = ("/acts/", r"/acts/steps/")


@dataclass(frozen=True, slots=True)
class Journey:
    """What was shared, with what it is opened, how one pays, and what is given."""

    link: tuple[str, str] = PROJECT
    agent: str | None = ANDROID
    way: str = ""
    amount: str = "100.00"
    is_scanned: bool = False


JOURNEYS = {
    "wechat-h5": Journey(),
    "wechat-native": Journey(agent=None, is_scanned=True),
    "alipay-wap": Journey(way="alipay_wap"),
    "alipay-page": Journey(agent=None, way="alipay_page"),
    "alipay-qr": Journey(agent=None, way="alipay_qr", is_scanned=True),
    "team": Journey(link=TEAM, way="alipay_wap"),
    "piece": Journey(link=PIECE, amount="1.00"),
    "budget": Journey(link=BUDGET),
}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", JOURNEYS)
def test_four_presses_lead_from_a_shared_link_to_paying(
    site: Site, open_page: Open, name: str, language: str
) -> None:
    """In 中文 with script, in English without: no page may need it."""
    journey = JOURNEYS[name]
    options = {"user_agent": journey.agent} if journey.agent else {}
    options |= {"locale": LOCALES[language], "java_script_enabled": language == "zh-hans"}
    giver = Giver(open_page(PHONE, **options), site, language)
    giver.follow(link_in(site, *journey.link))
    giver.press(GIVE)
    giver.fill_in(journey.way)
    pay = giver.pay_by_scanning if journey.is_scanned else giver.pay_there
    reference = pay(journey.amount)
    giver.is_thanked(reference, journey.amount)


@pytest.mark.parametrize("language", LOCALES)
def test_inside_wechat_the_app_itself_is_asked(site: Site, open_page: Open, language: str) -> None:
    page = open_page(PHONE, user_agent=IN_WECHAT, locale=LOCALES[language])
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
        giver.is_booked(reference, "100.00")
        return {"err_msg": "get_brand_wcpay_request:ok"}

    page.expose_function("payInWeChat", pay)
    page.add_init_script(BRIDGE)
    giver = Giver(page, site, language)
    giver.follow(link_in(site, *PROJECT))
    giver.press(GIVE)
    giver.fill_in()
    giver.reach("[data-wechat-pay]")
    giver.look()
    giver.sees("100.00", giver.project)
    reference = page.url.split("/")[-2]
    giver.press("[data-wechat-pay]")
    assert giver.presses <= MOST_PRESSES
    expect(page).to_have_url(f"{site.address}/gifts/{reference}/thanks")
    giver.is_thanked(reference, "100.00")
    assert len(doors) == 1


def test_the_keyboard_stays_where_it_is_while_the_page_looks_by_itself(
    site: Site, open_page: Open
) -> None:
    giver = Giver(open_page(PHONE, user_agent=IN_WECHAT), site, "zh-hans")
    giver.page.clock.install()
    giver.follow(link_in(site, *PROJECT))
    giver.press(GIVE)
    giver.fill_in()
    button = giver.reach("[data-wechat-pay]")
    giver.page.locator("#waiting").evaluate("one => one.classList.add('before')")
    giver.page.clock.run_for(6_000)
    expect(giver.page.locator("#waiting:not(.before)")).to_be_visible()
    expect(button).to_be_focused()
