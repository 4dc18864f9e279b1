"""A regular gift by Alipay, from the page to sign to the last charge, by its own server."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.agreements import SCENE, notice_of
from liushui.config.simulators.alipay.keys import fresh_key
from liushui.config.simulators.alipay.server import Desk, server_for
from liushui.giving.models import GiftOrder, Payment
from liushui.giving.services import accept_notice
from liushui.giving.states import Outcome
from liushui.kernel.money import Money
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.payments.provider import ALIPAY
from liushui.payments.services import alipay
from liushui.recurring import services
from liushui.recurring.models import Charge, Mandate
from liushui.recurring.services import Wanted
from liushui.recurring.states import Every, MandateState
from tests.giving import builders as giving
from tests.recurring import builders as b

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded; charset=utf-8"
FIRST = date(2027, 3, 1)


@dataclass(frozen=True, slots=True)
class Teller:
    """The running provider, whose clock is ours."""

    desk: Desk

    def set_clock(self, at: datetime) -> None:
        self.desk.skew_seconds = at.timestamp() - time.time()

    def notice(self, code: str, key: Any = None) -> bytes:
        """What it calls back about an agreement."""
        agreement = self.desk.agreements.known(code)
        body = notice_of(self.desk.provider, agreement, at=self.desk.now())
        if key is None:
            return body
        fields = dict(parse_qsl(body.decode()))
        bare = {name: fields[name] for name in fields if name not in ("sign", "sign_type")}
        return urlencode(self.desk.provider.call_back(bare, key)).encode()

    def paid(self, order: GiftOrder) -> bytes:
        """What it calls back about a charge."""
        trade = self.desk.provider.find(order.reference)
        assert trade is not None
        fields = self.desk.provider.fields_of(trade, at=self.desk.now())
        return urlencode(self.desk.provider.call_back(fields)).encode()


@pytest.fixture
def teller(alipay_provider: Provider, alipay_merchant: Any) -> Iterator[Teller]:
    desk = Desk(alipay_provider, retries=())
    server = server_for(desk, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    alipay_merchant.LIUSHUI_ALIPAY_GATEWAY = f"{address}/gateway.do"
    alipay_merchant.LIUSHUI_ALIPAY_SCENE = SCENE
    alipay_merchant.ORIGIN = alipay_merchant.INTAKE_ORIGIN = "http://127.0.0.1:9"
    yield Teller(desk)
    alipay().end()
    server.shutdown()
    thread.join()
    server.server_close()


def begun(teller: Teller, at: datetime) -> tuple[Mandate, str]:
    """A promise whose page to sign was opened at the provider, and its agreement's code."""
    actor = b.donor()
    wanted = Wanted(
        project=giving.project().number,
        amount=Money(88_00),
        provider=ALIPAY,
        every=Every.MONTH,
        day=10,
        month=None,
        showing=giving.A_DONOR,
    )
    teller.set_clock(at)
    mandate = services.begin_mandate(actor, wanted, at=at)
    waiting = services.begin_signing(actor, mandate.code, at=at)
    assert urlsplit(waiting.sign_url).path == "/gateway.do"
    assert "待签约" in httpx.get(waiting.sign_url, trust_env=False).text
    return mandate, waiting.code


def told(body: bytes) -> str:
    """What the site answers a call-back about an agreement."""
    address = reverse("recurring:notify", args=["alipay"])
    return Client().post(address, body, content_type=FORM).content.decode()


def real_now() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


def test_only_what_the_provider_said_of_an_agreement_has_it_asked(teller: Teller) -> None:
    mandate, code = begun(teller, real_now())
    teller.desk.agreements.move(code, "sign", "")
    good = teller.notice(code)
    for wrong in (
        teller.notice(code, fresh_key()),
        good[: len(good) // 2],
        good.replace(b"NORMAL", b"UNSIGN"),
        good + b"&external_agreement_no=M0THERA1",
        b"",
    ):
        assert told(wrong) == "failure"
        assert b.fresh(mandate).state == MandateState.ASKED
    for same in (
        b"&".join(reversed(good.split(b"&"))),
        good,
        teller.notice(code, teller.desk.provider.keys.following),
    ):
        assert told(same) == "success"
        assert b.fresh(mandate).state == MandateState.ACTIVE
    teller.desk.agreements.move(code, "end", "")
    assert told(good) == "success", "an old word leads to a question, whose answer is of now"
    assert b.fresh(mandate).state == MandateState.ENDED


def test_while_clocks_differ_an_agreement_stays_as_it_was(teller: Teller) -> None:
    mandate, code = begun(teller, real_now())
    teller.desk.agreements.move(code, "sign", "")
    teller.desk.skew_seconds = 3600
    assert told(teller.notice(code)) == "failure"
    assert b.fresh(mandate).state == MandateState.ASKED
    teller.desk.skew_seconds = 0
    assert told(teller.notice(code)) == "success"
    assert b.fresh(mandate).state == MandateState.ACTIVE


def lived(teller: Teller, day: date, *, skew: float = 0) -> None:
    """What the tasks do on one day; the two clocks differ by so many seconds."""
    at = b.morning(day)
    teller.set_clock(at + timedelta(seconds=skew))
    services.announce_due(at=at)
    services.forewarn_announced(at=at)
    services.charge_due(at=at)


def test_each_month_is_charged_once_and_what_is_called_back_is_the_gift(teller: Teller) -> None:
    mandate, code = begun(teller, b.morning(FIRST))
    teller.desk.agreements.move(code, "sign", "")
    at = b.morning(FIRST) + timedelta(minutes=1)
    assert services.ask_about_agreement(mandate, at=at).state == MandateState.ACTIVE
    for n in range(45):
        day = FIRST + timedelta(days=n)
        lived(teller, day, skew=3600 if day.day == 10 else 0)  # on the due day nobody is heard
        for charge in Charge.objects.filter(mandate=mandate, state="asked"):
            order = charge.order
            assert order is not None
            trade = teller.desk.provider.find(order.reference)
            if trade is None:
                assert day.day == 10
                continue
            body = teller.paid(order)
            wrong = body.replace(b"total_amount=88.00", b"total_amount=0.88")
            outcomes = [
                accept_notice({}, one, by=ALIPAY, at=b.morning(day)).outcome
                for one in (wrong, body, body)
            ]
            assert outcomes == [Outcome.FORGED, Outcome.ACCEPTED, Outcome.REPEATED]
    assert b.charges(mandate) == [("2027-03", "paid", 88_00), ("2027-04", "paid", 88_00)]
    assert {one.provider for one in Payment.objects.all()} == {ALIPAY}
    sequence_all()
    assert given_to(mandate.project.fund_id).amount == 2 * 88_00
    at = b.morning(FIRST + timedelta(days=45))
    services.end_mandate(b.donor(), mandate.code, at=at)
    services.ask_about_agreements(at=at)
    assert teller.desk.agreements.known(code).status == "NORMAL", "its clock is a day behind"
    teller.set_clock(at + timedelta(minutes=6))
    services.ask_about_agreements(at=at + timedelta(minutes=6))
    assert teller.desk.agreements.known(code).status == "STOP"
