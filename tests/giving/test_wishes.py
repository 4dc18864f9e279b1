"""A giver names a wish that the project offers; the gift lies in the fund for it and says so."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, close_case, open_case
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.queries import wish_of
from liushui.giving.services import (
    CaseNeedsLess,
    CaseNotForGifts,
    Wished,
    WishNotOffered,
    certificate_of,
    place_order,
)
from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import Money
from liushui.ledger.queries import movement_by_ref, trace_forward
from liushui.ledger.queries.designations import designations_by_fund, designations_of
from liushui.ledger.services import sequence_all
from liushui.ledger.wishes import Wish
from liushui.projects.models import Project
from liushui.projects.queries import budget_of, offers_of
from liushui.projects.services import (
    DiseaseCodeWrong,
    Offer,
    OffersAfterOpening,
    RegionTooNear,
    offer_wish,
    withdraw_offer,
)
from liushui.projects.states import OfferKind
from tests.giving import builders as b
from tests.parties.builders import holder, person
from tests.places.builders import load_corner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]

HEART = Offer(OfferKind.DISEASE, "q21", "先天性心脏病", "Congenital heart disease")


@pytest.fixture
def project() -> Project:
    """A project that offers one wish of each kind."""
    load_corner()
    made = b.project()
    item = Offer(OfferKind.ITEM, str(budget_of(made)[1].pk))
    for offer in (Offer(OfferKind.CASE), HEART, Offer(OfferKind.REGION, "441900"), item):
        offer_wish(b.SETUP, made.number, offer, at=b.now())
    return made


def a_case(project: Project, *, need: int = 500_00, approved: bool = True) -> Case:
    case = open_case(
        b.SETUP,
        project.number,
        organisation_id=project.organisation_id,
        beneficiary_id=person("黄小禾").pk,
        text=CaseText("手术", "住院 12 天"),
        need_minor=need,
        place_code="441900101",
        disease_code="Q21",
        at=b.now(),
    )
    return approve_case(b.SETUP, case.number, at=b.now()) if approved else case


def an_order(project: Project, wished: Wished, minor: int = 100_00) -> GiftOrder:
    return place_order(
        b.STRANGER, project=project.number, amount=Money(minor), wished=wished, at=b.now()
    )


def test_a_paid_gift_lies_in_the_fund_for_its_wish_and_its_papers_say_so(
    project: Project, provider: Provider
) -> None:
    item = str(budget_of(project)[1].pk)
    order = an_order(project, Wished(disease="Q21", region="441900", item=item))
    b.settled(provider, order)
    sequence_all()
    gift = movement_by_ref(order.reference)
    assert gift is not None
    fund = designations_by_fund([gift.target_id])[gift.target_id]
    assert fund.wishes == (Wish("disease", "Q21"), Wish("item", item), Wish("region", "441900"))
    assert fund.base_id == project.fund_id
    assert [end.fund_id for end in trace_forward(order.reference)] == [fund.fund_id]
    zh, en = wish_of(order)
    assert "先天性心脏病 · 午餐食材 · " in zh
    assert en.startswith("Congenital heart disease · Lunches · ")
    order.refresh_from_db()
    paper = certificate_of(b.STRANGER, order.reference, at=b.now())
    assert paper.startswith(b"%PDF")
    page = Client().get(reverse("giving:thanks", args=[order.reference])).content.decode()
    assert "先天性心脏病 · 午餐食材" in page


def test_a_second_giver_joins_the_fund_of_the_first(project: Project, provider: Provider) -> None:
    for _ in range(2):
        b.settled(provider, an_order(project, Wished(disease="Q21")))
    sequence_all()
    [fund] = designations_of([project.fund_id])
    assert fund.arrived == 200_00


def test_a_gift_for_a_case_is_that_patients_own_money(project: Project, provider: Provider) -> None:
    case = a_case(project)
    order = an_order(project, Wished(case_number=f" {case.number.lower()} "))
    assert wish_of(order) == (f"个案 {case.number}", f"Case {case.number}")
    b.settled(provider, order)
    sequence_all()
    [fund] = designations_of([project.fund_id])
    assert fund.wishes == (Wish("case", str(case.pk)),)
    with pytest.raises(CaseNeedsLess) as less:
        an_order(project, Wished(case_number=case.number), minor=400_01)
    assert less.value.facts["lacks"] == "400.00"


def test_a_case_under_review_closed_or_elsewhere_is_no_wish(project: Project) -> None:
    waiting, closed = a_case(project, approved=False), a_case(project)
    close_case(b.SETUP, closed.number, why="出院", at=b.now())
    other = a_case(b.project(b.charity(2)))
    for number in (waiting.number, closed.number, other.number, "C1999001"):
        with pytest.raises(CaseNotForGifts):
            an_order(project, Wished(case_number=number))
    assert not GiftOrder.objects.exists()


def test_only_what_the_project_offers_now_can_be_wished(project: Project) -> None:
    for wished in (
        Wished(disease="C91"),
        Wished(disease="心脏"),
        Wished(region="44"),
        Wished(item="999999"),
    ):
        with pytest.raises(WishNotOffered):
            an_order(project, wished)
    heart = next(one for one in offers_of(project) if one.kind == OfferKind.DISEASE)
    withdraw_offer(b.SETUP, project.number, heart.pk, at=b.now())
    with pytest.raises(WishNotOffered):
        an_order(project, Wished(disease="Q21"))
    bare = b.project(b.charity(2))
    with pytest.raises(WishNotOffered):
        an_order(bare, Wished(case_number=a_case(bare).number))


def test_a_wish_that_was_withdrawn_after_the_order_is_kept(
    project: Project, provider: Provider
) -> None:
    order = an_order(project, Wished(disease="Q21"))
    heart = next(one for one in offers_of(project) if one.kind == OfferKind.DISEASE)
    withdraw_offer(b.SETUP, project.number, heart.pk, at=b.now())
    b.settled(provider, order)
    sequence_all()
    [fund] = designations_of([project.fund_id])
    assert (fund.arrived, wish_of(order)[0]) == (100_00, "先天性心脏病")


def test_an_offer_is_a_code_with_words_and_is_made_once(project: Project) -> None:
    count = len(offers_of(project))
    offer_wish(b.SETUP, project.number, HEART, at=b.now())
    assert len(offers_of(project)) == count
    for offer in (replace(HEART, code="心脏"), replace(HEART, label=" ")):
        with pytest.raises(DiseaseCodeWrong):
            offer_wish(b.SETUP, project.number, offer, at=b.now())
    with pytest.raises(RegionTooNear):
        offer_wish(b.SETUP, project.number, Offer(OfferKind.REGION, "441900101"), at=b.now())
    Project.objects.filter(pk=project.pk).update(state="draft")
    with pytest.raises(OffersAfterOpening):
        offer_wish(b.SETUP, project.number, HEART, at=b.now())


def test_the_form_asks_for_what_is_offered_and_refuses_beside_the_field(project: Project) -> None:
    case, client = a_case(project), Client()
    address = reverse("giving:give", args=[project.number])
    page = client.get(address, {"case_number": case.number}).content.decode()
    assert f'value="{case.number}"' in page
    assert "先天性心脏病" in page
    said = {"amount": "100", "display": "anonymous", "read": "on"}
    refused = client.post(address, {**said, "case_number": "C1999001"})
    assert refused.status_code == 422
    assert "id_case_number_error" in refused.content.decode()
    client.post(address, {**said, "disease": "Q21", "case_number": case.number})
    assert GiftOrder.objects.get().wishes == [f"case:{case.pk}", "disease:Q21"]
    plain = b.project(b.charity(2))
    bare = client.get(reverse("giving:give", args=[plain.number])).content.decode()
    assert "case_number" not in bare


def test_who_may_not_write_the_project_offers_nothing(project: Project) -> None:
    stranger = holder(person("陈生"), b.charity(3))

    with pytest.raises(NotAllowed):
        offer_wish(stranger, project.number, HEART, at=b.now())
