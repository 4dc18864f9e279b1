"""The shell's own pages: strict HTML in both languages, true figures, nothing for strangers."""

import html5lib
import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account
from tests.accounts.builders import sign_in
from tests.disbursing.builders import a_story, an_agreement, drafted
from tests.ledger.builders import give
from tests.parties.builders import chen, holder, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db

PAGES = ("/", "/find/", "/find/?number=x", "/styleguide/", "/no-such-page")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_is_strict_html_without_inline_style_or_script(
    client: Client, page: str, language: str
) -> None:
    source = client.get(page, headers={"accept-language": language}).content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(source)
    assert not [one.tag for one in tree.iter() if "style" in one.attrib or one.tag == "style"]
    scripts = [one for one in tree.iter("script") if one.get("type") != "application/json"]
    assert all(one.get("src") and not one.text for one in scripts)
    names = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", ["400", "500"])
def test_a_page_of_last_resort_needs_nothing_and_speaks_both_languages(code: str) -> None:
    source = render_to_string(f"{code}.html")
    html5lib.HTMLParser(strict=True).parse(source)
    assert 'lang="en"' in source


def test_an_empty_book_says_so(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "No gift has been booked yet." in page
    assert "No project is open for gifts now." in page


def test_the_first_page_shows_what_came_in_and_where_it_is(client: Client) -> None:
    project = an_open_project(charity())
    give(project.fund, 100_00, 23_45)
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert page.count('<span class="amount">123<span class="amount-dec">.45</span></span>') == 3
    assert "Equal to what came in, to the fen" in page
    assert f"/projects/{project.number}/" in page


def test_the_first_page_asks_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    body = charity()
    for _ in range(3):
        an_open_project(body)
    with django_assert_max_num_queries(3 + 3 * 9):
        client.get("/")


def test_the_console_is_closed_to_strangers_and_to_people_without_a_post(client: Client) -> None:
    assert client.get("/console/").status_code == 302
    sign_in(client, Account.objects.create(person=chen()))
    assert client.get("/console/").status_code == 403


def test_the_console_shows_each_person_what_waits_for_that_person() -> None:
    story = a_story(90_000_00)
    drafted(story.drafter, an_agreement(story), 68_000_00)
    decider, drafter = (_console(actor) for actor in (story.decider, story.drafter))
    assert "Approve a payment to" in decider
    assert "68,000" in decider
    assert "Approve a payment to" not in drafter
    assert "Nothing waits for you now" in drafter


def test_the_console_offers_only_the_rooms_that_a_post_opens() -> None:
    body = charity()
    an_open_project(body)
    page = _console(holder(person("周宁"), body, Right.PROJECT_EDIT))
    assert "/console/projects/" in page
    assert "/console/money-out/" not in page


def _console(actor: Actor) -> str:
    client = Client()
    account, _ = Account.objects.get_or_create(person_id=actor.person_id)
    sign_in(client, account)
    return client.get("/console/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-in/password/"])
def test_a_refused_form_leads_to_each_field_that_was_refused(client: Client, address: str) -> None:
    answer = client.post(address, {})
    source = answer.content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(source)
    names = {one.get("id") for one in tree.iter() if one.get("id")}
    (box,) = [one for one in tree.iter("div") if "refused" in (one.get("class") or "").split()]
    ways = [str(one.get("href")) for one in box.iter("a")]
    assert answer.status_code == 422
    assert len(ways) >= 2
    assert {way.removeprefix("#") for way in ways} <= names
    assert box.get("tabindex") == "-1"
