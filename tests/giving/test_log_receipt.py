"""The receipt of the public log: to whom the gift is, and to nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.ledger.services import sequence_all
from liushui.parties.models import Account, Person
from liushui.parties.queries import actor_for
from liushui.transparency import services
from liushui_verify.receipts import Receipt
from tests.accounts.builders import sign_in
from tests.giving import builders as b
from tests.parties.builders import TODAY, chen, lin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def given(
    provider: Provider, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> GiftOrder:
    """Lin's gift, booked and published."""
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path_factory.mktemp("home")))
    giver = actor_for(lin().pk, TODAY)
    project = b.project()
    code = project.organisation.credit_code
    services.open_the_log(origin="log.example.org/2026", organisation_code=code, at=b.now())
    order = b.order(project, actor=giver, minor=123_45)
    b.settled(provider, order)
    sequence_all()
    services.sequence_all()
    services.publish()
    return order


def signed_in(client: Client, who: Callable[[], Person]) -> Client:
    sign_in(client, Account.objects.get_or_create(person=who())[0])
    return client


def test_the_giver_downloads_it_with_what_it_holds_back(client: Client, given: GiftOrder) -> None:
    page = signed_in(client, lin).get("/me/giving/").content.decode()
    address = f"/gifts/{given.reference}/receipt.tlog-proof"
    assert address in page
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    receipt = Receipt.read(answer.content)
    receipt.require_included()
    assert receipt.disclosed["ref"] == given.reference


def test_nobody_else_does(client: Client, given: GiftOrder) -> None:
    address = f"/gifts/{given.reference}/receipt.tlog-proof"
    assert client.get(address).status_code == 302
    assert signed_in(client, chen).get(address).status_code == 404
    assert client.get(f"/find-gifts/found/{given.reference}.tlog-proof").status_code == 404


def test_the_page_of_the_gift_leads_to_its_entry_and_opens_nothing(
    client: Client, given: GiftOrder
) -> None:
    page = client.get(f"/gifts/{given.reference}/where").content.decode()
    [link] = {part.split('"')[0] for part in page.split('href="')[1:] if "/log/entries/" in part}
    entry = client.get(link).content.decode()
    assert "123.45" in entry
    assert given.reference not in entry
    proof = client.get(f"/log/v1/proof/{link.rsplit('/', 1)[1]}").content
    assert Receipt.read(proof).disclosed == {}
