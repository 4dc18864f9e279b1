"""Call-backs that come twice, forged, late, replayed, or to a project that closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import fresh_key
from liushui.config.simulators.wechat_pay.provider import Mode, Signer
from liushui.giving.models import GiftOrder, Payment, PaymentNotice, SeenNonce
from liushui.giving.services import accept_notice, decide_gift, forget_nonces, notices
from liushui.giving.states import Finding, GiftState, Outcome
from liushui.kernel.errors import NotAllowed
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.projects.services import close_project
from tests.giving import builders as giving
from tests.parties import builders as parties

BEGINS_WITH = (giving.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "begun")]


def booked(order: GiftOrder) -> int:
    """What the ledger says was given to the order's project, in fen."""
    sequence_all()
    return given_to(order.project.fund_id).amount


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def outcomes() -> list[tuple[str, str | None]]:
    found = PaymentNotice.objects.order_by("id").values_list("outcome", "order__reference")
    return [(outcome, reference) for outcome, reference in found]


def state_of(order: GiftOrder) -> str:
    return GiftOrder.objects.get(pk=order.pk).state


def test_a_payment_is_booked_once_and_answered_after_commit(provider: Provider) -> None:
    order = giving.order()
    answer = giving.settled(provider, order)
    assert (answer.outcome, answer.status) == (Outcome.ACCEPTED, 200)
    assert state_of(order) == GiftState.PAID
    assert booked(order) == order.amount_minor
    payment = Payment.objects.get()
    assert (payment.order_id, payment.finding) == (order.pk, "")
    assert outcomes() == [(Outcome.ACCEPTED, order.reference)]


def test_two_call_backs_are_one_gift_and_one_answer(provider: Provider) -> None:
    order = giving.order()
    told = giving.paid_order(order)
    statuses = [giving.notified(provider, told).status for _ in range(2)]
    assert statuses == [200, 200]
    assert booked(order) == order.amount_minor
    assert Payment.objects.count() == 1
    assert [outcome for outcome, _ in outcomes()] == [Outcome.ACCEPTED, Outcome.REPEATED]


def test_a_replayed_call_back_is_absorbed(provider: Provider) -> None:
    order = giving.order()
    told = giving.paid_order(order)
    first, again = provider.notices(replace(told, mode=Mode.REPLAYED), at=giving.now().timestamp())
    answers = [accept_notice(n.headers, n.body, at=giving.now()) for n in (first, again)]
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED, Outcome.REPLAYED]
    assert [answer.status for answer in answers] == [200, 200]
    assert booked(order) == order.amount_minor


def test_a_replay_of_what_was_refused_stays_refused(provider: Provider) -> None:
    order = giving.order()
    notice = provider.sign_notice(giving.paid_order(order, 1), at=giving.now().timestamp())
    answers = [accept_notice(notice.headers, notice.body, at=giving.now()) for _ in range(2)]
    assert [answer.status for answer in answers] == [422, 401]
    assert booked(order) == 0


def test_a_forged_call_back_moves_nothing_and_is_kept(provider: Provider) -> None:
    order = giving.order()
    forger = Signer(fresh_key(), provider.keys.platform.certificate)
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp(), by=forger)
    answer = accept_notice(notice.headers, notice.body, at=giving.now())
    assert (answer.outcome, answer.status) == (Outcome.FORGED, 401)
    assert state_of(order) == GiftState.PLACED
    assert booked(order) == 0
    assert outcomes() == [(Outcome.FORGED, None)]
    assert not Payment.objects.exists()
    assert not SeenNonce.objects.exists()


