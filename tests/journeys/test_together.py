"""A team on a phone: opened by its captain, given with by a guest from its link, seen to grow."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from liushui.kernel.clock import CHINA
from tests.journeys.conftest import PHONE
from tests.journeys.site import Site
from tests.journeys.test_journey import ANDROID, ZH, Walk, sent_to_provider

Open = Callable[..., Page]


def test_a_guest_gives_with_a_team_from_its_link_in_four_taps(
    site: Site, open_page: Open, axe: Callable[[Page], list[str]]
) -> None:
    walk = Walk(open_page(PHONE, user_agent=ANDROID), site.address, ZH)
    team = _opened(walk, axe)

    guest = open_page(PHONE, user_agent=ANDROID)
    guest.goto(team)  # the link, as it was passed on
    assert axe(guest) == []
    guest.locator("main a[href*='?by=team:']:visible").last.click()  # one
    expect(guest.locator("main")).to_contain_text("汀石读书会")
    guest.locator("main [name='read']").check()  # two
    guest.locator("main form#gift button.btn-primary").last.click()  # three
    reference = sent_to_provider(guest)
    guest.locator("button[value='pay']").click()  # four
    expect(guest.locator("h1")).to_contain_text(ZH.paid)
    guest.goto(f"{site.address}/gifts/{reference}/pay")
    expect(guest).to_have_url(re.compile(r"/thanks$"))

    guest.goto(team)
    expect(guest.locator("main .sum-head")).to_contain_text("100.00")
    guest.goto(f"{team}gifts/")
    expect(guest.locator("main tfoot")).to_contain_text("100.00")
    assert axe(guest) == []


def _opened(walk: Walk, axe: Callable[[Page], list[str]]) -> str:
    """The donor opens a team from the page of a project; its address."""
    walk.be("donor")
    walk.open("/projects/")
    walk.page.locator("main").get_by_role("link", name=ZH.project).first.click()
    number = walk.page.url.rstrip("/").rsplit("/", 1)[1]
    walk.open(f"/teams/?project={number}")
    walk.page.locator("main a[href*='/teams/new/']").click()
    last = now().astimezone(CHINA).date() + timedelta(days=9)
    walk.fill(title="汀石读书会", goal="3000", ends_on=last.isoformat())
    assert axe(walk.page) == []
    walk.page.locator("main form button").last.click()
    expect(walk.page).to_have_url(re.compile(r"/teams/[0-9A-Z]{8}/invite/$"))
    assert axe(walk.page) == []
    return walk.page.url.removesuffix("invite/")
