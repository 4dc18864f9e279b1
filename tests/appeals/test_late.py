"""What the bank paid though it was stopped or not agreed to: two people say so; it is booked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from liushui.appeals.errors import (
    LateWaits,
    NothingProposed,
    OwnMoneyLacks,
    PaidInOrder,
    PayoutWrong,
    ProposedByYou,
    ReasonMissing,
    SlipMissing,
)
from liushui.appeals.models import Appeal, LatePayment, Payout
from liushui.appeals.queries.paying import payouts_shown
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import late, paying, resting, returning, running
from liushui.appeals.services.late import LateSlip
from liushui.appeals.services.paying import Bill
from liushui.appeals.states import PayoutState
from liushui.base.states import MoveNotAllowed
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import Payment
from liushui.giving.services import place_order
from liushui.giving.services.refund_mass import _Done, _one, agree_mass_refund
from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import Money
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import holder_of_organisation, open_fund, reserve, sequence_all
from liushui.ledger.states import GENERAL
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from tests.appeals.builders import PDF, Scene, browser, words
from tests.giving import builders as b
from tests.ledger.builders import give
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
HOUR = timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.at -= timedelta(days=2)
    return made


def with_money(scene: Scene, minor: int) -> Appeal:
    appeal = scene.opened()
    give(Appeal.objects.get(pk=appeal.pk).project.fund, minor)  # type: ignore[union-attr]
    return appeal


def agreed(scene: Scene, appeal: Appeal, minor: int) -> Payout:
    bill = scene.bill(appeal, minor)
    return paying.approve_payout(scene.approver, bill.reference, at=scene.at)


def slip(scene: Scene, **said: object) -> LateSlip:
    facts = {"bank_ref": "B7", "paid_at": scene.at + 2 * HOUR, "why": "出纳没有看到停止"}
    return LateSlip(**(facts | said))  # type: ignore[arg-type]


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_related("project").get(pk=appeal.pk)


def test_what_left_after_a_stop_is_booked_by_two_and_told(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    payout = agreed(scene, appeal, 60_00)
    ref, later = payout.reference, scene.at + 3 * HOUR
    house = parties.organisation(8, name="流水平台")
    runs = parties.holder(parties.person("孙查"), house, Right.INSTALLATION_MANAGE)
    with pytest.raises(PaidInOrder):  # nothing stopped it: one person enters the slip
        late.note_late(scene.drafter, ref, slip(scene), at=later)
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=scene.at + HOUR)
    for wrong, refusal in (
        (slip(scene, why=" "), ReasonMissing),
        (slip(scene, bank_ref=" "), SlipMissing),
        (slip(scene, paid_at=later + HOUR), SlipMissing),
    ):
        with pytest.raises(refusal):
            late.note_late(scene.drafter, ref, wrong, at=later)
    with pytest.raises(NotAllowed):
        late.note_late(scene.clerk, ref, slip(scene), at=later)
    noted = late.note_late(scene.drafter, ref, slip(scene), at=later)
    assert late.note_late(scene.drafter, ref, slip(scene), at=later) == noted
    with pytest.raises(NotAllowed):  # the second of the two approves or pays
        late.decide_late(scene.drafter, ref, late=noted.pk, agrees=True, at=later)
    assert sums_of(fresh(appeal)).used == 0  # one person's word books nothing
    for _again in range(2):
        late.decide_late(scene.approver, ref, late=noted.pk, agrees=True, at=later)
    payout.refresh_from_db()
    assert (payout.state, payout.bank_ref, payout.is_late) == (PayoutState.PAID, "B7", True)
    sums = sums_of(fresh(appeal))
    assert (sums.used, sums.free, sums.promised, sums.elsewhere) == (60_00, 40_00, 0, 0)
    assert movements_by_ref(ref)[0].happened_at == scene.at + 2 * HOUR
    told = Notice.objects.filter(kind="appeal-paid-late")
    assert set(told.values_list("person_id", flat=True)) == {runs.person_id}
    said = "这笔款已停止或未获同意却已付出"
    for address, who in (
        (f"/appeals/{appeal.number}/", scene.asking),
        (f"/console/appeals/{appeal.number}/", scene.clerk),
        (f"/console/appeals/{appeal.number}/oversee/", runs),
    ):
        page = words(browser(who.person_id or 0).get(address))
        assert (said in page) or ("在已停止或未获同意的情况下" in page), address
    with pytest.raises(NothingProposed):
        late.decide_late(scene.approver, ref, late=noted.pk, agrees=False, at=later)


def test_nobody_books_it_alone_whatever_their_posts(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    payout = agreed(scene, appeal, 60_00)
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=scene.at + HOUR)
    ref, later = payout.reference, scene.at + 3 * HOUR
    noted = late.note_late(scene.approver, ref, slip(scene), at=later)
    with pytest.raises(ProposedByYou):
        late.decide_late(scene.approver, ref, late=noted.pk, agrees=True, at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        LatePayment.objects.update(is_agreed=True, decided_by=noted.noted_by, decided_at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(
            state=PayoutState.PAID, is_late=True, bank_ref="B7", paid_at=later
        )
    cashier = parties.holder(parties.person("袁出"), scene.body, Right.MONEY_PAY)
    late.decide_late(cashier, ref, late=noted.pk, agrees=False, at=later)
    payout.refresh_from_db()
    assert payout.state == PayoutState.APPROVED  # it did not leave: all is as it was
    assert sums_of(fresh(appeal)).promised == 60_00


def test_what_givers_had_back_already_the_organisation_bears(
    scene: Scene, provider: Provider
) -> None:
    """Somebody said that the bank had not made it, the gifts went back, and the bank had."""
    appeal = scene.opened()
    order = place_order(b.STRANGER, project=appeal.number, amount=Money(100_00), at=b.now())
    b.settled(provider, order)
    sequence_all()
    scene.at = b.now()
    payout = agreed(scene, appeal, 80_00)
    at = b.now()
    running.mark_untrue(scene.clerk, appeal.number, why="病历不实", at=at)
    paying.cancel_payout(scene.approver, payout.reference, why="没有付出", at=at)
    back = resting.begin_giving_back(scene.drafter, appeal.number, why="不实", at=at)
    mass = agree_mass_refund(scene.approver, back, language="zh-hans", at=at)
    for payment in Payment.objects.filter(order=order):
        _one(mass, payment, _Done())
    assert sums_of(fresh(appeal)).free == 0
    noted = late.note_late(scene.drafter, payout.reference, slip(scene, paid_at=at), at=at)
    with pytest.raises(OwnMoneyLacks):
        late.decide_late(scene.approver, payout.reference, late=noted.pk, agrees=True, at=at)
    own = open_fund(holder_of_organisation(scene.body.pk), purpose=GENERAL)
    give(own, 90_00)
    late.decide_late(scene.approver, payout.reference, late=noted.pk, agrees=True, at=at)
    sums = sums_of(fresh(appeal))
    assert (sums.used, sums.own, sums.free, sums.elsewhere) == (80_00, 80_00, 0, 100_00)
    cashier = parties.holder(parties.person("袁出"), scene.body, Right.MONEY_PAY)
    sent = returning.note_return(
        scene.drafter, payout.reference, amount_minor=30_00, bank_ref="R1", came_at=at, at=at
    )
    returning.decide_return(cashier, payout.reference, back=sent.pk, agrees=True, at=at)
    sums = sums_of(fresh(appeal))
    assert (sums.used, sums.own, sums.elsewhere) == (50_00, 50_00, 100_00)  # to who bore it
    own.refresh_from_db()
    assert own.free == 40_00


def test_what_nobody_had_asked_for_is_noted_with_the_banks_slip(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    at = scene.at + 3 * HOUR
    with pytest.raises(PayoutWrong):
        late.note_unasked(scene.drafter, appeal.number, Bill(0, "x", PDF), slip(scene), at=at)
    bill = Bill(45_00, "透析费，多付一次", PDF)
    wrong = late.note_unasked(scene.drafter, appeal.number, bill, slip(scene), at=at)
    ref = wrong.payout.reference
    late.decide_late(scene.approver, ref, late=wrong.pk, agrees=False, at=at)
    assert Payout.objects.get().state == PayoutState.CANCELLED
    right = late.note_unasked(scene.drafter, appeal.number, bill, slip(scene), at=at + HOUR)
    late.decide_late(
        scene.approver, right.payout.reference, late=right.pk, agrees=True, at=at + HOUR
    )
    assert sums_of(fresh(appeal)).used == 45_00
    shown = payouts_shown(fresh(appeal))[0]
    assert [one.why for one in shown.late] == ["出纳没有看到停止"]
    with pytest.raises(MoveNotAllowed):
        late.note_late(scene.drafter, right.payout.reference, slip(scene), at=at + HOUR)


def unasked(scene: Scene, appeal: Appeal) -> LatePayment:
    bill = Bill(45_00, "透析费，多付一次", PDF)
    return late.note_unasked(
        scene.drafter, appeal.number, bill, slip(scene), at=scene.at + 3 * HOUR
    )


def test_nobody_agrees_to_what_somebody_noted_as_left(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    noted, at = unasked(scene, appeal), scene.at + 4 * HOUR
    ref = noted.payout.reference
    with pytest.raises(LateWaits):
        paying.approve_payout(scene.approver, ref, at=at)
    room = browser(scene.approver.person_id or 0).get(f"/console/appeals/{appeal.number}/")
    assert 'value="left"' in room.content.decode()
    assert 'value="approve"' not in room.content.decode()
    late.decide_late(scene.approver, ref, late=noted.pk, agrees=False, at=at)
    assert Payout.objects.get().state == PayoutState.CANCELLED
    assert sums_of(fresh(appeal)).promised == 0


def test_what_was_held_back_for_it_is_free_when_it_did_not_leave(scene: Scene) -> None:
    """One that was agreed to while its note waited, as could be once."""
    appeal = with_money(scene, 100_00)
    noted, at = unasked(scene, appeal), scene.at + 4 * HOUR
    fund = fresh(appeal).project.fund  # type: ignore[union-attr]
    held = reserve(Money(45_00), fund=fund, key="appeal:held", at=at)
    Payout.objects.update(
        state=PayoutState.APPROVED, approved_by="person:0", approved_at=at, reservation=held
    )
    ref = noted.payout.reference
    late.decide_late(scene.approver, ref, late=noted.pk, agrees=False, at=at)
    sums = sums_of(fresh(appeal))
    assert (sums.free, sums.promised) == (100_00, 0)


def test_one_is_not_entered_as_paid_while_two_say_whether_it_left_late(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    payout = agreed(scene, appeal, 60_00)
    ref, at = payout.reference, scene.at + 3 * HOUR
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=scene.at + HOUR)
    noted = late.note_late(scene.drafter, ref, slip(scene), at=at)
    before = scene.at + timedelta(minutes=30)
    with pytest.raises(LateWaits):
        paying.pay_payout(scene.approver, ref, bank_ref="B8", paid_at=before, at=at)
    late.decide_late(scene.approver, ref, late=noted.pk, agrees=False, at=at)
    for _again in range(2):
        paying.pay_payout(scene.approver, ref, bank_ref="B8", paid_at=before, at=at)
    assert sums_of(fresh(appeal)).used == 60_00


@pytest.mark.parametrize("stopped", ["itself", "with its appeal"])
def test_what_was_stopped_meanwhile_can_still_be_found_not_to_have_left(
    scene: Scene, stopped: str
) -> None:
    appeal = with_money(scene, 100_00)
    noted, at = unasked(scene, appeal), scene.at + 4 * HOUR
    ref = noted.payout.reference
    if stopped == "itself":
        paying.cancel_payout(scene.approver, ref, why="没有付出", at=at)
    else:
        running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=at)
    for _again in range(2):
        late.decide_late(scene.approver, ref, late=noted.pk, agrees=False, at=at)
    noted.refresh_from_db()
    assert (noted.is_agreed, Payout.objects.get().state) == (False, PayoutState.CANCELLED)


def test_one_slip_that_nobody_asked_for_is_noted_once(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    first, again = unasked(scene, appeal), unasked(scene, appeal)
    assert first == again
    assert Payout.objects.count() == LatePayment.objects.count() == 1
    decided = late.decide_late(
        scene.approver,
        first.payout.reference,
        late=first.pk,
        agrees=False,
        at=scene.at + 4 * HOUR,
    )
    assert unasked(scene, appeal) != decided  # it left after all: noted anew


def test_the_console_notes_and_confirms_it(scene: Scene) -> None:
    appeal = with_money(scene, 100_00)
    payout = agreed(scene, appeal, 60_00)
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=scene.at + HOUR)
    drafter = browser(scene.drafter.person_id or 0)
    approver = browser(scene.approver.person_id or 0)
    room = f"/console/appeals/{appeal.number}/"
    step = f"{room}pay/{payout.reference}/"
    said = {"do": "late", "bank_ref": "B7", "paid_at": f"{scene.at + 2 * HOUR:%Y-%m-%dT%H:%M}"}
    assert drafter.post(step, said).status_code == 422
    assert drafter.post(step, said | {"why": "出纳没有看到停止"}).status_code == 302
    key = LatePayment.objects.get().pk
    assert "出纳没有看到停止" in words(approver.get(room))
    assert approver.post(step, {"do": "left", "late": "x"}).status_code == 409
    assert approver.post(step, {"do": "left", "late": key}).status_code == 302
    assert Payout.objects.get().is_late
    assert drafter.get(f"{room}unasked/").status_code == 200
    assert drafter.post(f"{room}unasked/", {"amount": "x"}).status_code == 422
