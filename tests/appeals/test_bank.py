"""What the bank's list says of payments to providers, and of what they sent back."""

from datetime import date, datetime, timedelta

import pytest

from liushui.appeals.models import Appeal, Payout
from liushui.appeals.services import paying, returning, running
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.reconciling.models import Account, Difference, Match
from liushui.reconciling.queries.days import state_of_day
from liushui.reconciling.services.accounts import NewAccount, open_account
from liushui.reconciling.services.keeping import Delivered, read_in
from liushui.reconciling.states import DayState
from tests.appeals.builders import HOSPITAL, Scene, browser
from tests.giving.builders import now
from tests.ledger.builders import give
from tests.parties import builders as parties
from tests.reconciling.builders import BANK, bank_list, kinds_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def scene() -> Scene:
    """Ten days ago, so that the bank has told of it in full."""
    made = Scene()
    made.at -= timedelta(days=10)
    return made


@pytest.fixture
def account(scene: Scene) -> Account:
    asked = NewAccount("bank", BANK, "第1基金会", since=date(2026, 1, 1))
    return open_account(scene.approver, scene.body.pk, asked, at=scene.at)


def with_money(scene: Scene, minor: int) -> Appeal:
    appeal = scene.opened()
    give(Appeal.objects.get(pk=appeal.pk).project.fund, minor)  # type: ignore[union-attr]
    return appeal


def reads(
    scene: Scene, account: Account, *rows: tuple[str, str, str, str], on: datetime | None = None
) -> None:
    """The bank's list of that day, and of the days until now."""
    first = day_of(on or scene.at)
    told = Delivered(bank_list(*rows, on=first), (first, day_of(now()) - timedelta(days=1)))
    read_in(scene.drafter, account.pk, told, at=now())


def day(account: Account, of: datetime) -> DayState:
    return state_of_day(account, day_of(of), day_of(now())).state


def test_a_payment_to_a_provider_is_the_line_that_names_it(scene: Scene, account: Account) -> None:
    payout = scene.paid(with_money(scene, 100_00), 60_00)
    other = ("", "60.00", "某某装修公司", "货款")
    reads(scene, account, other, ("", "60.00", HOSPITAL, "透析费"))
    match = Match.objects.get()
    assert (match.kind, match.moved_ref, match.line.row) == ("provider", payout.reference, 3)
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "not_ordered")]
    assert day(account, scene.at) == DayState.OPEN


def test_a_payment_that_no_list_names_keeps_its_day_from_green(
    scene: Scene, account: Account
) -> None:
    payout = scene.paid(with_money(scene, 100_00), 60_00)
    reads(scene, account)
    missed = Difference.objects.get()
    assert (missed.kind, missed.cause, missed.moved_ref) == (
        "we_have", "not_at_bank", payout.reference,
    )  # fmt: skip
    assert missed.ours_minor == -60_00
    assert day(account, scene.at) == DayState.OPEN
    page = browser(scene.drafter.person_id or 0).get(f"/console/differences/{missed.pk}/")
    assert payout.reference in page.content.decode()
    assert f"/console/appeals/{payout.appeal.number}/#money" in page.content.decode()
    reads(scene, account, ("", "60.00", HOSPITAL, "透析费"))  # the bank tells it after all
    missed.refresh_from_db()
    assert missed.state == "cleared"
    assert Match.objects.get().moved_ref == payout.reference
    assert day(account, scene.at) == DayState.GREEN


def test_what_a_provider_sent_back_is_found_or_missed(scene: Scene, account: Account) -> None:
    appeal = with_money(scene, 100_00)
    payout = scene.paid(appeal, 60_00)
    later = scene.at + timedelta(days=2)
    reads(scene, account, ("", "60.00", HOSPITAL, "透析费"))
    reads(scene, account, ("25.00", "", HOSPITAL, "退回"), on=later)
    # It came and nobody noted it yet: not of the payment's own sum, so nobody is reminded of it.
    assert kinds_of(Difference.objects.filter(line__isnull=False)) == [("unknown_in", "no_code")]
    cashier = parties.holder(parties.person("袁出"), scene.body, Right.MONEY_PAY)
    for minor, slip in ((25_00, "R1"), (5_00, "R2")):
        back = returning.note_return(
            scene.drafter, payout.reference, amount_minor=minor, bank_ref=slip, came_at=later,
            at=now(),
        )  # fmt: skip
        returning.decide_return(cashier, payout.reference, back=back.pk, agrees=True, at=now())
    reads(scene, account, ("9.00", "", "某人", "其他"), on=later)
    found = Match.objects.get(kind="sent_back")
    assert found.moved_ref.startswith(payout.reference)
    missed = Difference.objects.get(kind="we_have")
    assert (missed.cause, missed.ours_minor) == ("not_at_bank", 5_00)
    assert day(account, later) == DayState.OPEN


def test_a_payment_that_comes_back_whole_is_named_before_anybody_notes_it(
    scene: Scene, account: Account
) -> None:
    scene.paid(with_money(scene, 100_00), 60_00)
    out = ("", "60.00", HOSPITAL, "透析费")
    reads(scene, account, out, ("60.00", "", HOSPITAL, "退汇"))
    assert kinds_of(Difference.objects.all()) == [("unknown_in", "looks_returned")]


def test_money_that_left_before_its_slip_was_entered_says_what_it_looks_like(
    scene: Scene, account: Account
) -> None:
    appeal = with_money(scene, 100_00)
    bill = scene.bill(appeal, 60_00)
    paying.approve_payout(scene.approver, bill.reference, at=scene.at)
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=scene.at + timedelta(hours=1))
    reads(scene, account, ("", "60.00", HOSPITAL, "透析费"))
    assert kinds_of(Difference.objects.all()) == [("unknown_out", "looks_agreed")]
    assert Payout.objects.get().state == "approved"
