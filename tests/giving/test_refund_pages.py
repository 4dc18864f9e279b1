"""The pages on which a gift is asked back, agreed to and seen to go."""

import pytest
from django.test import Client

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftRefund, MassRefund, RefundRule, Suspicion
from liushui.giving.services.suspicions import find_suspicions
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from liushui.projects.services import close_project
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.giving.refunds import a_gift, a_house
from tests.giving.test_mass_refund import a_split_gift
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def console(actor: Actor) -> Client:
    return signed_in_client(open_account(actor.person_id), headers={"accept-language": "en"})


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_guest_asks_and_two_people_send_it_back(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    guest = Client(headers={"accept-language": "en"})
    own = f"/gifts/{order.reference}/refund"
    assert own in text(guest, f"/gifts/{order.reference}/thanks")
    assert "Have a gift returned" in text(guest, own)
    assert guest.post(own, {}).status_code == 422
    assert (
        "can still go back"
        in guest.post(own, {"kind": "wrong_amount", "amount": "100.01"}).content.decode()
    )
    answer = guest.post(own, {"kind": "wrong_amount", "amount": "60"})
    assert (answer.status_code, answer.url) == (302, own)
    one = GiftRefund.objects.get()
    assert "Asked for" in text(guest, own)
    drafter, approver = console(house.drafter), console(house.approver)
    page = f"/console/refunds/{one.reference}/"
    assert order.reference in text(drafter, "/console/refunds/")
    assert drafter.post(page, {"do": "propose", "why": ""}).status_code == 422
    assert drafter.post(page, {"do": "propose", "why": "核实"}).status_code == 302
    assert "Agree, and send it back" not in text(drafter, page)
    assert "Agree, and send it back" in text(approver, page)
    assert approver.post(page, {"do": "agree"}).status_code == 302
    assert "On its way" in text(guest, own)
    assert drafter.post(page, {"do": "agree"}).status_code == 403
    assert text(Client(), page, 302) == ""


def test_the_giver_takes_it_back_and_nobody_else_sees_the_page(provider: Provider) -> None:
    house, lin = a_house(), parties.as_donor(parties.lin())
    order = a_gift(provider, house, actor=lin)
    own = f"/gifts/{order.reference}/refund"
    donor = console(lin)
    donor.post(own, {"kind": "fraud", "amount": ""})
    assert "do not want it back" in text(donor, own)
    donor.post(own, {"do": "withdraw"})
    assert GiftRefund.objects.get().state == "withdrawn"
    for client in (Client(), console(house.approver)):
        text(client, own, 404)


def test_staff_begin_one_and_a_whole_project(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    drafter, approver = console(house.drafter), console(house.approver)
    begin = {"gift": "LS-0", "kind": "fraud", "amount": ""}
    assert drafter.post("/console/refunds/new/", begin).status_code == 422
    answer = drafter.post("/console/refunds/new/", begin | {"gift": order.reference, "amount": "1"})
    assert answer.status_code == 302, answer.content.decode()
    said = {"project": house.project.number, "kind": "cancelled", "why": "终止"}
    assert "still takes gifts" in drafter.post("/console/refunds/all/", said).content.decode()
    close_project(giving.SETUP, house.project.number, at=giving.now())
    answer = drafter.post("/console/refunds/all/", said)
    assert answer.url == f"/console/refunds/all/{MassRefund.objects.get().reference}/"
    assert "At most, as both agreed" in text(approver, answer.url)
    assert drafter.post(answer.url, {"do": "agree"}).status_code == 403
    assert approver.post(answer.url, {"do": "agree"}).status_code == 302
    assert "Being booked" in text(approver, answer.url)


def test_a_rule_is_proposed_on_its_page_and_agreed_by_another() -> None:
    house = a_house()
    second = parties.holder(parties.chen(), house.project.organisation, Right.MONEY_APPROVE)
    page = "/console/refunds/rules/"
    said = {
        "organisation": str(house.project.organisation_id), "kind": "wrong_amount",
        "window_days": "7", "is_offered": "on", "since": "2026-01-01",
    }  # fmt: skip
    first = console(house.approver)
    assert "lets givers make it" in first.post(page, said | {"kind": "under_age"}).content.decode()
    assert first.post(page, said).status_code == 302
    rule = RefundRule.objects.get()
    assert "Agree" in text(console(second), page)
    assert console(second).post(page, {"agree": str(rule.pk)}).status_code == 302
    rule.refresh_from_db()
    assert rule.agreed_by == second.name
    assert "7 days" in text(first, page)


def test_a_question_about_matched_gifts_is_decided_on_its_page() -> None:
    house = a_house()
    a_split_gift(house)
    find_suspicions(at=giving.now())
    one = Suspicion.objects.get()
    page = f"/console/suspicions/{one.pk}/"
    drafter = console(house.drafter)
    assert "S0" in text(drafter, "/console/suspicions/")
    assert "cut into pieces" in text(drafter, page)
    assert drafter.post(page, {"do": "freeze"}).status_code == 302
    assert drafter.post(page, {"do": "propose", "why": "拆分"}).status_code == 302
    approver = console(house.approver)
    assert approver.post(page, {"do": "take"}).status_code == 302
    assert "taken back" in text(approver, page)
    text(console(parties.as_donor(parties.chen())), page, 403)
