"""A gift goes back by its class: asked for, agreed by two, booked, sent where it came from."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liushui.base.home import Home
from liushui.config.simulators.alipay import Provider as AlipayProvider
from liushui.config.simulators.alipay.server import Desk, server_for
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.models import Work
from liushui.desk.services import run_work
from liushui.giving.models import GiftRefund, Payment, RefundRule
from liushui.giving.queries.refunds import going_of
from liushui.giving.refund_policies import PUBLISHED, Rule, rules_of
from liushui.giving.refund_states import RefundClass, RefundState
from liushui.giving.services import decide_gift, place_order
from liushui.giving.services.by_hand import receive_by_hand
from liushui.giving.services.refund_asking import (
    Asked,
    ask_for_refund,
    begin_refund,
    withdraw_refund,
)
from liushui.giving.services.refund_deciding import (
    agree_refund,
    confirm_refund_by_hand,
    decline_refund,
    propose_refund,
    send_refund_again,
)
from liushui.giving.services.refund_mass import agree_mass_refund, propose_mass_refund
from liushui.giving.services.refund_rules import agree_rule, propose_rule
from liushui.giving.services.refund_sending import keep_sending, send_refunds
from liushui.giving.states import Channel, GiftState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.models import Movement
from liushui.ledger.queries import balance, trace_forward
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import accept_gift, move, open_fund, sequence_all, sink
from liushui.ledger.states import GENERAL, Kind, Purpose, SinkUse
from liushui.parties.access import Right
from liushui.payments.services import alipay
from liushui.projects.services import close_project
from tests.giving import builders as giving
from tests.giving.refunds import House, a_gift, a_house, agreed, asked
from tests.ledger.builders import give
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
DAY = timedelta(days=1)


def refusal(code: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.raises(DomainError, match=f"^{code}:")


def ends(reference: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for end in trace_forward(reference):
        sums[end.end.value] = sums.get(end.end.value, 0) + end.amount
    return sums


def sound() -> bool:
    return [fault for rule in RULES for fault in faults(rule)] == []


def spent(house: House, minor: int) -> None:
    target = sink(house.project.fund.holder, SinkUse.USED, purpose=Purpose("load"))
    move(
        Money(minor), source=house.project.fund, target=target, kind=Kind.USE,
        key=f"use:{minor}", happened_at=giving.now(),
    )  # fmt: skip


def test_a_slip_reported_at_once_goes_back_when_two_people_agree(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    one = asked(order, minor=60_00)
    assert one.state == RefundState.ASKED
    assert asked(order, minor=60_00) == one
    assert balance(house.project.fund_id).free == 100_00
    one = agreed(house, one)
    assert one.state == RefundState.AGREED
    assert agree_refund(house.approver, one.reference, at=giving.now()) == one
    assert ends(order.reference) == {"resting": 40_00, "refunded": 60_00}
    assert sound()


@pytest.mark.parametrize(
    ("kind", "days", "code"),
    [
        (RefundClass.WRONG_AMOUNT, 2, "refund_too_late"),
        (RefundClass.UNLAWFUL, 0, "refund_not_offered"),
        (RefundClass.UNDER_AGE, 400, ""),
        (RefundClass.DUPLICATE, 400, ""),
    ],
)
def test_each_class_is_asked_for_by_its_rule(
    provider: Provider, kind: RefundClass, days: int, code: str
) -> None:
    order = a_gift(provider, a_house())
    at = giving.now() + days * DAY
    if not code:
        assert ask_for_refund(giving.STRANGER, order.reference, Asked(kind), at=at).is_owed
        return
    with refusal(code):
        ask_for_refund(giving.STRANGER, order.reference, Asked(kind), at=at)
    assert not GiftRefund.objects.exists()


def test_what_was_spent_goes_back_only_where_it_is_owed(provider: Provider) -> None:
    house = a_house()
    [_] = give(open_fund(house.project.fund.holder, purpose=GENERAL), 500_00)
    order = a_gift(provider, house)
    spent(house, 100_00)
    voluntary = asked(order, RefundClass.CANCELLED)
    propose_refund(house.drafter, voluntary.reference, why="核", at=giving.now())
    with refusal("units_elsewhere"):
        agree_refund(house.approver, voluntary.reference, at=giving.now())
    voluntary.refresh_from_db()
    assert voluntary.state == RefundState.PROPOSED
    decline_refund(house.drafter, voluntary.reference, why="已经使用", at=giving.now())
    agreed(house, asked(order, RefundClass.UNDER_AGE))
    assert ends(order.reference) == {"covered": 100_00}
    assert sound()


def test_a_second_payment_goes_back_and_no_fund_moves(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    Payment.objects.create(
        order=order, provider="wechat", transaction_id="second", amount_minor=100_00,
        paid_at=giving.now(), received_at=giving.now(), finding="second_payment",
    )  # fmt: skip
    before = Movement.objects.count()
    one = agreed(house, asked(order, RefundClass.DUPLICATE))
    assert one.payment.transaction_id == "second"
    assert Movement.objects.count() == before
    assert ends(order.reference) == {"resting": 100_00}


def test_what_nobody_decided_yet_is_not_sent_back_before(provider: Provider) -> None:
    house = a_house()
    order = giving.order(house.project)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    giving.settled(provider, order)
    one = asked(order, RefundClass.CANCELLED)
    propose_refund(house.drafter, one.reference, why="核", at=giving.now())
    with refusal("refund_undecided"):
        agree_refund(house.approver, one.reference, at=giving.now())
    decide_gift(house.approver, order.reference, keep=False, why="项目已停", at=giving.now())
    assert agree_refund(house.approver, one.reference, at=giving.now()).state == RefundState.AGREED
    order.refresh_from_db()
    assert order.state == GiftState.RETURN_DUE
    assert not Movement.objects.filter(ref=order.reference).exists()


def test_no_more_goes_back_than_came_and_one_at_a_time(provider: Provider) -> None:
    house = a_house()
    order = a_gift(provider, house)
    with refusal("refund_too_much"):
        asked(order, minor=100_01)
    with refusal("amount_out_of_range"):
        asked(order, minor=0)
    one = asked(order, minor=70_00)
    with refusal("refund_under_way"):
        asked(order, RefundClass.FRAUD)
    withdraw_refund(giving.STRANGER, order.reference, at=giving.now())
    one.refresh_from_db()
    assert one.state == RefundState.WITHDRAWN
    one = agreed(house, asked(order, minor=70_00))
    confirm = {"outside_ref": "B-1", "at": giving.now()}
    with refusal("refund_over"):  # the provider sends it, not a bank
        confirm_refund_by_hand(house.approver, one.reference, **confirm)
    with refusal("refund_over"):
        withdraw_refund(giving.STRANGER, order.reference, at=giving.now())


def test_only_its_giver_asks_and_two_people_decide(provider: Provider) -> None:
    house = a_house()
    lin, chen = (parties.as_donor(one) for one in (parties.lin(), parties.chen()))
    order = a_gift(provider, house, actor=lin)
    slip = Asked(RefundClass.WRONG_AMOUNT)
    for stranger in (chen, giving.STRANGER):
        with pytest.raises(NotFound):
            ask_for_refund(stranger, order.reference, slip, at=giving.now())
    with pytest.raises(NotAllowed):
        ask_for_refund(house.approver, order.reference, slip, at=giving.now())
    one = ask_for_refund(lin, order.reference, slip, at=giving.now())
    with pytest.raises(NotFound):
        propose_refund(chen, one.reference, why="核", at=giving.now())
    with refusal("reason_missing"):
        propose_refund(house.approver, one.reference, why=" ", at=giving.now())
    propose_refund(house.approver, one.reference, why="核", at=giving.now())
    with refusal("refund_same_person"):
        agree_refund(house.approver, one.reference, at=giving.now())
    with pytest.raises(NotAllowed):
        agree_refund(house.drafter, one.reference, at=giving.now())
    with pytest.raises(IntegrityError, match="gift_refund_two_people"), transaction.atomic():
        GiftRefund.objects.filter(pk=one.pk).update(state="agreed", agreed_by=one.proposed_by)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        GiftRefund.objects.filter(pk=one.pk).update(amount_minor=1)


def test_cash_goes_back_by_the_bank_with_its_number() -> None:
    house = a_house()
    order = place_order(
        giving.SETUP, project=house.project.number, amount=Money(30_00), channel=Channel.CASH,
        at=giving.now(),
    )  # fmt: skip
    at = giving.now()
    receive_by_hand(order.reference, Money(30_00), number="K-1", paid_at=at, at=at)
    sequence_all()
    one = begin_refund(
        house.drafter, order.reference, Asked(RefundClass.WRONG_AMOUNT), at=at + 9 * DAY
    )
    assert (one.state, one.is_by_hand) == (RefundState.PROPOSED, True)
    agree_refund(house.approver, one.reference, at=at)
    assert send_refunds(at=at) == 0
    with refusal("bank_number_missing"):
        confirm_refund_by_hand(house.approver, one.reference, outside_ref=" ", at=at)
    done = confirm_refund_by_hand(house.approver, one.reference, outside_ref="B-77", at=at)
    assert (done.state, done.outside_ref) == (RefundState.RETURNED, "B-77")
    assert (
        confirm_refund_by_hand(house.approver, one.reference, outside_ref="B-77", at=at).state
        == RefundState.RETURNED
    )


@pytest.fixture
def desk(alipay_provider: AlipayProvider, alipay_merchant: Any) -> Iterator[Desk]:
    """The provider's own server."""
    told = Desk(alipay_provider, "http://127.0.0.1:9/never", retries=())
    server = server_for(told, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}/gateway.do"
    alipay_merchant.LIUSHUI_ALIPAY_GATEWAY = address
    yield told
    alipay().end()
    server.shutdown()
    thread.join()
    server.server_close()


