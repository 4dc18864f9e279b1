"""Who lent the post approves nothing with it; a complaint that holds stops money on its way out."""

from datetime import timedelta

import pytest

from liushui.disbursing.models import Disbursement
from liushui.disbursing.services import (
    approve_disbursement,
    cancel_disbursement,
    order_disbursement,
    pay_disbursement,
)
from liushui.kernel.errors import DomainError
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from liushui.parties.models import PostHolding
from liushui.projects.services import resume_project, suspend_project
from tests.disbursing.builders import Story, a_story, an_agreement, drafted
from tests.parties.builders import as_donor, holder, person
from tests.projects.builders import AT, SETUP, TODAY

pytestmark = pytest.mark.django_db


def refused(code: str, act: object) -> None:
    with pytest.raises(DomainError) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code


def held_down(story: Story) -> None:
    suspend_project(SETUP, story.project.number, why="投诉属实", rule="N09", at=AT)


def test_the_drafters_own_post_lent_to_another_approves_nothing() -> None:
    story = a_story(100_00)
    both = holder(person("两职"), story.charity, Right.MONEY_DRAFT, Right.MONEY_APPROVE)
    draft = drafted(both, an_agreement(story), 30_00)
    origin = PostHolding.objects.get(person_id=both.person_id)
    other = person("代理人", "13800000009")
    PostHolding.objects.create(
        post=origin.post, person=other, since=origin.since, until=TODAY + timedelta(days=9),
        delegated_from=origin,
    )  # fmt: skip
    refused("same_hands", lambda: approve_disbursement(as_donor(other), draft.reference, at=AT))
    assert Disbursement.objects.get().state == "drafted"


def test_what_a_complaint_found_stops_each_step_until_it_is_lifted() -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    draft, other, late = (drafted(story.drafter, agreement, 10_00) for _ in "abc")
    approve_disbursement(story.decider, other.reference, at=AT)
    approve_disbursement(story.decider, late.reference, at=AT)
    order_disbursement(story.decider, late.reference, order_ref="O1", at=AT)
    held_down(story)
    refused("project_held", lambda: drafted(story.drafter, agreement, 5_00))
    refused("project_held", lambda: approve_disbursement(story.decider, draft.reference, at=AT))
    refused("project_held", lambda: order_disbursement(
        story.decider, other.reference, order_ref="O2", at=AT))  # fmt: skip
    free = balance(agreement.fund_id).free
    paid = pay_disbursement(story.decider, late.reference, bank_ref="B1", paid_at=AT, at=AT)
    assert (paid.state, balance(agreement.fund_id).free) == ("paid", free + 10_00), (
        "the bank did it"
    )
    assert cancel_disbursement(
        story.decider, other.reference, why="投诉属实", at=AT
    ).state == "cancelled"  # fmt: skip
    resume_project(SETUP, story.project.number, at=AT)
    assert approve_disbursement(story.decider, draft.reference, at=AT).state == "approved"
