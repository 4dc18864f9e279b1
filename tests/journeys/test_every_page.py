"""Every page that a person can open, in each language, width and light: whole, clean, in bounds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from liushui.config.demo.regular import CODE
from tests.journeys.conftest import DESKTOP, PHONE, sideways
from tests.journeys.giver import PROJECT, link_in
from tests.journeys.site import Site

Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@dataclass(frozen=True, slots=True)
class Look:
    """A screen and a light in which a page is seen."""

    name: str
    device: Mapping[str, Any]
    light: Literal["dark", "light"]


# Two looks of each language: four that hold every pair of language, width and light.
LOOKS = {
    "zh": ("zh-CN", (Look("wide-dark", DESKTOP, "dark"), Look("phone-light", PHONE, "light"))),
    "en": ("en-GB", (Look("wide-light", DESKTOP, "light"), Look("phone-dark", PHONE, "dark"))),
}
# For each pattern the first link that fits it and that nobody has seen, or "".
FIRST_LINKS = """(all, [patterns, seen]) => patterns.map((pattern) => {
  const links = all.map((one) => one.getAttribute("href") || "");
  const found = links.find((link) => new RegExp(pattern).test(link) && !seen.includes(link)) || "";
  if (found) seen.push(found);
  return found;
})"""
# Colours that are on their way from one light to the other are there at once.
SETTLE = """document.getAnimations().filter((one) => one instanceof CSSTransition)
  .forEach((one) => one.finish())"""
# Whose eyes see what: each list starts at pages with a fixed address and follows one link of each
# pattern that it finds on the way.
PUBLIC = (
    "/", "/projects/", "/find/", "/demo/", "/demo/messages/", "/sign-in/", "/sign-in/password/",
    "/sign-in/passkey/", "/organisations/", "/places/", "/places/990101/",
    "/find-gifts/",
    "/appeals/",
    "/teams/", "/firms/", "/acts/", "/flowers/", "/complaints/", "/projects/tags/", "/api/",
    "/duties/", "/rules/?text=R-2", "/operations/", "/operations/seal/",
)  # fmt: skip
FOLLOWED = (
    *[r"^/projects/P\d+/$"] * 4, r"^/projects/P\d+/plan/$", r"^/projects/P\d+/complain/$",
    r"^/projects/P\d+/flow", r"^/projects/P\d+/reports/$",
    r"^/give/P\d+/", r"^/organisations/",
    r"^/cases/C\d+/$", r"^/cases/C\d+/givers$", r"^/cases/C\d+/givers/entries", r"^/entries/\d+$",
    r"^/flows/\d+/\d+/", r"^/acts/[a-z0-9-]+/$", r"^/gallery/[a-z0-9-]+/$",
    r"^/gallery/[a-z0-9-]+/\d+/$", r"^/live/[a-z0-9-]+/$",
    r"^/duties/[0-9A-Z]{18}/$",
    r"^/teams/[0-9A-Z]{8}/$", r"^/teams/[0-9A-Z]{8}/gifts/$", r"^/firms/9[0-9A-Z]{17}/$",
)  # fmt: skip
OF_A_GIFT = (r"^/gifts/LS-[^/]+/where$", r"^/gifts/LS-[^/]+/entries", r"^/entries/\d+$")
OF_A_TEAM = (
    r"^/teams/[0-9A-Z]{8}/$", r"^/teams/[0-9A-Z]{8}/invite/$", r"^/teams/[0-9A-Z]{8}/part/$",
    r"^/teams/[0-9A-Z]{8}/change/$", r"^/teams/[0-9A-Z]{8}/words/$", r"^/teams/\?project=",
    r"^/teams/new/",
)  # fmt: skip
# The story's own regular gift, which runs; a journey that ended leaves a newer one that does not.
REGULAR = (
    rf"^/me/regular/{CODE}/$", r"^/me/regular/M[0-9A-Z]+/change/$", r"^/give/P\d+/$",
    r"^/give/P\d+/regularly/$",
)  # fmt: skip
WALKS = {
    "nobody": (PUBLIC, FOLLOWED),
    "donor": (
        ("/me/gifts/", "/me/", "/me/data/", "/me/data/name/", "/me/data/erase/", "/me/data/ask/",
         "/me/consents/", "/me/readings/", "/me/children/", "/me/regular/",
         "/appeals/ask/", "/me/teams/", "/firms/ask/", "/firms/join/", "/flowers/", "/join/begin/"),
        OF_A_GIFT + OF_A_TEAM + REGULAR,
    ),
    "auditor": (
        ("/me/security/", "/me/security/confirm/", "/me/security/password/",
         "/me/security/passkeys/new/", "/me/security/app/", "/me/security/recovery-codes/",
         "/me/security/number/", "/console/subordinates/"),
        (r"^/console/subordinates/[^/]+/$",),
    ),
    "county-approver": (
        ("/console/privacy/", "/console/privacy/given/", "/console/privacy/on-paper/",
         "/console/people/", "/console/cases/", "/console/cases/levels/", "/console/appeals/",
         "/console/books/", "/console/books/months/",
         "/console/books/owed/", "/console/books/instructions/", "/console/books/pools/",
         "/console/accounts/", "/console/accounts/new/", "/console/differences/",
         "/console/counter/",
         "/console/books/pools/new/",
         "/console/books/instructions/new/owed_refund/",
         "/console/books/instructions/new/wrong_target/"),
        (r"^/console/people/of/[^/]+/$", r"^/console/people/of/[^/]+/person/\d+/$",
         r"^/console/people/of/[^/]+/contacts/$", r"^/console/people/of/[^/]+/contacts/\d+/$",
         r"^/console/people/of/[^/]+/chart/$", r"^/console/people/of/[^/]+/sheet/$",
         r"^/console/people/of/[^/]+/leave/$", r"^/console/people/of/[^/]+/new-post/$",
         r"^/console/people/posts/\d+/$", r"^/console/people/posts/\d+/edit/$",
         r"^/console/people/holdings/\d+/$", r"^/console/cases/C\d+/$",
         r"^/console/access/case/", r"^/console/books/funds/\d+/$",
         r"^/console/accounts/\d+/$", r"^/console/accounts/\d+/\d{4}-\d\d-\d\d/$",
         r"^/console/differences/\d+/$", r"^/console/counter/\d+/count/$",
         r"^/console/books/months/[^/]+/[^/]+/$"),
    ),
    "officer": (
        ("/console/", "/console/projects/", "/console/projects/new/", "/console/money-out/",
         "/console/money-out/new/", "/console/agreements/", "/console/uses/", "/console/payments/",
         "/console/gifts/", "/console/lists/", "/console/long-work/", "/me/messages/",
         "/console/regular/",
         "/me/messages/choices/", "/console/books/instructions/", "/console/teams/",
         "/console/teams/words/", "/console/firms/pools/", "/console/items/",
         "/console/items/galleries/new/", "/console/items/acts/new/",
         "/console/items/streams/new/", "/console/duties/", "/console/duties/happenings/new/",
         "/console/duties/answers/", "/console/duties/figures/", "/console/self-checks/"),
        (r"^/console/duties/\d+/$", r"^/console/items/galleries/(?!new)[^/]+/$",
         r"^/console/items/acts/(?!new)[^/]+/$",
         r"^/console/items/streams/(?!new)[^/]+/$", r"^/console/books/instructions/LS-[^/]+/$",
         *[r"^/console/projects/P\d+/$"] * 3, r"^/console/projects/P\d+/edit/",
         r"^/console/projects/P\d+/report/", r"^/console/projects/P\d+/tags/$",
         r"^/console/projects/P\d+/plan/change/$", r"^/console/projects/P\d+/closing/$",
         r"^/console/money-out/LS-[^/]+/$",
         r"^/console/agreements/A\d+/$", r"^/console/uses/new/\?fund="),
    ),
    "county-officer": (
        ("/console/bodies/", "/console/sites/", "/console/sites/new/", "/console/cases/",
         "/console/imports/", "/console/imports/new/", "/console/claims/",
         "/console/cases/new/", "/console/accounts/lines/", "/console/counter/",
         "/console/complaints/", "/me/tokens/", "/me/tokens/new/"),
        (r"^/console/complaints/\d+/$",
         r"^/console/counter/\d+/take/$", r"^/console/bodies/[^/]+/$",
         r"^/console/bodies/[^/]+/certificates/new/$",
         r"^/console/imports/[0-9a-f]+-[^/]+/$", r"^/console/cases/C\d+/$"),
    ),
    "operator": (
        ("/console/working-days/", "/console/working-days/new/", "/console/operations/now/",
         "/console/installation/", "/console/firms/", "/console/items/flowers/",
         "/console/complaints/"),
        (r"^/console/complaints/\d+/$",
         r"^/console/installation/wechat-pay/", r"^/console/installation/alipay/",
         r"^/console/installation/backup/",
         r"^/console/firms/\d+/$"),
    ),
    "partner": (
        ("/console/reports/?state=owed",),
        (*[r"^/console/reports/LS-[^/]+/$"] * 3, r"^/console/reports/LS-[^/]+/write/$",
         *[r"^/console/agreements/A\d+/$"] * 2, r"^/console/agreements/A\d+/apply/$"),
    ),
    "cashier": (("/console/money-out/lists/",), ()),
    "finance": (
        ("/console/agreements/", "/console/money-out/rules/", "/console/records/quality/",
         "/console/refunds/",
         "/console/refunds/new/", "/console/refunds/rules/", "/console/refunds/all/",
         "/console/suspicions/"),
        (r"^/console/agreements/new/\?fund=",),
    ),
}  # fmt: skip


class Eyes:
    """One browser in a language whose screen and light are changed, as by turning to a phone."""

    def __init__(self, page: Page, axe: Axe, looks: Sequence[Look]) -> None:
        self.page, self.axe, self.looks = page, axe, looks
        self._screen = page.context.new_cdp_session(page)
        page.add_init_script(AXE_SCRIPT)

    def see(self, address: str) -> Iterator[str]:
        """What is wrong with a page in each look. The wide one comes first: there charts live."""
        for number, look in enumerate(self.looks):
            self._turn_to(look)
            if number == 0 or self.page.locator(".chart-live").count():
                answer = self.page.goto(address)
                assert answer is not None
                assert answer.status == 200, f"{address} answers {answer.status}"
            if sideways(self.page) > 0:
                yield f"{look.name}: runs out of the screen by {sideways(self.page)} px"
            yield from (f"{look.name}: {finding}" for finding in self.axe(self.page))

    def _turn_to(self, look: Look) -> None:
        is_phone = bool(look.device.get("is_mobile"))
        screen = {**look.device["viewport"], "deviceScaleFactor": 1, "mobile": is_phone}
        self._screen.send("Emulation.setDeviceMetricsOverride", screen)
        self._screen.send("Emulation.setTouchEmulationEnabled", {"enabled": is_phone})
        self.page.emulate_media(color_scheme=look.light)
        self.page.evaluate(SETTLE)


@pytest.mark.parametrize("role", WALKS)
@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_whole_and_for_everyone(
    site: Site, open_page: Open, axe: Axe, role: str, language: str
) -> None:
    locale, looks = LOOKS[language]
    page = open_page(DESKTOP, locale=locale)
    if role != "nobody":
        page.goto(f"{site.address}/demo/")
        page.locator(f"form[action='/demo/sign-in/{role}/'] button").click()
    eyes = Eyes(page, axe, looks)
    waiting, followed = list(WALKS[role][0]), list(WALKS[role][1])
    wrong = []
    for path in waiting:  # grows while it is read
        wrong += [f"{path} {fault}" for fault in eyes.see(site.address + path)]
        found = page.locator("main a").evaluate_all(FIRST_LINKS, [followed, waiting])
        waiting += filter(None, found)
        followed = [pattern for pattern, link in zip(followed, found, strict=True) if not link]
    assert not wrong, "\n".join(wrong)
    assert not followed, f"no page leads to {followed}"


def test_the_giving_form_needs_no_mouse(site: Site, open_page: Open) -> None:
    """Tab, arrows, space and Enter are enough, and one always sees where one is."""
    page = open_page(DESKTOP)
    page.goto(site.address + link_in(site, *PROJECT).replace("/projects/", "/give/"))
    page.locator("main [name='amount']").first.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(40):
        name = page.evaluate("document.activeElement.name || ''")
        if name == "other":
            page.keyboard.type("12.34")
        if name == "read":
            page.keyboard.press("Space")
            break
        page.keyboard.press("Tab")
        assert page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
        ), f"one cannot see that {name or 'this'} has the focus"
    expect(page.locator("[name='read']")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/gifts/LS-[0-9A-Z-]+/pay$"))
    expect(page.locator("main")).to_contain_text("12")