def paid_by_alipay(desk: Desk, house: House) -> Any:
    """Placed, told to the provider, paid there and settled by asking."""
    order = giving.order(house.project)
    said = {"out_trade_no": order.reference, "total_amount": "100.00"}
    trade = desk.provider.place({}, said, at=giving.now().timestamp())
    desk.provider.pay(order.reference, at=giving.now().timestamp())
    at = giving.now()
    payment = Payment.objects.create(
        order=order, provider="alipay", transaction_id=trade.trade_no, amount_minor=100_00,
        paid_at=at, received_at=at,
    )  # fmt: skip
    type(order).objects.filter(pk=order.pk).update(state=GiftState.PAID)
    give_as(order, payment, house)
    order.refresh_from_db()
    return order


def give_as(order: Any, payment: Payment, house: House) -> None:
    accept_gift(
        fund_id=house.project.fund_id, amount_minor=order.amount_minor,
        key=f"gift:{order.reference}", ref=order.reference, happened_at=payment.paid_at,
    )  # fmt: skip
    sequence_all()


def test_the_provider_sends_it_back_once_however_often_it_is_asked(desk: Desk) -> None:
    house = a_house()
    order = paid_by_alipay(desk, house)
    one = agreed(house, asked(order, minor=40_00))
    assert send_refunds(at=giving.now()) == 1
    one.refresh_from_db()
    assert one.state == RefundState.RETURNED
    assert one.ended_at is not None
    assert send_refunds(at=giving.now() + DAY) == 0
    trade = desk.provider.find(order.reference)
    assert trade is not None
    assert [(key, minor) for key, minor, _ in trade.refunds] == [(one.reference, "4000")]


