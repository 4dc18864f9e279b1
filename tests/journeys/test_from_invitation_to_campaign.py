"""Two people, one sitting: from an operator's link to a campaign that takes gifts."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.utils.timezone import now
from playwright.sync_api import Locator, Page, expect

from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from tests.journeys.conftest import PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]
_FIRST_17 = "53990101900000321"
CODE = _FIRST_17 + credit_code_check(_FIRST_17)
NAME = "汀石市清流慈善会"
LIN, ZHAO = "13900007701", "13900007702"
SINCE = date(2021, 3, 8)


class Someone:
    """One person with a phone of their own; no page is too wide."""

    def __init__(self, page: Page, site: Site, axe: Callable[[Page], list[str]]) -> None:
        self.page, self.address, self.axe = page, site.address, axe

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)
        self.look()

    def look(self) -> None:
        assert sideways(self.page) <= 0, f"{self.page.url} runs out of the screen"

    def press(self, name: str) -> None:
        self.click(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def follow(self, href: str) -> None:
        self.click(self.page.locator(f"main a[href*='{href}']"))

    def click(self, what: Locator) -> None:
        """A page follows."""
        with self.page.expect_navigation():
            what.first.click()
        self.look()

    def do(self, action: str) -> None:
        """The button of the form that leads there."""
        self.click(self.page.locator(f"main form[action*='{action}'] button"))

    def keep(self) -> None:
        """The form's main button."""
        self.click(self.page.locator("main form button.btn-lg"))

    def fill(self, **said: str) -> None:
        for name, text in said.items():
            self.page.locator(f"main [name='{name}']").fill(text)

    def says(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)

    def sign_in(self, phone: str, path: str) -> None:
        self.open(path)
        self.page.locator("main a[href^='/sign-in/']").first.click()
        self.page.locator("main [name=phone]").fill(phone)
        self.page.locator("main [name=agree]").check()
        self.click(self.page.locator("main form button"))
        other = self.page.context.new_page()
        other.goto(f"{self.address}/demo/messages/")
        code = re.search(r"\b\d{6}\b", other.locator("main").inner_text())
        other.close()
        assert code is not None
        self.page.locator("[name=code]").fill(code[0])
        self.click(self.page.locator("main form button"))

    def named(self, name: str) -> None:
        self.open("/me/data/name/")
        self.fill(name=name)
        self.click(self.page.locator("main form button"))


def _paper(hands: Someone, kind: str, number: str) -> None:
    hands.fill(**{
        f"{kind}-number": number, f"{kind}-issued_by": "汀石市民政局",
        f"{kind}-valid_from": SINCE.isoformat(),
        f"{kind}-valid_until": (day_of(now()) + timedelta(days=900)).isoformat(),
    })  # fmt: skip
    hands.page.locator(f"[name='{kind}-picture']").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": photo(4)}
    )


def _apply(lin: Someone, link: str) -> str:
    """From the link to a sent application, past each refusal; its address."""
    lin.sign_in(LIN, link)
    lin.open(link)
    lin.fill(credit_code=CODE[:-1] + "0", name=NAME, short_name="清流慈善会")
    lin.fill(registered_on=SINCE.isoformat(), charity_since=SINCE.isoformat())
    lin.page.locator("[name=kind]").select_option("foundation")
    lin.press("保存，下一步")
    lin.says("不是统一社会信用代码")
    lin.fill(credit_code=CODE)
    lin.press("保存，下一步")
    home = lin.page.url
    assert not lin.axe(lin.page)
    lin.press("提交申请")
    lin.says("有 7 处要补正", "缺登记证书", "理事名单是空的", "缺第二个人")
    lin.follow("/body/")
    for code in ("99", "9901", "990101"):
        lin.page.select_option("[name=place_below]", code)
        lin.page.locator("button[name=place_do][value=next]").click()
        expect(lin.page.locator("input[name=place_code]")).to_have_value(code)
    lin.press("保存，下一步")
    lin.follow("/certificates/")
    _paper(lin, "registration", "民证字第 321 号")
    _paper(lin, "public_fundraising", "募证字第 321 号")
    lin.press("保存，下一步")
    lin.follow("/account/")
    lin.fill(holder_name="林晓雨", bank="农业银行汀石支行", number="6228 4800 0000 3210")
    lin.press("保存，下一步")
    lin.says("账户必须在机构自己名下")
    lin.fill(holder_name=NAME, number="6228 4800 0000 3210")
    lin.press("保存，下一步")
    lin.follow("/contacts/")
    lin.fill(contact_phone="0990-8160000", colleague_phone=ZHAO)
    lin.press("保存，下一步")
    lin.follow("/board/")
    _board(lin)
    lin.open(home)
    lin.press("提交申请")
    lin.says("审核中")
    return home


