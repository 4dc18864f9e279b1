"""The public pages: right figures, no names, both languages, and 404 with advice."""

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from liushui.insight.queries.entries import masked_reference
from liushui.ledger.queries import movements_by_ref
from tests.insight import builders

pytestmark = pytest.mark.django_db


def page(address: str, *, language: str = "zh-hans", status: int = 200) -> str:
    """The page as a stranger reads it; it must be well-formed."""
    client = Client(headers={"accept-language": language})
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000].decode()
    html5lib.HTMLParser(strict=True).parse(answer.content)
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_gift_shows_all_of_it_and_nobody(language: str) -> None:
    world = builders.a_world()
    reference = builders.the_story(world)
    text = page(f"/gifts/{reference}/where", language=language)
    for figure in ("62", "37", "27", "25", "22", "15", "8", "1"):
        assert f'>{figure}<span class="amount-dec">' in text
    assert builders.GIVER not in text
    assert builders.CHILD not in text
    assert "林" not in text
    assert 'class="stream"' in text
    assert 'class="sankey"' in text
    assert 'class="sankey-link is-used"' in text


def test_the_page_of_a_gift_is_not_for_robots() -> None:
    reference = builders.give(builders.a_world())
    answer = Client().get(f"/gifts/{reference}/where")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


@pytest.mark.parametrize(
    "reference", ["LS-20260718-68BKK0C5-G", "LS-20260718-7KQ2MR4T-Z", "x", "1' or '1'='1"]
)
def test_a_wrong_number_is_a_404_with_advice(reference: str) -> None:
    with translation.override("en"):
        text = page(f"/gifts/{reference}/where", language="en", status=404)
    assert "No gift stands under this number." in text
    assert "place by place" in text
    page(f"/gifts/{reference}/entries", status=404)


def test_an_unpaid_gift_says_that_nothing_was_taken() -> None:
    order = builders.an_order(builders.a_world())
    text = page(f"/gifts/{order.reference}/where", language="en")
    assert "This gift is not paid yet" in text
    assert f"/gifts/{order.reference}/pay" in text


def test_a_paid_gift_without_its_place_says_to_wait_seconds() -> None:
    reference = builders.give(builders.a_world(), placed=False)
    text = page(f"/gifts/{reference}/where", language="en")
    assert "100.00 yuan were received" in text
    assert 'http-equiv="refresh"' in text


def test_each_part_of_the_drawing_opens_its_entries() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    paid = movements_by_ref(builders.pay(world.to_b, 30_00))[0]
    assert f'href="/entries/{paid.pk}"' in page(f"/gifts/{reference}/where")
    assert builders.GIVER not in page(f"/entries/{paid.pk}")
    builders.pay(world.to_b, 20_00)
    text = page(f"/gifts/{reference}/where")
    filtered = f"/gifts/{reference}/entries?from={world.home.fund_id}&to={world.with_b.fund_id}"
    assert filtered.replace("&", "&amp;") in text
    assert page(filtered).count("daybook-line") == 2
    assert page(f"/gifts/{reference}/entries").count("daybook-line") == 3


def test_an_entry_of_a_gift_never_tells_what_opens_it() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    (gift,) = movements_by_ref(reference)
    text = page(f"/entries/{gift.pk}")
    assert reference not in text
    assert masked_reference(reference) in text
    assert builders.GIVER not in text


@pytest.mark.parametrize("address", ["/entries/0", "/entries/999999", f"/entries/{10**30}"])
def test_an_unknown_entry_is_a_404(address: str) -> None:
    page(address, status=404)


def test_all_between_two_funds_is_listed() -> None:
    world = builders.a_world()
    references = [builders.give(world, 10_00), builders.give(world, 20_00)]
    text = page(f"/flows/0/{world.home.fund_id}/")
    assert text.count("daybook-line") == 2
    assert not any(reference in text for reference in references)
    page(f"/flows/0/{10**8}/", status=404)
    page(f"/flows/{10**30}/{10**30}/", status=404)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_case_shows_masked_givers_that_sum_to_it(language: str) -> None:
    world = builders.a_world()
    reference = builders.the_story(world)
    text = page(f"/cases/{world.case.number}/givers", language=language)
    assert "林**" in text
    assert '>25<span class="amount-dec">.00' in text
    for hidden in (builders.GIVER, builders.CHILD, "小苗", "晓雨", reference, "13900000009"):
        assert hidden not in text
    assert masked_reference(reference) in text
    entries = page(f"/cases/{world.case.number}/givers/entries", language=language)
    assert entries.count("daybook-line") == 4
    assert reference not in entries


def test_a_case_that_received_nothing_says_so() -> None:
    world = builders.a_world()
    text = page(f"/cases/{world.case.number}/givers", language="en")
    assert "Nothing was used for this case yet" in text
    page("/cases/C0000000/givers", status=404)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_flow_of_a_project_equals_what_it_received(language: str) -> None:
    world = builders.a_world()
    builders.the_story(world)
    builders.approve(world.to_b, 5_00)
    text = page(f"/projects/{world.project.number}/flow", language=language)
    assert "is-off" not in text
    assert 'class="bars"' in text
    assert 'class="sankey"' in text
    page("/projects/P0000000/flow", status=404)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_an_organisation_shows_its_books(language: str) -> None:
    world = builders.a_world()
    builders.the_story(world)
    for body, received in ((world.a, "100"), (world.b, "68"), (world.c, "40")):
        text = page(f"/organisations/{body.credit_code}/", language=language)
        assert f'>{received}<span class="amount-dec">' in text
        assert "is-off" not in text
    page("/organisations/53110000000000099X/", status=404)


def test_the_number_of_queries_of_each_page_stands_still() -> None:
    world = builders.a_world()
    reference = builders.the_story(world)
    used = movements_by_ref(reference)[0]
    addresses = [
        f"/gifts/{reference}/where",
        f"/gifts/{reference}/entries",
        f"/cases/{world.case.number}/givers",
        f"/cases/{world.case.number}/givers/entries",
        f"/entries/{used.pk}",
        f"/flows/0/{world.home.fund_id}/",
        f"/projects/{world.project.number}/flow",
        f"/organisations/{world.a.credit_code}/",
    ]

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(address)
        return len(queries)

    before = {address: asked(address) for address in addresses}
    builders.many_gifts(world, 10_00, 20_00, 30_00)
    builders.pay(world.to_b, 50_00)
    builders.pay(world.to_c, 40_00)
    builders.use(world.with_c, 30_00, "午餐", "Lunch", case=world.case.number)
    builders.use(world.home, 5_00, "护栏", "Rail")
    assert {address: asked(address) for address in addresses} == before
    assert max(before.values()) <= 29
