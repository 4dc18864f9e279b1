"""Cash and cheques: a receipt at once, boxes counted by two, cheques booked when they clear."""

from uuid import uuid4

import pytest

from liushui.giving.models import GiftOrder, Payment
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries import movement_by_ref
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from liushui.reconciling.errors import (
    BoxEmpty,
    ChequeNumberWrong,
    ChequeOver,
    CountDiffers,
    CountOpen,
    CountsDiffer,
    SameTwoPeople,
    TillKnown,
)
from liushui.reconciling.models import CashCount, CounterGift, Difference, Match, Till
from liushui.reconciling.queries import counter as queries
from liushui.reconciling.queries.differences import differences_waiting
from liushui.reconciling.services.clearing import explain
from liushui.reconciling.services.counter import Handed, bounce_cheque, open_till, take
from liushui.reconciling.services.counting import confirm_count, count_box
from liushui.reconciling.services.short import look_for_short
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.reconciling.builders import (
    TODAY,
    Staff,
    a_charity,
    at_bank,
    bank_list,
    kinds_of,
    read,
)

pytestmark = pytest.mark.django_db


def a_till(staff: Staff) -> Till:
    return open_till(staff.zhao, staff.body.pk, "接待处", at=giving.now())


def handed(staff: Staff, minor: int, *, name: str = "", cheque: str = "") -> Handed:
    return Handed(uuid4(), staff.project.number, Money(minor), name, cheque)


def taken(staff: Staff, till: Till, asked: Handed) -> CounterGift:
    return take(staff.wang, till.pk, asked, at=giving.now())


def test_cash_has_its_receipt_and_its_place_in_the_book_at_once_and_once() -> None:
    staff = a_charity()
    till = a_till(staff)
    asked = handed(staff, 200_00, name="林晓雨")
    first, again = (taken(staff, till, asked) for _ in range(2))
    sequence_all()
    assert first.pk == again.pk
    order = GiftOrder.objects.get()
    assert (order.state, order.channel, order.donor_display) == ("paid", "cash", "林**")
    assert order.by_guest
    assert movement_by_ref(order.reference) is not None
    assert Payment.objects.get().transaction_id == order.reference


def test_who_may_not_takes_nothing_and_no_other_body_is_given_to() -> None:
    staff = a_charity()
    till = a_till(staff)
    other = giving.project(giving.charity(2))
    with pytest.raises(NotAllowed):
        take(staff.zhao, till.pk, handed(staff, 1_00), at=giving.now())
    with pytest.raises(NotFound):
        take(Actor.stranger(), till.pk, handed(staff, 1_00), at=giving.now())
    with pytest.raises(NotFound):
        taken(staff, till, Handed(uuid4(), other.number, Money(1_00)))
    with pytest.raises(TillKnown):
        a_till(staff)
    assert not GiftOrder.objects.exists()


def test_two_people_count_a_box_and_the_bank_says_that_it_came() -> None:
    staff = a_charity()
    till = a_till(staff)
    with pytest.raises(BoxEmpty):
        count_box(staff.wang, till.pk, Money(0), at=giving.now())
    for minor in (100_00, 50_00):
        taken(staff, till, handed(staff, minor))
    with pytest.raises(CountDiffers):
        count_box(staff.wang, till.pk, Money(149_00), at=giving.now())
    count = count_box(staff.wang, till.pk, Money(149_00), why="缺一元，已查", at=giving.now())
    later = taken(staff, till, handed(staff, 7_00))
    with pytest.raises(CountOpen):
        count_box(staff.zhao, till.pk, Money(7_00), at=giving.now())
    with pytest.raises(SameTwoPeople):
        confirm_count(staff.wang, count.pk, Money(149_00), at=giving.now())
    with pytest.raises(CountsDiffer):
        confirm_count(staff.zhao, count.pk, Money(150_00), at=giving.now())
    confirm_count(staff.zhao, count.pk, Money(149_00), at=giving.now())
    assert CashCount.objects.get().gifts.count() == 2
    later.refresh_from_db()
    assert later.count is None
    assert not Difference.objects.exists(), "no account yet that it could stand beside"
    account = at_bank(staff)
    read(staff, account, bank_list(("149.00", "", "", "现金存款")))
    assert Match.objects.get().count == count
    assert kinds_of(Difference.objects.all()) == [("short", "counted")]


