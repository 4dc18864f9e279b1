"""What went on to an appeal that proved untrue comes back, as far as it still lies there."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from liushui.appeals.errors import (
    CapReached,
    NothingProposed,
    ProposedByYou,
    ReasonMissing,
    RestNowhere,
    VersionWaits,
)
from liushui.appeals.models import Appeal, Homecoming, Rest
from liushui.appeals.queries.homecomings import onwards_of
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import coming_home, paying, resting, running
from liushui.appeals.states import AppealState, RestWay
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder, Payment
from liushui.giving.services import place_order
from liushui.giving.services.refund_mass import _Done, _one, agree_mass_refund
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.queries.tracing import trace_forward
from liushui.ledger.services import sequence_all
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from tests.appeals.builders import Scene, browser, words
from tests.giving import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_related("project").get(pk=appeal.pk)


def moved_on(
    scene: Scene, provider: Provider, cap_minor: int = 600_00
) -> tuple[Appeal, Appeal, GiftOrder, Rest]:
    """A gift of 100 yuan to the first; all of it went on to the second, and 30 were paid there."""
    first = scene.opened(rest_way=RestWay.SIMILAR)
    giver = parties.as_donor(parties.chen())
    order = place_order(giver, project=first.number, amount=Money(100_00), at=b.now())
    b.settled(provider, order)
    sequence_all()
    running.end_appeal(scene.clerk, first.number, why="已出院", at=scene.at)
    second = scene.opened(rest_way=RestWay.SIMILAR, cap_minor=cap_minor)
    asked = resting.propose_rest(
        scene.drafter, first.number, to=second.number, why="余款", at=scene.at
    )
    resting.decide_rest(scene.approver, first.number, rest=asked.pk, agrees=True, at=scene.at)
    running.settle_appeal(scene.clerk, first.number, at=scene.at)
    scene.paid(second, 30_00)
    return first, second, order, Rest.objects.get()


def test_what_still_lies_there_goes_back_to_where_it_came_from_and_to_its_givers(
    scene: Scene, provider: Provider
) -> None:
    first, second, order, rest = moved_on(scene, provider)
    number, held = second.number, scene.bill(second, 20_00)
    paying.approve_payout(scene.approver, held.reference, at=scene.at)
    running.mark_untrue(scene.clerk, number, why="病历不实", at=scene.at)
    assert Notice.objects.filter(kind="appeal-went-on-untrue").count() == 1
    early = coming_home.propose_home(scene.drafter, number, rest=rest.pk, why="不实", at=scene.at)
    assert early.amount_minor == 50_00  # 30 are paid, 20 are held back for the provider
    with pytest.raises(VersionWaits):
        coming_home.propose_home(scene.drafter, number, rest=rest.pk, why="不实", at=scene.at)
    coming_home.decide_home(scene.approver, number, home=early.pk, agrees=False, at=scene.at)
    paying.cancel_payout(scene.approver, held.reference, why="不实", at=scene.at)
    home = coming_home.propose_home(scene.drafter, number, rest=rest.pk, why="不实", at=scene.at)
    for _again in range(2):
        coming_home.decide_home(scene.approver, number, home=home.pk, agrees=True, at=scene.at)
    with pytest.raises(NothingProposed):
        coming_home.decide_home(scene.approver, number, home=home.pk, agrees=False, at=scene.at)
    got, source = sums_of(fresh(second)), sums_of(fresh(first))
    assert (got.used, got.free, got.elsewhere) == (30_00, 0, 70_00)
    assert (source.free, source.elsewhere) == (70_00, 30_00)
    assert fresh(first).state == AppealState.ENDED  # something is left of it again
    assert running.settle_appeal(scene.clerk, number, at=scene.at).state == AppealState.SETTLED
    assert [one.home_minor for one in onwards_of(fresh(first))] == [70_00]
    back = resting.begin_giving_back(scene.drafter, first.number, why="不实", at=scene.at)
    mass = agree_mass_refund(scene.approver, back, language="zh-hans", at=scene.at)
    for payment in Payment.objects.filter(order=order):
        _one(mass, payment, _Done())
    ends = {str(end.end): end.amount for end in trace_forward(order.reference)}
    assert ends == {"used": 30_00, "refunded": 70_00}
    for one in (first, second):
        page = words(browser(scene.lin.pk).get(f"/appeals/{one.number}/"))
        assert "70.00 元已从求助" in page, one.number
    claimed = words(browser(scene.lin.pk).get(f"/appeals/{number}/"))
    assert "查实不符之前已付出 30.00 元" in claimed


def test_only_two_people_with_a_reason_bring_it_home(scene: Scene, provider: Provider) -> None:
    _first, second, _order, rest = moved_on(scene, provider)
    number = second.number
    with pytest.raises(RestNowhere):  # both are true so far
        coming_home.propose_home(scene.drafter, number, rest=rest.pk, why="不实", at=scene.at)
    running.mark_untrue(scene.clerk, number, why="病历不实", at=scene.at)
    with pytest.raises(ReasonMissing):
        coming_home.propose_home(scene.drafter, number, rest=rest.pk, why=" ", at=scene.at)
    with pytest.raises(NotFound):
        coming_home.propose_home(scene.drafter, number, rest=rest.pk + 9, why="x", at=scene.at)
    with pytest.raises(NotAllowed):
        coming_home.propose_home(scene.clerk, number, rest=rest.pk, why="不实", at=scene.at)
    home = coming_home.propose_home(scene.drafter, number, rest=rest.pk, why="不实", at=scene.at)
    both = parties.holder(
        parties.person("双岗"), scene.body, Right.MONEY_DRAFT, Right.MONEY_APPROVE
    )
    Homecoming.objects.filter(pk=home.pk).update(proposed_by=both.name)
    with pytest.raises(ProposedByYou):
        coming_home.decide_home(both, number, home=home.pk, agrees=True, at=scene.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Homecoming.objects.filter(pk=home.pk).update(
            is_agreed=True, decided_by=both.name, decided_at=scene.at
        )


def test_what_a_deceiver_left_to_another_comes_back_too(scene: Scene, provider: Provider) -> None:
    """The first proves untrue after its leftover went on: its givers were deceived."""
    first, second, _order, rest = moved_on(scene, provider)
    running.mark_untrue(scene.clerk, first.number, why="病历不实", at=scene.at)
    room = f"/console/appeals/{first.number}/"
    drafter = browser(scene.drafter.person_id or 0)
    approver = browser(scene.approver.person_id or 0)
    assert "还可退回 70.00 元" in words(drafter.get(room))
    ask = {"do": "propose", "key": rest.pk}
    assert drafter.post(f"{room}home/", ask).status_code == 422
    assert drafter.post(f"{room}home/", ask | {"why": "病历不实"}).status_code == 302
    key = Homecoming.objects.get().pk
    assert "拟退回 70.00 元" in words(approver.get(room))
    assert approver.post(f"{room}home/", {"do": "agree", "key": "x"}).status_code == 409
    assert approver.post(f"{room}home/", {"do": "agree", "key": key}).status_code == 302
    assert (sums_of(fresh(first)).free, sums_of(fresh(second)).free) == (70_00, 0)
    assert fresh(second).state == AppealState.OPEN  # the other one is true and goes on


def test_what_went_home_leaves_room_below_the_cap(scene: Scene, provider: Provider) -> None:
    first, second, _order, rest = moved_on(scene, provider, 100_00)
    with pytest.raises(CapReached):
        place_order(b.STRANGER, project=second.number, amount=Money(1_00), at=b.now())
    running.mark_untrue(scene.clerk, first.number, why="病历不实", at=scene.at)
    home = coming_home.propose_home(
        scene.drafter, first.number, rest=rest.pk, why="不实", at=scene.at
    )
    assert fresh(second).taken_minor == 100_00
    for _again in range(2):
        coming_home.decide_home(
            scene.approver, first.number, home=home.pk, agrees=True, at=scene.at
        )
    assert fresh(second).taken_minor == 30_00  # what was paid of it stays
    with pytest.raises(CapReached):
        place_order(b.STRANGER, project=second.number, amount=Money(70_01), at=b.now())
    place_order(b.STRANGER, project=second.number, amount=Money(70_00), at=b.now())


def test_both_appeals_are_locked_at_once_whichever_is_named(
    scene: Scene, provider: Provider
) -> None:
    """One first and then the other waits for ever for somebody who goes the other way."""
    _first, second, _order, rest = moved_on(scene, provider)
    running.mark_untrue(scene.clerk, second.number, why="病历不实", at=scene.at)
    home = coming_home.propose_home(
        scene.drafter, second.number, rest=rest.pk, why="不实", at=scene.at
    )
    with CaptureQueriesContext(connection) as seen:
        coming_home.decide_home(
            scene.approver, second.number, home=home.pk, agrees=True, at=scene.at
        )
    asked = [one["sql"] for one in seen.captured_queries]
    locks = [sql for sql in asked if 'FROM "appeals_appeal"' in sql and "FOR NO KEY" in sql]
    pair = sorted([rest.appeal_id, rest.to_id])
    assert f"IN ({pair[0]}, {pair[1]})" in locks[0] or f"IN ({pair[1]}, {pair[0]})" in locks[0]
    assert "ORDER BY" in locks[0]
