"""One giver's wish from the page of a case to the hospital, on a phone."""

import re
from collections.abc import Callable

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.config.demo.papers import Press, VoucherFacts
from liushui.kernel.clock import CHINA
from tests.journeys.conftest import PHONE
from tests.journeys.site import Site
from tests.journeys.test_journey import ANDROID, ZH, Walk, sent_to_provider

Open = Callable[..., Page]


def test_a_gift_for_a_case_reaches_that_case_and_no_other(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(PHONE, user_agent=ANDROID)
    walk = Walk(page, site.address, ZH)
    case = _given_for_a_case(walk, axe)
    reference = page.url.rsplit("/", 2)[1]
    expect(page.locator("main")).to_contain_text(f"个案 {case}")

    walk.be("county-officer")
    walk.open("/console/uses/")
    row = page.locator("li, tr").filter(has_text=ZH.project)
    row.locator("a[href*='fund=']").first.click()
    page.locator("main a[href*='/uses/look/']").click()
    walk.fill(amount="50.00")
    page.locator("[name='case_number']").select_option(case)
    page.locator("main form button").last.click()
    expect(page.locator("#choice")).to_be_visible()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    expect(page.locator("main table tbody")).to_contain_text(f"个案 {case}")
    assert axe(page) == []
    page.locator("main a[href*='/uses/new/']").click()
    today = now().astimezone(CHINA).date().isoformat()
    walk.fill(amount="50.00", label="手术费", payee_label="禾溪县第二医院", happened_on=today)
    page.locator("[name='case_number']").select_option(case)
    facts = VoucherFacts("县慈善会", "禾溪县第二医院", "手术", 50_00, "今天", "1")
    walk._attach("voucher", "v.pdf", "application/pdf", Press().voucher(facts))
    walk.press("/uses/new/")
    expect(page).to_have_url(re.compile(r"/console/uses/$"))
    walk.open("/console/projects/")
    page.locator("main a[href*='/console/projects/P']").filter(has_text=ZH.project).first.click()
    page.locator("main a[href$='/wishes/']").click()
    assert axe(page) == []

    _confirmed_by_another(walk, today)
    walk.be("donor")
    walk.open(f"/gifts/{reference}/where")
    seen = re.sub(r"\s", "", page.locator("main").inner_text())
    assert "50.00元" in seen
    assert "手术费" in seen
    assert "待用" not in seen
    walk.open(f"/cases/{case}/")
    page.locator("main a[href^='/projects/']").last.click()
    expect(page.locator("#wishes")).to_be_visible()


def _confirmed_by_another(walk: Walk, today: str) -> None:
    """The use of the charity's own money leaves on two people's word."""
    page = walk.page
    walk.be("county-approver")
    walk.open("/console/uses/")
    page.locator("main a[href*='/console/uses/LS-']").first.click()
    walk.fill(bank_ref="HD-CASE-1", paid_on=today)
    page.locator("button[name='do'][value='confirm']").click()
    expect(page.locator("main")).to_contain_text("已确认")


def _given_for_a_case(walk: Walk, axe: Callable[[Page], list[str]]) -> str:
    """From the page of a case to the thanks; the number of the case."""
    page = walk.page
    walk.be("county-officer")
    walk.open("/console/cases/")
    href = page.locator("main a[href*='/console/cases/C']").first.get_attribute("href") or ""
    case = href.rstrip("/").rsplit("/", 1)[1]
    walk.be("donor")
    walk.open(f"/cases/{case}/")
    page.locator("main a[href^='/give/']").click()
    expect(page.locator("[name='case_number']")).to_have_value(case)
    page.locator("main [name='other']").fill("50.00")
    page.locator("main [name='read']").check()
    assert axe(page) == []
    page.locator("main form#gift button.btn-primary").last.click()
    reference = sent_to_provider(page)
    walk.open(f"/gifts/{reference}/pay")  # back from there, unpaid: it tells what it is for
    expect(page.locator("main")).to_contain_text(f"个案 {case}")
    page.locator("main a[href^='http://127.0.0.1']").click()
    page.locator("button[value='pay']").click()
    expect(page.locator("h1")).to_contain_text(ZH.paid)
    walk.open(f"/gifts/{reference}/pay")
    expect(page).to_have_url(re.compile(r"/thanks$"))
    walk.be("county-approver")
    walk.open("/console/wishes/")
    expect(page.locator("main table tbody")).to_contain_text(f"个案 {case}")
    assert axe(page) == []
    walk.be("donor")
    walk.open(f"/gifts/{reference}/thanks")
    return case