def test_forgeries_cannot_fill_the_disk(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNPROVEN_KEPT_AN_HOUR", 3)
    for _ in range(5):
        assert accept_notice({}, b"{}", at=giving.now()).status == 401
    assert len(outcomes()) == 3
    order = giving.order()
    assert giving.settled(provider, order).status == 200


def test_a_late_call_back_is_still_a_gift(provider: Provider) -> None:
    """Late is when it was sent, not when it was paid: the provider signs each try anew."""
    order = giving.order()
    told = giving.paid_order(order)
    later = giving.now() + timedelta(hours=20)
    assert giving.notified(provider, told, at=later).outcome == Outcome.ACCEPTED
    assert booked(order) == order.amount_minor


def test_bytes_signed_long_ago_are_refused(provider: Provider) -> None:
    order = giving.order()
    notice = provider.sign_notice(giving.paid_order(order), at=giving.now().timestamp())
    later = giving.now() + timedelta(minutes=6)
    answer = accept_notice(notice.headers, notice.body, at=later)
    assert (answer.outcome, answer.status) == (Outcome.STALE, 401)
    assert booked(order) == 0


def test_another_amount_is_refused_and_a_person_sees_it(provider: Provider) -> None:
    order = giving.order()
    answer = giving.settled(provider, order, minor=order.amount_minor + 1)
    assert (answer.outcome, answer.status) == (Outcome.AMOUNT_DIFFERS, 422)
    assert state_of(order) == GiftState.PLACED
    assert booked(order) == 0
    assert outcomes() == [(Outcome.AMOUNT_DIFFERS, order.reference)]


def test_an_unknown_order_and_a_foreign_merchant_are_refused(provider: Provider) -> None:
    order = giving.order()
    stranger = replace(giving.paid_order(order), reference="LS-20260718-N0NE0000-2")
    assert giving.notified(provider, stranger).status == 404
    assert [outcome for outcome, _ in outcomes()] == [Outcome.UNKNOWN_ORDER]
    assert booked(order) == 0


def test_a_foreign_merchants_payment_is_not_ours(provider: Provider, merchant: Any) -> None:
    merchant.LIUSHUI_WECHAT_MERCHANT_ID = "1900000999"
    order = giving.order()
    answer = giving.settled(provider, order)
    assert (answer.outcome, answer.status) == (Outcome.FOREIGN, 422)
    assert booked(order) == 0


def test_a_failed_payment_changes_nothing(provider: Provider) -> None:
    order = giving.order()
    failed = replace(giving.paid_order(order), state="PAYERROR")
    assert giving.notified(provider, failed).outcome == Outcome.NOT_PAID
    assert state_of(order) == GiftState.PLACED


def test_an_expired_platform_certificate_is_refused_and_said(provider: Provider) -> None:
    order = giving.order()
    notice = provider.sign_notice(
        giving.paid_order(order), at=giving.now().timestamp(), by=provider.keys.expired
    )
    answer = accept_notice(notice.headers, notice.body, at=giving.now())
    assert (answer.outcome, answer.status) == (Outcome.CERTIFICATE_EXPIRED, 401)
    assert booked(order) == 0
    assert PaymentNotice.objects.get().get_outcome_display()


def test_money_for_a_closed_project_is_recorded_and_a_person_decides(provider: Provider) -> None:
    order = giving.order()
    close_project(giving.SETUP, order.project.number, at=giving.now())
    answer = giving.settled(provider, order)
    assert (answer.outcome, answer.status) == (Outcome.NEEDS_DECISION, 200)
    assert state_of(order) == GiftState.NEEDS_DECISION
    assert Payment.objects.get().finding == Finding.PROJECT_CLOSED
    assert booked(order) == 0
    assert giving.settled(provider, order).outcome == Outcome.REPEATED

    decide_gift(giving.SETUP, order.reference, keep=True, why="付款在结束前", at=giving.now())
    decide_gift(giving.SETUP, order.reference, keep=True, why="付款在结束前", at=giving.now())
    assert state_of(order) == GiftState.PAID
    assert booked(order) == order.amount_minor


def test_money_paid_while_a_certificate_was_out_is_recorded(provider: Provider) -> None:
    yesterday = (giving.now() - timedelta(days=2)).date()
    wanted = giving.project()
    order = giving.order(wanted)
    run(f"update parties_certificate set valid_until = '{yesterday}'")
    assert giving.settled(provider, order).outcome == Outcome.NEEDS_DECISION
    assert Payment.objects.get().finding == Finding.CERTIFICATE_EXPIRED
    assert booked(order) == 0


def test_the_certificate_is_judged_on_the_day_of_payment(provider: Provider) -> None:
    order = giving.order()
    told = replace(giving.paid_order(order), paid_at=(giving.now() - timedelta(days=3)).isoformat())
    ends: date = (giving.now() - timedelta(days=2)).date()
    run(f"update parties_certificate set valid_until = '{ends}'")
    assert giving.notified(provider, told).outcome == Outcome.ACCEPTED


def test_only_who_approves_money_decides_and_a_return_books_nothing(provider: Provider) -> None:
    order = giving.order()
    close_project(giving.SETUP, order.project.number, at=giving.now())
    giving.settled(provider, order)
    body = order.project.organisation
    reader = parties.holder(parties.zhao(), body, Right.GIFT_READ)
    with pytest.raises(NotAllowed):
        decide_gift(reader, order.reference, keep=False, why="重复", at=giving.now())
    wang = parties.holder(parties.wang(), body, Right.MONEY_APPROVE)
    decide_gift(wang, order.reference, keep=False, why="捐赠人要求退回", at=giving.now())
    assert state_of(order) == GiftState.RETURN_DUE
    assert booked(order) == 0


def test_a_second_payment_of_one_order_is_recorded_and_not_booked(provider: Provider) -> None:
    order = giving.order()
    giving.settled(provider, order)
    answer = giving.notified(provider, replace(giving.paid_order(order), attempt=2))
    assert (answer.outcome, answer.status) == (Outcome.SECOND_PAYMENT, 200)
    assert Payment.objects.filter(finding=Finding.SECOND_PAYMENT).count() == 1
    assert booked(order) == order.amount_minor


def test_a_roll_back_between_payment_and_ledger_leaves_neither(
    provider: Provider,
) -> None:
    order = giving.order()
    run("alter table ledger_inbox add constraint shut check (false) not valid")
    with pytest.raises(DatabaseError, match="shut"):  # after the payment's row was written
        giving.settled(provider, order)
    run("alter table ledger_inbox drop constraint shut")
    assert not Payment.objects.exists()
    assert not PaymentNotice.objects.exists()
    assert state_of(order) == GiftState.PLACED
    assert giving.settled(provider, order).outcome == Outcome.ACCEPTED
    assert booked(order) == order.amount_minor


@pytest.mark.parametrize("table", ["giving_payment", "giving_paymentnotice"])
@pytest.mark.parametrize("verb", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_what_was_paid_and_said_cannot_be_rewritten(
    provider: Provider, table: str, verb: str
) -> None:
    giving.settled(provider, giving.order())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"set constraints all immediate; {verb.format(table)}")


def test_nonces_are_forgotten_when_the_clock_refuses_them_anyway(provider: Provider) -> None:
    giving.settled(provider, giving.order())
    assert forget_nonces(at=giving.now()) == 0
    assert forget_nonces(at=giving.now() + timedelta(days=2)) == 1


def test_no_personal_field_reaches_the_kept_notice(provider: Provider) -> None:
    giving.settled(provider, giving.order())
    notice = PaymentNotice.objects.get()
    assert len(bytes(notice.digest)) == 32
    fields = {field.name for field in PaymentNotice._meta.get_fields()}
    assert fields == {"id", "received_at", "outcome", "order", "digest"}
    assert notice.received_at.astimezone(UTC) <= datetime.fromtimestamp(
        giving.now().timestamp() + 1, UTC
    )
