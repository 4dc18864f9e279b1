"""Papers without an account: number and phone together, counted and on the record."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.messaging.queries import screen_messages
from liushui.papers import services
from liushui.papers.queries import current_papers
from liushui.papers.services.fetching import PapersNotFetched, TooManyFetches
from liushui.papers.views.fetching import OPEN_FOR
from liushui.parties.models import AuditRecord
from tests.giving import builders as b
from tests.papers.test_making import gift
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]
LIN, OTHER = "13800000001", "13900002222"


@pytest.fixture(autouse=True)
def _codes_on_the_screen(settings: Any, tmp_path: Any) -> None:
    settings.HOME = Home(tmp_path / "home")
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def asked(client: Client, number: str, phone: str) -> Any:
    answer = client.post("/fetch-papers/", {"number": number, "phone": phone})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/fetch-papers/code/"
    code = re.search(r"\d{6}", screen_messages()[0].text)
    assert code is not None
    return client.post("/fetch-papers/code/", {"code": code[0]}, headers={"Accept-Language": "en"})


def record_of(verb: str) -> int:
    return AuditRecord.objects.filter(verb=verb).count()


@pytest.fixture
def order(provider: Provider) -> GiftOrder:
    parties.lin()
    return gift(provider)


def test_number_and_phone_together_open_the_three_papers_for_half_an_hour(
    client: Client, order: GiftOrder
) -> None:
    assert asked(client, order.reference, LIN)["Location"] == "/fetch-papers/found/"
    page = client.get("/fetch-papers/found/").content.decode()
    for kind in ("thanks", "certificate", "receipt"):
        assert f"/fetch-papers/found/{kind}.pdf" in page
        paper = client.get(f"/fetch-papers/found/{kind}.pdf")
        assert paper["Content-Type"] == "application/pdf"
        assert "no-store" in paper["Cache-Control"]
        assert paper.content.startswith(b"%PDF")
    assert record_of("papers.fetched") == 1
    assert Client().get("/fetch-papers/found/receipt.pdf").status_code == 404
    session = client.session
    opened_until = datetime.fromisoformat(session["papers_opened"]["until"])
    assert timedelta(0) < opened_until - now() <= OPEN_FOR
    session["papers_opened"] |= {"until": now().isoformat()}
    session.save()
    assert client.get("/fetch-papers/found/receipt.pdf").status_code == 404
    assert client.get("/fetch-papers/found/")["Location"] == "/fetch-papers/"


def test_a_papers_number_opens_as_the_gifts_does(client: Client, order: GiftOrder) -> None:
    services.make_for(order, at=b.now())
    number = current_papers(order)["receipt"].document.number
    assert asked(client, number, LIN)["Location"] == "/fetch-papers/found/"


def test_either_alone_opens_nothing_and_nothing_tells_which_was_wrong(
    client: Client, order: GiftOrder
) -> None:
    for number, phone in (
        (order.reference, OTHER),
        ("LS-20260718-7KQ2MR4T-H", LIN),
        ("LS-PJ-2026-000001", "13900003333"),
    ):
        answer = asked(client, number, phone)
        assert answer.status_code == 404
        said = answer.content.decode()
        assert "No gift is found with this number and this mobile number together." in said
        assert order.reference not in said
        assert client.get("/fetch-papers/found/").status_code == 302
    assert record_of("papers.fetch_missed") == 3
    assert record_of("papers.fetched") == 0
    for missing in ({"number": order.reference}, {"phone": LIN}, {}):
        assert client.post("/fetch-papers/", missing).status_code == 422


def test_tries_are_counted_by_number_and_by_network(order: GiftOrder) -> None:
    at = b.now()
    said: dict[str, Any] = {"phone": "1390000{:04d}", "at": at}
    for nth in range(10):
        services.begin_fetching(
            b.STRANGER, number=order.reference, phone=said["phone"].format(nth),
            address=f"203.0.113.{nth}", at=at,
        )  # fmt: skip
    with pytest.raises(TooManyFetches):
        services.begin_fetching(
            b.STRANGER, number=order.reference, phone=LIN, address="203.0.113.99", at=at
        )
    assert record_of("papers.fetch_closed") == 1
    for nth in range(20):
        services.begin_fetching(
            b.STRANGER, number=f"{nth}", phone=said["phone"].format(nth + 100),
            address="198.51.100.7", at=at,
        )  # fmt: skip
    with pytest.raises(TooManyFetches):
        services.begin_fetching(b.STRANGER, number="x", phone=LIN, address="198.51.100.7", at=at)
    later = at + timedelta(hours=1, minutes=1)
    assert services.begin_fetching(
        b.STRANGER, number="x", phone=LIN, address="198.51.100.7", at=later
    )


def test_no_address_carries_a_number_or_a_phone(client: Client, order: GiftOrder) -> None:
    asked(client, order.reference, LIN)
    for path in ("/fetch-papers/", "/fetch-papers/code/", "/fetch-papers/found/"):
        said = client.get(path).content.decode()
        assert LIN not in said
        assert f"={order.reference}" not in said
    assert PapersNotFetched.status == 404
