"""What waits for whoever gives out posts: on the console's first page, by its last day."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from liushui.desk.needs import needs_of
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, Person
from liushui.parties.queries import actor_for
from liushui.parties.services.inviting import invite, revoke_invitation
from liushui.parties.services.managing import appoint_to_post
from tests.parties import builders as b
from tests.parties.posted import House

pytestmark = pytest.mark.django_db


def waiting(person: Person, *, days: int = 0) -> list[str]:
    """The pages that wait for this person among the posts, in order."""
    groups = needs_of(actor_for(person.pk, b.TODAY), now() + timedelta(days=days))
    return [item.href for group in groups if group.name == "posts" for item in group.items]


def test_a_proposal_waits_for_the_other_manager_alone_and_names_nobody() -> None:
    house = House()
    post = house.post(Right.MONEY_APPROVE, title="审批")
    outcome = appoint_to_post(house.first, post.pk, house.lin, since=b.TODAY, until=None, at=now())
    assert outcome.waits
    read = AuditRecord.objects.filter(verb="person.name_read").count()
    [href] = waiting(house.zhao)
    assert href.startswith("/console/people/proposals/")
    assert AuditRecord.objects.filter(verb="person.name_read").count() == read
    for other in (house.wang, house.lin, house.chen):
        assert not waiting(other)
    assert not waiting(house.zhao, days=15)  # it has lapsed


def test_a_link_that_nobody_took_waits_for_whoever_made_it_before_it_runs_out() -> None:
    house = House()
    post = house.post(Right.CASE_EDIT, title="专员")
    made = invite(house.first, post.pk, at=now())
    assert not waiting(house.wang)
    assert waiting(house.wang, days=6) == [f"/console/people/posts/{post.pk}/"]
    assert not waiting(house.zhao, days=6)
    assert not waiting(house.wang, days=8)
    revoke_invitation(house.first, made.invitation.pk, at=now())
    assert not waiting(house.wang, days=6)
