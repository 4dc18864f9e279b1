"""The end of a project: nothing is archived with a balance, and two people decide on a rest."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.kernel.errors import DomainError
from liushui.ledger.queries import balances
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects import queries
from liushui.projects.models import Project, SurplusDecision
from liushui.projects.services import (
    ReportText,
    archive_project,
    close_project,
    decide_surplus,
    propose_surplus,
    publish_report,
    resume_project,
    suspend_project,
)
from liushui.projects.states import ReportKind, SurplusBasis
from tests.ledger.builders import give
from tests.parties.builders import holder, person
from tests.projects.builders import AT, SETUP, TODAY, an_open_project, charity, editor
from tests.projects.test_pages import signed_in, words

pytestmark = pytest.mark.django_db
WHY = "两个项目都接送云溪县的学生"


def refused(code: str, act: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


class Ending:
    """A closed project with 100.00 yuan left, another of its charity, and who decides."""

    def __init__(self) -> None:
        self.body = charity()
        self.project = an_open_project(self.body)
        self.other = an_open_project(self.body)
        give(self.project.fund, 60_00, 40_00)
        close_project(SETUP, self.project.number, at=AT)
        self.drafter = holder(person("财一"), self.body, Right.MONEY_DRAFT)
        self.approver = holder(person("财二"), self.body, Right.MONEY_APPROVE)

    def propose(self, actor: Actor | None = None, to: str = "", why: str = WHY) -> SurplusDecision:
        return propose_surplus(
            actor or self.drafter, self.project.number, to=to or self.other.number,
            basis=SurplusBasis.LIKE, why=why, at=AT,
        )  # fmt: skip

    def decide(self, actor: Actor | None = None, *, agrees: bool = True) -> SurplusDecision:
        return decide_surplus(actor or self.approver, self.project.number, agrees=agrees, at=AT)

    def archive(self) -> Project:
        return archive_project(SETUP, self.project.number, at=AT)


def test_a_project_with_a_balance_is_not_archived_and_says_where_it_lies() -> None:
    ending = Ending()
    refused("not_closed_yet", lambda: archive_project(SETUP, ending.other.number, at=AT))
    left = refused("balance_left", ending.archive)
    assert str(left.facts["amount"]) == "100.00"
    assert str(left.facts["where"]) == "第1基金会 100.00"


def test_two_people_move_a_rest_to_a_like_project_and_no_displayed_total_falls() -> None:
    ending = Ending()
    for _ in range(2):
        assert ending.propose().amount_minor == 100_00
    both = holder(person("财三"), ending.body, Right.MONEY_DRAFT, Right.MONEY_APPROVE)
    SurplusDecision.objects.update(proposed_by=both.name)
    refused("surplus_by_you", lambda: ending.decide(both))
    for _ in range(2):
        assert ending.decide().state == "moved"
    sums = queries.spending_of(Project.objects.get(pk=ending.project.pk))
    assert (sums.given, sums.onward, sums.waiting) == (100_00, 100_00, 0)
    assert sums.is_equal
    [own] = sums.purses
    assert own.received == own.passed_on == 100_00
    assert balances([ending.other.fund_id])[ending.other.fund_id].free == 100_00
    assert queries.spending_of(ending.other).is_equal
    listed = {p.pk: s for p, s in queries.standings_of(list(Project.objects.all()))}
    assert listed[ending.project.pk].given == 100_00
    refused("final_report_missing", ending.archive)
    full = ReportText("结项", "全部公布", kind=ReportKind.FINAL)
    publish_report(SETUP, ending.project.number, text=full, at=AT)
    for _ in range(2):
        assert ending.archive().state == "archived"
    page = words(Client().get(f"/projects/{ending.project.number}/", {"lang": "en"}))
    assert "Equal to what came in" in page
    assert ending.other.number in page
    assert WHY in page.replace("\u2060", "")
    assert ending.project.number in {p.number for p in queries.public_projects(on=TODAY).projects}


def test_a_rest_is_refused_its_way_for_a_reason() -> None:
    ending = Ending()
    elsewhere = an_open_project(charity(2))
    number = ending.project.number
    for actor in (ending.approver, editor(ending.body)):
        refused("not_allowed", lambda one=actor: ending.propose(one))
    refused("not_allowed", lambda: ending.decide(ending.drafter))
    refused("not_found", ending.decide)
    for to in (number, elsewhere.number, "P2099001"):
        refused("surplus_not_there", lambda one=to: ending.propose(to=one))
    suspend_project(SETUP, ending.other.number, why="投诉属实", rule="N09", at=AT)
    refused("surplus_not_there", ending.propose)
    resume_project(SETUP, ending.other.number, at=AT)
    refused("surplus_unexplained", lambda: ending.propose(why=" "))
    said: dict[str, Any] = {"to": number, "basis": SurplusBasis.PLAN, "why": WHY, "at": AT}
    open_ = ending.other.number
    refused("not_closed_yet", lambda: propose_surplus(ending.drafter, open_, **said))
    ending.propose()
    give(ending.project.fund, 1_00)
    refused("surplus_changed", ending.decide)
    assert ending.decide(agrees=False).state == "refused"
    assert ending.propose().amount_minor == 101_00
    ending.decide()
    refused("nothing_left", ending.propose)


def test_the_database_lets_nobody_decide_alone() -> None:
    ending = Ending()
    ending.propose()
    changes = (
        {"decided_by": ending.drafter.name}, {"amount_minor": 0}, {"why": ""},
        {"state": "moved"}, {"to_project": ending.project},
    )  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            SurplusDecision.objects.update(**change)


def test_the_pages_lead_from_the_rest_to_the_archive() -> None:
    ending = Ending()
    address = f"/console/projects/{ending.project.number}/closing/"
    drafting, approving = signed_in(ending.drafter), signed_in(ending.approver)
    writing = signed_in(editor(ending.body))
    said = writing.post(f"{address}archive/?lang=en")
    assert said.status_code == 409
    assert "100.00 yuan are not used yet" in words(said)
    sent = {"to": ending.other.number, "basis": "like", "why": WHY}
    assert writing.post(address, sent).status_code == 403
    Project.objects.filter(pk=ending.project.pk).update(leftover="改写过的话", leftover_en="Else")
    filed = ending.project.plans.get().leftover
    assert filed in words(drafting.get(f"{address}?lang=en"))
    assert drafting.post(address, {**sent, "why": ""}).status_code == 422
    assert drafting.post(address, sent).status_code == 302
    assert drafting.post(f"{address}decide/", {"word": "agree"}).status_code == 403
    assert 'value="agree"' in words(approving.get(address))
    assert approving.post(f"{address}decide/", {"word": "agree"}).status_code == 302
    report = {"title": "结项", "body": "全部", "kind": "final"}
    writing.post(f"/console/projects/{ending.project.number}/report/", report)
    assert writing.post(f"{address}archive/").status_code == 302
    assert Project.objects.get(pk=ending.project.pk).state == "archived"
