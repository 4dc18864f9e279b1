"""The pages of accounts, differences, counter and transfers, as people use them."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liushui.giving.models import GiftOrder
from liushui.parties.services import open_account
from liushui.reconciling.models import Account, AwaitedTransfer, CounterGift, Difference, Till
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.reconciling.builders import (
    BANK,
    TODAY,
    Paid,
    Staff,
    a_charity,
    at_bank,
    at_wechat,
    bank_list,
    bill,
    read,
)

pytestmark = pytest.mark.django_db


def client_of(actor: Any) -> Client:
    return signed_in_client(open_account(actor.person_id))


def the_clients(staff: Staff) -> tuple[Client, Client]:
    return client_of(staff.wang), client_of(staff.zhao)


def test_an_account_is_written_down_read_into_and_its_day_turns_green() -> None:
    staff = a_charity()
    wang, zhao = the_clients(staff)
    form = {
        "organisation": staff.body.pk, "kind": "bank", "number": "4410 0100 4000 1234",
        "holder_name": "第1基金会", "keeper": "某银行", "takes_transfers": "on",
        "since": "2026-01-01",
    }  # fmt: skip
    assert wang.post("/console/accounts/new/", form).status_code == 403
    assert zhao.post("/console/accounts/new/", form | {"number": "?"}).status_code == 422
    assert zhao.post("/console/accounts/new/", form).status_code == 302
    account = Account.objects.get()
    assert account.number == BANK
    place = f"/console/accounts/{account.pk}/"
    assert not account.takes_transfers  # who wrote it down is the first of two
    assert zhao.post(place + "shown/", {"shown": "yes"}).status_code == 302
    assert 'name="shown" value="yes"' not in zhao.get(place).content.decode()
    assert 'name="shown" value="yes"' in wang.get(place).content.decode()
    assert wang.post(place + "shown/", {"shown": "yes"}).status_code == 302
    account.refresh_from_db()
    assert account.takes_transfers
    yesterday = TODAY - timedelta(days=1)
    file = io.BytesIO(bank_list(("7.00", "", "某人", "随便"), on=yesterday))
    file.name = "list.csv"
    assert wang.post(place + "read/", {"file": io.BytesIO(b"?")}).status_code == 422
    answer = wang.post(place + "read/", {"file": file})
    assert answer.status_code == 302
    page = wang.get(answer["Location"]).content.decode()
    assert "7" in page
    one = Difference.objects.get()
    said = {"do": "say", "act": "explain", "why": "内部往来"}
    assert wang.post(f"/console/differences/{one.pk}/do/", said | {"why": ""}).status_code == 422
    assert wang.post(f"/console/differences/{one.pk}/do/", said).status_code == 302
    day = wang.get(f"{place}{yesterday}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Agrees" in day
    assert wang.get(f"{place}2026-13-01/").status_code == 404
    for path in ("/console/accounts/", "/console/accounts/lines/", "/console/differences/"):
        assert wang.get(path).status_code == 200


def test_two_people_book_a_line_on_the_page_and_reading_its_words_is_recorded() -> None:
    from liushui.parties.models import AuditRecord

    staff = a_charity()
    wang, zhao = the_clients(staff)
    read(staff, at_bank(staff), bank_list(("7.00", "", "皇甫映雪", "给孩子们")))
    one = Difference.objects.get()
    place = f"/console/differences/{one.pk}/"
    assert "皇甫" not in wang.get(place).content.decode()
    assert "皇甫映雪" in wang.post(place + "words/").content.decode()
    assert AuditRecord.objects.filter(verb="line.words_read").count() == 1
    form = {"do": "say", "act": "gift", "project": "", "why": "汇款人来电"}
    assert wang.post(place + "do/", form).status_code == 422
    assert wang.post(place + "do/", form | {"project": staff.project.number}).status_code == 302
    assert wang.post(place + "do/", {"do": "agree"}).status_code == 403
    assert zhao.post(place + "do/", {"do": "decline", "why": ""}).status_code == 422
    seen = re.findall(r'name="seen" value="([^"]+)"', zhao.get(place).content.decode())
    # It is taken back and something else is proposed before the second person presses.
    assert wang.post(place + "do/", {"do": "decline"}).status_code == 302
    other = giving.project(staff.body)
    assert wang.post(place + "do/", form | {"project": other.number}).status_code == 302
    for stale in ({"do": "agree"}, {"do": "agree", "seen": seen[0]}):
        assert zhao.post(place + "do/", stale).status_code == 409
    assert not GiftOrder.objects.exists()
    seen = re.findall(r'name="seen" value="([^"]+)"', zhao.get(place).content.decode())
    assert zhao.post(place + "do/", {"do": "agree", "seen": seen[0]}).status_code == 302
    assert GiftOrder.objects.get().state == "paid"


def test_a_bank_transfer_is_chosen_on_the_page_of_giving(merchant: object) -> None:
    del merchant
    staff = a_charity()
    at_bank(staff)
    client = Client()
    page = client.get(f"/give/{staff.project.number}/").content.decode()
    assert "bank_transfer" in page
    form = {"amount": "100", "display": "anonymous", "read": "on", "way": "bank_transfer"}
    answer = client.post(f"/give/{staff.project.number}/", form)
    assert answer.status_code == 302
    awaited = AwaitedTransfer.objects.get()
    place = f"/gifts/{awaited.order.reference}/transfer"
    assert answer["Location"] == place
    shown = client.get(place).content.decode()
    assert awaited.code in shown
    assert BANK in shown
    assert client.get(f"/gifts/{awaited.order.reference}/pay")["Location"] == place
    assert client.post(place, {"sender": ""}).status_code == 422
    assert client.post(place, {"sender": "林晓"}).status_code == 302
    read(staff, awaited.account, bank_list(("100.00", "", "林晓", "捐款")))
    assert client.get(place)["Location"].endswith("/thanks")


def test_a_project_without_an_account_offers_no_transfer(merchant: object) -> None:
    del merchant
    staff = a_charity()
    at_wechat(staff)
    page = Client().get(f"/give/{staff.project.number}/").content.decode()
    assert "bank_transfer" not in page


def test_the_counter_from_the_box_to_the_second_count() -> None:
    staff = a_charity()
    wang, zhao = the_clients(staff)
    assert (
        zhao.post(
            "/console/counter/new/", {"organisation": staff.body.pk, "name": "接待处"}
        ).status_code
        == 302
    )
    till = Till.objects.get()
    place = f"/console/counter/{till.pk}/"
    key = "7f0c6a3e-28a1-4b8e-9a53-000000000001"
    form = {"key": key, "project": staff.project.number, "amount": "66.00"}
    assert wang.post(place + "take/", form | {"amount": "x"}).status_code == 422
    answer = wang.post(place + "take/", form)
    assert wang.post(place + "take/", form)["Location"] == answer["Location"]
    reference = CounterGift.objects.get().order.reference
    assert reference in wang.get(answer["Location"]).content.decode()
    assert zhao.get(place + "take/").status_code == 403
    assert ">66<" in wang.get("/console/counter/").content.decode()
    assert wang.post(place + "count/", {"counted": "65.00"}).status_code == 422
    assert wang.post(place + "count/", {"counted": "66.00"}).status_code == 302
    confirm = f"/console/counter/counts/{till.counts.get().pk}/"
    assert ">66<" not in zhao.get(confirm).content.decode()
    assert wang.post(confirm, {"counted": "66.00"}).status_code == 422
    assert zhao.post(confirm, {"counted": "66.00"}).status_code == 302


def test_differences_wait_on_the_desk_and_a_stranger_knows_of_nothing() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    read(staff, account, bill(Paid("SHOP-1", "42-4", 4_00)))
    wang, _zhao = the_clients(staff)
    one = Difference.objects.get()
    assert f"/console/differences/{one.pk}/" in wang.get("/console/").content.decode()
    other = giving.charity(7)
    from liushui.parties.access import Right
    from tests.parties import builders as parties

    chen = client_of(parties.holder(parties.chen(), other, Right.MONEY_DRAFT))
    for path in (f"/console/differences/{one.pk}/", f"/console/accounts/{account.pk}/"):
        assert chen.get(path).status_code == 404
