"""Official numbers: asked with a signature, believed only with one, never asked for twice."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from liushui.config.simulators.fiscal.server import Office, server_for
from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.models import Document
from liushui.documents.services import bytes_of, reverse_paper
from liushui.giving.models import GiftOrder
from liushui.giving.services import Showing
from liushui.giving.states import Display
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift
from liushui.papers import queries, services
from liushui.papers.models import FiscalQuestion, FiscalReceipt, FiscalReversal, GiftPaper
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.documents.test_certificates import words_of
from tests.giving import builders as b
from tests.papers.test_making import gift
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    one = Office()
    server = server_for(one, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LIUSHUI_FISCAL_API", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("LIUSHUI_FISCAL_APP", "sim")
    monkeypatch.setenv("LIUSHUI_FISCAL_SECRET", "sim-secret")
    yield one
    server.shutdown()
    server.server_close()


def test_without_a_service_every_receipt_stays_a_sample(provider: Provider) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    assert services.ask_fiscal(at=b.now()) == 0
    assert queries.current_papers(order)["receipt"].fiscal is None


def test_its_numbers_replace_the_sample_and_a_return_takes_them_back(
    provider: Provider, office: Office
) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    sample = queries.current_papers(order)["receipt"]
    assert services.ask_fiscal(at=b.now()) == 1
    assert services.ask_fiscal(at=b.now()) == 0
    receipt = queries.current_papers(order)["receipt"]
    assert receipt.fiscal is not None
    assert (receipt.version, receipt.why, receipt.fiscal.number) == (2, "fiscal", "0000000001")
    words = words_of(bytes_of(receipt.document, at=b.now()))
    assert "0000000001" in words
    assert "样张" not in words
    assert "监制章" in words, "only to say that it is not shown"
    assert queries.current_papers(order)["certificate"].version == 1
    assert office.asked[0]["payer"] == "林晓雨", "the law's form wants the name in full"
    assert not any("林晓雨" in str(one.facts) for one in Document.objects.all())
    assert not queries.standing(sample).holds

    refund_gift(order.reference, Money(40_00), key="part", happened_at=b.now())
    services.follow_returns(at=b.now())
    assert queries.current_papers(order)["receipt"].fiscal is None, "a sample until it answers"
    assert services.take_back_fiscal(at=b.now()) == 1
    assert services.take_back_fiscal(at=b.now()) == 0
    assert services.ask_fiscal(at=b.now()) == 1
    again = queries.current_papers(order)["receipt"]
    assert again.fiscal is not None
    assert (again.amount_minor, again.fiscal.amount_minor, again.fiscal.number) == (
        60_00, 60_00, "0000000002",
    )  # fmt: skip
    assert FiscalReversal.objects.get().receipt.number == "0000000001"


@pytest.mark.parametrize("mood", ["down", "forged", "cut"])
def test_what_is_no_answer_of_its_own_changes_nothing_and_is_asked_again(
    provider: Provider, office: Office, mood: str
) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    office.mood = mood
    assert services.ask_fiscal(at=b.now()) == 0
    assert FiscalReceipt.objects.count() == 0
    office.mood = ""
    assert services.ask_fiscal(at=b.now()) == 1
    assert len(office.issued) == 1, "the same question has the same key"


def test_a_declined_receipt_stays_a_sample_and_holds_up_nobody(
    provider: Provider, office: Office
) -> None:
    project = b.project()
    first = gift(provider, wanted=project)
    services.make_for(first, at=b.now())
    office.mood = "declines"
    assert services.ask_fiscal(at=b.now()) == 0
    office.mood = ""
    second = gift(provider, 20_00, wanted=project)
    services.make_for(second, at=b.now())
    assert services.ask_fiscal(at=b.now()) == 1
    assert queries.current_papers(first)["receipt"].fiscal is None
    assert queries.current_papers(second)["receipt"].fiscal is not None
    assert services.ask_fiscal(at=b.now() + timedelta(days=1, minutes=1)) == 1


def test_an_answer_with_another_sum_is_not_believed_and_staff_sees_it(
    provider: Provider, office: Office
) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    office.mood = "more"
    assert services.ask_fiscal(at=b.now()) == 0
    assert FiscalReceipt.objects.count() == 0
    assert queries.current_papers(order)["receipt"].fiscal is None
    [refused] = queries.declined_receipts(reader_of(order))
    assert refused.reason == "OTHER_SUM"


def test_numbers_of_another_sum_stand_on_no_paper(provider: Provider, office: Office) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    refund_gift(order.reference, Money(40_00), key="part", happened_at=b.now())
    assert services.ask_fiscal(at=b.now()) == 1, "asked for before the return was followed"
    receipt = queries.current_papers(order)["receipt"]
    assert (receipt.amount_minor, receipt.fiscal, receipt.why) == (60_00, None, "returned")
    given = FiscalReceipt.objects.get()
    assert given.amount_minor == 100_00
    reverse_paper(Actor.system("test"), receipt.document, why="fiscal", at=b.now())
    copy = Document.objects.create(
        number="LS-PJ-2099-000001", key="receipt:x", digest=b"", facts={}, issued_at=b.now()
    )
    with pytest.raises(IntegrityError, match="the sum that they"), transaction.atomic():
        GiftPaper.objects.create(
            order=order, kind="receipt", version=3, document=copy, amount_minor=60_00,
            fiscal=given, why="fiscal", made_at=b.now(),
        )  # fmt: skip
    assert len(office.issued) == 1


def test_a_gift_never_has_two_receipts_at_the_service(provider: Provider, office: Office) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    office.mood = "cut"
    assert services.ask_fiscal(at=b.now()) == 0, "issued, and never heard of"
    office.mood = ""
    refund_gift(order.reference, Money(40_00), key="part", happened_at=b.now())
    services.follow_returns(at=b.now())
    assert services.ask_fiscal(at=b.now()) == 1, "what became of the first is asked, and no more"
    assert [one["amount_fen"] for one in office.issued.values()] == [100_00]
    office.mood = "keeps"
    assert services.take_back_fiscal(at=b.now()) == 0
    assert services.ask_fiscal(at=b.now()) == 0, "the first is not taken back yet"
    [kept] = queries.receipts_kept_back(reader_of(order))
    assert kept.reason == "PERIOD_CLOSED"
    client = signed_in_client(open_account(reader_of(order).person_id or 0))
    page = client.get("/console/papers/", headers={"Accept-Language": "en"}).content.decode()
    assert "PERIOD_CLOSED" in page
    office.mood = ""
    assert services.take_back_fiscal(at=b.now()) == 0, "asked again after a day"
    later = b.now() + timedelta(days=1, minutes=1)
    assert services.take_back_fiscal(at=later) == 1
    assert queries.receipts_kept_back(reader_of(order)) == []
    assert services.ask_fiscal(at=later) == 1
    receipt = queries.current_papers(order)["receipt"]
    assert receipt.fiscal is not None
    assert receipt.fiscal.amount_minor == 60_00
    with pytest.raises(IntegrityError, match="fiscal_one_question"), transaction.atomic():
        FiscalQuestion.objects.filter(closed_at__isnull=False).update(closed_at=None)


def test_who_gave_unnamed_is_not_named_to_the_service(provider: Provider, office: Office) -> None:
    order = gift(provider, showing=Showing(Display.ANONYMOUS))
    services.make_for(order, at=b.now())
    assert services.ask_fiscal(at=b.now()) == 1
    assert office.asked[0]["payer"] == "一位捐赠人"
    assert "林" not in str(office.asked)


def reader_of(order: GiftOrder) -> Actor:
    return parties.holder(parties.wang(), order.project.organisation, Right.GIFT_READ)


def test_a_wrong_secret_is_refused_by_the_office(
    provider: Provider, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = gift(provider)
    services.make_for(order, at=b.now())
    monkeypatch.setenv("LIUSHUI_FISCAL_SECRET", "guessed")
    assert services.ask_fiscal(at=b.now()) == 0
    assert office.asked == []
    assert queries.current_papers(order)["receipt"].fiscal is None
