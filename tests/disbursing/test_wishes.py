"""What was given for a wish is paid and passed on by the rule, and the wish goes with it."""

import pytest

from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, open_case
from liushui.disbursing.models import Disbursement, DisbursementPart
from liushui.disbursing.queries import Source, source_of_agreement, sources_of, wish_standings
from liushui.disbursing.services import (
    PatientsMoneyStays,
    approve_disbursement,
    cancel_disbursement,
    draft_disbursement,
    order_disbursement,
    pay_disbursement,
)
from liushui.disbursing.services.approving import FundTooLow
from liushui.disbursing.services.use_refusals import MoreThanArrived
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries import trace_backward, trace_forward
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.designations import choice_under, designations_of, purses_of
from liushui.ledger.services.designations import (
    Pin,
    PinNotEligible,
    PinWithoutReason,
    designated_fund,
)
from liushui.ledger.wishes import Wish
from liushui.parties.access import Right
from liushui.projects.queries import budget_of, spending_of
from liushui.projects.services import Offer, offer_wish
from liushui.projects.states import OfferKind
from tests.disbursing import builders as b
from tests.ledger.builders import give
from tests.parties.builders import AT, SETUP, person
from tests.places.builders import load_corner
from tests.projects.test_pages import signed_in

pytestmark = pytest.mark.django_db

HEART, COUNTY = Wish("disease", "Q21"), Wish("region", "441900")


@pytest.fixture
def story() -> b.Story:
    load_corner()
    return b.a_story(1_000_00)


def a_case(story: b.Story, *, disease: str = "Q21", need: int = 900_00) -> Case:
    case = open_case(
        SETUP,
        story.project.number,
        organisation_id=story.charity.pk,
        beneficiary_id=person("黄小禾").pk,
        text=CaseText("手术", "住院"),
        need_minor=need,
        place_code="441900101",
        disease_code=disease,
        at=AT,
    )
    return approve_case(SETUP, case.number, at=AT)


def wished(story: b.Story, amount: int, *wishes: Wish) -> tuple[Fund, str]:
    fund = designated_fund(Fund.objects.get(pk=story.project.fund_id), wishes)
    [ref] = give(fund, amount)
    return fund, ref


def item_of(story: b.Story) -> Wish:
    return Wish("item", str(budget_of(story.project)[0].pk))


def free(source: Source) -> dict[int, int]:
    return {purse.fund_id: purse.free for purse in purses_of(source.fund_id)}


def sound() -> bool:
    return [fault for rule in RULES for fault in faults(rule)] == []


def test_a_use_for_a_case_is_paid_by_those_who_wished_for_it(story: b.Story) -> None:
    case, other = a_case(story), a_case(story, disease="C91")
    own, gift = wished(story, 100_00, Wish("case", str(case.pk)))
    heart, _ = wished(story, 60_00, HEART)
    lunch, _ = wished(story, 500_00, item_of(story))
    use = b.used(story.drafter, story.own_purse(), 200_00, case_number=case.number)
    chosen = choice_under(f"use:{use.reference}")
    assert chosen is not None
    assert [(part.fund_id, part.amount) for part in chosen.parts] == [
        (own.pk, 100_00), (heart.pk, 60_00), (story.project.fund_id, 40_00),
    ]  # fmt: skip
    assert chosen.needed == 900_00 + 700_00
    kinds = dict(Movement.objects.filter(ref=use.reference).values_list("source_id", "kind"))
    assert kinds == {own.pk: "provider_payment", heart.pk: "use", story.project.fund_id: "use"}
    assert sum(source.amount for source in trace_backward(use.reference)) == 200_00
    assert {end.use for end in trace_forward(gift)} == {use.reference}
    assert free(story.own_purse())[lunch.pk] == 500_00
    assert spending_of(story.project).is_equal
    b.used(story.drafter, story.own_purse(), 10_00, case_number=other.number)
    assert sound()


def test_a_use_pays_first_out_of_the_fund_that_was_named_with_a_reason(story: b.Story) -> None:
    case = a_case(story)
    heart, _ = wished(story, 60_00, HEART)
    county, _ = wished(story, 60_00, COUNTY)
    for pin, refusal in (
        (Pin(county.pk, ""), PinWithoutReason),
        (Pin(wished(story, 5_00, item_of(story))[0].pk, "午餐"), PinNotEligible),
    ):
        with pytest.raises(refusal):
            b.used(story.drafter, story.own_purse(), 50_00, case_number=case.number, pin=pin)
    pin = Pin(county.pk, "东莞的捐款先用")
    b.used(story.drafter, story.own_purse(), 50_00, case_number=case.number, pin=pin)
    assert (free(story.own_purse())[county.pk], free(story.own_purse())[heart.pk]) == (
        10_00, 60_00,
    )  # fmt: skip


def test_what_was_given_for_something_else_is_not_there_for_a_use(story: b.Story) -> None:
    wished(story, 5_000_00, HEART)
    with pytest.raises(MoreThanArrived) as low:
        b.used(story.drafter, story.own_purse(), 1_000_01)
    assert low.value.facts["free"] == "1,000.00"
    [source] = sources_of(story.drafter, Right.USE_REPORT)
    assert source.free_minor == 6_000_00


