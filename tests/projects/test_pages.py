"""The pages of projects: for everyone, and for those who write them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liushui.ledger.models import Fund
from liushui.parties.actors import Actor
from liushui.parties.models import Account, Certificate, Person
from liushui.projects.models import ProgressReport, Project
from liushui.projects.services import ReportText, close_project, publish_report
from tests.accounts.builders import sign_in
from tests.ledger.builders import give
from tests.parties.builders import chen
from tests.projects.builders import (
    AT,
    SETUP,
    TODAY,
    a_draft,
    a_plan,
    an_open_project,
    charity,
    editor,
    filed,
    plan_number,
)

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor | None = None, person: Person | None = None) -> Client:
    client = Client()
    someone = person or Person.objects.get(pk=actor.person_id)
    account, _ = Account.objects.get_or_create(person=someone)
    sign_in(client, account)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def form_of(**change: str) -> dict[str, str]:
    lines = {
        "budget-TOTAL_FORMS": "3", "budget-INITIAL_FORMS": "0",
        "budget-0-label": "校车", "budget-0-amount": "80,000",
        "budget-1-label": "午餐", "budget-1-amount": "４０，０００．５０元",
    }  # fmt: skip
    plain = {
        "title": "山路校车", "summary": "租 5 辆校车。", "plan_number": plan_number(),
        "goal": "120000.50", "starts_on": "2026-03-01", "ends_on": "2099-02-28",
    }  # fmt: skip
    return {**plain, **lines, **change}


@pytest.mark.parametrize(
    ("state", "is_open", "is_closed"),
    [("", True, True), ("open", True, False), ("closed", False, True), ("draft", True, True)],
)
def test_the_list_narrows_to_a_state_and_never_shows_a_draft(
    client: Client,
    state: str,
    is_open: bool,  # noqa: FBT001
    is_closed: bool,  # noqa: FBT001
) -> None:
    body = charity()
    first, second = an_open_project(body), an_open_project(body)
    close_project(SETUP, second.number, at=AT)
    draft = a_draft(body, a_plan(100_00, number=plan_number(7)))
    page = words(client.get("/projects/", {"state": state}))
    assert (f"/projects/{first.number}/" in page) is is_open
    assert (f"/projects/{second.number}/" in page) is is_closed
    assert f"/projects/{draft.number}/" not in page


def test_open_are_those_that_take_gifts_today_and_the_rest_say_why_not(client: Client) -> None:
    taking, over, lapsed = (an_open_project(charity(n)) for n in (1, 2, 3))
    Project.objects.filter(pk=over.pk).update(ends_on=date(2026, 3, 2))
    Certificate.objects.filter(organisation=lapsed.organisation).update(valid_until=TODAY)
    found = words(client.get("/projects/", {"state": "open"}))
    assert [f"/projects/{one.number}/" in found for one in (taking, over, lapsed)] == [
        True, False, False,
    ]  # fmt: skip
    told = client.get("/api/v1/projects", {"state": "open"}).json()["projects"]
    assert [one["number"] for one in told] == [taking.number]
    front = words(client.get("/"))
    assert taking.number in front
    assert over.number not in front
    every = words(client.get("/projects/", {"lang": "en"}))
    for project, word in ((over, "Ended"), (lapsed, "The organisation&#x27;s certificate has")):
        card = every[every.index(f"/projects/{project.number}/") :]
        assert f"· {word}" in card[: card.index("</article>")]


def test_an_empty_state_leads_to_all_projects(client: Client) -> None:
    an_open_project(charity())
    page = words(client.get("/projects/", {"state": "closed", "lang": "en"}))
    assert "No project is in this state." in page
    assert '<option value="closed" selected>' in page


def test_a_stranger_reads_where_a_projects_money_is(client: Client) -> None:
    project = an_open_project(charity())
    give(project.fund, 742_318_60, 1_00)
    publish_report(SETUP, project.number, text=ReportText("8 月反馈", "5 辆车都已上路。"), at=AT)
    page = words(client.get(f"/projects/{project.number}/", {"lang": "en"}))
    assert "742,319<span" in page
    assert "Equal to what came in" in page
    assert project.plan_number in page
    assert "5 辆车都已上路" in page.replace("\u00a0", " ")


def test_an_empty_project_says_so_and_a_draft_is_not_there(client: Client) -> None:
    body = charity()
    assert client.get(f"/projects/{an_open_project(body).number}/").status_code == 200
    draft = a_draft(body)
    assert client.get(f"/projects/{draft.number}/").status_code == 404
    assert client.get("/projects/P2099001/").status_code == 404


def test_a_closed_project_offers_no_giving_and_says_why(client: Client) -> None:
    project = an_open_project(charity())
    close_project(SETUP, project.number, at=AT)
    page = words(client.get(f"/projects/{project.number}/", {"lang": "en"}))
    assert "takes no gifts" in page
    assert f"/give/{project.number}/" not in page


@pytest.mark.parametrize("projects", [0, 2])
def test_the_list_takes_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any, projects: int
) -> None:
    body = charity()
    for _ in range(projects):
        give(an_open_project(body).fund, 5_00)
    with django_assert_num_queries(6 if projects else 1):
        page = words(client.get("/projects/"))
    assert page.count('class="project-card"') == projects


def test_the_project_page_takes_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    project = an_open_project(charity())
    give(project.fund, 5_00, 6_00)
    for number in range(3):
        publish_report(SETUP, project.number, text=ReportText(f"第{number}期", "文"), at=AT)
    with django_assert_num_queries(26):
        client.get(f"/projects/{project.number}/")


def test_an_editor_writes_a_draft_opens_it_and_reports() -> None:
    body = charity()
    client = signed_in(editor(body))
    answer = client.post("/console/projects/new/", form_of(organisation=str(body.pk)))
    project = Project.objects.get()
    address = reverse("projects:console-project", args=[project.number])
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert project.goal_minor == 120_000_50
    filed(project)
    assert client.post(f"{address}open/").status_code == 302
    report = {"title": "第 1 期", "body": "车已上路。"}
    assert client.post(f"{address}report/", report).status_code == 302
    assert ProgressReport.objects.get().title == "第 1 期"
    assert client.post(f"{address}close/", {"why": "done"}).status_code == 302
    assert Project.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goal": "12.345"}, "at most two decimals"),
        ({"goal": "0"}, "goal must be above zero"),
        ({"title": ""}, "is-invalid"),
        ({"ends_on": "2025-01-01"}, "last day lies before"),
        ({"budget-1-amount": ""}, "Write both"),
        ({"budget-1-amount": "-5"}, "above zero"),
    ],
)
def test_a_refused_form_comes_back_with_its_input(change: dict[str, str], said: str) -> None:
    body = charity()
    client = signed_in(editor(body))
    sent = form_of(organisation=str(body.pk), **change)
    answer = client.post("/console/projects/new/?lang=en", sent)
    assert answer.status_code == 422
    page = words(answer)
    assert said in page
    assert "租 5 辆校车。" in page
    assert not Project.objects.exists()


def test_a_draft_that_is_not_ready_says_what_is_missing() -> None:
    body = charity()
    project = a_draft(body, a_plan(number=""))
    answer = signed_in(editor(body)).post(f"/console/projects/{project.number}/open/?lang=en")
    assert answer.status_code == 422
    assert "plan number" in words(answer)
    assert Project.objects.get().state == "draft"


def test_editing_an_open_project_keeps_its_plan() -> None:
    body = charity()
    project = an_open_project(body)
    client = signed_in(editor(body))
    address = f"/console/projects/{project.number}/edit/"
    page = words(client.get(address + "?lang=en"))
    assert project.title in page.replace("\u00a0", " ")
    assert page.count(" readonly") == 2 + 4 + 3 * project.budget_lines.count()
    answer = client.post(address + "?lang=en", form_of())
    assert answer.status_code == 422
    assert "is fixed once a project is open" in words(answer)


def test_the_console_is_closed_to_those_without_the_right() -> None:
    body, other = charity(1), charity(2)
    project = an_open_project(body)
    stranger, neighbour = signed_in(person=chen()), signed_in(editor(other))
    for address in ("", "new/", f"{project.number}/", f"{project.number}/edit/"):
        assert Client().get(f"/console/projects/{address}").status_code == 302
        assert stranger.get(f"/console/projects/{address}").status_code == 403
    assert neighbour.get(f"/console/projects/{project.number}/").status_code == 403
    assert neighbour.post(f"/console/projects/{project.number}/close/").status_code == 403
    assert Project.objects.get().state == "open"
    assert Fund.objects.get(pk=project.fund_id).tip == 0
