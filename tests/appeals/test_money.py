"""A gift takes room below the cap; money leaves to the provider alone, by two, or goes back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from liushui.appeals.errors import (
    AppealStopped,
    AppealTakesNothing,
    CapReached,
    NothingProposed,
    NothingToLift,
    OtherWaits,
    PayoutTooMuch,
    PayoutWrong,
    ProposedByYou,
    ReasonMissing,
    RestLeft,
    RestNowhere,
    SlipMissing,
)
from liushui.appeals.models import Appeal, Payout, SentBack
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import paying, resting, returning, running
from liushui.appeals.services.paying import Bill
from liushui.appeals.states import AppealState, PayoutState, RestWay
from liushui.base.states import MoveNotAllowed
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder, Payment
from liushui.giving.services import NoCertificateOfAppeal, certificate_of, decide_gift, place_order
from liushui.giving.services.refund_mass import _Done, _one, agree_mass_refund
from liushui.giving.states import GiftState
from liushui.insight.queries.organisations import books_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.errors import WayClosed
from liushui.ledger.services import holder_of_organisation, move, sequence_all, sink
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.parties.access import Right
from liushui.projects.queries import project_for
from liushui.projects.services.complaining import answer_complaint, complain
from tests.appeals.builders import PDF, Scene
from tests.giving import builders as b
from tests.ledger.builders import give
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def ordered(appeal: Appeal, minor: int) -> GiftOrder:
    return place_order(b.STRANGER, project=appeal.number, amount=Money(minor), at=b.now())


def fund_of(appeal: Appeal):  # type: ignore[no-untyped-def]
    return Appeal.objects.get(pk=appeal.pk).project.fund  # type: ignore[union-attr]


def test_no_gift_and_no_decision_passes_the_cap(scene: Scene, provider: Provider) -> None:
    appeal = scene.opened(cap_minor=600_00)
    with pytest.raises(CapReached):
        ordered(appeal, 600_01)
    first, second = ordered(appeal, 400_00), ordered(appeal, 300_00)
    assert first.origin == f"appeal:{appeal.number}"  # whatever link it came by
    for _again in range(2):
        b.settled(provider, first)
    b.settled(provider, second)  # together they are above the cap: it waits for a person
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (GiftState.PAID, GiftState.NEEDS_DECISION)
    with pytest.raises(CapReached):
        decide_gift(scene.approver, second.reference, keep=True, why="x", at=scene.at)
    decide_gift(scene.approver, second.reference, keep=False, why="超过上限", at=scene.at)
    fresh = Appeal.objects.get(pk=appeal.pk)
    assert fresh.taken_minor == 400_00
    sequence_all()
    assert (sums_of(fresh).given, sums_of(fresh).free) == (400_00, 400_00)
    third = ordered(appeal, 200_00)
    running.end_appeal(scene.clerk, appeal.number, why="已够", at=b.now())
    b.settled(provider, third)  # it came too late, and takes its room until somebody decides
    assert Appeal.objects.get(pk=appeal.pk).taken_minor == 600_00
    decide_gift(scene.approver, third.reference, keep=False, why="已结束", at=b.now())
    assert Appeal.objects.get(pk=appeal.pk).taken_minor == 400_00
    with pytest.raises(NoCertificateOfAppeal):
        certificate_of(b.STRANGER, first.reference, at=b.now())


def test_what_is_not_open_takes_nothing(scene: Scene) -> None:
    verified = scene.verified()
    with pytest.raises(NotFound):
        ordered(verified, 1_00)
    appeal = scene.opened()
    Appeal.objects.filter(pk=appeal.pk).update(ends_on=scene.at.date().replace(year=2025))
    with pytest.raises(AppealTakesNothing):
        ordered(appeal, 1_00)


def test_the_provider_is_paid_by_two_people_with_its_bill(scene: Scene) -> None:
    appeal = scene.opened()
    give(fund_of(appeal), 500_00)
    for bill, refusal in (
        (Bill(0, "透析", PDF), PayoutWrong),
        (Bill(1_00, " ", PDF), PayoutWrong),
        (Bill(500_01, "透析", PDF), PayoutTooMuch),
    ):
        with pytest.raises(refusal):
            paying.draft_payout(scene.drafter, appeal.number, bill, at=scene.at)
    drafted, other = scene.bill(appeal, 300_00), scene.bill(appeal, 300_00)
    with pytest.raises(NotAllowed):
        paying.approve_payout(scene.drafter, drafted.reference, at=scene.at)
    with pytest.raises(MoveNotAllowed):
        paying.pay_payout(
            scene.approver, drafted.reference, bank_ref="B1", paid_at=scene.at, at=scene.at
        )
    paying.approve_payout(scene.approver, drafted.reference, at=scene.at)
    paying.approve_payout(scene.approver, drafted.reference, at=scene.at)
    with pytest.raises(PayoutTooMuch):  # the other one finds 200 yuan free
        paying.approve_payout(scene.approver, other.reference, at=scene.at)
    with pytest.raises(SlipMissing):
        paying.pay_payout(
            scene.approver, drafted.reference, bank_ref=" ", paid_at=scene.at, at=scene.at
        )
    for _again in range(2):
        paying.pay_payout(
            scene.approver, drafted.reference, bank_ref="B1", paid_at=scene.at, at=scene.at
        )
    with pytest.raises(ReasonMissing):
        paying.cancel_payout(scene.drafter, other.reference, why="", at=scene.at)
    paying.cancel_payout(scene.drafter, other.reference, why="重复", at=scene.at)
    sums = sums_of(Appeal.objects.get(pk=appeal.pk))
    assert (sums.given, sums.used, sums.free, sums.promised) == (500_00, 300_00, 200_00, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.filter(pk=drafted.pk).update(approved_by=drafted.drafted_by)


def test_what_a_provider_sent_back_is_booked_once_by_two_with_the_banks_number(
    scene: Scene,
) -> None:
    appeal = scene.opened()
    give(fund_of(appeal), 100_00)
    paid = scene.paid(appeal, 100_00)
    running.end_appeal(scene.clerk, appeal.number, why="已出院", at=scene.at)
    running.settle_appeal(scene.clerk, appeal.number, at=scene.at)
    who, ref = scene.approver, paid.reference

    def noted(minor: int, slip: str) -> SentBack:
        return returning.note_return(
            who, ref, amount_minor=minor, bank_ref=slip, came_at=scene.at, at=scene.at
        )

    for minor, slip, refusal in ((100_01, "R1", PayoutTooMuch), (30_00, " ", SlipMissing)):
        with pytest.raises(refusal):
            noted(minor, slip)
    back = noted(30_00, "R1")
    assert noted(30_00, "R1") == back  # the same form twice
    with pytest.raises(SlipMissing):
        noted(20_00, "R1")
    with pytest.raises(ProposedByYou):
        returning.decide_return(who, ref, back=back.pk, agrees=True, at=scene.at)
    cashier = parties.holder(parties.person("袁出"), scene.body, Right.MONEY_PAY)
    for _again in range(2):
        returning.decide_return(cashier, ref, back=back.pk, agrees=True, at=scene.at)
    none = noted(5_00, "R2")
    returning.decide_return(cashier, ref, back=none.pk, agrees=False, at=scene.at)
    with pytest.raises(NothingProposed):
        returning.decide_return(cashier, ref, back=none.pk, agrees=True, at=scene.at)
    with pytest.raises(NotAllowed):
        returning.decide_return(scene.clerk, ref, back=none.pk, agrees=True, at=scene.at)
    fresh = Appeal.objects.get(pk=appeal.pk)
    assert fresh.state == AppealState.ENDED  # something is left of it again
    assert (sums_of(fresh).used, sums_of(fresh).free) == (70_00, 30_00)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentBack.objects.filter(pk=back.pk).update(decided_by=back.noted_by)


def test_one_slip_pays_one_bill_of_the_organisation_and_after_it_was_agreed(scene: Scene) -> None:
    first, second = scene.opened(), scene.opened()
    for one in (first, second):
        give(fund_of(one), 100_00)
    slip = scene.paid(first, 50_00).bank_ref
    later = scene.at + timedelta(hours=1)
    bill = scene.bill(second, 50_00)
    paying.approve_payout(scene.approver, bill.reference, at=later)
    for wrong, paid_at in ((slip, later), ("B9", scene.at)):
        with pytest.raises(SlipMissing):
            paying.pay_payout(
                scene.approver, bill.reference, bank_ref=wrong, paid_at=paid_at, at=later
            )


def test_the_ledger_lets_nothing_out_but_to_the_provider(scene: Scene) -> None:
    appeal = scene.opened()
    fund = fund_of(appeal)
    give(fund, 100_00)
    holder = holder_of_organisation(scene.body.pk)
    own = Purpose("case", appeal.purpose_id or 0)
    for target, kind in (
        (sink(holder, SinkUse.FEE, purpose=own), Kind.FEE),
        (sink(holder, SinkUse.USED, purpose=own), Kind.USE),
        (sink(holder, SinkUse.USED, purpose=Purpose("case", 99)), Kind.PROVIDER_PAYMENT),
    ):
        with pytest.raises(WayClosed), transaction.atomic():
            move(
                Money(1_00), source=fund, target=target, kind=kind, key=f"out-{kind}",
                happened_at=scene.at,
            )  # fmt: skip


def test_a_doubt_that_holds_stops_it_and_nothing_is_paid(scene: Scene) -> None:
    appeal = scene.opened()
    give(fund_of(appeal), 100_00)
    waiting = scene.bill(appeal, 60_00)
    paying.approve_payout(scene.approver, waiting.reference, at=scene.at)
    said = {"words": "医院没有这个病人", "contact": "a@example.org", "address": "192.0.2.1"}
    doubt = complain(b.STRANGER, appeal.number, at=scene.at, **said)
    house = parties.organisation(8, name="流水平台")
    judge = parties.holder(parties.person("孙查"), house, Right.INSTALLATION_MANAGE)
    agreed = Payout.objects.get(pk=waiting.pk)
    unagreed = scene.bill(appeal, 10_00)
    later = scene.at + timedelta(hours=1)
    answer_complaint(judge, doubt.pk, answer="已停止", is_true=True, at=later)
    with pytest.raises(AppealStopped):
        scene.bill(appeal, 1_00)
    with pytest.raises(AppealStopped):
        paying.pay_payout(scene.approver, agreed.reference, bank_ref="B1", paid_at=later, at=later)
    with pytest.raises(NothingToLift):  # the site's reason is not the organisation's
        running.resume_appeal(scene.clerk, appeal.number, at=later)
    with pytest.raises(ReasonMissing):
        running.stop_appeal(scene.clerk, appeal.number, why=" ", at=later)
    running.stop_appeal(scene.clerk, appeal.number, why="核实中", at=later)
    unagreed.refresh_from_db()
    assert unagreed.state == PayoutState.CANCELLED
    # The bank made the other before it was stopped: what left is booked, and is not free again.
    assert sums_of(Appeal.objects.get(pk=appeal.pk)).free == 40_00
    left = paying.pay_payout(
        scene.approver, agreed.reference, bank_ref="B1", paid_at=scene.at, at=later
    )
    assert left.state == PayoutState.PAID
    running.resume_appeal(scene.clerk, appeal.number, at=scene.at)  # its own reason alone
    with pytest.raises(AppealStopped):
        scene.bill(appeal, 1_00)
    with pytest.raises(NotAllowed):
        running.stop_appeal(scene.drafter, appeal.number, why="x", at=scene.at)


def test_what_was_untrue_goes_back_to_givers(scene: Scene, provider: Provider) -> None:
    appeal = scene.opened()
    order = ordered(appeal, 100_00)
    b.settled(provider, order)
    sequence_all()
    scene.paid(appeal, 30_00)
    with pytest.raises(MoveNotAllowed):
        resting.begin_giving_back(scene.drafter, appeal.number, why="不实", at=scene.at)
    for _again in range(2):
        running.mark_untrue(scene.clerk, appeal.number, why="病历不实", at=scene.at)
    with pytest.raises(NotAllowed):
        running.resume_appeal(scene.clerk, appeal.number, at=scene.at)
    with pytest.raises(RestLeft):
        running.settle_appeal(scene.clerk, appeal.number, at=scene.at)
    with pytest.raises(ReasonMissing):
        resting.begin_giving_back(scene.drafter, appeal.number, why=" ", at=scene.at)
    back = resting.begin_giving_back(scene.drafter, appeal.number, why="不实", at=scene.at)
    mass = agree_mass_refund(scene.approver, back, language="zh-hans", at=scene.at)
    for payment in Payment.objects.filter(order=order):  # as the worker does it, gift by gift
        _one(mass, payment, _Done())
    sums = sums_of(Appeal.objects.get(pk=appeal.pk))
    assert (sums.used, sums.free, sums.elsewhere) == (30_00, 0, 70_00)
    settled = running.settle_appeal(scene.clerk, appeal.number, at=scene.at)
    assert settled.state == AppealState.SETTLED


def test_what_is_left_goes_on_as_declared_by_two_people(scene: Scene) -> None:
    first = scene.opened(rest_way=RestWay.SIMILAR)
    give(fund_of(first), 100_00)
    running.end_appeal(scene.clerk, first.number, why="已出院", at=scene.at)
    second = scene.opened(cap_minor=50_00, rest_way=RestWay.SIMILAR)
    to_givers = scene.opened()
    number, to = first.number, second.number
    with pytest.raises(RestNowhere):
        resting.propose_rest(scene.drafter, number, to=number, why="余款", at=scene.at)
    with pytest.raises(RestNowhere):  # what moved could go back to nobody
        resting.propose_rest(scene.drafter, number, to=to_givers.number, why="余款", at=scene.at)
    seen = resting.propose_rest(scene.drafter, number, to=to, why="余款", at=scene.at).pk
    with pytest.raises(CapReached):  # the other's cap stands
        resting.decide_rest(scene.approver, number, rest=seen, agrees=True, at=scene.at)
    resting.decide_rest(scene.approver, number, rest=seen, agrees=False, at=scene.at)
    Appeal.objects.filter(pk=second.pk).update(cap_minor=600_00)
    key = resting.propose_rest(scene.drafter, number, to=to, why="余款", at=scene.at).pk
    with pytest.raises(OtherWaits):
        resting.decide_rest(scene.approver, number, rest=seen, agrees=True, at=scene.at)
    running.stop_appeal(scene.clerk, to, why="核实中", at=scene.at)
    with pytest.raises(AppealStopped):
        resting.decide_rest(scene.approver, number, rest=key, agrees=True, at=scene.at)
    running.resume_appeal(scene.clerk, to, at=scene.at)
    both = parties.holder(
        parties.person("双岗"), scene.body, Right.MONEY_DRAFT, Right.MONEY_APPROVE
    )
    first.rests.filter(decided_at=None).update(proposed_by=both.name)
    with pytest.raises(ProposedByYou):
        resting.decide_rest(both, number, rest=key, agrees=True, at=scene.at)
    resting.decide_rest(scene.approver, number, rest=key, agrees=True, at=scene.at)
    left, got = (sums_of(Appeal.objects.get(pk=one.pk)) for one in (first, second))
    assert (left.free, left.elsewhere) == (0, 100_00)
    assert (got.given, got.free) == (100_00, 100_00)
    assert Appeal.objects.get(pk=second.pk).taken_minor == 100_00


def test_an_appeal_stands_on_no_list_of_campaigns(scene: Scene, client: Client) -> None:
    appeal = scene.opened()
    give(fund_of(appeal), 123_45)
    b.project(scene.body)
    books = books_of(scene.body.pk)
    assert (books.given, books.personal) == (0, 123_45)  # no money of the charity's
    title, number = "筹集透析费用", appeal.number
    assert title in client.get("/appeals/").content.decode()
    assert title in client.get(f"/appeals/{number}/").content.decode()
    code = scene.body.credit_code
    for address in (
        "/", "/projects/", "/projects/tags/", "/find/", "/teams/", "/organisations/",
        f"/organisations/{code}/", "/api/v1/projects", "/balance.json",
    ):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        assert title not in page.content.decode(), address
        assert number not in page.content.decode(), address
    for address in (
        f"/projects/{number}/", f"/projects/{number}/gifts/", f"/projects/{number}/gifts.json",
        f"/projects/{number}/flow", f"/projects/{number}/complain/", f"/api/v1/projects/{number}",
        f"/projects/{number}/card.png", f"/teams/new/?project={number}",
    ):  # fmt: skip
        assert client.get(address).status_code in {302, 404}, address
    assert client.get("/find/", {"number": number}).status_code == 422
    with pytest.raises(NotFound):
        project_for(b.SETUP, number)
