"""Delegating for a while, handing over in one step, leaving with all rights gone at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, PostHolding, Proposal
from liushui.parties.queries import actor_for
from liushui.parties.services import require_no_post
from liushui.parties.services.appointing import HoldingEndsTooEarly, PostHeldOtherwise
from liushui.parties.services.handing_over import (
    MOST_DAYS,
    DelegationTooLong,
    NotAColleague,
    NotYoursToDelegate,
    TooWeightyToLend,
    delegate,
    end_delegation,
    hand_over,
    leave,
    remove_person,
)
from liushui.parties.services.inviting import accept_invitation, invite_successor
from liushui.parties.services.managing import (
    LastManager,
    appoint_to_post,
    end_holding_now,
    suspend_holding,
)
from liushui.parties.services.two_people import Decision, SameHands, decide_proposal
from tests.parties import builders as b
from tests.parties.posted import House

pytestmark = pytest.mark.django_db

UNTIL = b.TODAY + timedelta(days=10)


def chens(house: House, *rights: Right, title: str = "专员") -> PostHolding:
    """Chen holds a light post."""
    post = house.post(*rights, title=title)
    held = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT).holding
    assert held is not None
    return held


def test_a_delegate_holds_the_post_until_the_day_and_no_longer() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    chen = house.acting(house.chen)
    lent = delegate(chen, own.pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT)
    assert delegate(chen, own.pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT) == lent
    for day, holds in ((b.TODAY, True), (UNTIL - timedelta(days=1), True), (UNTIL, False)):
        assert actor_for(house.lin.pk, day).holds(Right.CASE_EDIT, house.body.pk) is holds
        assert actor_for(house.chen.pk, day).holds(Right.CASE_EDIT, house.body.pk)
    with pytest.raises(NotYoursToDelegate) as refused:
        delegate(house.acting(house.lin), lent.pk, to_person_id=house.zhao.pk, until=UNTIL, at=b.AT)
    assert refused.value.code == "not_yours_to_delegate"


def test_a_delegation_rests_and_ends_with_what_it_came_from() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    delegate(house.acting(house.chen), own.pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT)
    suspend_holding(house.first, own.pk, at=b.AT)
    assert not house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)
    PostHolding.objects.filter(pk=own.pk).update(suspended_at=None)
    assert house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)
    end_holding_now(house.first, own.pk, at=b.AT)
    assert not house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)
    assert PostHolding.objects.get(delegated_from=own).ended_at == b.AT


def test_a_delegation_is_taken_back_by_either_side() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    lent = delegate(house.acting(house.chen), own.pk, to_person_id=house.lin.pk, until=UNTIL,
                    at=b.AT)  # fmt: skip
    stranger = b.as_donor(b.person("过"))
    for key, actor in ((lent.pk, stranger), (own.pk, house.acting(house.chen))):
        with pytest.raises(NotFound):
            end_delegation(actor, key, at=b.AT)
    end_delegation(house.acting(house.lin), lent.pk, at=b.AT)
    end_delegation(house.acting(house.chen), lent.pk, at=b.AT)
    assert not house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)


def test_a_delegation_needs_a_colleague_and_an_end_in_sight() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    chen = house.acting(house.chen)
    outsider = b.person("过")
    tries = (
        (outsider, UNTIL, NotAColleague, "not_a_colleague"),
        (house.chen, UNTIL, NotAColleague, "not_a_colleague"),
        (house.lin, b.TODAY, HoldingEndsTooEarly, "holding_ends_too_early"),
        (
            house.lin,
            b.TODAY + timedelta(days=MOST_DAYS + 1),
            DelegationTooLong,
            "delegation_too_long",
        ),
    )
    for person, until, refusal, code in tries:
        with pytest.raises(refusal) as refused:
            delegate(chen, own.pk, to_person_id=person.pk, until=until, at=b.AT)
        assert refused.value.code == code
    with pytest.raises(IntegrityError, match="delegation_has_an_end"), transaction.atomic():
        PostHolding.objects.create(
            post=own.post, person=house.lin, since=b.TODAY, delegated_from=own
        )


def test_hands_change_in_one_step() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    outcome = hand_over(house.acting(house.chen), own.pk, to_person_id=house.lin.pk, at=b.AT)
    assert not outcome.waits
    assert not house.acting(house.chen).posts
    assert house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)
    with pytest.raises(NotAllowed):
        hand_over(house.first, own.pk, to_person_id=house.zhao.pk, at=b.AT)


def test_a_weighty_post_stays_until_the_second_person_agrees() -> None:
    house = House()
    mine = PostHolding.objects.get(person=house.wang)
    outcome = hand_over(house.first, mine.pk, to_person_id=house.lin.pk, at=b.AT)
    assert outcome.proposal is not None
    assert house.first.holds(Right.POSTS_MANAGE, house.body.pk)
    decide_proposal(house.second, outcome.proposal.pk, Decision(agrees=True), at=b.AT)
    assert not house.first.posts
    assert house.acting(house.lin).holds(Right.POSTS_MANAGE, house.body.pk)


def test_a_link_hands_over_to_somebody_new() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    new = b.person("新", "13800000077")
    made = invite_successor(house.acting(house.chen), own.pk, phone="13800000077", at=b.AT)
    assert house.acting(house.chen).posts
    accept_invitation(b.as_donor(new), made.token, at=b.AT)
    assert not house.acting(house.chen).posts
    assert house.acting(new).holds(Right.CASE_EDIT, house.body.pk)


def test_one_does_not_hand_over_to_oneself_or_what_rests() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    with pytest.raises(PostHeldOtherwise):
        hand_over(house.first, own.pk, to_person_id=house.chen.pk, at=b.AT)
    suspend_holding(house.first, own.pk, at=b.AT)
    with pytest.raises(NotAllowed):
        hand_over(house.acting(house.chen), own.pk, to_person_id=house.lin.pk, at=b.AT)
    with pytest.raises(NotAllowed):
        invite_successor(house.acting(house.chen), own.pk, at=b.AT)


def test_a_leaver_loses_every_right_in_one_step() -> None:
    house = House()
    for title in ("一", "二"):
        chens(house, Right.CASE_EDIT, title=title)
    elsewhere = b.organisation(7)
    b.holder(house.chen, elsewhere, Right.GIFT_READ)
    own = PostHolding.objects.filter(person=house.chen, post__organisation=house.body)[0]
    delegate(house.acting(house.chen), own.pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT)
    assert remove_person(house.first, house.body.pk, person_id=house.chen.pk, at=b.AT) == 2
    assert remove_person(house.first, house.body.pk, person_id=house.chen.pk, at=b.AT) == 0
    chen = house.acting(house.chen)
    assert [post.organisation_id for post in chen.posts] == [elsewhere.pk]
    assert not house.acting(house.lin).holds(Right.CASE_EDIT, house.body.pk)
    told = AuditRecord.objects.get(verb="person.left")
    assert told.facts == {"person": house.chen.pk, "posts": 2}
    with pytest.raises(NotAllowed):
        remove_person(house.acting(house.lin), house.body.pk, person_id=house.wang.pk, at=b.AT)


def test_who_leaves_takes_open_proposals_along_and_the_last_manager_stays() -> None:
    house = House()
    post = house.post(Right.MONEY_PAY)
    appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert leave(house.first, house.body.pk, at=b.AT) == 1
    assert Proposal.objects.get().state == "withdrawn"
    with pytest.raises(LastManager):
        leave(house.second, house.body.pk, at=b.AT)
    assert house.second.posts


def test_who_left_can_come_back_the_same_day() -> None:
    house = House()
    own = chens(house, Right.CASE_EDIT)
    end_holding_now(house.acting(house.chen), own.pk, at=b.AT)
    require_no_post(house.chen.pk, at=b.AT)  # nothing keeps the person from asking for erasure
    appoint_to_post(house.first, own.post_id, house.chen, since=b.TODAY, at=b.AT)
    assert house.acting(house.chen).posts


def managing(house: House) -> PostHolding:
    return PostHolding.objects.get(person=house.wang, ended_at=None)


def test_one_person_alone_lends_no_weighty_post_to_whom_one_alone_appointed() -> None:
    """Else a second phone, appointed lightly, drafts what its owner then approves."""
    house = House()
    chens(house, Right.CASE_EDIT)
    with pytest.raises(TooWeightyToLend) as refused:
        delegate(house.first, managing(house).pk, to_person_id=house.chen.pk, until=UNTIL, at=b.AT)
    assert refused.value.code == "too_weighty_to_lend"
    assert not house.acting(house.chen).holds(Right.POSTS_MANAGE, house.body.pk)


def proposed(house: House, by: Actor) -> Proposal:
    post = house.post(Right.MONEY_APPROVE, title="审批")
    outcome = appoint_to_post(by, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert outcome.proposal is not None
    return outcome.proposal


def test_a_lent_post_does_not_make_two_people_of_one() -> None:
    """Else a manager lends their post to a second phone of their own and agrees with themselves."""
    house = House()
    delegate(house.first, managing(house).pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT)
    proposal = proposed(house, house.first)
    with pytest.raises(SameHands) as refused:
        decide_proposal(house.acting(house.lin), proposal.pk, Decision(agrees=True), at=b.AT)
    assert refused.value.code == "same_hands"
    assert not house.acting(house.chen).posts
    decide_proposal(house.second, proposal.pk, Decision(agrees=True), at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_APPROVE, house.body.pk)


def test_neither_does_a_post_that_was_lent_and_taken_back() -> None:
    house = House()
    lent = delegate(
        house.first, managing(house).pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT
    )
    proposal = proposed(house, house.acting(house.lin))
    end_delegation(house.first, lent.pk, at=b.AT + timedelta(minutes=1))
    with pytest.raises(SameHands):
        decide_proposal(
            house.first, proposal.pk, Decision(agrees=True), at=b.AT + timedelta(minutes=2)
        )


def test_whoever_manages_in_their_own_right_is_another_whatever_was_lent_to_them() -> None:
    house = House()
    delegate(house.first, managing(house).pk, to_person_id=house.lin.pk, until=UNTIL, at=b.AT)
    proposal = proposed(house, house.acting(house.lin))
    decide_proposal(house.second, proposal.pk, Decision(agrees=True), at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_APPROVE, house.body.pk)
