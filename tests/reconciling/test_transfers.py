"""Gifts by bank: found in the bank's list by code, sum and name, each booked once."""

from datetime import timedelta

import pytest

from liushui.giving.models import GiftOrder, GiftRefund, Payment
from liushui.giving.services import place_order
from liushui.giving.states import Channel, GiftState
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries import movement_by_ref
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.reconciling.codes import codes_in, new_code
from liushui.reconciling.errors import (
    DifferenceOver,
    NothingToBook,
    ReasonMissing,
    SameTwoPeople,
    TransfersNotTaken,
)
from liushui.reconciling.models import AwaitedTransfer, Difference, LineWords, Match
from liushui.reconciling.queries.accounts import account_for_transfers
from liushui.reconciling.services.accounts import (
    NewAccount,
    hide_from_donors,
    open_account,
    show_to_donors,
)
from liushui.reconciling.services.clearing import Proposed, agree, decline, propose_booking
from liushui.reconciling.services.transfers import await_transfer, close_overdue
from liushui.reconciling.states import DifferenceState
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.reconciling.builders import (
    TODAY,
    Staff,
    a_charity,
    at_bank,
    at_wechat,
    bank_list,
    kinds_of,
    read,
)

pytestmark = pytest.mark.django_db


def awaited(staff: Staff, minor: int, sender: str = "") -> AwaitedTransfer:
    order = place_order(
        giving.STRANGER, project=staff.project.number, amount=Money(minor),
        channel=Channel.BANK_TRANSFER, at=giving.now(),
    )  # fmt: skip
    return await_transfer(giving.STRANGER, order.reference, sender=sender, at=giving.now())


def state_of(transfer: AwaitedTransfer) -> str:
    return GiftOrder.objects.get(pk=transfer.order_id).state


def test_a_code_survives_how_people_copy_it_and_a_slip_does_not() -> None:
    code = new_code()
    for text in (code.lower(), f"捐款 {code[:5]} {code[5:]}", "－".join(code), f"附言:{code}。"):
        assert codes_in(text) == [code]
    other = "3" if code[4] != "3" else "4"
    assert codes_in(code[:4] + other + code[5:]) == []


def test_a_transfer_is_booked_by_its_code_and_sum_once() -> None:
    staff = a_charity()
    account = at_bank(staff)
    one = awaited(staff, 100_00)
    content = bank_list(("100.00", "", "林晓", f"善款 {one.code.lower()}"))
    read(staff, account, content)
    read(staff, account, content + b"\n")
    sequence_all()
    assert state_of(one) == GiftState.PAID
    assert Payment.objects.get().amount_minor == 100_00
    assert movement_by_ref(one.order.reference) is not None
    assert Match.objects.get().payment is not None
    assert not Difference.objects.exists()


def test_without_a_code_the_name_and_the_sum_must_both_fit_one_order() -> None:
    staff = a_charity()
    account = at_bank(staff)
    named, other = awaited(staff, 80_00, "林 晓"), awaited(staff, 80_00, "陈立")
    read(staff, account, bank_list(("80.00", "", "林晓", "捐款"), ("80.00", "", "王五", "捐款")))
    assert (state_of(named), state_of(other)) == (GiftState.PAID, GiftState.PLACED)
    assert kinds_of(Difference.objects.all()) == [("unknown_in", "looks_like")]


def test_what_a_bank_tells_of_itself_is_no_gift() -> None:
    staff = a_charity()
    account = at_bank(staff)
    one = awaited(staff, 100_00)
    rows = (
        ("90.00", "", "某人", one.code),
        ("5.00", "", "财付通支付科技有限公司", "提现"),
        ("0.12", "", "", "结息"),
        ("", "10.00", "", "账户管理费"),
        ("7.00", "", "某人", "随便"),
    )
    read(staff, account, bank_list(*rows))
    assert sorted(kinds_of(Difference.objects.all())) == sorted(
        [
            ("amount", "code_other_amount"),
            ("unknown_in", "own_payout"),
            ("unknown_in", "interest"),
            ("unknown_out", "bank_fee"),
            ("unknown_in", "no_code"),
        ]
    )
    assert not Payment.objects.exists()


