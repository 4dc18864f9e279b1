"""A payment service's movements against its bill, and its pay-outs against the bank's list."""

from datetime import timedelta

import pytest

from liushui.config.simulators.alipay.bills import archive_of
from liushui.config.simulators.alipay.keys import SELLER_ID
from liushui.config.simulators.alipay.provider import Trade
from liushui.reconciling.models import Difference, Match
from liushui.reconciling.queries.days import state_of_day
from liushui.reconciling.reading import StatementUnreadable
from liushui.reconciling.services.accounts import NewAccount, open_account
from liushui.reconciling.services.booking import acts_open
from liushui.reconciling.services.clearing import explain
from liushui.reconciling.services.fetching import match_again
from liushui.reconciling.states import Act, DayState
from tests.giving import builders as giving
from tests.reconciling.builders import (
    DAY,
    TODAY,
    Moved,
    Paid,
    Staff,
    a_charity,
    at_bank,
    at_wechat,
    bank_list,
    bill,
    kinds_of,
    movements,
    read,
    told,
)

pytestmark = pytest.mark.django_db
PAID, FEE, BACK, OUT = "交易", "扣除交易手续费", "退款", "提现"


def a_paid_order(staff: Staff, number: str, minor: int = 10_00) -> str:
    order = giving.order(staff.project, minor=minor)
    told(order, number)
    return order.reference


def waiting() -> list[tuple[str, str]]:
    return sorted(kinds_of(Difference.objects.filter(state="open")))


def test_a_day_is_green_once_bill_movements_and_bank_agree_in_whatever_order_they_come() -> None:
    staff = a_charity()
    wechat, bank = at_wechat(staff), at_bank(staff)
    one = a_paid_order(staff, "42-1")
    moved = movements(
        Moved(PAID, 10_00, "42-1", one), Moved(FEE, -6, "42-1", one), Moved(OUT, -9_94, "77-1")
    )
    read(staff, wechat, moved)
    assert waiting() == [
        ("moved", "bill_lacks"), ("moved", "bill_lacks"), ("unknown_out", "on_its_way"),
    ]  # fmt: skip
    read(staff, wechat, bill(Paid(one, "42-1", 10_00, fee="0.06000")))
    assert waiting() == [("fee", "kept_by_provider"), ("unknown_out", "on_its_way")]
    explain(staff.wang, Difference.objects.get(kind="fee").pk, why="七月", at=giving.now())
    read(staff, bank, bank_list(("9.94", "", "财付通支付科技有限公司", "提现"), on=TODAY))
    assert match_again(at=giving.now()) == 1
    assert waiting() == []
    day = state_of_day(wechat, DAY, TODAY)
    assert (day.state, day.lines, day.matched) == (DayState.GREEN, 4, 4)
    assert (day.in_minor, day.out_minor) == (10_00, 0)  # a movement tells the same money again
    ends = Match.objects.filter(kind="payout").values_list("line__account", "other__account")
    assert set(ends) == {(bank.pk, wechat.pk), (wechat.pk, bank.pk)}


def test_each_thing_that_moved_otherwise_is_named_with_its_likely_cause() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    held, less, fee, twice = (a_paid_order(staff, f"42-{n}") for n in range(4))
    numbers = [held, less, fee, twice]
    read(staff, account, bill(*(Paid(one, f"42-{n}", 10_00, fee="0.06000")
                                for n, one in enumerate(numbers))))  # fmt: skip
    moved = [
        Moved(PAID, 9_00, "42-1", less), Moved(FEE, -6, "42-1", less),
        Moved(PAID, 10_00, "42-2", fee), Moved(FEE, -9, "42-2", fee),
        Moved(PAID, 10_00, "42-3", twice), Moved(PAID, 10_00, "42-3", twice),
        Moved(FEE, -5_00, "88-1"), Moved("充值", 50_00, "88-2"), Moved(OUT, -20_00, "88-3"),
    ]  # fmt: skip
    read(staff, account, movements(*moved))
    assert waiting() == sorted(
        [
            ("fee", "kept_by_provider"), ("unmoved", "held_back"), ("amount", "undone"),
            ("amount", "fee_differs"), ("unmoved", "fee_differs"), ("double", "paid_again"),
            ("unknown_out", "other_fee"),
            ("unknown_in", "moved_there"), ("unknown_out", "on_its_way"),
        ]
    )  # fmt: skip
    for one in Difference.objects.filter(line__kind__startswith="flow_"):
        own_fee = one.cause == "other_fee"
        assert acts_open(one) == ([Act.FEE] if own_fee else []), one.cause
    unmoved = Difference.objects.filter(kind="unmoved").first()
    assert unmoved is not None
    explain(staff.wang, unmoved.pk, why="微信支付暂扣", at=giving.now())
    assert Match.objects.filter(line=unmoved.line).count() == 1


def test_what_moved_after_midnight_is_found_and_a_day_without_movements_is_not_green() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    before = DAY - timedelta(days=1)
    one = a_paid_order(staff, "42-1")
    content = bill(Paid(one, "42-1", 10_00), on=before).replace(b" 09:10:11", b" 23:59:58")
    read(staff, account, content)
    assert state_of_day(account, before, TODAY).state == DayState.GREEN
    read(staff, account, movements(on=before), (before, before))
    # The call-back told the next day, and so do the movements.
    assert waiting() == [("unmoved", "next_day")]
    read(staff, account, bill(on=DAY), (DAY, DAY))
    assert state_of_day(account, DAY, TODAY).state == DayState.UNMOVED
    read(staff, account, movements(Moved(PAID, 10_00, "42-1", one), at="00:00:01"))
    assert waiting() == []
    assert state_of_day(account, DAY, TODAY).state == DayState.GREEN


def test_a_cut_bill_of_movements_says_so_and_a_bank_takes_none() -> None:
    staff = a_charity()
    account = at_wechat(staff)
    content = movements(Moved(PAID, 10_00, "42-1"), Moved(FEE, -6, "42-1"))
    with pytest.raises(StatementUnreadable):
        read(staff, at_bank(staff), content)
    rows = content.decode().splitlines()
    wrong = [*rows[:2], rows[2].replace("9.94", "9.93"), *rows[3:]]
    for cut in ([*rows[:2], *rows[3:]], rows[:3], wrong):
        read(staff, account, "\n".join(cut).encode())
    assert Difference.objects.filter(kind="sum", cause="cut").count() == 3


def test_alipays_movements_find_their_lines_though_refunds_bear_their_payments_number() -> None:
    staff = a_charity()
    asked = NewAccount("alipay", SELLER_ID, "基金会", since=DAY)
    account = open_account(staff.zhao, staff.body.pk, asked, at=giving.now())
    when = f"{DAY} 10:00:00"
    back = [["R-1", "500", when], ["R-2", "300", when]]
    trade = Trade("LS-1", 50_00, "校车", made_at=when, paid_at=when, refunds=back)
    for kind in ("trade", "signcustomer"):
        content = archive_of([trade], DAY.isoformat(), kind)
        assert content is not None
        read(staff, account, content)
    found = Match.objects.values_list("kind", "line__amount_minor", "other__amount_minor")
    assert sorted(found) == [
        ("billed", -5_00, -5_00), ("billed", -3_00, -3_00), ("billed", 50_00, 50_00),
        ("fee", -30, 50_00),
    ]  # fmt: skip
