"""Alipay's call-backs through the intake: answered and written as the plain view does."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from liushui.config.intake import ALIPAY_NOTIFY
from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.keys import fresh_key
from liushui.config.simulators.alipay.provider import Trade, said_at, yuan
from liushui.config.simulators.wechat_pay import Provider as Wechat
from liushui.giving.models import GiftOrder, Payment, PaymentNotice, Word
from liushui.giving.states import GiftState, Outcome
from liushui.parties.queries import actor_for
from liushui.projects.services import close_project
from tests.giving import builders as b
from tests.giving.words import answered, by_alipay, by_wechat, rows_of, settled_all
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("alipay_merchant")]
FORM = "application/x-www-form-urlencoded; charset=utf-8"
_PAID_AT = b.now() - timedelta(minutes=1)


def fields_of(provider: Provider, order: GiftOrder, **changed: str) -> dict[str, str]:
    """What the provider says of the paid order."""
    paid = said_at(_PAID_AT.timestamp())
    trade = Trade(
        order.reference, order.amount_minor, "山路校车 & 1=1", status="TRADE_SUCCESS",
        made_at=paid, paid_at=paid,
    )  # fmt: skip
    return provider.fields_of(trade, at=b.now().timestamp()) | changed


def body_of(provider: Provider, order: GiftOrder, **changed: str) -> bytes:
    """Of an order that was sent to this account, as choosing Alipay does."""
    GiftOrder.objects.filter(pk=order.pk).update(merchant_id=provider.keys.seller_id)
    return urlencode(provider.call_back(fields_of(provider, order, **changed))).encode()


# -- one call-back, changed ------------------------------------------------------------------------

Change = Callable[[Provider, GiftOrder], list[bytes]]


def _other(**changed: str) -> Change:
    """Another word of the provider's own, then the plain one."""
    return lambda p, order: [body_of(p, order, **changed), body_of(p, order)]


def _bytes(change: Callable[[bytes], bytes]) -> Change:
    """Bytes that the provider did not sign, then the plain ones."""
    return lambda p, order: [change(body_of(p, order)), body_of(p, order)]


def _sent(hours: float) -> str:
    return said_at((b.now() + timedelta(hours=hours)).timestamp())


def _signed_by(name: str) -> Change:
    def change(p: Provider, order: GiftOrder) -> list[bytes]:
        key = fresh_key() if name == "nobody" else getattr(p.keys, name)
        return [urlencode(p.call_back(fields_of(p, order), key)).encode()]

    return change


def _amount(p: Provider, order: GiftOrder) -> list[bytes]:
    return [
        body_of(p, order, total_amount=yuan(order.amount_minor + 1)),
        body_of(p, order, total_amount=yuan(order.amount_minor - 1)),
        body_of(p, order),
    ]


def _closed(p: Provider, order: GiftOrder) -> list[bytes]:
    GiftOrder.objects.filter(pk=order.pk).update(state=GiftState.CLOSED)
    return [body_of(p, order)]


def _turned(body: bytes) -> bytes:
    return b"&".join(reversed(body.split(b"&")))


def _refunded(p: Provider, order: GiftOrder) -> list[bytes]:
    back = {"refund_fee": "0.01", "gmt_refund": _sent(0), "out_biz_no": "R-1"}
    whole = back | {"trade_status": "TRADE_CLOSED", "refund_fee": yuan(order.amount_minor)}
    return [body_of(p, order, **one) for one in ({}, back, whole)]


