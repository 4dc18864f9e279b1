"""A provider's bill against what its call-backs told: each line and each payment once."""

from datetime import date, timedelta

import pytest

from liushui.giving.models import Payment
from liushui.parties.access import Right
from liushui.reconciling.errors import NothingToBook
from liushui.reconciling.models import Difference, Line, Match
from liushui.reconciling.queries.days import state_of_day
from liushui.reconciling.services.accounts import NewAccount, open_account
from liushui.reconciling.services.booking import acts_open
from liushui.reconciling.services.clearing import Proposed, explain, propose_booking
from liushui.reconciling.services.fetching import match_again
from liushui.reconciling.services.keeping import Delivered, read_in
from liushui.reconciling.states import DayState, DifferenceState
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.reconciling.builders import (
    DAY,
    MERCHANT,
    Paid,
    a_charity,
    at_wechat,
    bill,
    kinds_of,
    read,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_day_on_which_all_agrees_has_no_difference_and_a_second_reading_adds_nothing() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    orders = [giving.order(staff.project, minor=10_00 + n) for n in range(3)]
    for n, order in enumerate(orders):
        told(order, f"42{n}")
    content = bill(*(Paid(o.reference, f"42{n}", o.amount_minor) for n, o in enumerate(orders)))
    first, second = (read(staff, account, content) for _ in range(2))
    assert first.pk == second.pk
    assert (Line.objects.count(), Match.objects.count(), Difference.objects.count()) == (3, 3, 0)
    overlapping = bill(*(Paid(o.reference, f"42{n}", o.amount_minor)
                         for n, o in enumerate(orders[:2])))  # fmt: skip
    assert read(staff, account, overlapping).fresh_count == 0


def test_each_difference_is_named_with_its_likely_cause() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    late, paid, silent = (giving.order(staff.project, minor=m) for m in (1_00, 2_00, 3_00))
    told(paid, "42-2")
    told(silent, "42-3")
    content = bill(
        Paid(late.reference, "42-1", 1_00),
        Paid(paid.reference, "42-2", 2_50),
        Paid("SHOP-1", "42-4", 4_00, fee="0.02000"),
        Paid(paid.reference, "42-5", 2_00),
    )
    read(staff, account, content)
    found = Difference.objects.order_by("id")
    assert sorted(kinds_of(found)) == sorted(
        [
            ("they_have", "late_call_back"),
            ("amount", "undone"),
            ("they_have", "elsewhere"),
            ("double", "paid_again"),
            ("fee", "kept_by_provider"),
            ("we_have", "undone"),
        ]
    )
    assert found.get(kind="we_have").payment == Payment.objects.get(transaction_id="42-3")


def test_a_late_call_back_clears_its_difference() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    order = giving.order(staff.project, minor=1_00)
    read(staff, account, bill(Paid(order.reference, "42-1", 1_00)))
    assert match_again(at=giving.now()) == 0
    told(order, "42-1")
    assert match_again(at=giving.now()) == 1
    assert Difference.objects.get().state == DifferenceState.CLEARED


def test_a_payment_near_midnight_is_found_in_the_next_days_bill() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    order = giving.order(staff.project, minor=1_00)
    told(order, "42-1")
    before = DAY - timedelta(days=1)
    read(staff, account, bill(on=DAY), (DAY, DAY))
    assert kinds_of(Difference.objects.all()) == [("we_have", "undone")]
    read(staff, account, bill(Paid(order.reference, "42-1", 1_00), on=before))
    assert Difference.objects.get().state == DifferenceState.CLEARED
    assert Match.objects.get().payment is not None


def test_an_explanation_ends_a_difference_for_good() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    read(staff, account, bill(Paid("SHOP-1", "42-4", 4_00)))
    one = Difference.objects.get()
    explain(staff.wang, one.pk, why="义卖摊位的收款码", at=giving.now())
    match_again(at=giving.now())
    one.refresh_from_db()
    assert one.state == DifferenceState.EXPLAINED
    assert Match.objects.get().kind == "explained"


def test_a_refund_is_known_by_the_number_that_the_provider_was_told() -> None:
    from liushui.giving.models import GiftRefund

    staff = a_charity()
    account = at_wechat(staff)
    order = giving.order(staff.project, minor=9_00)
    told(order, "42-9")
    GiftRefund.objects.create(
        reference="LS-20260718-7KQ2MR4T-H", order=order, payment=Payment.objects.get(),
        kind="duplicate", amount_minor=9_00, is_owed=False, state="agreed", asked_by="guest",
        asked_at=giving.now(), proposed_by="person:1", agreed_by="person:2",
        agreed_at=giving.now(),
    )  # fmt: skip
    row = bill(Paid(order.reference, "42-9", 9_00)).decode().splitlines()
    back = (
        row[1]
        .replace("`SUCCESS,", "`REFUND,")
        .replace("`0,`0,`0.00,`0.00,", "`50-9,`LS-20260718-7KQ2MR4T-H,`9.00,`0.00,")
    )
    content = "\n".join([row[0], row[1], back, row[2], "`2,`9.00,`9.00,`0.00,`0.00,`9.00,`9.00"])
    read(staff, account, content.encode())
    assert sorted(Match.objects.values_list("kind", flat=True)) == ["payment", "refund"]
    assert not Difference.objects.exists()


def test_a_day_that_is_not_over_lacks_nothing_yet() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    told(giving.order(staff.project, minor=1_00), "42-1", at=giving.now())
    today = DAY + timedelta(days=1)
    read(staff, account, bill(on=today), (today, today))
    assert not Difference.objects.exists()
    assert state_of_day(account, today, today).state == DayState.AHEAD
    assert state_of_day(account, today, today + timedelta(days=1)).state == DayState.ABSENT


def test_what_a_payment_services_word_books_is_not_booked_by_hand_too() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    paid, twice = (giving.order(staff.project, minor=m) for m in (2_00, 3_00))
    told(paid, "42-2")
    told(twice, "42-3")
    other_sum = Paid(paid.reference, "42-2", 2_50)
    second, foreign = Paid(twice.reference, "42-5", 3_00), Paid("SHOP-1", "42-4", 4_00)
    read(staff, account, bill(other_sum, Paid(twice.reference, "42-3", 3_00), second, foreign))
    asked = Proposed("gift", "补记", staff.project.number)
    for cause in ("undone", "paid_again"):
        one = Difference.objects.get(cause=cause)
        assert acts_open(one) == []
        with pytest.raises(NothingToBook):
            propose_booking(staff.wang, one.pk, asked, at=giving.now())
    one = Difference.objects.get(cause="elsewhere")
    assert acts_open(one) == ["gift"]


def test_a_refund_that_left_twice_is_found_once() -> None:
    from liushui.giving.models import GiftRefund

    staff = a_charity()
    account = at_wechat(staff)
    order = giving.order(staff.project, minor=9_00)
    told(order, "42-9")
    GiftRefund.objects.create(
        reference="LS-20260718-7KQ2MR4T-H", order=order, payment=Payment.objects.get(),
        kind="duplicate", amount_minor=9_00, is_owed=False, state="agreed", asked_by="guest",
        asked_at=giving.now(), proposed_by="person:1", agreed_by="person:2",
        agreed_at=giving.now(),
    )  # fmt: skip
    head, paid, sums, _told = bill(Paid(order.reference, "42-9", 9_00)).decode().splitlines()
    back = [
        paid.replace("`SUCCESS,", "`REFUND,").replace(
            "`0,`0,`0.00,`0.00,", f"`50-{n},`LS-20260718-7KQ2MR4T-H,`9.00,`0.00,"
        )
        for n in (1, 2, 3)
    ]
    for rows in (back[:2], back[2:]):
        told_sums = f"`{len(rows)},`0.00,`{9 * len(rows)}.00,`0.00,`0.00,`0.00,`0.00"
        read(staff, account, "\n".join([head, *rows, sums, told_sums]).encode())
    assert Match.objects.filter(kind="refund").count() == 1
    lacking = Difference.objects.filter(line__kind="refund")
    assert kinds_of(lacking) == [("unknown_out", "refund_unknown")] * 2


def test_an_account_of_another_organisation_lacks_none_of_our_payments() -> None:
    staff = a_charity()
    order = giving.order(staff.project, minor=1_00)
    told(order, "42-1")
    other = giving.charity(2)
    stranger = parties.holder(parties.chen(), other, Right.MONEY_APPROVE)
    asked = NewAccount("wechat", "1900000999", "别家", since=date(2026, 1, 1))
    theirs = open_account(stranger, other.pk, asked, at=giving.now())
    content = bill(Paid("SHOP-1", "43-1", 1_00)).replace(MERCHANT.encode(), b"1900000999")
    read_in(stranger, theirs.pk, Delivered(content, (DAY, DAY)), at=giving.now())
    assert not Difference.objects.filter(payment__isnull=False).exists()
    read(staff, at_wechat(staff), bill(Paid("SHOP-2", "43-2", 1_00)), (DAY, DAY))
    assert Difference.objects.get(payment__isnull=False).order == order
