"""When no call-back comes, we ask; what is not paid in time is closed on both sides."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.provider import Refused
from liushui.giving.models import GiftOrder, Payment, PaymentNotice
from liushui.giving.services import ask_about_waiting, begin_payment, origins
from liushui.giving.services.origins import OriginUnknown
from liushui.giving.states import Channel, GiftState, Outcome
from liushui.giving.tasks import ask_about_waiting as asking_task
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.payments.services.merchant import PaymentNotSetUp
from liushui.payments.services.merchant import provider as wechat_pay
from liushui.payments.wechat.client import ProviderSilent
from liushui.projects.services import close_project
from tests.giving import builders as giving

BEGINS_WITH = (giving.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "begun")]


@dataclass
class Line:
    """The line to the provider: answers from its memory, or is dead."""

    provider: Provider
    asked: list[str] = field(default_factory=list)
    dead: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.dead:
            raise httpx.ConnectError("dead")
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        try:
            said = self._said(request, path)
        except Refused as refusal:
            return httpx.Response(refusal.status, json={"code": refusal.code})
        body = b"" if said is None else json.dumps(said).encode()
        signed = self.provider.signed(body, at=giving.now().timestamp())
        return httpx.Response(200 if body else 204, content=body, headers=signed.headers)

    def _said(self, request: httpx.Request, path: str) -> dict[str, object] | None:
        if path.endswith("/native"):
            self.provider.place(json.loads(request.content), "NATIVE")
            return {"code_url": "weixin://wxpay/x"}
        if path.endswith("/close"):
            self.provider.close(path.split("/")[-2])
            return None
        order = self.provider.find(path.rpartition("/")[2])
        if order is None:
            raise Refused(404, "ORDER_NOT_EXIST", "")
        return self.provider.transaction(order)


@pytest.fixture
def line(provider: Provider, merchant: object) -> Iterator[Line]:
    assert merchant
    ours, line = wechat_pay(), Line(provider)
    before = ours._http
    ours._http = httpx.Client(base_url="http://pay.test", transport=httpx.MockTransport(line))
    yield line
    ours._http = before


def begun() -> GiftOrder:
    order = giving.order()
    return begin_payment(giving.STRANGER, order.reference, at=giving.now())


def later(**how_long: int) -> datetime:
    return giving.now() + timedelta(**how_long)


def state_of(order: GiftOrder) -> str:
    return GiftOrder.objects.get(pk=order.pk).state


@pytest.mark.usefixtures("line")
def test_a_payment_without_a_call_back_is_found_within_minutes(provider: Provider) -> None:
    order = begun()
    assert ask_about_waiting(at=giving.now()) == 0
    provider.pay(order.reference, at=giving.now())
    assert ask_about_waiting(at=later(minutes=2)) == 1
    assert state_of(order) == GiftState.PAID
    sequence_all()
    assert given_to(order.project.fund_id).amount == order.amount_minor
    assert ask_about_waiting(at=later(minutes=4)) == 0
    assert giving.settled(provider, order).outcome == Outcome.REPEATED


def test_an_unpaid_order_is_closed_on_both_sides(provider: Provider, line: Line) -> None:
    order = begun()
    assert ask_about_waiting(at=later(minutes=2)) == 1
    assert state_of(order) == GiftState.PLACED
    line.asked.clear()
    with pytest.MonkeyPatch.context() as patch:
        _move_signing_clock(patch, provider, hours=3)
        assert ask_about_waiting(at=later(hours=3)) == 1
    assert [word.split()[0] for word in line.asked] == ["GET", "POST"]
    assert state_of(order) == GiftState.CLOSED
    known = provider.find(order.reference)
    assert known is not None
    assert known.state == "CLOSED"


def _move_signing_clock(patch: pytest.MonkeyPatch, provider: Provider, *, hours: int) -> None:
    """The provider's clock moves with ours, so its answers stay within the window."""
    signed = provider.signed
    patch.setattr(provider, "signed", lambda body, *, at: signed(body, at=at + hours * 3600))


def test_an_order_that_the_provider_never_heard_of_is_closed_here(line: Line) -> None:
    order = giving.order()
    assert ask_about_waiting(at=later(hours=3)) == 1
    assert state_of(order) == GiftState.CLOSED
    assert line.asked == []


@pytest.mark.usefixtures("line")
def test_an_order_of_an_account_before_is_closed(provider: Provider) -> None:
    order = giving.order()
    GiftOrder.objects.filter(pk=order.pk).update(pay_url="weixin://of-the-account-before")
    with pytest.MonkeyPatch.context() as patch:
        _move_signing_clock(patch, provider, hours=3)
        ask_about_waiting(at=later(hours=3))
    assert state_of(order) == GiftState.CLOSED


