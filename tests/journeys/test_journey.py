"""The whole journey of one gift: in 中文 on a phone with script, in English at a desk without."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.config.demo.papers import Press, VoucherFacts, photo
from liushui.kernel.clock import CHINA
from liushui.kernel.money import format_yuan
from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.site import Site

Open = Callable[..., Page]

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
AT_PROVIDER = re.compile(r"^http://127\.0\.0\.1:\d+/pay/(LS-[0-9A-Z-]+)/")


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads on the way, in one language."""

    project: str
    paid: str
    gift: str
    used: str


ZH = Words("大病医疗补助", "已付款", "您的", "已用")
EN = Words("Medical aid for serious illness", "Paid", "Your", "Used")


def sent_to_provider(page: Page) -> str:
    """On a phone the paying page goes on to the provider's by itself; the gift's reference."""
    expect(page).to_have_url(AT_PROVIDER)
    found = AT_PROVIDER.match(page.url)
    assert found
    return found[1]


@dataclass
class Walk:
    """One browser that becomes one person after the other."""

    page: Page
    address: str
    words: Words
    is_phone: bool = True

    def be(self, role: str) -> None:
        """Sign in by one click."""
        self.open("/demo/")
        self.page.locator(f"form[action='/demo/sign-in/{role}/'] button").click()

    def open(self, path: str) -> None:
        """Open a page; none may be wider than the screen."""
        self.page.goto(self.address + path)
        assert sideways(self.page) <= 0, f"{path} runs out of the screen"

    def fill(self, **told: str) -> None:
        for name, text in told.items():
            self.page.locator(f"main [name='{name}']").fill(text)

    def press(self, action: str, value: str = "") -> None:
        """Press the button of the form that leads there."""
        wanted = f"button[value='{value}']" if value else "button"
        self.page.locator(f"main form[action*='{action}'] {wanted}").first.click()

    def free(self, words: str) -> int:
        """What is free in the purse that the words name."""
        row = self.page.locator("li, tr").filter(has_text=words)
        row = row.filter(has=self.page.locator("a[href*='fund=']")).first
        text = row.inner_text().replace(",", "")
        return int(re.findall(r"(\d+)\s*\.\s*(\d\d)", text)[-1][0]) * 100 + int(
            re.findall(r"(\d+)\s*\.\s*(\d\d)", text)[-1][1]
        )

    # -- the steps -------------------------------------------------------------------------------

    def give(self) -> str:
        """The donor reads what one should know, gives 100.00 and pays at the provider."""
        self.be("donor")
        self.open("/projects/")
        self.page.locator("main").get_by_role("link", name=self.words.project).first.click()
        self.page.locator("main a.btn[href^='/give/']:visible").first.click()
        self.page.locator("main [name='other']").fill("100.00")
        self.page.locator("main [name='read']").check()
        self.page.locator("main form#gift button.btn-primary").last.click()
        if not self.is_phone:  # a desk shows a code to scan, and a link
            expect(self.page).to_have_url(re.compile(r"/gifts/LS-[0-9A-Z-]+/pay$"))
            self.page.locator("main a[href^='http://127.0.0.1']").click()
        reference = sent_to_provider(self.page)
        self.page.locator("button[value='pay']").click()
        expect(self.page.locator("h1")).to_contain_text(self.words.paid)
        self.open(f"/gifts/{reference}/pay")
        expect(self.page).to_have_url(re.compile(rf"/gifts/{reference}/thanks$"))
        expect(self.page.locator("h1")).to_contain_text("100")
        return reference

    def draft(self, kept_minor: int) -> str:
        self.be("county-officer")
        self.open("/console/uses/")
        minor = self.free(self.words.project) - kept_minor
        self.open("/console/money-out/new/")
        self.fill(amount=format_yuan(minor), purpose="本月补助款", purpose_en="This month's aid")
        self.press("/money-out/new/")
        expect(self.page).to_have_url(re.compile(r"/money-out/LS-[0-9A-Z-]+/$"))
        expect(self.page.locator("button[value='approve']")).to_have_count(0)
        return self.page.url.rsplit("/", 2)[1]

    def approve_and_pay(self, reference: str) -> None:
        """A second person approves, a third pays; each finds it waiting in the console."""
        for role in ("county-approver", "county-cashier", "county-cashier"):
            self.be(role)
            self.open("/console/money-out/")
            self.page.locator(f"main a[href$='/{reference}/']").first.click()
            if role == "county-approver":
                self.press("/decide/", "approve")
            elif self.page.locator("[name='order_ref']").count():
                self.fill(order_ref=f"ZL-{reference}")
                self.press("/order/")
            else:
                paid = now().astimezone(CHINA) - timedelta(minutes=1)
                self.fill(bank_ref=f"HD-{reference}", paid_at=f"{paid:%Y-%m-%dT%H:%M}")
                self.press("/pay/")
        expect(self.page.locator(f"main form[action$='/{reference}/pay/']")).to_have_count(0)

    def report_use(self, purse: str, kept_minor: int) -> str:
        """The partner reports what it used for a case, with a voucher and a photo."""
        self.be("partner")
        self.open("/console/uses/")
        minor = self.free(purse) - kept_minor
        row = self.page.locator("li, tr").filter(has_text=purse)
        row.locator("a[href*='fund=']").first.click()
        today = now().astimezone(CHINA).date()
        self.fill(
            amount=format_yuan(minor),
            label="住院费用补助",
            label_en="Hospital bill",
            payee_label="禾溪县第二医院",
            happened_on=today.isoformat(),
        )
        cases = self.page.locator("[name='case_number']")
        case = cases.locator("option").nth(1).get_attribute("value") or ""
        cases.select_option(case)
        facts = VoucherFacts("禾望服务中心", "禾溪县第二医院", "住院", minor, "今天", "1")
        self._attach("voucher", "voucher.pdf", "application/pdf", Press().voucher(facts))
        self._attach("photo", "photo.png", "image/png", photo(3))
        self.press("/uses/new/")
        expect(self.page).to_have_url(re.compile(r"/console/uses/$"))
        return case

    def _attach(self, name: str, file: str, kind: str, content: bytes) -> None:
        self.page.locator(f"[name='{name}']").set_input_files(
            {"name": file, "mimeType": kind, "buffer": content}
        )

    def follow(self, reference: str, case: str) -> None:
        """The donor sees the three parts of the gift; anyone sees who helped the case."""
        self.be("donor")
        self.open("/me/gifts/")
        self.page.locator(f"main a[href*='{reference}']").first.click()
        self.open(f"/gifts/{reference}/where")
        expect(self.page.locator("h1")).to_contain_text(self.words.gift)
        seen = re.sub(r"\s", "", self.page.locator("main").inner_text())
        assert all(part in seen for part in ("100.00", "50.00", "30.00", "20.00")), seen
        assert self.words.used in seen
        self.open(f"/cases/{case}/givers")
        expect(self.page.locator("main table tbody tr").first).to_be_visible()


@pytest.mark.parametrize(
    ("device", "options", "words", "purse"),
    [
        pytest.param(
            PHONE, {"user_agent": ANDROID}, ZH, "核实申请，向医院支付补助", id="zh-phone-script"
        ),
        pytest.param(
            DESKTOP,
            {"locale": "en-GB", "java_script_enabled": False},
            EN,
            "Visit applicants and pay aid to the hospital",
            id="en-desk-no-script",
        ),
    ],
)
def test_a_gift_is_followed_to_whom_it_reached(
    site: Site, open_page: Open, device: dict, options: dict, words: Words, purse: str
) -> None:
    walk = Walk(open_page(device, **options), site.address, words, device is PHONE)
    gift = walk.give()
    payment = walk.draft(kept_minor=30_00)
    walk.approve_and_pay(payment)
    case = walk.report_use(purse, kept_minor=20_00)
    walk.follow(gift, case)
