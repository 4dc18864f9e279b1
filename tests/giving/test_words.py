"""What the intake keeps and the settler makes of it is what the plain view writes at once."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import fresh_key
from liushui.config.simulators.wechat_pay.provider import Mode, Order, Signed, Signer
from liushui.giving.intake.answering import Intake, Reply
from liushui.giving.models import GiftOrder, Payment, PaymentNotice, StuckWord, Word
from liushui.giving.needs import needs
from liushui.giving.services import By, accept_notice, origins, place_order, register_origin
from liushui.giving.services.words import settle_words
from liushui.giving.states import GiftState, Outcome
from liushui.kernel.money import Money
from liushui.ledger.services import accept_gift
from liushui.parties.access import Right
from liushui.parties.queries import actor_for
from liushui.projects.services import close_project
from tests.giving import builders as b
from tests.giving.words import replies, rows_of, settled_all
from tests.loops import run
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("merchant")]


def told(provider: Provider, order: Order) -> Signed:
    return provider.sign_notice(order, at=b.now().timestamp())


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


@pytest.mark.parametrize("seed", [1])
def test_both_ways_answer_alike_and_write_the_same_rows(provider: Provider, seed: int) -> None:
    """The plain view is the oracle: each change of a call-back is told to both of two orders."""
    draw = random.Random(seed)  # noqa: S311 - the same choices each time
    open_one = b.project()
    closed_one = b.project(open_one.organisation, "桥")
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


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode != Mode.NEVER])
def test_both_ways_answer_alike_in_every_mood_of_the_provider(
    provider: Provider, mode: Mode
) -> None:
    """Forged, cut, re-ordered, long ago, under another certificate: what the view says of it."""
    project, moment = b.project(), b.now().isoformat()
    one, other = b.order(project), b.order(project)

    def said(order: GiftOrder) -> list[Signed]:
        paid = replace(b.paid_order(order), mode=mode, paid_at=moment)
        return provider.notices(paid, at=b.now().timestamp())

    by_view = [accept_notice(n.headers, n.body, at=b.now()) for n in said(one)]
    by_intake = replies(said(other))
    settled_all()

    assert [r.status for r in by_intake] == [a.status for a in by_view]
    assert rows_of(other)["state"] == rows_of(one)["state"]
    assert rows_of(other)["payments"] == rows_of(one)["payments"]
    assert rows_of(other)["inbox"] == rows_of(one)["inbox"]


def test_a_word_that_the_database_takes_under_no_circumstances_takes_no_other_along(
    provider: Provider,
) -> None:
    project = b.project()
    good = [b.order(project) for _ in range(6)]
    poisoned = replace(b.paid_order(good[0]), reference="LS-\0")
    notices = [told(provider, b.paid_order(order)) for order in good]
    notices.insert(3, told(provider, poisoned))

    statuses = [reply.status for reply in replies(notices)]

    assert statuses == [200, 200, 200, 500, 200, 200, 200]
    assert {word.order_id for word in Word.objects.all()} == {order.pk for order in good}


def test_a_word_that_cannot_be_settled_waits_alone_and_is_tried_again(provider: Provider) -> None:
    project = b.project()
    first, bad, last = (b.order(project) for _ in range(3))
    accept_gift(  # the ledger knows this gift with another sum
        fund_id=project.fund_id, amount_minor=1, key=f"gift:{bad.reference}", ref=bad.reference,
        happened_at=b.now(),
    )  # fmt: skip
    replies(told(provider, b.paid_order(order)) for order in (first, bad, last))

    settled_all()

    assert [rows_of(order)["state"] for order in (first, bad, last)] == ["paid", "placed", "paid"]
    stuck = StuckWord.objects.get()
    assert (stuck.word.order_id, stuck.why) == (bad.pk, "key_reused")
    wang = parties.holder(parties.wang(), project.organisation, Right.MONEY_APPROVE)
    with translation.override("en"):
        found = [need for need in needs(wang, b.now()) if "cannot be booked" in need.title]
    assert [need.minor for need in found] == [bad.amount_minor]
    StuckWord.objects.update(tried_at=b.now() - timedelta(minutes=2))
    assert settle_words() == 1  # tried again


def test_a_bug_in_what_led_to_a_gift_keeps_that_gift_waiting_and_no_other(
    provider: Provider,
) -> None:
    class Broken:
        kind = "broken"

        def words(self, *_: object) -> str:
            return "broken"

        def place(self, *_: object, **__: object) -> None: ...

        def close(self, *_: object, **__: object) -> None: ...

        def book(self, *_: object, **__: object) -> None:
            raise LookupError("a bug")

    before = dict(origins._ORIGINS)
    register_origin(Broken())
    project = b.project()
    plain = b.order(project)
    broken = place_order(
        b.STRANGER, project=project.number, amount=Money(100), by=By("broken:a"), at=b.now()
    )
    replies(told(provider, b.paid_order(order)) for order in (plain, broken))

    settled_all()
    origins._ORIGINS.clear()
    origins._ORIGINS.update(before)

    assert rows_of(plain)["state"] == GiftState.PAID
    stuck = StuckWord.objects.get()
    assert (stuck.word.order_id, stuck.why) == (broken.pk, "LookupError")


def test_more_than_may_wait_are_asked_to_call_again(provider: Provider) -> None:
    project = b.project()
    orders = [b.order(project) for _ in range(8)]

    statuses = [
        reply.status
        for reply in replies(
            (told(provider, b.paid_order(order)) for order in orders), waiting_at_most=3
        )
    ]

    assert set(statuses) == {200, 503}
    assert Word.objects.count() == statuses.count(200)


def test_forgeries_move_nothing_and_are_kept_as_the_view_keeps_them(provider: Provider) -> None:
    order = b.order()
    forger = Signer(fresh_key(), provider.keys.platform.certificate)
    forged = provider.sign_notice(b.paid_order(order), at=b.now().timestamp(), by=forger)
    expired = provider.sign_notice(
        b.paid_order(order), at=b.now().timestamp(), by=provider.keys.expired
    )

    assert [reply.status for reply in replies([forged, expired])] == [401, 401]
    assert not Word.objects.exists()
    kept = PaymentNotice.objects.values_list("outcome", flat=True)
    assert sorted(kept) == [Outcome.CERTIFICATE_EXPIRED, Outcome.FORGED]


def test_the_view_knows_what_waits(provider: Provider) -> None:
    """The intake took the first call-back; the second comes to the view before it is settled."""
    order = b.order()
    replies([told(provider, b.paid_order(order))])

    again = told(provider, b.paid_order(order))
    assert accept_notice(again.headers, again.body, at=b.now()).outcome == Outcome.REPEATED
    settled_all()

    assert rows_of(order)["state"] == GiftState.PAID
    assert Payment.objects.count() == 1


def test_what_the_view_took_while_the_intake_did_is_settled_once(provider: Provider) -> None:
    order = b.order()
    notice = told(provider, b.paid_order(order))
    replies([notice])
    (word,) = Word.objects.all()
    Payment.objects.create(
        order=order, provider=word.provider, transaction_id=word.transaction_id,
        amount_minor=word.amount_minor, paid_at=word.paid_at, received_at=word.received_at,
    )  # fmt: skip

    settled_all()

    assert not Word.objects.exists()
    assert [o for o, _ in PaymentNotice.objects.values_list("outcome", "order")] == ["repeated"]


def test_a_word_leaves_only_as_a_payment(provider: Provider) -> None:
    replies([told(provider, b.paid_order(b.order()))])
    for verb in ("update giving_word set amount_minor = 1", "delete from", "truncate"):
        statement = verb if " set " in verb else f"{verb} giving_word"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Word.objects.count() == 1


def test_an_intake_that_finds_its_database_again_goes_on(provider: Provider) -> None:
    """Its session is ended between two call-backs; the second is kept all the same."""
    project = b.project()
    one, two = b.order(project), b.order(project)

    async def both() -> list[Reply]:
        intake = Intake()
        intake.start()
        first = await intake.reply(*_sent(told(provider, b.paid_order(one))))
        await asyncio.to_thread(_end_sessions_of_the_intake)
        second = await intake.reply(*_sent(told(provider, b.paid_order(two))))
        await intake.stop()
        return [first, second]

    assert [reply.status for reply in run(both())] == [200, 200]
    assert Word.objects.count() == 2


def _sent(notice: Signed) -> tuple[dict[str, str], bytes]:
    return notice.headers, notice.body


def _end_sessions_of_the_intake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select pg_terminate_backend(pid) from pg_stat_activity
               where application_name = 'liushui intake' and datname = current_database()"""
        )
    connection.close()