@pytest.mark.usefixtures("line")
def test_a_payment_that_overtakes_the_closing_is_still_a_gift(provider: Provider) -> None:
    order = giving.order()
    ask_about_waiting(at=later(hours=3))
    assert state_of(order) == GiftState.CLOSED
    assert giving.settled(provider, order).outcome == Outcome.ACCEPTED
    assert state_of(order) == GiftState.PAID


def test_one_silence_ends_the_round_and_loses_nothing(line: Line) -> None:
    order = begun()
    line.dead = True
    assert ask_about_waiting(at=later(minutes=2)) == 0
    assert state_of(order) == GiftState.PLACED


def test_each_round_is_bounded_and_takes_the_longest_unasked(line: Line) -> None:
    orders = [begun() for _ in range(3)]
    line.asked.clear()
    assert ask_about_waiting(at=later(minutes=2), limit=2) == 2
    assert [word.rpartition("/")[2] for word in line.asked] == [
        order.reference for order in orders[:2]
    ]
    line.asked.clear()
    ask_about_waiting(at=later(minutes=2), limit=2)
    assert line.asked[0].endswith(orders[2].reference)


@pytest.mark.usefixtures("line")
def test_orders_that_no_provider_was_told_of_take_nobodys_turn(provider: Provider) -> None:
    for _ in range(3):  # anybody can place them, and never open the page to pay
        giving.order()
    paid = begun()
    provider.pay(paid.reference, at=giving.now())
    ask_about_waiting(at=later(minutes=2), limit=2)
    assert state_of(paid) == GiftState.PAID


@pytest.mark.usefixtures("line", "alipay_merchant")
def test_a_provider_that_is_silent_takes_no_turns_of_the_other(provider: Provider) -> None:
    for _ in range(3):  # at Alipay nobody listens
        order = giving.order()
        GiftOrder.objects.filter(pk=order.pk).update(channel=Channel.ALIPAY_PAGE)
        begin_payment(giving.STRANGER, order.reference, at=giving.now())
    paid = begun()
    provider.pay(paid.reference, at=giving.now())
    ask_about_waiting(at=later(minutes=2), limit=2)
    assert state_of(paid) == GiftState.PAID


@pytest.mark.usefixtures("line")
def test_a_payment_that_cannot_be_booked_holds_no_other_up(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(origins._ORIGINS, "broken", BrokenOrigin())
    broken, paid = begun(), begun()
    GiftOrder.objects.filter(pk=broken.pk).update(origin="broken:1")
    for order in (broken, paid):
        provider.pay(order.reference, at=giving.now())
    ask_about_waiting(at=later(minutes=2))
    assert (state_of(broken), state_of(paid)) == (GiftState.PLACED, GiftState.PAID)


class BrokenOrigin:
    """What led to a gift refuses it, which it must not."""

    kind = "broken"

    def book(self, *_orders: object, **_at: object) -> None:
        raise OriginUnknown


@pytest.mark.usefixtures("line")
def test_what_asking_finds_wrong_is_kept_for_a_person(provider: Provider) -> None:
    order = begun()
    provider._keep(giving.paid_order(order, minor=1))
    for minutes in (2, 4):
        ask_about_waiting(at=later(minutes=minutes))
    notice = PaymentNotice.objects.get()
    assert (notice.outcome, notice.order_id) == (Outcome.AMOUNT_DIFFERS, order.pk)
    assert not Payment.objects.exists()


def test_begin_payment_twice_is_one_order_at_the_provider(line: Line) -> None:
    order = begun()
    assert begin_payment(giving.STRANGER, order.reference, at=giving.now()).pay_url
    assert len(line.asked) == 1


def test_no_payment_begins_for_a_project_that_closed_meanwhile(line: Line) -> None:
    order = giving.order()
    close_project(giving.SETUP, order.project.number, at=giving.now())
    with pytest.raises(Exception, match="project_closed"):
        begin_payment(giving.STRANGER, order.reference, at=giving.now())
    assert line.asked == []


def test_a_dead_line_is_a_refusal_that_says_so(line: Line) -> None:
    line.dead = True
    order = giving.order()
    with pytest.raises(ProviderSilent):
        begin_payment(giving.STRANGER, order.reference, at=giving.now())
    assert GiftOrder.objects.get().pay_url == ""


def test_the_clocks_task_is_quiet_without_a_merchant_account(settings) -> None:
    settings.LIUSHUI_WECHAT_MERCHANT_ID = ""
    order = giving.order()
    GiftOrder.objects.filter(pk=order.pk).update(
        pay_url="weixin://x", created_at=giving.now() - timedelta(minutes=5)
    )
    assert asking_task(0) == 0
    with pytest.raises(PaymentNotSetUp):
        wechat_pay()


@pytest.mark.usefixtures("line")
def test_a_failed_try_leaves_the_order_open(provider: Provider) -> None:
    order = begun()
    provider._keep(replace(giving.paid_order(order), state="PAYERROR"))
    ask_about_waiting(at=later(minutes=2))
    assert state_of(order) == GiftState.PLACED
