"""A case goes from its village up to the province, level by level, and back where it is wanting."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.cases import review_queries as found
from liushui.cases.models import Case, ReviewRoute, ReviewStep
from liushui.cases.queries import reviews_to_watch
from liushui.cases.review_routes import (
    RouteAsked,
    RouteByYou,
    RouteMissing,
    RouteOther,
    RouteWrong,
    agree_route,
    propose_route,
)
from liushui.cases.review_services import (
    LevelWithoutBody,
    NothingToReview,
    PlaceTooFar,
    ReviewUnexplained,
    SameReviewer,
    begin_review,
    pass_on,
    read_name_at_level,
    send_back,
)
from liushui.cases.services import CaseText, LevelsDecide, approve_case, open_case
from liushui.cases.states import DIGITS, ReviewLevel
from liushui.config.demo.papers import photo
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Organisation
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.cases.test_cases import a_village
from tests.parties.builders import TODAY, holder, organisation, person
from tests.projects.builders import AT, an_open_project, charity

pytestmark = pytest.mark.django_db
LEVELS = ReviewLevel.values
PROVINCE = 5


@dataclass
class Federation:
    """Five bodies, each below the next; the province's runs the project, the village's opens."""

    bodies: list[Organisation]
    people: list[Actor]
    opener: Actor
    project: Any
    case: Case


def a_federation(*, levels: list[str] | None = None, quick: tuple[str, ...] = ()) -> Federation:
    village = a_village()
    bodies = [organisation(n) for n in range(2, 6)] + [charity(6)]
    for place, body in enumerate(bodies):
        body.place_id = village.pk[: DIGITS[LEVELS[place]]]
        body.superior = bodies[place + 1] if place < PROVINCE - 1 else None
    for body in reversed(bodies):
        body.save()
    opener = holder(person("开一"), bodies[0], Right.CASE_EDIT)
    people = [holder(person(f"核{n}"), body, Right.CASE_EDIT) for n, body in enumerate(bodies)]
    project = an_open_project(bodies[-1])
    one, two = (holder(person(name), bodies[-1], Right.PROJECT_EDIT) for name in ("甲", "乙"))
    asked = RouteAsked(levels or LEVELS, quick, 5)
    before = propose_route(two, project.number, asked, at=AT)
    route = propose_route(one, project.number, asked, at=AT)
    with pytest.raises(RouteByYou):
        agree_route(one, project.number, key=str(route.pk), at=AT)
    with pytest.raises(RouteOther):  # what was read was replaced meanwhile
        agree_route(two, project.number, key=str(before.pk), at=AT)
    agree_route(two, project.number, key=str(route.pk), at=AT)
    case = open_case(
        opener, project.number, organisation_id=bodies[0].pk,
        beneficiary_id=person("黄小禾").pk, text=CaseText("外伤手术", "住院 12 天"),
        need_minor=1_00, place_code=village.pk, at=AT,
    )  # fmt: skip
    return Federation(bodies, people, opener, project, case)


def test_a_case_passes_every_level_and_the_highest_one_approves_it() -> None:
    one = a_federation()
    number = one.case.number
    with pytest.raises(LevelsDecide):
        approve_case(one.people[0], number, at=AT)
    for _ in range(2):
        assert begin_review(one.opener, number, at=AT).level == "village"
    with pytest.raises(SameReviewer):
        pass_on(one.opener, number, note="属实", at=AT)
    with pytest.raises(NotFound):
        pass_on(one.people[2], number, note="属实", at=AT)
    for place, level in enumerate(LEVELS):
        step = found.waiting_step(one.case)
        assert (step.level, step.organisation) == (level, one.bodies[place])
        assert step.due_on == TODAY + timedelta(days=5)
        assert read_name_at_level(one.people[place], number) == "黄小禾"
        with pytest.raises(ReviewUnexplained):
            pass_on(one.people[place], number, note=" ", at=AT)
        pass_on(one.people[place], number, note="入户核实", evidence=photo(place), at=AT)
    one.case.refresh_from_db()
    assert (one.case.state, one.case.approved_by) == ("approved", one.people[-1].name)
    with pytest.raises(NothingToReview):
        pass_on(one.people[-1], number, note="属实", at=AT)
    assert [look.done_on for look in reviews_to_watch()] == [TODAY] * PROVINCE
    assert AuditRecord.objects.filter(verb="review.passed").count() == PROVINCE
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewStep.objects.update(note="改")


def test_what_is_wanting_goes_back_a_level_and_from_the_lowest_to_its_opener() -> None:
    one = a_federation()
    number = one.case.number
    begin_review(one.opener, number, at=AT)
    pass_on(one.people[0], number, note="属实", at=AT)
    with pytest.raises(NotAllowed):
        send_back(one.people[0], number, why="缺发票", at=AT)
    send_back(one.people[1], number, why="缺发票", at=AT)
    step = found.waiting_step(one.case)
    assert (step.level, step.turn) == ("village", 2)
    send_back(one.people[0], number, why="缺发票", at=AT)
    assert found.waiting_step(one.case) is None
    assert begin_review(one.opener, number, at=AT).turn == PROVINCE - 2
    assert [s.outcome for s in found.steps_of_review(one.case)] == [
        "passed", "returned", "returned", "",
    ]  # fmt: skip


def test_no_level_is_left_out_but_those_that_the_quick_lane_lists() -> None:
    one = a_federation(quick=("town", "city"))
    begin_review(one.opener, one.case.number, quick_why="等待手术", at=AT)
    seen = []
    while (step := found.waiting_step(one.case)) is not None:
        seen.append(step.level)
        pass_on(one.people[LEVELS.index(step.level)], one.case.number, note="属实", at=AT)
    assert seen == ["village", "county", "province"]


def test_a_route_a_place_and_a_body_of_each_level_are_needed() -> None:
    one = a_federation()
    writer = holder(person("丙"), one.bodies[-1], Right.PROJECT_EDIT)
    for asked in (RouteAsked([], [], 5), RouteAsked(["town"], ["town"], 5),
                  RouteAsked(["town"], [], 0)):  # fmt: skip
        with pytest.raises(RouteWrong):
            propose_route(writer, one.project.number, asked, at=AT)
    Organisation.objects.filter(pk=one.bodies[1].pk).update(place=None)
    with pytest.raises(LevelWithoutBody):
        begin_review(one.opener, one.case.number, at=AT)
    Case.objects.update(place_id=one.case.place_id[:6])
    with pytest.raises(PlaceTooFar):
        begin_review(one.opener, one.case.number, at=AT)
    other = an_open_project(one.bodies[-1])
    Case.objects.update(project=other)
    with pytest.raises(RouteMissing):
        begin_review(one.opener, one.case.number, at=AT)


def test_levels_work_on_pages() -> None:
    one = a_federation()
    clients = [client(actor) for actor in (one.opener, *one.people)]
    page = f"/console/cases/levels/{one.case.number}/"
    assert clients[0].post(f"{page}begin/").status_code == 302
    assert clients[3].get(page).status_code == 404
    told = clients[1].get("/console/cases/levels/").content.decode()
    assert one.case.number in told
    assert clients[1].post(page, {}).status_code == 422
    assert "黄小禾" in clients[1].post(f"{page}name/").content.decode()
    sent = {"note": "入户", "word": "pass", "evidence": SimpleUploadedFile("a.png", photo(1))}
    assert clients[1].post(page, sent).status_code == 302
    step = ReviewStep.objects.order_by("pk").first()
    assert clients[2].get(f"{page}papers/{step.pk}/").status_code == 200
    assert "黄小禾" not in clients[2].get(page).content.decode()
    writer = client(holder(person("丁"), one.bodies[-1], Right.PROJECT_EDIT))
    route = f"/console/projects/{one.project.number}/levels/"
    assert writer.get(route).status_code == 200
    assert writer.post(route, {"days": "5"}).status_code == 422
    assert writer.post(route, {"levels": ["county"], "days": "3"}).status_code == 302
    assert writer.post(route, {"do": "agree"}).status_code == 403
    assert ReviewRoute.objects.get(agreed_at=None).levels == ["county"]


def client(actor: Actor) -> Client:
    return signed_in_client(open_account(actor.person_id))
