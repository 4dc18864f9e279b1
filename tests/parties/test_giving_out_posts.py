"""Whoever manages posts opens, fills and ends them; what lets money go needs two people."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, PostHolding, Proposal
from liushui.parties.queries import actor_for
from liushui.parties.queries.posts import actors_serving, post_for
from liushui.parties.queries.register import chart_of, colleagues_of, proposals_waiting
from liushui.parties.services import create_post
from liushui.parties.services.appointing import HoldingEndsTooEarly, PostHeldOtherwise, RightUnknown
from liushui.parties.services.managing import (
    LastManager,
    PostClosed,
    appoint_to_post,
    end_holding_now,
    restore_holding,
    suspend_holding,
)
from liushui.parties.services.posts import (
    ChartGoesInCircle,
    PostOutsideRegion,
    PostStillHeld,
    PostText,
    PostTitleMissing,
    PostTitleTaken,
    RightOfOperator,
    change_post,
    close_post,
    open_post,
)
from liushui.parties.services.two_people import (
    Decision,
    ProposalOver,
    ProposedByYou,
    decide_proposal,
    lapse_proposals,
    withdraw_proposal,
)
from liushui.parties.states import ProposalState
from tests.parties import builders as b
from tests.parties.posted import House
from tests.places.builders import load_corner

pytestmark = pytest.mark.django_db

AGREE, REFUSE = Decision(agrees=True), Decision(agrees=False, why="不合适")
NEXT_WEEK = b.TODAY + timedelta(days=7)


def the_proposal(house: House, *, title: str = "主管") -> Proposal:
    """Wang proposes that Chen approves payments."""
    post = house.post(Right.MONEY_APPROVE, title=title)
    outcome = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert outcome.waits
    assert outcome.proposal is not None
    return outcome.proposal


def test_a_light_post_is_given_at_once() -> None:
    house = House()
    post = house.post(Right.CASE_EDIT)
    outcome = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert not outcome.waits
    assert house.acting(house.chen).holds(Right.CASE_EDIT, house.body.pk)
    told = AuditRecord.objects.get(verb="post.appointed", thing_id=post.pk)
    assert told.actor == house.first.name


def test_a_post_that_lets_money_go_needs_a_second_person() -> None:
    house = House()
    proposal = the_proposal(house)
    assert not house.acting(house.chen).posts
    with pytest.raises(ProposedByYou) as refused:
        decide_proposal(house.first, proposal.pk, AGREE, at=b.AT)
    assert refused.value.code == "proposed_by_you"
    for stranger in (house.acting(house.lin), house.acting(house.chen), Actor.stranger()):
        with pytest.raises(NotFound):
            decide_proposal(stranger, proposal.pk, AGREE, at=b.AT)
    assert [one.may_decide for one in proposals_waiting(house.second, b.AT)] == [True]
    assert [one.may_decide for one in proposals_waiting(house.first, b.AT)] == [False]
    decide_proposal(house.second, proposal.pk, AGREE, at=b.AT)
    decide_proposal(house.second, proposal.pk, AGREE, at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_APPROVE, house.body.pk)
    assert PostHolding.objects.filter(person=house.chen).count() == 1
    with pytest.raises(ProposalOver):
        decide_proposal(house.second, proposal.pk, REFUSE, at=b.AT)


def test_who_approves_cannot_give_drafting_to_a_second_phone_alone() -> None:
    """Else one person drafts by one account and approves by the other."""
    house = House()
    post = house.post(Right.MONEY_DRAFT)
    outcome = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert outcome.waits
    assert not house.acting(house.chen).holds(Right.MONEY_DRAFT, house.body.pk)


def test_nobody_agrees_to_their_own_appointment() -> None:
    house = House()
    post = house.post(Right.MONEY_PAY)
    outcome = appoint_to_post(house.first, post.pk, house.zhao, since=b.TODAY, at=b.AT)
    assert outcome.proposal is not None
    with pytest.raises(NotAllowed), transaction.atomic():
        decide_proposal(house.second, outcome.proposal.pk, AGREE, at=b.AT)
    assert not house.second.holds(Right.MONEY_PAY, house.body.pk)


def test_the_operator_is_the_second_where_an_organisation_has_one_manager_alone() -> None:
    body, chen = b.organisation(3), b.chen()
    manager = b.holder(b.wang(), body, Right.POSTS_MANAGE)
    operator = b.holder(b.zhao(), b.organisation(5), Right.INSTALLATION_MANAGE)
    treasury = create_post(b.SETUP, body, title="出纳", rights=[Right.MONEY_PAY], at=b.AT)
    outcome = appoint_to_post(manager, treasury.pk, chen, since=b.TODAY, at=b.AT)
    assert outcome.proposal is not None
    decide_proposal(operator, outcome.proposal.pk, AGREE, at=b.AT)
    assert actor_for(chen.pk, b.TODAY).holds(Right.MONEY_PAY, body.pk)


def test_a_proposal_is_withdrawn_refused_or_lapses() -> None:
    house = House()
    taken_back = the_proposal(house, title="一")
    with pytest.raises(NotAllowed):
        withdraw_proposal(house.second, taken_back.pk, at=b.AT)
    withdraw_proposal(house.first, taken_back.pk, at=b.AT)
    assert withdraw_proposal(house.first, taken_back.pk, at=b.AT).state == ProposalState.WITHDRAWN
    with pytest.raises(ProposalOver):
        decide_proposal(house.second, taken_back.pk, AGREE, at=b.AT)
    no = the_proposal(house, title="二")
    decide_proposal(house.second, no.pk, REFUSE, at=b.AT)
    with pytest.raises(ProposalOver):
        withdraw_proposal(house.first, no.pk, at=b.AT)
    late = the_proposal(house, title="三")
    with pytest.raises(ProposalOver) as refused:
        decide_proposal(house.second, late.pk, AGREE, at=late.expires_at)
    assert refused.value.code == "proposal_over"
    assert lapse_proposals(at=late.expires_at) == 1
    late.refresh_from_db()
    assert (late.state, late.decided_by) == (ProposalState.LAPSED, None)
    assert not house.acting(house.chen).posts


def test_the_database_keeps_two_people_and_the_words_of_a_proposal() -> None:
    proposal = the_proposal(House())
    for change in (
        {"decided_by": proposal.proposed_by, "decided_at": b.AT},
        {"state": ProposalState.AGREED},
    ):
        with pytest.raises(IntegrityError, match="proposal_"), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**change)
    for content in ({"facts": {}}, {"proposed_by": "person:0"}, {"kind": "post.other"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**content)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        proposal.delete()


def test_more_rights_for_whoever_holds_a_post_need_a_second_person() -> None:
    house = House()
    post = house.post(Right.CASE_EDIT, title="专员")
    appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    more = PostText("专员", (Right.CASE_EDIT, Right.MONEY_PAY))
    proposal = change_post(house.first, post.pk, more, at=b.AT)
    assert proposal is not None
    assert not house.acting(house.chen).holds(Right.MONEY_PAY, house.body.pk)
    decide_proposal(house.second, proposal.pk, AGREE, at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_PAY, house.body.pk)
    fewer = PostText("专员", (Right.GIFT_READ,))
    assert change_post(house.first, post.pk, fewer, at=b.AT) is None
    assert not house.acting(house.chen).holds(Right.CASE_EDIT, house.body.pk)


def test_posts_are_opened_with_sense_or_not_at_all() -> None:
    house = House()
    rights = (Right.GIFT_READ.value,)
    above = open_post(house.first, house.body.pk, PostText("秘书长", rights), at=b.AT)
    below = open_post(
        house.first, house.body.pk, PostText("干事", rights, above_id=above.pk), at=b.AT
    )
    assert below.above == above
    for text, refusal, code in (
        (PostText("", rights), PostTitleMissing, "post_title_missing"),
        (PostText("干事", rights), PostTitleTaken, "post_title_taken"),
        (PostText("甲", ("money.print",)), RightUnknown, "right_unknown"),
        (PostText("乙", (Right.INSTALLATION_MANAGE,)), RightOfOperator, "right_of_operator"),
        (PostText("丙", rights, region_code="99"), NotFound, "not_found"),
    ):
        with pytest.raises(refusal) as refused:
            open_post(house.first, house.body.pk, text, at=b.AT)
        assert refused.value.code == code
    with pytest.raises(ChartGoesInCircle) as circle:
        change_post(house.first, above.pk, PostText("秘书长", rights, above_id=below.pk), at=b.AT)
    assert circle.value.code == "chart_goes_in_circle"
    chart = {branch.post.title: [x.post.title for x in branch.below]
             for branch in chart_of(house.body, b.TODAY)}  # fmt: skip
    assert chart["秘书长"] == ["干事"]


def test_those_without_the_right_neither_see_nor_change_posts() -> None:
    house = House()
    post = house.post(Right.GIFT_READ)
    peer = b.holder(b.person("邻"), b.organisation(2), Right.POSTS_MANAGE)
    for actor in (house.acting(house.lin), house.acting(house.chen), peer, Actor.stranger()):
        with pytest.raises(NotFound):
            post_for(actor, post.pk)
        with pytest.raises(NotFound):
            appoint_to_post(actor, post.pk, house.chen, since=b.TODAY, at=b.AT)
        with pytest.raises(NotAllowed):
            open_post(actor, house.body.pk, PostText("丁", ()), at=b.AT)


def test_a_manager_of_a_region_gives_out_posts_in_it_alone() -> None:
    load_corner()
    house = House()
    words = PostText("片区", (Right.POSTS_MANAGE,), region_code="44")
    over = open_post(house.first, house.body.pk, words, at=b.AT)
    outcome = appoint_to_post(house.first, over.pk, house.chen, since=b.TODAY, at=b.AT)
    assert outcome.proposal is not None
    decide_proposal(house.second, outcome.proposal.pk, AGREE, at=b.AT)
    regional = house.acting(house.chen)
    village = PostText("村", (Right.CASE_EDIT,), region_code="4419")
    inner = open_post(regional, house.body.pk, village, at=b.AT)
    assert inner.region_id == "4419"
    with pytest.raises(PostOutsideRegion) as refused:
        open_post(regional, house.body.pk, PostText("全", ()), at=b.AT)
    assert refused.value.code == "post_outside_region"


def test_a_post_that_rests_gives_nothing_until_it_is_restored() -> None:
    house = House()
    post = house.post(Right.CASE_EDIT)
    held = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT).holding
    assert held is not None
    suspend_holding(house.first, held.pk, at=b.AT)
    suspend_holding(house.first, held.pk, at=b.AT)
    assert not house.acting(house.chen).posts
    with pytest.raises(NotFound):
        restore_holding(house.acting(house.lin), held.pk, at=b.AT)
    restore_holding(house.second, held.pk, at=b.AT)
    assert house.acting(house.chen).holds(Right.CASE_EDIT, house.body.pk)
    assert AuditRecord.objects.filter(verb="post.suspended").count() == 1


def test_whoever_rests_does_not_restore_themselves() -> None:
    house = House()
    mine = PostHolding.objects.get(person=house.wang)
    first = house.first
    suspend_holding(house.second, mine.pk, at=b.AT)
    with pytest.raises(NotAllowed):
        restore_holding(first, mine.pk, at=b.AT)


def test_an_organisation_keeps_a_manager() -> None:
    house = House()
    end_holding_now(house.first, PostHolding.objects.get(person=house.wang).pk, at=b.AT)
    assert not house.first.posts
    last = PostHolding.objects.get(person=house.zhao)
    for act in (end_holding_now, suspend_holding):
        with pytest.raises(LastManager) as refused:
            act(house.second, last.pk, at=b.AT)
    assert refused.value.code == "last_manager"


def test_a_closed_post_is_given_to_nobody() -> None:
    house = House()
    post = house.post(Right.GIFT_READ)
    held = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT).holding
    assert held is not None
    with pytest.raises(PostStillHeld) as refused:
        close_post(house.first, post.pk, at=b.AT)
    assert refused.value.code == "post_still_held"
    end_holding_now(house.first, held.pk, at=b.AT)
    close_post(house.first, post.pk, at=b.AT)
    close_post(house.first, post.pk, at=b.AT)
    with pytest.raises(PostClosed) as closed:
        appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert closed.value.code == "post_closed"


def test_days_of_an_appointment_are_sensible() -> None:
    house = House()
    post = house.post(Right.GIFT_READ)
    with pytest.raises(HoldingEndsTooEarly):
        appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, until=b.TODAY, at=b.AT)
    appoint_to_post(house.first, post.pk, house.chen, since=NEXT_WEEK, at=b.AT)
    with pytest.raises(PostHeldOtherwise):
        appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert not house.acting(house.chen).posts
    assert actor_for(house.chen.pk, NEXT_WEEK).posts


def test_names_in_the_register_are_read_on_the_record(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    house = House()
    manager = house.first
    with django_assert_num_queries(4):
        names = {one.name for one in colleagues_of(manager, house.body, b.TODAY, b.AT)}
    assert names == {"王志远", "赵明", "林晓雨"}
    read = AuditRecord.objects.filter(verb="person.name_read", actor=house.first.name)
    assert {one.thing_id for one in read} == {house.zhao.pk, house.lin.pk}
    with django_assert_num_queries(1):
        assert len(actors_serving([house.body.pk], date(2026, 7, 18))) == 3


def test_what_was_agreed_to_is_what_was_proposed() -> None:
    """Else the post grows between the second person's look and their word."""
    house = House()
    post = house.post(Right.BOOKS_SEAL, title="记账")
    outcome = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT)
    assert outcome.proposal is not None
    text = PostText("记账", (Right.BOOKS_SEAL, Right.MONEY_APPROVE, Right.MONEY_PAY))
    assert change_post(house.first, post.pk, text, at=b.AT) is None
    with pytest.raises(ProposalOver):
        decide_proposal(house.second, outcome.proposal.pk, AGREE, at=b.AT)
    assert not house.acting(house.chen).posts
    again = appoint_to_post(house.first, post.pk, house.chen, since=b.TODAY, at=b.AT).proposal
    assert again is not None
    decide_proposal(house.second, again.pk, AGREE, at=b.AT)
    assert house.acting(house.chen).holds(Right.MONEY_PAY, house.body.pk)


def test_the_hand_on_the_machine_is_the_second_person_where_there_is_one_manager_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first set-up leaves one person in charge: without this nobody could ever move money."""
    body = b.organisation()
    alone = b.holder(b.wang(), body, Right.POSTS_MANAGE, Right.INSTALLATION_MANAGE)
    post = open_post(alone, body.pk, PostText("审批", (Right.MONEY_APPROVE,)), at=now())
    chen = b.chen()
    appoint_to_post(alone, post.pk, chen, since=day_of(now()), at=now())
    answers = iter(["n", "y"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    call_command("agree_to_posts")
    assert not actor_for(chen.pk, day_of(now())).posts
    call_command("agree_to_posts")
    assert actor_for(chen.pk, day_of(now())).holds(Right.MONEY_APPROVE, body.pk)
    said = capsys.readouterr().out
    assert "审批" in said
    assert "money.approve" in said
    assert "陈立" not in said, "a terminal keeps what it was told"
    call_command("agree_to_posts")
    assert "Nothing waits" in capsys.readouterr().out
