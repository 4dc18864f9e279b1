"""Random graphs of bodies, posts and people: one face of each policy says what the other says.

And an oracle of a few lines agrees on who holds what: suspended, expired, ended, to come,
delegated, over a region, in another organisation, above it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from liushui.cases import policies as cases
from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, open_case
from liushui.disbursing import policies as disbursing
from liushui.disbursing.models import Agreement, Disbursement, Expenditure
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import approve_disbursement, order_disbursement
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, PostHolding
from liushui.parties.queries import actor_for
from liushui.parties.services import create_post
from liushui.projects import policies as projects
from liushui.projects.models import Project
from tests.disbursing import builders as d
from tests.parties import builders as b
from tests.places.builders import load_corner
from tests.projects.builders import a_draft

pytestmark = pytest.mark.django_db

PLACES = ("", "11", "44", "4419", "441900101")
FACES: tuple[tuple[Any, Any, Any], ...] = (
    (Project, projects.can_see, projects.projects_visible_to),
    (Project, projects.can_edit, projects.projects_editable_by),
    (Case, cases.can_see, cases.cases_visible_to),
    (Case, cases.can_edit, cases.cases_editable_by),
    (Case, cases.can_approve, cases.cases_approvable_by),
    (Agreement, disbursing.can_see, disbursing.agreements_visible_to),
    (Disbursement, disbursing.can_see_disbursement, disbursing.disbursements_visible_to),
    (Disbursement, disbursing.can_approve, disbursing.disbursements_approvable_by),
    (Disbursement, disbursing.can_pay, disbursing.disbursements_payable_by),
    (Expenditure, disbursing.can_see_voucher, disbursing.uses_visible_to),
)


@dataclass(frozen=True)
class Held:
    """One holding as it was drawn: what the oracle knows."""

    person: Person
    body: Organisation
    rights: frozenset[Right]
    region: str
    is_in_force: bool


def draw_holdings(random: Random, people: list[Person], bodies: list[Organisation]) -> list[Held]:
    """Posts in every body with holders of every kind; some delegated on."""
    drawn = []
    for number in range(28):
        body, person = random.choice(bodies), random.choice(people)
        rights = frozenset(random.sample(list(Right), random.randint(1, 6)))
        region = random.choice(PLACES)
        post = create_post(
            b.SETUP, body, title=f"岗{number}", rights=rights, region_id=region or None, at=b.AT
        )
        since, until = random.choice([(-9, None), (-9, 1), (0, None), (1, None), (-9, 0), (-9, -1)])
        rests, ended = random.random() < 0.2, random.random() < 0.2
        held = PostHolding.objects.create(
            post=post,
            person=person,
            since=b.TODAY + timedelta(days=since),
            until=None
            if until is None and not ended
            else b.TODAY + timedelta(days=2 if until is None else until),
            suspended_at=b.AT if rests else None,
            ended_at=b.AT if ended else None,
        )
        in_force = since <= 0 and (until is None or until > 0) and not rests and not ended
        drawn.append(Held(person, body, rights, region, in_force))
        if random.random() < 0.4:
            other = random.choice([one for one in people if one != person])
            PostHolding.objects.create(
                post=post, person=other, since=b.TODAY, until=b.TODAY + timedelta(days=5),
                delegated_from=held,
            )  # fmt: skip
            drawn.append(Held(other, body, rights, region, in_force))
    return drawn


def draw_things(random: Random, story: d.Story, people: list[Person]) -> None:
    """Projects, cases, agreements, payments and uses in every state, by whoever."""
    a_draft(story.charity)
    a_draft(story.hospital)
    first = d.an_agreement(story)
    d.a_second_agreement(story, first)
    d.paid(story, first, 300_00)
    d.used(story.partner_staff, source_of_agreement(first), 100_00)
    for step in range(4):
        someone = random.choice(people) if step == 0 else None
        drafter = story.drafter if someone is None else _as(story.drafter, someone)
        payment = d.drafted(drafter, first, 10_00 + step)
        if step > 1:
            approve_disbursement(story.decider, payment.reference, at=b.AT)
        if step > 2:
            order_disbursement(story.decider, payment.reference, order_ref="ZL", at=b.AT)
    for number in range(8):
        body = random.choice([story.charity, story.partner])
        case = open_case(
            b.SETUP,
            story.project.number,
            organisation_id=body.pk,
            beneficiary_id=b.person("黄小禾").pk,
            text=CaseText(f"手术 {number}", "住院"),
            need_minor=100_00,
            place_code=random.choice(PLACES) or None,
            at=b.AT,
        )
        opener = f"person:{random.choice(people).pk}"
        Case.objects.filter(pk=case.pk).update(opened_by=opener)
        if random.random() < 0.4:
            approve_case(b.SETUP, case.number, at=b.AT)


def _as(actor: Actor, person: Person) -> Actor:
    """Somebody else with the same posts."""
    return replace(actor, name=f"person:{person.pk}", person_id=person.pk)


def everything() -> dict[Any, list[Any]]:
    """All things that were drawn, each with what its policies look at."""
    needs = {
        Agreement: ["project"],
        Disbursement: ["agreement__project"],
        Expenditure: ["agreement", "project"],
    }
    return {
        model: list(model.objects.select_related(*needs.get(model, ())))
        for model in {model for model, _, _ in FACES}
    }


@pytest.mark.parametrize("seed", range(3))
def test_both_faces_of_every_policy_agree(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a drawing
    load_corner()
    story = d.a_story(1_000_00)
    superior, peer = b.organisation(8), b.organisation(9)
    Organisation.objects.filter(pk=story.charity.pk).update(superior=superior)
    bodies = [story.charity, story.partner, story.hospital, superior, peer]
    people = [b.person() for _ in range(9)]
    drawn = draw_holdings(random, people, bodies)
    draw_things(random, story, people)
    assert any(held.is_in_force for held in drawn)
    actors = [Actor.stranger(), b.SETUP, story.drafter, story.decider]
    actors += [actor_for(person.pk, b.TODAY) for person in people]
    actors += [actor_for(p.pk, b.TODAY, random.choice(bodies).pk) for p in people[:4]]
    things = everything()
    for actor in actors:
        for model, one, many in FACES:
            alone = {thing.pk for thing in things[model] if one(actor, thing)}
            listed = set(many(actor).values_list("pk", flat=True))
            assert alone == listed, f"{one.__module__}.{one.__name__} for {actor}"
    for person in people:
        actor = actor_for(person.pk, b.TODAY)
        for body in bodies:
            for right in Right:
                for place in PLACES:
                    wanted = any(
                        held.is_in_force
                        and held.person == person
                        and (held.body, right in held.rights) == (body, True)
                        and place[: len(held.region)] == held.region
                        for held in drawn
                    )
                    assert actor.holds(right, body.pk, place) is wanted


def test_a_superior_sees_no_more_than_everyone_does() -> None:
    story = d.a_story(1_000_00)
    superior = b.organisation(8)
    Organisation.objects.filter(pk=story.charity.pk).update(superior=superior)
    a_draft(story.charity)
    d.drafted(story.drafter, d.an_agreement(story), 10_00)
    above = b.holder(b.zhao(), superior, *[r for r in Right if r != Right.INSTALLATION_MANAGE])
    assert day_of(b.AT) == b.TODAY
    for model, _, many in FACES:
        listed = set(many(above).values_list("pk", flat=True))
        assert listed == set(many(Actor.stranger()).values_list("pk", flat=True)), model
