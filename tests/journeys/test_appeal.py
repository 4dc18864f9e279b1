"""One person's appeal: asked for, vouched for, verified, published, given to, paid, settled."""

import re
from collections.abc import Callable

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.config.demo.papers import Press, VoucherFacts
from liushui.config.demo.script import script
from liushui.kernel.clock import CHINA
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.giver import ANDROID, Giver
from tests.journeys.site import Site
from tests.journeys.test_journey import EN, ZH, Walk

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]
HOSPITAL = "禾溪县第二医院"
TITLE = "筹集移植后的药费"
LOOKED_AT = ("identity", "relation", "need", "provider", "costs")


def test_an_appeal_goes_from_who_asks_to_the_hospital(
    site: Site, open_page: Open, axe: Axe
) -> None:
    desk = Walk(open_page(DESKTOP, locale="en-GB", java_script_enabled=False), site.address, EN,
                is_phone=False)  # fmt: skip
    phone = Walk(open_page(PHONE, user_agent=ANDROID), site.address, ZH)
    number, links = _asked(desk)
    for link in links:
        _vouched(phone, link, axe)
    _verified(desk, number)
    desk.press("/do/", "propose")
    expect(desk.page.locator("button[value='publish']")).to_have_count(0)
    desk.be("county-approver")
    desk.open(f"/console/appeals/{number}/")
    desk.press("/do/", "publish")
    _given(Giver(open_page(PHONE, user_agent=ANDROID), site, "zh-hans"), number)
    _in_english(open_page(PHONE, locale="en-GB"), site, number, axe)
    _paid(desk, number)
    _settled(desk, number)
    phone.open(f"/appeals/{number}/")
    expect(phone.page.locator("main")).to_contain_text("已结清")
    expect(phone.page.locator("main")).to_contain_text("移植后用药")
    assert axe(phone.page) == []


def _asked(walk: Walk) -> tuple[str, list[str]]:
    """The five steps, in English and without script; the number and the links of who vouches."""
    page = walk.page
    walk.be("donor")
    walk.open("/appeals/ask/")
    page.locator("[name='charity']").select_option(label=script().bodies["county"].name_en)
    walk.press("/appeals/ask/")
    own = page.url
    number = re.findall(r"Q\d+", page.locator("main").inner_text())[0]
    _step(walk, own, "person", name="王小满", identity="110101196003070000", relation="侄女")
    page.locator("[name='asker'][value='relative']").check()
    walk.press("/person/")
    _step(walk, own, "need", title=TITLE, summary="姑姑肾移植后需要用药。", story="去年手术。")
    walk.press("/need/")
    kinds = ("house", "car", "savings", "insurance", "aid_got", "aid_sought")
    _step(walk, own, "means", **dict.fromkeys(kinds, "0"))
    walk.press("/means/")
    _step(walk, own, "provider", name=HOSPITAL, account_holder=HOSPITAL, bank="农行禾溪支行",
          account="6222000012345678", cost="800", cap="300", term_days="30")  # fmt: skip
    page.locator("[name='rest_way'][value='givers']").check()
    walk._attach("paper", "e.pdf", "application/pdf", _paper("费用估算", 800_00))
    walk.press("/provider/")
    links = []
    for place in range(3):
        _step(
            walk, own, "witnesses", name=f"赵证{place}", relation="邻居", phone=f"1391234000{place}"
        )
        walk.press("/witnesses/")
        links.append(page.locator("#vouch-link").input_value())
    page.goto(own)
    walk.press("/send/", "send")
    return number, links


def _step(walk: Walk, own: str, step: str, **told: str) -> None:
    walk.page.goto(f"{own}{step}/")
    walk.fill(**told)


def _vouched(walk: Walk, link: str, axe: Axe) -> None:
    """Somebody reads what they vouch for and confirms with the code on their own phone."""
    page = walk.page
    page.goto(link)
    expect(page.locator("main")).to_contain_text(TITLE)
    assert axe(page) == []
    page.locator("button[name='send']").click()
    expect(page.locator("[name='code']")).to_be_visible()
    page.goto(f"{walk.address}/demo/messages/")
    code = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    assert code
    page.goto(link)
    walk.fill(code=code[0])
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("证明")
    expect(page.locator("[name='code']")).to_have_count(0)


def _verified(walk: Walk, number: str) -> None:
    walk.be("county-officer")
    for step in LOOKED_AT:
        walk.open(f"/console/appeals/{number}/check/?step={step}")
        walk.fill(words="看过原件，与医院核对")
        walk.page.locator("[name='outcome'][value='confirmed']").check()
        walk._attach("paper", "p.pdf", "application/pdf", _paper(step, 1_00))
        walk.press("/check/")
    expect(walk.page).to_have_url(re.compile(rf"/console/appeals/{number}/$"))


def _given(giver: Giver, number: str) -> None:
    """A stranger with a phone and no mouse: what is read is 资助, nowhere 捐赠 of this."""
    page = giver.page
    giver.follow(f"/appeals/{number}/")
    giver.press("main a.btn[href^='/give/']:visible")
    giver.sees("资助", "这是个人求助，不是慈善募捐", "我自愿资助")
    assert "捐赠多少" not in page.locator("main").inner_text()
    giver.fill_in()
    reference = giver.pay_there("100.00")
    page.goto(f"{giver.address}/gifts/{reference}/thanks")
    giver.sees("您的资助已记入账本", "不开具捐赠证书")
    page.goto(f"{giver.address}/gifts/{reference}/where")
    giver.sees("与您的资助相等")


def _in_english(page: Page, site: Site, number: str, axe: Axe) -> None:
    page.goto(f"{site.address}/give/{number}/")
    expect(page.locator("main")).to_contain_text("It is not charitable fundraising")
    expect(page.locator("main")).not_to_contain_text("A donor")
    assert axe(page) == []


def _paid(walk: Walk, number: str) -> None:
    """One asks with the bill, another agrees, a third enters the bank's slip."""
    page, room = walk.page, f"/console/appeals/{number}/"
    walk.be("county-officer")
    walk.open(f"{room}pay/")
    walk.fill(amount="100", label="移植后用药")
    walk._attach("paper", "b.pdf", "application/pdf", _paper("药费", 100_00))
    walk.press("/pay/")
    walk.be("county-approver")
    walk.open(room)
    page.locator("button[value='approve']").click()
    walk.be("county-cashier")
    walk.open(room)
    paid = now().astimezone(CHINA)
    page.locator("main [id^='ref-']").fill(f"HD-{number}")
    page.locator("main [id^='at-']").fill(f"{paid:%Y-%m-%dT%H:%M}")
    page.locator("button[value='paid']").click()
    expect(page.locator("#money")).to_be_visible()


def _settled(walk: Walk, number: str) -> None:
    walk.be("county-officer")
    walk.open(f"/console/appeals/{number}/")
    walk.fill(why="已出院")
    walk.press("/do/", "end")
    walk.press("/do/", "settle")
    expect(walk.page.locator("main")).to_contain_text("settled")


def _paper(label: str, minor: int) -> bytes:
    return Press().voucher(VoucherFacts("县慈善会", HOSPITAL, label, minor, "今天", "1"))