def test_what_the_provider_declines_waits_for_a_person_and_is_sent_again(desk: Desk) -> None:
    house = a_house()
    order = paid_by_alipay(desk, house)
    sent = {
        "refund_amount": "100.00",
        "out_request_no": "elsewhere",
        "out_trade_no": order.reference,
    }
    one = agreed(house, asked(order))
    desk.provider.refund(sent, at=giving.now().timestamp())
    assert send_refunds(at=giving.now()) == 1
    one.refresh_from_db()
    assert one.state == RefundState.STUCK
    send_refund_again(house.approver, one.reference, at=giving.now())
    send_refunds(at=giving.now())
    done = confirm_refund_by_hand(house.approver, one.reference, outside_ref="B-9", at=giving.now())
    assert done.state == RefundState.RETURNED


@pytest.mark.usefixtures("alipay_merchant")
def test_a_provider_that_is_silent_is_asked_again(alipay_provider: AlipayProvider) -> None:
    house = a_house()
    order = paid_by_alipay(Desk(alipay_provider, "http://127.0.0.1:9/never", retries=()), house)
    one = agreed(house, asked(order))
    at = giving.now()
    assert send_refunds(at=at) == 0
    one.refresh_from_db()
    assert (one.state, one.sent_at) == (RefundState.AGREED, at)


