"""Two of the organisation's own let go on what a complaint held down (decision 0095)."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import open_proposals
from liushui.parties.services.two_people import Decision, decide_proposal
from liushui.projects.models import Project, PublicComplaint, Suspension
from liushui.projects.queries.complaints import LIFT, lift_mark
from liushui.projects.services import (
    answer_complaint,
    lift_what_held,
    resume_project,
    say_first_word,
)
from tests.parties.builders import holder, person
from tests.projects.builders import AT, charity
from tests.projects.test_complaints import operator, refused
from tests.projects.test_own_complaints import HELD, Alone, agree
from tests.projects.test_pages import signed_in, words

pytestmark = pytest.mark.django_db


def lift(actor: Actor, number: int) -> Project:
    """The stop as it stands."""
    read = lift_mark(PublicComplaint.objects.get(pk=number).project_id)
    return lift_what_held(actor, number, read=read, at=AT)


def test_two_of_the_board_let_the_project_go_on_and_who_runs_the_site_does_not() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    agree(other, number)
    assert resume_project(alone.runs, alone.project.number, at=AT).state == "suspended"
    refused("not_allowed", lambda: lift(alone.runs, number))
    for _ in range(2):
        assert lift(one, number).state == "suspended"
    assert lift(other, number).state == "open"
    refused("nothing_held", lambda: lift(other, number))


@pytest.mark.parametrize("work", [Right.MONEY_PAY, Right.PROJECT_EDIT])
def test_who_works_there_lifts_nothing_round_the_page_of_the_complaint(work: Right) -> None:
    """Also by the proposal itself, which whoever holds the right to oversee may know of."""
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    agree(other, number)
    lift(one, number)
    [waiting] = open_proposals(LIFT, AT)
    busy = person("两职")
    holder(busy, alone.body, Right.BODY_OVERSEE)
    both = holder(busy, alone.body, work)
    refused(
        "not_allowed",
        lambda: decide_proposal(both, waiting.pk, Decision(agrees=True), at=AT),
    )
    assert [one.state for one in open_proposals(LIFT, AT)] == ["open"]
    assert Project.objects.get().state == "suspended"


def test_the_page_of_posts_decides_no_lift() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    agree(other, number)
    read = lift_mark(alone.project.pk)
    lifting = f"/console/complaints/{number}/lift/"
    assert signed_in(one).post(lifting, {"read": read}).status_code == 302
    [waiting] = open_proposals(LIFT, now())
    address = f"/console/people/proposals/{waiting.pk}/"
    assert signed_in(one).post(address, {"do": "withdraw"}).status_code == 404
    for word in ("agree", "refuse", "withdraw", ""):
        assert signed_in(other).post(address, {"do": word}).status_code == 404
    assert [one.state for one in open_proposals(LIFT, now())] == ["open"]
    assert Project.objects.get().state == "suspended"


def test_who_oversees_from_above_lets_it_go_on_too() -> None:
    alone = Alone()
    above = charity(5)
    alone.body.superior = above
    alone.body.save()
    overseer = holder(person("督察"), above, Right.REPORTS_READ)
    number = alone.complained().pk
    assert not PublicComplaint.objects.get().is_open_to_own
    answer_complaint(overseer, number, **HELD)
    assert lift(overseer, number).state == "open"


def test_a_yes_of_yesterday_lifts_no_stop_of_today() -> None:
    """Another stop asks for two new words, and so does another complaint that holds."""
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = _held(alone, one, other)
    lift(one, number)
    again = _held(alone, one, other)
    assert lift(other, number).state == "suspended", "the first of two new words"
    assert lift(one, again).state == "open"
    third = _held(alone, one, other)
    [old] = open_proposals(LIFT, AT)
    agreed = Decision(agrees=True)
    refused("proposal_over", lambda: decide_proposal(other, old.pk, agreed, at=AT))
    assert lift(other, third).state == "suspended"
    assert lift(one, third).state == "open"


def test_the_same_complaint_found_again_after_a_lift_is_another_stop() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = _held(alone, one, other)
    lift(one, number)
    Suspension.objects.update(lifted_at=AT + timedelta(minutes=1), lifted_by="person:1")
    standing = Suspension.objects.get()
    standing.pk, standing.lifted_at, standing.lifted_by = None, None, ""
    standing.save()
    assert lift(other, number).state == "suspended"
    assert lift(one, number).state == "open"


def test_the_button_lifts_the_stop_that_was_read_and_no_other() -> None:
    """The page carries which stop it showed; what came since is shown, and nothing is lifted."""
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = _held(alone, one, other)
    there = f"/console/complaints/{number}/"
    read = lift_mark(alone.project.pk)
    assert f'name="read" value="{read}"' in signed_in(one).get(there).content.decode()
    _held(alone, one, other)
    late = signed_in(one).post(f"{there}lift/", {"read": read})
    assert (late.status_code, open_proposals(LIFT, now())) == (409, [])
    assert lift_mark(alone.project.pk) in late.content.decode()
    assert "变了" in words(late)
    assert signed_in(other).post(f"{there}lift/").status_code == 409, "what was read is not said"


def test_only_who_sees_how_to_reach_the_author_is_asked_to_tell_them() -> None:
    alone = Alone()
    one = alone.board("监事甲")
    there = f"/console/complaints/{alone.complained().pk}/?lang=en"
    assert "Then tell them of it" not in words(signed_in(one).get(there))
    assert "Then tell them of it" in words(signed_in(operator()).get(there))


def _held(alone: Alone, one: Actor, other: Actor) -> int:
    """A complaint that the two found to hold."""
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    agree(other, number)
    return number
