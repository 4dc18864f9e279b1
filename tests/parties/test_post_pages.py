"""Pages of posts: acting for one body of several, links, who can, what a superior reads."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import Organisation, Person, Post
from liushui.parties.queries import actor_for
from liushui.parties.queries.organisations_above import subordinates_of, superiors_of
from liushui.parties.queries.who_can import who_can
from liushui.parties.services import open_account
from liushui.parties.services.handing_over import delegate
from liushui.parties.services.inviting import invite
from liushui.parties.services.managing import appoint_to_post
from tests.accounts.builders import signed_in_client
from tests.disbursing import builders as d
from tests.parties import builders as b
from tests.parties.posted import House
from tests.places.builders import load_corner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_contexts")]
PEOPLE = "/console/people/"


def as_(person: Person) -> Client:
    return signed_in_client(open_account(person.pk))


def test_who_serves_two_bodies_acts_for_the_one_they_chose() -> None:
    house = House()
    other = b.organisation(2)
    b.holder(house.lin, other, Right.CASE_EDIT)
    client = as_(house.lin)
    assert client.get("/console/cases/").status_code == 200
    chosen = client.post("/console/switch/", {"organisation": house.body.credit_code})
    assert chosen.headers["Location"] == PEOPLE
    assert client.get("/console/cases/").status_code == 403
    page = client.get(PEOPLE)
    assert page.context["acting_in"] == house.body.pk
    assert {one.pk for one in page.context["organisations"]} == {house.body.pk, other.pk}
    client.post("/console/switch/", {"organisation": "", "next": "/console/cases/"})
    assert client.get("/console/cases/").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_the_switch_leads_nowhere_else(target: str) -> None:
    answer = as_(House().lin).post("/console/switch/", {"organisation": "", "next": target})
    assert answer.headers["Location"] == PEOPLE


def test_a_choice_that_ended_is_no_choice() -> None:
    house = House()
    other = b.organisation(2)
    b.holder(house.lin, other, Right.CASE_EDIT)
    assert actor_for(house.lin.pk, b.TODAY, house.body.pk).elsewhere == {other.pk}
    assert len(actor_for(house.lin.pk, b.TODAY, b.organisation(3).pk).posts) == 2


def test_a_link_says_what_it_offers_and_is_taken_by_whoever_signs_in() -> None:
    house = House()
    made = invite(house.first, house.post(Right.CASE_EDIT, title="专员").pk, at=now())
    path = f"/invitations/{made.token}/"
    asked = Client().get(path)
    assert asked.status_code == 200
    assert asked.headers["Referrer-Policy"] == "same-origin"  # the link leaks to nobody
    assert "no-store" in asked.headers["Cache-Control"]
    assert Client().post(path).headers["Location"].endswith(f"?next={path}")
    assert as_(house.chen).post(path).headers["Location"] == PEOPLE
    assert actor_for(house.chen.pk, day_of(now())).holds(Right.CASE_EDIT, house.body.pk)
    assert as_(house.lin).post(path).status_code == 410
    assert Client().get("/invitations/none/").status_code == 404


def test_who_can_is_what_the_policies_say() -> None:
    story = d.a_story(1_000_00)
    superior = b.organisation(8)
    Organisation.objects.filter(pk=story.charity.pk).update(superior=superior)
    b.holder(b.zhao(), superior, Right.AUDIT_READ, Right.MONEY_APPROVE)
    asker = b.holder(b.person("管理"), story.charity, Right.POSTS_MANAGE)
    payment = d.drafted(story.drafter, d.an_agreement(story), 10_00)
    told = who_can(asker, "disbursement", payment.reference, b.TODAY)
    see, approve, pay, stop = told.answers
    assert [one.is_public for one in told.answers] == [False] * 4
    assert {one.name for one in approve.holders} == {"王**"}
    assert {one.name for one in see.holders} == {"周*", "王**", "何*", "管*"}
    assert pay.holders == []
    assert {one.name for one in stop.holders} == {"周*", "王**"}
    assert superior in told.asked
    project = who_can(asker, "project", story.project.number, b.TODAY)
    assert project.answers[0].is_public
    for actor, refusal in (
        (story.drafter, NotAllowed),
        (story.hospital_staff, NotFound),
        (b.as_donor(b.chen()), NotFound),
    ):
        with pytest.raises(refusal):
            who_can(actor, "disbursement", payment.reference, b.TODAY)
    with pytest.raises(NotFound):
        who_can(asker, "person", "1", b.TODAY)


def test_levels_are_counted_downward_from_each_body() -> None:
    bodies = [b.organisation(number) for number in range(1, 6)]
    for upper, lower in pairwise(bodies):
        Organisation.objects.filter(pk=lower.pk).update(superior=upper)
    below = subordinates_of([bodies[0].pk])
    assert [one.level for one in below] == [1, 2, 3, 4]
    assert [one.organisation for one in below] == bodies[1:]
    assert superiors_of([bodies[4].pk]) == {one.pk for one in bodies[:4]}


def test_a_superior_reads_reports_and_nothing_else() -> None:
    story = d.a_story(1_000_00)
    superior = b.organisation(8)
    Organisation.objects.filter(pk=story.charity.pk).update(superior=superior)
    reader = b.zhao()
    b.holder(reader, superior, Right.REPORTS_READ)
    client = as_(reader)
    listed = client.get("/console/subordinates/")
    [one] = listed.context["standings"]
    assert (one.below.organisation, one.projects, one.given) == (story.charity, 1, 1_000_00)
    page = client.get(f"/console/subordinates/{story.charity.credit_code}/")
    [reported] = page.context["found"].projects
    assert (reported.given, reported.used) == (1_000_00, 0)
    assert client.get(f"/console/subordinates/{story.partner.credit_code}/").status_code == 404
    assert client.get("/console/money-out/").status_code == 403


def test_whoever_lent_a_post_takes_it_back_from_the_page() -> None:
    house = House()
    at = now()
    post = house.post(Right.CASE_EDIT, title="专员")
    own = appoint_to_post(house.first, post.pk, house.chen, since=day_of(at), at=at).holding
    assert own is not None
    lender = actor_for(house.chen.pk, day_of(at))
    until = day_of(at) + timedelta(days=5)
    lent = delegate(lender, own.pk, to_person_id=house.lin.pk, until=until, at=at)
    answer = as_(house.chen).post(f"{PEOPLE}holdings/{lent.pk}/end/")
    assert answer.headers["Location"] == PEOPLE
    assert not actor_for(house.lin.pk, day_of(at)).holds(Right.CASE_EDIT, house.body.pk)


def test_a_region_is_chosen_step_by_step_and_nothing_else_is_lost_on_the_way() -> None:
    """Without scripts: each step brings the form back as it was filled in, and judges nothing."""
    load_corner()
    house = House()
    client = as_(house.wang)
    path = f"/console/people/of/{house.body.credit_code}/new-post/"
    filled = {"title": "村级专员", "rights": ["case.edit"]}
    step = client.post(path, {**filled, "place_below": "44", "place_do": "next"})
    page = step.content.decode()
    assert step.status_code == 200
    assert 'name="place_code" value="44"' in page
    assert 'value="村级专员"' in page
    assert client.post(path, {"place_below": "44", "place_do": "next"}).status_code == 200
    wrong = client.post(path, {**filled, "place": "无此地"})
    assert wrong.status_code == 422
    made = client.post(path, {**filled, "place_code": "44", "place_below": "4419"})
    post = Post.objects.get(title="村级专员")
    assert (made.status_code, post.region_id) == (302, "4419")
    edit = f"/console/people/posts/{post.pk}/edit/"
    assert 'name="place_code" value="4419"' in client.get(edit).content.decode()
    client.post(edit, {**filled, "place_code": ""})
    post.refresh_from_db()
    assert post.region_id is None