def test_a_charity_sets_its_own_days_by_two_people_and_never_below_the_law(
    provider: Provider,
) -> None:
    house = a_house()
    second = parties.holder(parties.chen(), house.project.organisation, Right.MONEY_APPROVE)
    body, at = house.project.organisation_id, giving.now()
    week = Rule(RefundClass.WRONG_AMOUNT, False, 7, True, day_of(at))
    with pytest.raises(NotAllowed):
        propose_rule(house.drafter, body, week, at=at)
    for changed in (30, None):
        by_law = Rule(RefundClass.UNDER_AGE, True, changed, False, day_of(at))
        with refusal("refund_rule_by_law"):
            propose_rule(house.approver, body, by_law, at=at)
    one = propose_rule(house.approver, body, week, at=at)
    assert rules_of(body, day_of(at)) == PUBLISHED
    with refusal("refund_same_person"):
        agree_rule(house.approver, one.pk, at=at)
    agree_rule(second, one.pk, at=at)
    assert rules_of(body, day_of(at))[RefundClass.WRONG_AMOUNT].window_days == 7
    assert rules_of(body, day_of(at) - DAY) == PUBLISHED
    order = a_gift(provider, house)
    assert ask_for_refund(
        giving.STRANGER, order.reference, Asked(RefundClass.WRONG_AMOUNT), at=at + 6 * DAY
    )
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        RefundRule.objects.update(window_days=1)


def test_one_asked_for_alone_goes_before_a_whole_projects_and_all_go_at_once(
    desk: Desk, settings: Any, tmp_path: Any
) -> None:
    """However many wait: fifty a minute would take a day for a project of many givers."""
    settings.HOME = Home(tmp_path / "home")
    house = a_house()
    elsewhere = replace(house, project=giving.project(house.project.organisation, "另一个项目"))
    for _ in range(3):
        paid_by_alipay(desk, house)
    apart = paid_by_alipay(desk, elsewhere)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    mass = propose_mass_refund(
        house.drafter, house.project.number, kind=RefundClass.CANCELLED, why="项目终止",
        at=giving.now(),
    )  # fmt: skip
    agree_mass_refund(house.approver, mass.reference, language="en", at=giving.now())
    run_work(Work.objects.latest("pk").pk)
    alone = agreed(elsewhere, asked(apart))
    assert send_refunds(at=giving.now(), limit=1) == 1
    alone.refresh_from_db()
    assert alone.state == RefundState.RETURNED
    assert keep_sending(seconds=5, at_once=1) == 3
    going = {one.state: (one.count, one.amount.minor) for one in going_of(mass)}
    assert going[RefundState.RETURNED] == (3, 300_00)
    assert going[RefundState.AGREED] == (0, 0)
