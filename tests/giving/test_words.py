"""What the intake keeps and the settler makes of it is what the plain view writes at once."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from liushui.base.models import StateChange
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.provider import Order, Signed
from liushui.giving.models import GiftOrder, Word
from liushui.giving.services import accept_notice
from liushui.giving.services.words import settle_words
from liushui.giving.states import GiftState
from liushui.messaging.models import Notice
from liushui.parties.queries import actor_for
from liushui.projects.services import close_project
from tests.giving import builders as b
from tests.giving.words import replies
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]


def told(provider: Provider, order: Order) -> Signed:
    return provider.sign_notice(order, at=b.now().timestamp())


def settled_all() -> None:
    while settle_words():
        pass


def rows_of(order: GiftOrder) -> dict[str, Any]:
    """All that came of one order, without its name, its numbers and the moment."""
    order.refresh_from_db()
    history = StateChange.objects.filter(thing_kind="giving.giftorder", thing_id=order.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            """select amount, fund_id, happened_at, giver, ref = %(ref)s
               from ledger_inbox where key = %(key)s""",
            {"ref": order.reference, "key": f"gift:{order.reference}"},
        )
        inbox = cursor.fetchall()
    return {
        "state": order.state,
        "payments": list(
            order.payments.order_by("id").values_list(
                "provider", "amount_minor", "paid_at", "finding"
            )
        ),
        "notices": sorted(order.notices.values_list("outcome", flat=True)),
        "history": list(
            history.order_by("at", "id").values_list("from_state", "to_state", "by", "why")
        ),
        "inbox": inbox,
        "told": list(
            Notice.objects.filter(key=order.reference).values_list("kind", "facts__amount_minor")
        ),
    }


def test_a_word_is_answered_after_it_is_kept_and_then_settled(provider: Provider) -> None:
    order = b.order()

    (reply,) = replies([told(provider, b.paid_order(order))])

    assert reply == (200, "SUCCESS", "accepted")
    assert Word.objects.get().order_id == order.pk
    order.refresh_from_db()
    assert order.state == GiftState.PLACED
    assert settle_words() == 1
    assert not Word.objects.exists()
    assert rows_of(order)["state"] == GiftState.PAID
    assert settle_words() == 0


Change = Callable[[GiftOrder], list[Order]]


def _plain(order: GiftOrder) -> list[Order]:
    return [b.paid_order(order)]


def _twice(order: GiftOrder) -> list[Order]:
    return [b.paid_order(order)] * 2


def _second(order: GiftOrder) -> list[Order]:
    return [b.paid_order(order), replace(b.paid_order(order), attempt=2)]


def _amount(order: GiftOrder) -> list[Order]:
    return [b.paid_order(order, order.amount_minor + 1), b.paid_order(order)]


def _unknown(order: GiftOrder) -> list[Order]:
    return [replace(b.paid_order(order), reference="LS-20260718-N0NE0000-2")]


def _unpaid(order: GiftOrder) -> list[Order]:
    return [replace(b.paid_order(order), state="PAYERROR"), b.paid_order(order)]


def _closed(order: GiftOrder) -> list[Order]:
    GiftOrder.objects.filter(pk=order.pk).update(state=GiftState.CLOSED)
    return [b.paid_order(order)]


def _earlier(order: GiftOrder) -> list[Order]:
    return [b.paid_order(order)]


CHANGES: tuple[Change, ...] = (
    _plain, _plain, _twice, _second, _amount, _unknown, _unpaid, _closed, _earlier,
)  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_both_ways_answer_alike_and_write_the_same_rows(provider: Provider, seed: int) -> None:
    """The plain view is the oracle: each change of a call-back is told to both of two orders."""
    draw = random.Random(seed)  # noqa: S311 - the same choices each time
    open_one, closed_one = b.project(), b.project(b.charity(2), "桥")
    lin = actor_for(parties.lin().pk, parties.AT.date())
    pairs = []
    for change in draw.sample(CHANGES, len(CHANGES)):
        wanted = draw.choice([open_one, open_one, closed_one])
        actor = draw.choice([b.STRANGER, lin])
        minor = draw.choice([1, 100_00, 2_147_483_646])
        pairs.append((change, [b.order(wanted, actor=actor, minor=minor) for _ in range(2)]))
    close_project(b.SETUP, closed_one.number, at=b.now())
    days = draw.choice([1, 400, 3650])
    moment = {False: b.now().isoformat(), True: (b.now() - timedelta(days=days)).isoformat()}

    def noticed(change: Change, order: GiftOrder) -> list[Signed]:
        changed = (replace(one, paid_at=moment[change is _earlier]) for one in change(order))
        return [told(provider, one) for one in changed]

    said = [[noticed(change, order) for order in two] for change, two in pairs]

    by_view = [[accept_notice(n.headers, n.body, at=b.now()) for n in first] for first, _ in said]
    flat = replies(n for _, second in said for n in second)
    settled_all()

    for (change, (one, other)), (_, second), answers in zip(pairs, said, by_view, strict=True):
        given, flat = flat[: len(second)], flat[len(second) :]
        assert [r.status for r in given] == [a.status for a in answers], change.__name__
        assert rows_of(other) == rows_of(one), change.__name__
    assert not Word.objects.exists()