def a_draft(story: b.Story, amount: int, *wishes: Wish) -> Disbursement:
    agreement = story.project.agreements.first() or b.an_agreement(story)
    return draft_disbursement(
        story.drafter,
        agreement.number,
        reference=b.a_reference(),
        amount_minor=amount,
        purpose="午餐",
        wishes=wishes,
        at=AT,
    )


def paid(story: b.Story, draft: Disbursement, pin: Pin | None = None) -> Disbursement:
    approve_disbursement(story.decider, draft.reference, at=AT, pin=pin)
    order_disbursement(story.decider, draft.reference, order_ref=f"O{draft.pk}", at=AT)
    return pay_disbursement(
        story.decider, draft.reference, bank_ref=f"B{draft.pk}", paid_at=AT, at=AT
    )


def test_a_payment_for_a_wish_takes_the_wish_along_to_where_it_is_used(story: b.Story) -> None:
    item = item_of(story)
    lunch, gift = wished(story, 80_00, item)
    draft = a_draft(story, 100_00, item)
    done = paid(story, draft)
    assert [part.amount_minor for part in done.parts.all()] == [80_00, 20_00]
    [there] = designations_of([done.agreement.fund_id])
    assert (there.wishes, there.free) == ((item,), 80_00)
    purse = source_of_agreement(done.agreement)
    with pytest.raises(MoreThanArrived):
        b.used(story.partner_staff, purse, 20_01)
    line = budget_of(story.project)[0].pk
    use = b.used(story.partner_staff, purse, 90_00, budget_line_id=line)
    assert {end.use for end in trace_forward(gift)} == {use.reference}
    assert free(story.own_purse())[lunch.pk] == 0
    assert spending_of(story.project).is_equal
    assert sound()


def test_approval_holds_back_in_each_fund_and_stopping_frees_all(story: b.Story) -> None:
    item = item_of(story)
    lunch, _ = wished(story, 80_00, item)
    draft = a_draft(story, 100_00, item)
    before = free(story.own_purse())
    approve_disbursement(story.decider, draft.reference, at=AT)
    assert approve_disbursement(story.decider, draft.reference, at=AT).state == "approved"
    held = free(story.own_purse())
    assert (held[lunch.pk], held[story.project.fund_id]) == (0, 980_00)
    cancel_disbursement(story.decider, draft.reference, why="改期", at=AT)
    assert free(story.own_purse()) == before
    with pytest.raises(FundTooLow):
        approve_disbursement(story.decider, a_draft(story, 1_080_01, item).reference, at=AT)
    assert DisbursementPart.objects.count() == 2


def test_the_second_person_sees_the_choice_and_may_name_another_fund(story: b.Story) -> None:
    item = item_of(story)
    offer_wish(SETUP, story.project.number, Offer(OfferKind.ITEM, item.code), at=AT)
    lunch, _ = wished(story, 80_00, item)
    draft = a_draft(story, 50_00, item)
    client = signed_in(story.decider)
    address = f"/console/money-out/{draft.reference}/"
    page = client.get(address).content.decode()
    assert "预算项 1" in page
    assert 'name="pin"' in page
    base = story.project.fund_id
    refused = client.post(f"{address}decide/", {"do": "approve", "pin": base})
    assert refused.status_code == 422
    assert "pin-why-error" in refused.content.decode()
    told = {"do": "approve", "pin": base, "pin_why": "午餐款留到下月"}
    assert client.post(f"{address}decide/", told).status_code == 302
    assert "午餐款留到下月" in client.get(address).content.decode()
    assert free(story.own_purse())[lunch.pk] == 80_00


def test_one_patients_money_is_not_passed_on(story: b.Story) -> None:
    case = a_case(story)
    wished(story, 80_00, Wish("case", str(case.pk)))
    with pytest.raises(PatientsMoneyStays):
        a_draft(story, 10_00, Wish("case", str(case.pk)))


def test_what_is_left_of_each_wish_is_shown_to_those_who_pay(story: b.Story) -> None:
    case = a_case(story, need=70_00)
    own, _ = wished(story, 80_00, Wish("case", str(case.pk)))
    wished(story, 30_00, COUNTY)
    [patient, county] = wish_standings(story.decider)
    assert (patient.fund.fund_id, patient.lacking, patient.left) == (own.pk, 70_00, 10_00)
    assert (county.lacking, county.left, county.serves) == (70_00, 0, 1)
    page = signed_in(story.decider).get("/console/wishes/").content.decode()
    assert f"个案 {case.number}" in page
    assert "/console/books/instructions/new/surplus/" in page


def test_one_can_look_which_funds_would_pay_and_nothing_moves(story: b.Story) -> None:
    case = a_case(story)
    wished(story, 30_00, HEART)
    before = Movement.objects.count()
    client = signed_in(story.drafter)
    address = "/console/uses/look/"
    asked = {"fund": story.project.fund_id, "amount": "50", "case_number": case.number}
    page = client.get(address, asked).content.decode()
    assert 'id="choice"' in page
    assert client.get(address, {**asked, "amount": "x"}).status_code == 422
    assert client.get(address, {"fund": story.project.fund_id}).status_code == 200
    assert Movement.objects.count() == before
