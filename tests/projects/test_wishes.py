"""What a project offers and what was given for it: the console's page and the public's table."""

import pytest

from liushui.kernel.money import Money
from liushui.ledger.models import Fund
from liushui.ledger.services import holder_of_organisation, refund_gift, sink
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    Leftover,
    choose_funds,
    designated_fund,
    move_surplus,
    use_by_choice,
)
from liushui.ledger.states import Purpose, SinkUse
from liushui.ledger.wishes import Wish
from liushui.projects.models import Project
from liushui.projects.queries import budget_of, offers_of, spending_of, standings_of, wishes_of
from liushui.projects.services import Offer, offer_wish
from liushui.projects.states import OfferKind
from tests.ledger.builders import give
from tests.places.builders import load_corner
from tests.projects.builders import AT, SETUP, an_open_project, charity, editor
from tests.projects.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = an_open_project(charity())
    for offer in (
        Offer(OfferKind.DISEASE, "Q21", "先天性心脏病", "Congenital heart disease"),
        Offer(OfferKind.ITEM, str(budget_of(made)[0].pk)),
    ):
        offer_wish(SETUP, made.number, offer, at=AT)
    return made


def test_a_project_says_what_was_wished_and_the_sum_stays_equal(project: Project) -> None:
    base = Fund.objects.get(pk=project.fund_id)
    heart = designated_fund(base, [Wish("disease", "Q21")])
    child = designated_fund(base, [Wish("case", "12")])
    give(base, 50_00), give(child, 20_00)
    [ref] = give(heart, 30_00)
    holder = holder_of_organisation(project.organisation_id)
    used = sink(holder, SinkUse.USED, purpose=Purpose("case", 12))
    asked = Asked(base.pk, Money(15_00), frozenset({Wish("disease", "Q21")}))
    choice = choose_funds(asked, key="u", by="person:1", at=AT)
    use_by_choice(choice, target=used, kinds=KindOf(), ref="u", happened_at=AT)
    refund_gift(ref, Money(5_00), key="r", happened_at=AT)
    left = Leftover(child, base, Money(8_00), "出院", "person:1")
    move_surplus("person:2", left, key="s", at=AT)

    heart_line, cases_line = wishes_of(project)
    assert (heart_line.label, heart_line.label_en) == ("先天性心脏病", "Congenital heart disease")
    assert (heart_line.given, heart_line.used, heart_line.waiting, heart_line.decided) == (
        25_00, 15_00, 10_00, 0,
    )  # fmt: skip
    assert (cases_line.cases, cases_line.label) == (1, "")
    assert (cases_line.given, cases_line.waiting, cases_line.decided) == (20_00, 12_00, 8_00)
    spending = spending_of(project)
    assert (spending.given, spending.used, spending.back) == (100_00, 15_00, 5_00)
    assert spending.waiting == 80_00
    assert spending.is_equal
    assert spending.gift_count == 3
    [(_, standing)] = standings_of([project])
    assert (standing.given, standing.used) == (100_00, 15_00)


def test_the_public_page_shows_the_wishes(client, project: Project) -> None:
    page = client.get(f"/projects/{project.number}/").content.decode()
    assert 'id="wishes"' not in page
    give(designated_fund(Fund.objects.get(pk=project.fund_id), [Wish("disease", "Q21")]), 30_00)
    page = client.get(f"/projects/{project.number}/").content.decode()
    assert 'id="wishes"' in page
    assert "先天性心脏病" in page


def test_an_editor_offers_a_wish_and_withdraws_it(project: Project) -> None:
    load_corner()
    client = signed_in(editor(project.organisation))
    address = f"/console/projects/{project.number}/wishes/"
    for posted in (
        {"kind": "case"},
        {"kind": "disease", "code": "c91", "label": "白血病"},
        {"kind": "region", "place": "441900"},
    ):
        assert client.post(address, posted).status_code == 302
    assert [(one.kind, one.label) for one in offers_of(project)] == [
        ("case", ""), ("disease", "先天性心脏病"), ("disease", "白血病"),
        ("region", "广东省 东莞市"), ("item", "预算项 1"),
    ]  # fmt: skip
    refused = client.post(address, {"kind": "disease", "code": "白", "label": "白血病"})
    assert refused.status_code == 422
    first = offers_of(project)[0]
    assert client.post(f"{address}{first.pk}/withdraw/").status_code == 302
    assert first.pk not in {one.pk for one in offers_of(project)}
    assert client.post(f"{address}999999/withdraw/").status_code == 404