def test_two_people_book_a_gift_out_of_a_line_and_nothing_twice() -> None:
    staff = a_charity()
    account = at_bank(staff)
    read(staff, account, bank_list(("7.00", "", "某人", "随便")))
    one = Difference.objects.get()
    asked = Proposed("gift", "汇款人来电确认", staff.project.number)
    propose_booking(staff.wang, one.pk, asked, at=giving.now())
    propose_booking(staff.wang, one.pk, asked, at=giving.now())
    with pytest.raises(SameTwoPeople):
        # Wang also approves here, and still is not another person.
        agree(_also_approving(staff), one.pk, at=giving.now())
    agree(staff.zhao, one.pk, at=giving.now())
    agree(staff.zhao, one.pk, at=giving.now())
    sequence_all()
    order = GiftOrder.objects.get()
    assert (order.state, order.amount_minor, order.channel) == ("paid", 7_00, "bank_transfer")
    assert Match.objects.get().payment == Payment.objects.get()
    one.refresh_from_db()
    assert one.state == DifferenceState.BOOKED
    with pytest.raises(DifferenceOver):
        propose_booking(staff.wang, one.pk, asked, at=giving.now())


def _also_approving(staff: Staff) -> Actor:
    from liushui.parties.access import Right
    from liushui.parties.queries import person_by_phone
    from tests.parties import builders as parties

    wang = person_by_phone("13800000002")
    assert wang is not None
    return parties.holder(wang, staff.body, Right.MONEY_APPROVE)


def test_an_order_that_it_looks_like_is_booked_when_two_people_say_so() -> None:
    staff = a_charity()
    account = at_bank(staff)
    one = awaited(staff, 80_00)
    read(staff, account, bank_list(("80.00", "", "王五", "捐款")))
    difference = Difference.objects.get()
    with pytest.raises(ReasonMissing):
        propose_booking(staff.wang, difference.pk, Proposed("order", " "), at=giving.now())
    with pytest.raises(NothingToBook):
        propose_booking(staff.wang, difference.pk, Proposed("fee", "x"), at=giving.now())
    propose_booking(staff.wang, difference.pk, Proposed("order", "已核对"), at=giving.now())
    decline(staff.zhao, difference.pk, why="再问一次", at=giving.now())
    propose_booking(staff.wang, difference.pk, Proposed("order", "已核对"), at=giving.now())
    agree(staff.zhao, difference.pk, at=giving.now())
    assert state_of(one) == GiftState.PAID


def test_a_banks_fee_is_booked_as_one() -> None:
    staff = a_charity()
    account = at_bank(staff)
    read(staff, account, bank_list(("", "10.00", "", "手续费")))
    one = Difference.objects.get()
    propose_booking(staff.wang, one.pk, Proposed("fee", "七月"), at=giving.now())
    agree(staff.zhao, one.pk, at=giving.now())
    assert Match.objects.get().kind == "explained"


def test_a_transfer_that_does_not_come_closes_and_still_counts_later() -> None:
    staff = a_charity()
    account = at_bank(staff)
    one = awaited(staff, 60_00)
    assert close_overdue(at=giving.now() + timedelta(days=30)) == 0
    assert close_overdue(at=giving.now() + timedelta(days=31)) == 1
    assert state_of(one) == GiftState.CLOSED
    read(staff, account, bank_list(("60.00", "", "林晓", one.code)))
    assert state_of(one) == GiftState.PAID


def test_no_account_no_transfer() -> None:
    staff = a_charity()
    at_wechat(staff)
    with pytest.raises(TransfersNotTaken):
        awaited(staff, 60_00)


