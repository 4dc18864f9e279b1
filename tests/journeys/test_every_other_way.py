"""What is given without paying at once, by the keyboard alone: promised, sent, handed over."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.kernel.clock import CHINA
from tests.deadlines import wait_until
from tests.journeys.conftest import PHONE
from tests.journeys.giver import (
    ANDROID,
    AT_PROVIDER,
    GIVE,
    LOCALES,
    MOST_PRESSES,
    PROJECT,
    Giver,
    link_in,
)
from tests.journeys.site import Site

Open = Callable[..., Page]
MEDICAL = {"zh-hans": "大病医疗补助", "en": "Medical aid for serious illness"}
RECEIPT = re.compile(r"LS-[0-9A-Z]+-[0-9A-Z]+-[0-9A-Z]")
languages = pytest.mark.parametrize("language", LOCALES)


@pytest.fixture
def comes(site: Site, open_page: Open) -> Callable[[str], Giver]:
    """A phone in the language; in English without script."""

    def come(language: str) -> Giver:
        page = open_page(
            PHONE,
            user_agent=ANDROID,
            locale=LOCALES[language],
            java_script_enabled=language == "zh-hans",
        )
        return Giver(page, site, language)

    return come


@languages
@pytest.mark.parametrize("provider", ["wechat", "alipay"])
def test_a_regular_gift_is_four_presses_from_its_link(
    site: Site, comes: Callable[[str], Giver], language: str, provider: str
) -> None:
    giver = comes(language)
    giver.be("stranger")
    giver.follow(link_in(site, *PROJECT).replace("/projects/", "/give/") + "regularly/")
    project = giver.page.locator("main h1").inner_text()
    giver.type("amount", "20")
    if provider == "alipay":
        giver.choose("provider", provider)
    giver.tick("read")
    giver.reach("main form button.btn-primary")
    giver.page.keyboard.press("Enter")  # on a phone the provider's page follows by itself
    giver.presses += 1
    expect(giver.page).to_have_url(AT_PROVIDER)
    assert giver.presses <= MOST_PRESSES
    giver.press("main button.pay")
    giver.press("main a.back")
    expect(giver.page).to_have_url(re.compile(r"/me/regular/M[0-9A-Z]+/$"))
    own = giver.page.url
    number = own.rstrip("/").rsplit("/", 1)[1]
    giver.sees(project, "20.00", number, {"zh-hans": "进行中", "en": "Running"}[language])
    giver.open("/me/regular/")
    row = giver.page.locator("main tbody tr").filter(has_text=number)
    expect(row).to_contain_text("20.00")
    giver.open(own.removeprefix(site.address))
    giver.press("main button[value='end']")
    giver.sees({"zh-hans": "已结束", "en": "Ended"}[language])


@languages
def test_a_transfer_is_booked_once_its_bank_lists_it(
    comes: Callable[[str], Giver], site: Site, language: str
) -> None:
    giver = comes(language)
    giver.follow(_medical(site))
    giver.press(GIVE)
    giver.fill_in("bank_transfer")
    expect(giver.page).to_have_url(re.compile(r"/gifts/LS-[0-9A-Z-]+/transfer$"))
    giver.look()
    assert giver.presses <= MOST_PRESSES
    reference = giver.page.url.split("/")[-2]
    giver.sees(giver.project, "100.00", reference, "汀石银行")
    code = re.search(r"LS[0-9B-Y]{8}", giver.page.locator("main").inner_text())
    assert code
    assert giver.standing(reference)["standing"] == "unpaid"

    bank = comes(language)
    bank.be("county-officer")
    bank.open("/console/accounts/")
    bank.press(bank.page.locator("main a[href*='/console/accounts/']").filter(has_text="0202"))
    today = now().astimezone(CHINA)
    bank.attach(
        "file",
        "list.csv",
        "日期,交易时间,收入,支出,对方户名,附言,流水号\n"
        f"{today:%Y-%m-%d},00:00:01,100.00,,江女士,{code[0]},HX-{language}\n".encode("gb18030"),
    )
    bank.press("main form[action$='/read/'] button")
    giver.is_booked(reference, "100.00")
    giver.open(f"/gifts/{reference}/transfer")
    giver.is_thanked(reference, "100.00")


@languages
def test_cash_and_a_cheque_are_taken_at_the_counter(
    comes: Callable[[str], Giver], site: Site, language: str
) -> None:
    staff, giver = comes(language), comes(language)
    staff.be("county-officer")
    staff.follow("/console/counter/")
    staff.press("main a[href$='/take/']")
    cash = _hand_over(staff, site, amount="12.30")
    staff.press("main a[href$='/take/']")
    cheque = _hand_over(staff, site, amount="45.60", cheque_number="30904432")

    giver.open("/find/")
    giver.type("number", cash)
    giver.enter()
    giver.is_booked(cash, "12.30")
    giver.open(f"/gifts/{cash}/where")
    giver.sees("12.30", cash)
    assert giver.standing(cheque)["standing"] == "unpaid"
    giver.open(f"/gifts/{cheque}/transfer")
    giver.sees("45.60", cheque, MEDICAL[language])


def _hand_over(staff: Giver, site: Site, **told: str) -> str:
    """One gift over the counter; its receipt number."""
    staff.choose("project", _medical(site).split("/")[2])
    for name, text in told.items():
        staff.type(name, text)
    staff.press("main form button.btn-primary")
    staff.sees(told["amount"], MEDICAL[staff.language], told.get("cheque_number", ""))
    found = RECEIPT.search(staff.page.locator("main").inner_text())
    assert found
    return found[0]


@languages
def test_a_list_is_brought_and_booked(
    comes: Callable[[str], Giver], site: Site, language: str
) -> None:
    staff = comes(language)
    staff.page.clock.install()
    project = _medical(site)
    before = staff.asked(f"{project}gifts.json")["gifts"]
    staff.be("county-officer")
    staff.follow("/console/imports/")
    staff.press("main a[href$='/new/']")
    day = now().astimezone(CHINA).date() - timedelta(days=1)
    first = {"zh-hans": 1, "en": 3}[language]
    rows = [f"77{first + one:026d},尉迟{one},{one}.07,{day}" for one in (first, first + 1)]
    content = "\n".join(["订单号,捐款人,支付金额（元）,捐款日期", *rows]).encode("gb18030")
    staff.attach("file", f"{language}.csv", content)
    staff.choose("project", project.split("/")[2])
    staff.press("main form button.btn-primary")
    _wait_for(staff, "book")
    staff.press("main form[action$='/book/'] button")
    _wait_for(staff, "put-away")
    minor = 100 * (first + first + 1) + 14
    staff.sees(f"2 · {minor / 100:.2f}")
    wait_until(
        lambda: staff.asked(f"{project}gifts.json")["gifts"] == before + minor,
        what="both gifts are in the books",
    )


def _wait_for(staff: Giver, verb: str) -> None:
    """The worker takes a moment. With script the page turns over by itself."""
    page, what = staff.page, f"form[action$='/{verb}/']"
    wait_until(lambda: f'/{verb}/"' in page.request.get(page.url).text(), what=f"one can {verb}")
    if page.locator(what).count() == 0:
        with page.expect_navigation():
            if staff.language == "en":
                page.reload()
            else:
                page.clock.run_for(3_000)
    staff.look()


@languages
def test_a_flower_is_picked_and_given(
    comes: Callable[[str], Giver], site: Site, language: str
) -> None:
    giver = comes(language)
    giver.be({"zh-hans": "partner", "en": "hospital"}[language])
    giver.follow("/flowers/")
    giver.press("main button[value='visit']")
    number = _medical(site).split("/")[2]
    before = _flowers_of(giver, number)
    giver.choose("project", number)
    giver.press("main form[action$='/give/'] button")
    assert giver.presses <= MOST_PRESSES
    giver.sees(MEDICAL[language])
    assert _flowers_of(giver, number) == before + 1


def _flowers_of(giver: Giver, number: str) -> int:
    """How many the table says that the project has."""
    row = giver.page.locator(f"main tr:has(a[href='/projects/{number}/']) td")
    return int(row.inner_text()) if row.count() else 0


def _medical(site: Site) -> str:
    """The page of the project whose body shows a bank account to donors."""
    return link_in(site, *PROJECT, words="大病")