def test_an_intake_that_is_told_to_end_answers_what_it_took(provider: Provider) -> None:
    project = b.project()
    notices = [told(provider, b.paid_order(b.order(project))) for _ in range(20)]

    async def ended() -> list[Reply]:
        intake = Intake()
        intake.start()
        await intake._ask_tellers()  # so that they come at once
        taken = [asyncio.ensure_future(intake.reply(*_sent(notice))) for notice in notices]
        await asyncio.sleep(0)
        await intake.stop()
        return await asyncio.gather(*taken)

    assert [reply.status for reply in run(ended())] == [200] * 20
    assert Word.objects.count() == 20


def test_an_account_that_was_taken_away_takes_nothing_any_more(
    provider: Provider, settings: Any
) -> None:
    project = b.project()
    notices = [told(provider, b.paid_order(b.order(project))) for _ in range(2)]

    async def both() -> list[Reply]:
        intake = Intake()
        intake.start()
        first = await intake.reply(*_sent(notices[0]))
        settings.LIUSHUI_WECHAT_MERCHANT_ID = ""
        await intake._ask_tellers()
        second = await intake.reply(*_sent(notices[1]))
        await intake.stop()
        return [first, second]

    taken, refused = run(both())
    assert (taken.status, refused.status, refused.message) == (200, 503, "payment_not_set_up")
    assert Word.objects.count() == 1


def test_an_intake_goes_on_once_a_wrong_key_was_mended(
    provider: Provider, settings: Any, tmp_path: Path
) -> None:
    right, wrong = settings.LIUSHUI_WECHAT_MERCHANT_KEY_FILE, tmp_path / "key.pem"
    wrong.write_text("nonsense", "ascii")
    notice = told(provider, b.paid_order(b.order()))

    async def mended() -> list[Reply]:
        intake = Intake()
        intake.start()
        settings.LIUSHUI_WECHAT_MERCHANT_KEY_FILE = str(wrong)
        before = await intake.reply(*_sent(notice))
        settings.LIUSHUI_WECHAT_MERCHANT_KEY_FILE = right
        try:
            return [before, await intake.reply(*_sent(notice))]
        finally:
            await intake.stop()

    before, after = run(mended())
    assert (before.status, before.message) == (503, "merchant_unusable"), "it is told again"
    assert after.status == 200