def _board(lin: Someone) -> None:
    """The chair who is also the secretary-general is refused by name, and mended."""
    for name, offices, ticks in (
        ("周启明", ("chair", "secretary"), ("is_legal_representative", "is_full_time")),
        ("何静", ("member",), ()),
        ("吴平", ("supervisor",), ()),
    ):
        lin.fill(name=name)
        for office in offices:
            lin.page.locator(f"input[value={office}]").check()
        for tick in ticks:
            lin.page.locator(f"[name={tick}]").check()
        lin.press("登记")
    lin.says("理事长和秘书长是同一个人")
    assert not lin.axe(lin.page)
    lin.click(lin.page.get_by_role("button", name="移出 周启明"))
    for name, office, tick in (
        ("周启明", "chair", "is_legal_representative"), ("孙丽", "secretary", "is_full_time"),
    ):  # fmt: skip
        lin.fill(name=name)
        lin.page.locator(f"input[value={office}]").check()
        lin.page.locator(f"[name={tick}]").check()
        lin.press("登记")
    lin.says("名单符合 R-03")


def _campaign(lin: Someone, zhao: Someone) -> str:
    """A project, its plan read by the second person, filed, open; its public address."""
    today = day_of(now())
    lin.named("林晓雨")
    lin.open("/console/projects/new/")
    lin.fill(title="清流村饮水", summary="为清流村接通饮水管。", goal="5000")
    lin.fill(starts_on=today.isoformat(), ends_on=(today + timedelta(days=60)).isoformat())
    lin.fill(leftover="用于同类饮水项目")
    lin.fill(**{"budget-0-label": "管材", "budget-0-amount": "5000"})
    lin.keep()
    console = lin.page.url
    lin.do("/open/")
    expect(lin.page.locator("[role=alert]").first).to_be_visible()
    lin.open(f"{console}plan/")
    lin.fill(
        purpose="让清流村喝上干净水", use_of_money="管材和施工", beneficiaries="清流村村民",
        area="汀石市", ways_to_give="微信支付",
        office_address="汀石市清流路 1 号", costs="不收募捐成本",
    )  # fmt: skip
    lin.page.locator("select[name=in_charge]").select_option(index=1)
    lin.keep()
    zhao.open(console)
    zhao.do("/plan/agree/")
    lin.open(f"{console}plan/filing/")
    lin.fill(filing_number=f"{CODE}A{today:%y}001")
    lin.fill(filed_on=(today - timedelta(days=10)).isoformat())
    lin.keep()
    lin.open(console)
    lin.do("/open/")
    return console.replace("/console", "")


def test_a_charity_of_two_goes_from_a_link_to_a_live_campaign(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    scripted = PHONE | {"locale": "zh-CN"}
    plain = scripted | {"java_script_enabled": False}
    operator, lin, zhao = (
        Someone(open_page(looks), site, axe) for looks in (plain, scripted, plain)
    )
    operator.open("/demo/")
    operator.page.locator("form[action='/demo/sign-in/operator/'] button").click()
    operator.open("/console/joining/")
    operator.fill(name=NAME)
    operator.press("生成链接")
    link = operator.page.locator("#welcome-link").input_value()
    home = _apply(lin, link)
    operator.open("/console/joining/")
    operator.follow("/console/joining/")
    operator.press("准予入驻")
    lin.open(home)
    lin.says("机构已入驻")
    lin.press("生成链接")
    zhao.sign_in(ZHAO, lin.page.locator("#colleague-link").input_value())
    zhao.keep()
    public = _campaign(lin, zhao)
    operator.open("/demo/")
    operator.page.locator("form[action='/demo/sign-in/donor/'] button").click()
    operator.open(public)
    operator.says("清流村饮水", NAME, CODE, f"{CODE}A")
    expect(operator.page.locator("a[href^='/give/']:visible").first).to_be_visible()
