"""A firm's page: asked for by one, checked by another, joined by a code, certified by one paper."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import By, Showing, place_order
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import credit_code_check
from liushui.kernel.money import Money
from liushui.ledger.services import (
    charge_back,
    holder_of_organisation,
    refund_gift,
    sequence_all,
)
from liushui.ledger.services.pools import open_pool
from liushui.papers.services.facts import facts_of, paper_of
from liushui.papers.states import GiftPaperKind
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Organisation
from liushui.parties.services import CreditCodeWrong
from liushui.teams.errors import (
    FirmKnown,
    JoinCodeUnknown,
    LastToAct,
    LicenceMissing,
    NotACompany,
    NotInFirm,
    RequestByYou,
    RequestOpen,
    StatementEmpty,
)
from liushui.teams.models import Firm, FirmPerson, FirmRequest
from liushui.teams.queries import firms_of_pools
from liushui.teams.services import (
    FirmAsked,
    ask_for_firm,
    decide_request,
    dismiss,
    found_team,
    join_firm,
    leave_firm,
    let_act,
    name_pool,
    renew_join_code,
    statement_of,
)
from liushui.teams.services.forgetting import forget_person, join_people
from liushui.teams.states import RequestState
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.teams import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
_FIRST_17 = "91410100000000001"
CODE = _FIRST_17 + credit_code_check(_FIRST_17)
_OTHER_17 = "91410100000000002"
OTHER = _OTHER_17 + credit_code_check(_OTHER_17)


def picture() -> bytes:
    held = BytesIO()
    Image.new("RGB", (8, 8), "white").save(held, "PNG")
    return held.getvalue()


def keeper() -> Actor:
    return parties.holder(parties.wang(), parties.organisation(9), Right.INSTALLATION_MANAGE)


def request(code: str = CODE, by: Actor | None = None) -> FirmRequest:
    asked = FirmAsked(code, "厚普科技", "410100000012345", picture())
    return ask_for_firm(by or b.captain(), asked, at=b.now())


def firm() -> Firm:
    opened = decide_request(keeper(), request().pk, agrees=True, at=b.now()).firm
    assert opened is not None
    return opened


def test_a_firm_is_opened_by_another_person_than_who_asked() -> None:
    asked = request()
    asker = parties.holder(parties.lin(), parties.organisation(8), Right.INSTALLATION_MANAGE)
    with pytest.raises(RequestByYou):
        decide_request(asker, asked.pk, agrees=True, at=b.now())
    with pytest.raises(NotAllowed):
        decide_request(parties.as_donor(parties.chen()), asked.pk, agrees=True, at=b.now())
    assert not Firm.objects.exists()

    for _again in range(2):
        decide_request(keeper(), asked.pk, agrees=True, at=b.now())

    opened = Firm.objects.get()
    assert (opened.organisation.credit_code, opened.organisation.kind) == (CODE, "company")
    assert [(one.person, one.acts_for_it) for one in opened.people.all()] == [(parties.lin(), True)]
    with pytest.raises(FirmKnown):
        request()


def test_a_request_is_refused_for_what_is_wrong_in_it() -> None:
    with pytest.raises(CreditCodeWrong):
        request("91410100000000001A")
    with pytest.raises(LicenceMissing):
        ask_for_firm(b.captain(), FirmAsked(CODE, "厚普", " "), at=b.now())
    request()
    with pytest.raises(RequestOpen):
        request(by=parties.as_donor(parties.chen()))
    body = parties.organisation(5)
    other = request(body.credit_code)
    with pytest.raises(NotACompany):
        decide_request(keeper(), other.pk, agrees=True, at=b.now())


def test_a_refused_request_opens_nothing_and_the_firm_may_ask_again() -> None:
    asked = decide_request(keeper(), request().pk, agrees=False, at=b.now())
    assert asked.state == RequestState.REFUSED
    assert not Organisation.objects.filter(credit_code=CODE).exists()
    assert request().state == RequestState.ASKED


def test_the_database_asks_for_a_second_person_too() -> None:
    asked = request()
    with pytest.raises(IntegrityError), transaction.atomic():
        FirmRequest.objects.filter(pk=asked.pk).update(state=RequestState.VERIFIED)


def test_people_join_by_the_code_of_the_day_and_somebody_always_acts() -> None:
    opened = firm()
    chen = parties.as_donor(parties.chen())
    with pytest.raises(JoinCodeUnknown):
        join_firm(chen, "ABC", at=b.now())
    for _again in range(2):
        join_firm(chen, f" {opened.join_code.lower()} ", at=b.now())
    old = opened.join_code
    renew_join_code(b.captain(), CODE, at=b.now())
    with pytest.raises(JoinCodeUnknown):
        join_firm(parties.as_donor(parties.zhao()), old, at=b.now())

    with pytest.raises(NotAllowed):
        let_act(chen, CODE, chen.person_id or 0, acts=True, at=b.now())
    with pytest.raises(LastToAct):
        leave_firm(b.captain(), CODE, at=b.now())
    let_act(b.captain(), CODE, chen.person_id or 0, acts=True, at=b.now())
    dismiss(chen, CODE, b.captain().person_id or 0, at=b.now())
    assert [one.person for one in FirmPerson.objects.all()] == [parties.chen()]


def test_a_firm_whose_only_acting_person_was_erased_is_asked_for_anew() -> None:
    opened, lin, chen = firm(), parties.lin(), parties.chen()
    join_firm(parties.as_donor(chen), opened.join_code, at=b.now())
    with pytest.raises(FirmKnown):
        request(by=parties.as_donor(chen))
    forget_person(lin.pk, at=b.now())

    asked = request(by=parties.as_donor(chen))
    assert decide_request(keeper(), asked.pk, agrees=True, at=b.now()).firm == opened

    assert list(FirmPerson.objects.values_list("person", "acts_for_it")) == [(chen.pk, True)]


def test_nobody_acts_for_a_firm_that_an_erased_person_asked_for() -> None:
    asked = request()
    for _again in range(2):
        forget_person(parties.lin().pk, at=b.now())

    asked.refresh_from_db()
    assert asked.state == RequestState.REFUSED
    assert not FirmPerson.objects.exists()


def test_two_records_of_one_person_still_act_for_the_firm() -> None:
    opened, lin, chen = firm(), parties.lin(), parties.chen()
    join_firm(parties.as_donor(chen), opened.join_code, at=b.now())

    join_people(lin.pk, chen.pk, at=b.now())

    assert list(FirmPerson.objects.values_list("person", "acts_for_it")) == [(chen.pk, True)]


def test_only_its_people_open_teams_for_a_firm_and_only_some_give_in_its_name() -> None:
    opened, project = firm(), giving.project()
    chen = parties.as_donor(parties.chen())
    with pytest.raises(NotInFirm):
        found_team(chen, project.number, b.asked(firm=CODE), at=b.now())
    join_firm(chen, opened.join_code, at=b.now())
    team = found_team(chen, project.number, b.asked(firm=CODE), at=b.now())
    assert (team.firm, team.kind) == (opened, "firm")
    for actor in (chen, b.STRANGER):
        with pytest.raises(NotInFirm):
            place_order(
                actor, project=project.number, amount=Money(1), by=By(f"firm:{opened.pk}"),
                at=b.now(),
            )  # fmt: skip


def test_one_paper_certifies_all_gifts_of_a_year(provider: Provider) -> None:
    opened, project = firm(), giving.project()
    year = giving.now().year

    def give(minor: int) -> str:
        order = place_order(
            b.captain(), project=project.number, amount=Money(minor), by=By(f"firm:{opened.pk}"),
            at=b.now(),
        )  # fmt: skip
        giving.settled(provider, order)
        return str(order.reference)

    def paper() -> bytes:
        return statement_of(b.captain(), CODE, project.organisation_id, year, at=b.now())

    with pytest.raises(StatementEmpty):
        paper()
    references = [give(1_000_00), give(2_345_67)]
    first = paper()
    assert paper() == first
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(first)).pages)
    for words in ("厚普科技", "3,345.67", *references):
        assert words in text
    give(1_00)
    assert paper() != first
    with pytest.raises(NotAllowed):
        statement_of(
            parties.as_donor(parties.chen()), CODE, project.organisation_id, year, at=b.now()
        )
    page = Client().get(f"/firms/{CODE}/").content.decode()
    assert "3,346" in page
    assert "statements" not in page  # papers are for those who act for it


def test_papers_of_a_firms_gift_name_the_firm_and_not_who_acted_for_it(
    provider: Provider,
) -> None:
    """The receipt is for its books: its name and credit code, whatever its person chose for own."""
    opened, project = firm(), giving.project()
    order = place_order(
        b.captain(), project=project.number, amount=Money(1_000_00),
        by=By(f"firm:{opened.pk}"), showing=Showing(Display.MASKED, name="林晓雨"), at=b.now(),
    )  # fmt: skip
    assert order.donor_display == "林**"
    giving.settled(provider, order)
    order.refresh_from_db()
    facts = facts_of(order, order.payments.get(), back_minor=0)
    assert (facts.certificate.donor, facts.certificate.donor_en) == ("厚普科技", "厚普科技")
    receipt = paper_of(GiftPaperKind.RECEIPT, facts, 1).facts
    assert (receipt["payer"], receipt["payer_code"]) == ("厚普科技", CODE)
    assert "林" not in str(paper_of(GiftPaperKind.THANKS, facts, 1).facts)
    own = giving.order(project, actor=b.captain())
    giving.settled(provider, own)
    theirs = facts_of(own, own.payments.get(), back_minor=0)
    assert (theirs.certificate.donor, theirs.payer_code) == ("一位捐赠人", "")


def test_what_went_back_to_a_firm_is_not_on_its_paper(provider: Provider) -> None:
    opened, project = firm(), giving.project()
    orders = [
        place_order(
            b.captain(), project=project.number, amount=Money(minor), by=By(f"firm:{opened.pk}"),
            at=b.now(),
        )
        for minor in (1_000_00, 500_00)
    ]  # fmt: skip
    for order in orders:
        giving.settled(provider, order)
    sequence_all()

    def paper() -> str:
        made = statement_of(
            b.captain(), CODE, project.organisation_id, giving.now().year, at=b.now()
        )
        return "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)

    assert "1,500.00" in paper()
    refund_gift(orders[0].reference, Money(300_00), key="r1", happened_at=b.now())
    page = Client().get(f"/firms/{CODE}/").content.decode()
    assert "1,200.00" in (part := paper())
    assert "700.00" in part
    assert "1,200" in page
    assert "1,500" not in page
    refund_gift(orders[0].reference, Money(700_00), key="r2", happened_at=b.now())
    assert orders[0].reference not in (rest := paper())
    assert "500.00" in rest
    charge_back(orders[1].reference, Money(500_00), key="c1", happened_at=b.now())
    with pytest.raises(StatementEmpty):
        paper()


def test_a_charity_names_the_firm_that_pays_for_its_pool() -> None:
    opened, body = firm(), giving.charity()
    drafter = parties.holder(parties.zhao(), body, Right.MONEY_DRAFT)
    pool = open_pool(parties.SETUP, holder_of_organisation(body.pk), title="厚普配捐", at=b.now())
    with pytest.raises(NotAllowed):
        name_pool(b.captain(), pool.pk, CODE, at=b.now())
    for _again in range(2):
        name_pool(drafter, pool.pk, CODE, at=b.now())
    assert firms_of_pools([pool.pk]) == {pool.pk: opened}
    named = AuditRecord.objects.filter(verb="firm.pool_named").order_by("pk")
    assert [one.facts["was"] for one in named] == [None]
    asked = request(OTHER, by=parties.as_donor(parties.chen()))
    other = decide_request(keeper(), asked.pk, agrees=True, at=b.now()).firm
    assert other is not None
    name_pool(drafter, pool.pk, OTHER, at=b.now())
    name_pool(drafter, pool.pk, CODE, at=b.now())
    assert [one.facts["was"] for one in named.all()] == [None, opened.pk, other.pk]
    assert "厚普配捐" in Client().get(f"/firms/{CODE}/").content.decode()


def test_a_firm_is_asked_for_checked_and_joined_on_pages() -> None:
    lin, chen, wang = (
        signed_in_client(Account.objects.create(person=person))
        for person in (parties.lin(), parties.chen(), parties.wang())
    )
    keeper()
    form = {"credit_code": CODE, "name": "厚普科技", "licence_number": "41010"}
    assert lin.post("/firms/ask/", form).status_code == 422
    held = BytesIO(picture())
    held.name = "licence.png"
    assert lin.post("/firms/ask/", form | {"picture": held}).status_code == 302
    asked = FirmRequest.objects.get()
    assert lin.get(f"/console/firms/{asked.pk}/").status_code == 403
    assert CODE in wang.get("/console/").content.decode()
    assert wang.get(f"/console/firms/{asked.pk}/licence")["Content-Type"].startswith("image/")
    assert wang.post(f"/console/firms/{asked.pk}/decide/", {"do": "agree"}).status_code == 302
    assert "厚普科技" in wang.get("/console/firms/").content.decode()
    assert chen.post("/firms/join/", {"code": "X"}).status_code == 422
    code = Firm.objects.get().join_code
    assert chen.post("/firms/join/", {"code": code}).status_code == 302
    assert chen.get(f"/firms/{CODE}/people/").status_code == 403
    people = lin.get(f"/firms/{CODE}/people/").content.decode()
    assert "陈*" in people
    assert "陈立" not in people
    assert code in people
    assert "厚普科技" in Client().get("/firms/").content.decode()
    assert "厚普科技" in chen.get("/me/teams/").content.decode()