def test_what_lacks_in_a_cash_box_is_settled_by_another_than_who_counted_first() -> None:
    staff = a_charity()
    till, account = a_till(staff), at_bank(staff)
    taken(staff, till, handed(staff, 150_00))
    count = count_box(staff.wang, till.pk, Money(149_00), why="缺一元", at=giving.now())
    for _twice in range(2):
        confirm_count(staff.zhao, count.pk, Money(149_00), at=giving.now())
        look_for_short(staff.body.pk, at=giving.now())
    one = Difference.objects.get()
    assert (one.account, one.count, one.kind) == (account, count, "short")
    assert (one.ours_minor, one.theirs_minor) == (150_00, 149_00)
    assert one in differences_waiting(staff.wang), "it waits for a person"
    with pytest.raises(SameTwoPeople):
        explain(staff.wang, one.pk, why="我数过了", at=giving.now())
    client = signed_in_client(open_account(staff.zhao.person_id or 0))
    page = client.get(f"/console/differences/{one.pk}/").content.decode()
    assert "接待处" in page
    assert "缺一元" in page
    explain(staff.zhao, one.pk, why="找零给错，已由经手人补足", at=giving.now())
    one.refresh_from_db()
    assert one.state == "explained"
    assert Difference.objects.count() == 1


def test_a_cheque_counts_when_the_bank_names_it() -> None:
    staff = a_charity()
    till, account = a_till(staff), at_bank(staff)
    with pytest.raises(ChequeNumberWrong):
        taken(staff, till, handed(staff, 1_00, cheque="12a"))
    gift = taken(staff, till, handed(staff, 900_00, name="某某公司", cheque="30904 430123"))
    assert not Payment.objects.exists()
    read(staff, account, bank_list(("900.00", "", "某某公司", "支票 30904430123 入账")))
    gift.refresh_from_db()
    assert (gift.state, gift.order.state) == ("cleared", "paid")
    with pytest.raises(ChequeOver):
        bounce_cheque(staff.zhao, gift.order.reference, why="x", at=giving.now())


def test_a_cheque_that_the_bank_does_not_name_waits_and_one_that_bounced_books_nothing() -> None:
    staff = a_charity()
    till, account = a_till(staff), at_bank(staff)
    gift = taken(staff, till, handed(staff, 900_00, cheque="30904430123"))
    bad = taken(staff, till, handed(staff, 80_00, cheque="30904430124"))
    read(staff, account, bank_list(("900.00", "", "某某公司", "转账")))
    assert kinds_of(Difference.objects.all()) == [("unknown_in", "looks_like")]
    assert Difference.objects.get().order == gift.order
    bounce_cheque(staff.zhao, bad.order.reference, why="空头", at=giving.now())
    bad.refresh_from_db()
    assert (bad.state, bad.order.state) == ("bounced", "closed")
    assert not Payment.objects.exists()


def test_a_cheque_is_named_by_its_whole_number_and_by_no_senders_account() -> None:
    staff = a_charity()
    till, account = a_till(staff), at_bank(staff)
    gift = taken(staff, till, handed(staff, 900_00, cheque="430123"))
    titles = "日期,收入,支出,对方户名,对方账号,附言,流水号"
    row = f"{TODAY},900.00,,某人,6222430123001,给孩子,N9"
    read(staff, account, f"{titles}\n{row}".encode())
    read(staff, account, bank_list(("900.00", "", "某人", "14301239")))
    gift.refresh_from_db()
    assert gift.state == "at_bank"
    assert not Payment.objects.exists()
    read(staff, account, bank_list(("1.00", "", "", ""), ("900.00", "", "", "支票430123")))
    gift.refresh_from_db()
    assert gift.state == "cleared"


def test_a_cheque_behind_many_that_wait_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    staff = a_charity()
    till, account = a_till(staff), at_bank(staff)
    gifts = [taken(staff, till, handed(staff, n * 100, cheque=f"43012{n}")) for n in (1, 2, 3)]
    read(staff, account, bank_list(("3.00", "", "某人", "支票 430123")))
    gifts[-1].refresh_from_db()
    assert gifts[-1].state == "cleared"


def test_the_second_person_is_shown_no_figure_before_counting() -> None:
    staff = a_charity()
    till = a_till(staff)
    taken(staff, till, handed(staff, 123_45))
    count_box(staff.wang, till.pk, Money(123_45), at=giving.now())
    client = signed_in_client(open_account(staff.zhao.person_id or 0))
    page = client.get(f"/console/counter/{till.pk}/count/").content.decode()
    assert "123.45" not in page