CHANGES: dict[str, Change] = {
    "plain": lambda p, order: [body_of(p, order)],
    "twice": lambda p, order: [body_of(p, order)] * 2,
    "a-second-payment": lambda p, order: [
        body_of(p, order, trade_no=f"20260718{order.pk:020d}"),
        body_of(p, order),
    ],
    "another-amount": _amount,
    "an-unknown-order": _other(out_trade_no="LS-20260718-N0NE0000-2"),
    "not-paid": _other(trade_status="WAIT_BUYER_PAY", gmt_payment=""),
    "closed-there": _other(trade_status="TRADE_CLOSED"),
    "finished": lambda p, order: [body_of(p, order, trade_status="TRADE_FINISHED")],
    "a-closed-order": _closed,
    "paid-long-ago": lambda p, order: [body_of(p, order, gmt_payment="2024-02-29 23:59:59")],
    "refunded": _refunded,
    "of-another-seller": _other(seller_id="2088000000000000"),
    "of-another-app": _other(app_id="2021999999999999"),
    "late": lambda p, order: [body_of(p, order, notify_time=_sent(-25))],
    "too-late": _other(notify_time=_sent(-27)),
    "from-the-future": _other(notify_time=_sent(1)),
    "without-its-number": _other(notify_id=""),
    "an-unreadable-amount": _other(total_amount="1e3"),
    "an-unreadable-time": _other(gmt_payment="yesterday"),
    "the-next-key": _signed_by("following"),
    "forged": _signed_by("nobody"),
    "re-ordered": lambda p, order: [_turned(body_of(p, order))],
    "truncated": _bytes(lambda body: body[: len(body) // 2]),
    "without-its-end": _bytes(lambda body: body[:-1]),
    "a-name-twice": _bytes(lambda body: body + b"&total_amount=0.01"),
    "more-than-signed": _bytes(lambda body: body + b"&more=1"),
    "signed-otherwise": _bytes(lambda body: body.replace(b"RSA2", b"RSA")),
    "nothing": _bytes(lambda _: b""),
    "no-text": _bytes(lambda _: b"\xff\xfe"),
    "no-form": _bytes(lambda _: b'{"out_trade_no": "LS-1"}'),
    "too-many-names": _bytes(lambda _: b"&".join(b"n%d=1" % n for n in range(200))),
}


def outcomes() -> Counter[str]:
    return Counter(PaymentNotice.objects.values_list("outcome", flat=True))


@pytest.mark.parametrize("seed", [1, 2])
def test_both_ways_answer_alike_and_write_the_same_rows(
    client: Client, alipay_provider: Provider, seed: int
) -> None:
    """The plain view is the oracle: each change of a call-back is told to both of two orders."""
    draw = random.Random(seed)  # noqa: S311 - the same choices each time
    open_one, closed_one = b.project(), b.project(b.charity(2), "桥")
    lin = actor_for(parties.lin().pk, parties.AT.date())
    pairs = []
    for name in draw.sample(sorted(CHANGES), len(CHANGES)):
        wanted = draw.choice([open_one, open_one, closed_one])
        actor = draw.choice([b.STRANGER, lin])
        minor = draw.choice([2, 100_00, 99_999_999])
        pairs.append((name, [b.order(wanted, actor=actor, minor=minor) for _ in range(2)]))
    close_project(b.SETUP, closed_one.number, at=b.now())
    said = [[CHANGES[name](alipay_provider, order) for order in two] for name, two in pairs]

    by_view = [
        [client.post(ALIPAY_NOTIFY, body, content_type=FORM) for body in first] for first, _ in said
    ]
    told_by_view = outcomes()
    flat = answered(by_alipay(body) for _, second in said for body in second)
    settled_all()

    for (name, (one, other)), (_, second), answers in zip(pairs, said, by_view, strict=True):
        given, flat = flat[: len(second)], flat[len(second) :]
        expected = [(answer.status_code, answer.content.decode()) for answer in answers]
        assert [(told.status, told.body) for told in given] == expected, name
        assert {told.kind for told in given} == {"text/plain"}
        assert rows_of(other) == rows_of(one), name
    assert outcomes() - told_by_view == told_by_view
    assert not Word.objects.exists()


def test_a_word_is_answered_after_it_is_kept_and_then_settled(
    client: Client, alipay_provider: Provider
) -> None:
    order = b.order()
    body = body_of(alipay_provider, order)
    (told,) = answered([by_alipay(body)])
    assert (told.status, told.body) == (200, "success")
    word = Word.objects.get()
    assert (word.order_id, word.provider, word.amount_minor) == (order.pk, "alipay", 100_00)
    again = client.post(ALIPAY_NOTIFY, body, content_type=FORM)
    assert again.content == b"success", "the view knows what waits"
    settled_all()
    payment = Payment.objects.get()
    assert (payment.provider, payment.paid_at) == ("alipay", _PAID_AT)
    assert outcomes() == {Outcome.ACCEPTED: 1, Outcome.REPEATED: 1}
    (told,) = answered([by_alipay(body)])
    assert (told.status, told.body) == (200, "success")
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("merchant")
def test_both_providers_fill_the_same_batches(provider: Wechat, alipay_provider: Provider) -> None:
    project = b.project()
    orders = [b.order(project) for _ in range(20)]
    told = [
        by_alipay(body_of(alipay_provider, order))
        if n % 2
        else by_wechat(provider.sign_notice(b.paid_order(order), at=b.now().timestamp()))
        for n, order in enumerate(orders)
    ]
    answers = answered(told)
    assert [one.status for one in answers] == [200] * 20
    assert {one.body for one in answers[1::2]} == {"success"}
    assert {'"SUCCESS"' in one.body for one in answers[::2]} == {True}
    settled_all()
    paid = Counter(Payment.objects.values_list("provider", flat=True))
    assert paid == {"wechat": 10, "alipay": 10}
    assert {rows_of(order)["state"] for order in orders} == {GiftState.PAID}


def test_a_word_that_cannot_be_kept_takes_no_other_along(alipay_provider: Provider) -> None:
    project = b.project()
    good = [b.order(project) for _ in range(4)]
    bodies = [body_of(alipay_provider, order) for order in good]
    bodies.insert(2, body_of(alipay_provider, good[0], out_trade_no="LS-\0", trade_no="1"))
    told = answered(by_alipay(body) for body in bodies)
    expected = ["success", "success", "failure", "success", "success"]
    assert [one.body for one in told] == expected
    assert {word.order_id for word in Word.objects.all()} == {order.pk for order in good}


def test_without_an_account_nothing_is_taken_and_it_is_asked_to_call_again(
    client: Client, alipay_provider: Provider, alipay_merchant: Any
) -> None:
    body = body_of(alipay_provider, b.order())
    alipay_merchant.LIUSHUI_ALIPAY_APP_ID = ""
    plain = client.post(ALIPAY_NOTIFY, body, content_type=FORM)
    (told,) = answered([by_alipay(body)])
    assert (told.status, told.body) == (plain.status_code, plain.content.decode())
    assert (told.status, told.body) == (503, "failure")
    assert dict(told.headers)["retry-after"]
    assert not Word.objects.exists()
