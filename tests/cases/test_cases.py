"""A case shows the public a mask, and its organisation no more than it needs."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.base.states import MoveNotAllowed
from liushui.cases import policies, queries
from liushui.cases.models import Case
from liushui.cases.services import CaseText, approve_case, close_case, open_case
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.onboarding.errors import PartSwitchedOff
from liushui.onboarding.services.parts import switch_part
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from liushui.places.models import Place
from tests.accounts.builders import signed_in_client
from tests.disbursing.builders import a_story, used
from tests.parties.builders import as_donor, chen, holder, person
from tests.projects.builders import AT, SETUP, an_open_project, charity

BEGINS_WITH = (lambda: an_open_project(charity()),)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
TEXT = CaseText("外伤手术", "住院 12 天", "Surgery", "Twelve days in hospital")


def a_village() -> Place:
    parent = None
    for code, name in (
        ("53", "云南省"), ("5399", "云溪市"), ("539901", "云溪县"), ("539901001", "岩口镇"),
        ("539901001001", "岩口村"),
    ):  # fmt: skip
        parent = Place.objects.create(
            code=code, level=1 + len(Place.objects.all()), name=name, parent=parent
        )
    assert parent is not None
    return parent


def a_case(**change: Any) -> Case:
    project = change.pop("project", None) or an_open_project(charity())
    facts = {
        "organisation_id": project.organisation_id, "beneficiary_id": person("黄小禾").pk,
        "text": TEXT, "need_minor": 50_000_00, "at": AT, **change,
    }  # fmt: skip
    return open_case(SETUP, project.number, **facts)


def test_the_public_page_shows_a_mask_and_a_county_and_what_was_used(client: Client) -> None:
    story = a_story(1000_00)
    case = a_case(project=story.project, place_code=a_village().pk)
    approve_case(SETUP, case.number, at=AT)
    used(story.drafter, story.own_purse(), 120_00, case_number=case.number)
    answer = client.get(f"/cases/{case.number}/")
    page = answer.content.decode().replace("\u00a0", " ")
    for known in ("黄*", "云南省云溪市云溪县", "外伤手术", "120<span"):
        assert known in page
    for secret in ("黄小禾", "岩口"):
        assert secret not in page
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_case_under_review_is_seen_by_its_organisation_alone(client: Client) -> None:
    mine, other = charity(1), charity(2)
    project = an_open_project(mine)
    fresh = a_case(project=project)
    shown = approve_case(SETUP, a_case(project=project).number, at=AT)
    assert client.get(f"/cases/{fresh.number}/").status_code == 404
    staff = holder(person("周宁"), mine, Right.CASE_EDIT)
    for actor in (
        staff, holder(person("孙"), other, Right.CASE_EDIT), as_donor(chen()),
        Actor.stranger(), SETUP,
    ):  # fmt: skip
        assert set(policies.cases_visible_to(actor)) == {
            case for case in (fresh, shown) if policies.can_see(actor, case)
        }
    assert queries.case_for(staff, fresh.number) == fresh
    with pytest.raises(NotFound):
        queries.case_for(Actor.stranger(), fresh.number)


def test_a_closed_case_keeps_its_page_if_it_had_one(client: Client) -> None:
    project = an_open_project(charity())
    shown = approve_case(SETUP, a_case(project=project).number, at=AT)
    hidden = a_case(project=project)
    for case in (shown, hidden):
        assert close_case(SETUP, case.number, why="done", at=AT).state == "closed"
        assert close_case(SETUP, case.number, at=AT).state == "closed"
    assert client.get(f"/cases/{shown.number}/").status_code == 200
    assert client.get(f"/cases/{hidden.number}/").status_code == 404
    with pytest.raises(MoveNotAllowed):
        approve_case(SETUP, shown.number, at=AT)


def test_the_same_need_of_the_same_person_is_one_case() -> None:
    project = an_open_project(charity())
    someone = person("黄小禾")
    first = a_case(project=project, beneficiary_id=someone.pk)
    assert a_case(project=project, beneficiary_id=someone.pk) == first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": CaseText(" ", "x")}, "case_text_missing"),
        ({"text": CaseText("x", "")}, "case_text_missing"),
        ({"need_minor": 0}, "need_wrong"),
        ({"need_minor": 2**53}, "need_wrong"),
    ],
)
def test_a_case_that_cannot_be_right_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        a_case(**change)
    assert refused.value.code == code
    assert not Case.objects.exists()


def test_only_who_works_on_cases_opens_and_approves_them() -> None:
    body = charity()
    project = an_open_project(body)
    case = a_case(project=project)
    editor = holder(person("周宁"), body, Right.PROJECT_EDIT)
    with pytest.raises(NotAllowed):
        approve_case(editor, case.number, at=AT)
    with pytest.raises(NotAllowed):
        open_case(
            editor, project.number, organisation_id=body.pk, beneficiary_id=person("x").pk,
            text=TEXT, need_minor=1, at=AT,
        )  # fmt: skip


def test_the_database_publishes_no_case_that_was_not_approved() -> None:
    a_case()
    with pytest.raises(IntegrityError, match="case_approved"), transaction.atomic():
        Case.objects.update(state="approved")
    with pytest.raises(IntegrityError, match="case_need_positive"), transaction.atomic():
        Case.objects.update(need_minor=0)


def test_cases_that_are_switched_off_answer_with_words_and_their_pages_stay() -> None:
    body = charity()
    waiting, public = a_case(project=an_open_project(body)), a_case(project=an_open_project(body))
    approve_case(SETUP, public.number, at=AT)
    worker = holder(chen(), body, Right.CASE_EDIT, Right.BODY_EDIT)
    switch_part(worker, body.credit_code, "cases", on=False, at=AT)
    browser = signed_in_client(open_account(worker.person_id or 0))
    for closed in ("/console/cases/", "/console/cases/new/"):
        answer = browser.get(closed)
        assert answer.status_code == 404
        assert "没有使用" in answer.content.decode()
    for kept in (f"/cases/{public.number}/", f"/console/cases/{waiting.number}/"):
        assert browser.get(kept).status_code == 200
    with pytest.raises(PartSwitchedOff):
        a_case(project=public.project)
    with pytest.raises(PartSwitchedOff):
        approve_case(worker, waiting.number, at=AT)
    assert close_case(worker, waiting.number, why="不再需要", at=AT).number == waiting.number