def test_two_people_show_an_account_to_donors_and_one_hides_it() -> None:
    staff = a_charity()
    day = giving.now().date()
    asked = NewAccount("bank", "6222000011112222", "某人", takes_transfers=True)
    account = open_account(staff.zhao, staff.body.pk, asked, at=giving.now())
    for _again in range(2):
        assert not show_to_donors(staff.zhao, account.pk, at=giving.now()).takes_transfers
    assert account_for_transfers(staff.body.pk, day) is None
    with pytest.raises(NotFound):
        show_to_donors(parties.as_donor(parties.lin()), account.pk, at=giving.now())
    assert show_to_donors(staff.wang, account.pk, at=giving.now()).takes_transfers
    assert account_for_transfers(staff.body.pk, day) == account
    with pytest.raises(NotAllowed):
        hide_from_donors(staff.wang, account.pk, at=giving.now())
    hide_from_donors(staff.zhao, account.pk, at=giving.now())
    assert account_for_transfers(staff.body.pk, day) is None
    for _again in range(2):
        assert not show_to_donors(staff.zhao, account.pk, at=giving.now()).takes_transfers


def test_nobodys_name_lies_open() -> None:
    staff = a_charity()
    account = at_bank(staff)
    read(staff, account, bank_list(("7.00", "", "皇甫映雪", "给孩子们")))
    kept = bytes(LineWords.objects.get().sealed)
    assert "皇甫".encode() not in kept


def test_a_gift_out_of_a_line_is_nobodys_whose_order_has_the_same_sum() -> None:
    staff = a_charity()
    account = at_bank(staff)
    donor = parties.as_donor(parties.lin())
    order = place_order(
        donor, project=staff.project.number, amount=Money(80_00),
        channel=Channel.BANK_TRANSFER, at=giving.now(),
    )  # fmt: skip
    code = await_transfer(donor, order.reference, at=giving.now()).code
    read(staff, account, bank_list(("80.00", "", "王五", "捐款"), ("70.00", "", "林晓雨", code)))
    for one in Difference.objects.order_by("theirs_minor"):
        asked = Proposed("gift", "已核对", staff.project.number)
        propose_booking(staff.wang, one.pk, asked, at=giving.now())
        agree(staff.zhao, one.pk, at=giving.now())
    booked = GiftOrder.objects.exclude(pk=order.pk).order_by("amount_minor")
    assert [(one.amount_minor, one.donor_id) for one in booked] == [
        (70_00, donor.person_id),
        (80_00, None),
    ]


def test_a_refund_by_bank_is_found_about_its_day_and_hides_no_other_payment() -> None:
    staff = a_charity()
    account = at_bank(staff)
    order = awaited(staff, 100_00).order
    read(staff, account, bank_list(("100.00", "", "王五", AwaitedTransfer.objects.get().code)))
    GiftRefund.objects.create(
        reference="LS-20260718-7KQ2MR4T-H", order=order, payment=Payment.objects.get(),
        kind="duplicate", amount_minor=100_00, is_owed=False, state="returned", is_by_hand=True,
        asked_by="guest", asked_at=giving.now(), proposed_by="person:1", agreed_by="person:2",
        agreed_at=giving.now(), ended_at=giving.now(),
    )  # fmt: skip
    rows = [f"{TODAY - timedelta(days=20)},,100.00,谁,转账,N8", f"{TODAY},,100.00,王五,退回,N9"]
    listed = "\n".join(["日期,收入,支出,对方户名,附言,流水号", *rows])
    read(staff, account, listed.encode())
    assert Match.objects.get(kind="refund").line.day == TODAY
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "not_ordered")]


def test_a_fee_that_came_back_is_not_booked_as_one_that_went() -> None:
    staff = a_charity()
    account = at_bank(staff)
    read(staff, account, bank_list(("10.00", "", "", "手续费退回")))
    one = Difference.objects.get()
    assert (one.kind, one.cause) == ("unknown_in", "bank_fee")
    with pytest.raises(NothingToBook):
        propose_booking(staff.wang, one.pk, Proposed("fee", "七月"), at=giving.now())
