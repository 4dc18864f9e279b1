"""The pages of duties, days and answers, as their readers see them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from liushui.compliance.models import Confirmation, Duty, Happening, WorkingDayList, YearFigures
from liushui.compliance.needs import needs
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.checking import make_self_check
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.books.test_pages import signed_in, words
from tests.compliance.test_reports import an_operator
from tests.parties.builders import SETUP, holder, organisation, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db
DUTIES = "/console/duties/"


def an_overdue_charity():
    body = charity()
    an_open_project(body)
    run_clock(at=datetime(2026, 6, 2, 1, tzinfo=UTC))
    return body, Duty.objects.get(rule="R-21")


def test_everyone_reads_how_each_organisation_stands(client):
    body, duty = an_overdue_charity()
    board = words(client.get("/duties/"))
    assert "第1基金会" in board
    assert "已逾期" in board
    assert Duty.objects.filter(organisation=None).exists()
    assert "本站运营方" in board
    page = words(client.get(f"/duties/{body.credit_code}/"))
    assert duty.rule in page
    assert "每三个月公开一次" in page
    assert client.get("/duties/nobody/").status_code == 404
    assert "目前没有" in words(client.get("/duties/?page=9"))


def test_the_boards_take_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    body, _ = an_overdue_charity()
    for number in range(2, 6):
        an_open_project(charity(number))
    run_clock(at=datetime(2026, 6, 2, 2, tzinfo=UTC))
    with django_assert_max_num_queries(7):
        client.get("/duties/")
    with django_assert_max_num_queries(12):
        client.get(f"/duties/{body.credit_code}/")


def test_what_a_duty_is_about_is_called_in_the_readers_language(client):
    body, duty = an_overdue_charity()
    project = Project.objects.get()
    Project.objects.update(title_en="A bus to school")
    page = words(client.get(f"/duties/{body.credit_code}/?lang=en"))
    assert "A bus to school" in page
    assert project.title not in page
    editor = signed_in(holder(person(), body, Right.PROJECT_EDIT))
    forward = f"/console/projects/{project.number}/"
    assert forward in words(editor.get(f"{DUTIES}{duty.pk}/"))


def test_a_duty_shows_its_rule_days_and_steps_and_waits_for_no_word():
    body, duty = an_overdue_charity()
    editor = signed_in(holder(person(), body, Right.PROJECT_EDIT))
    page = words(editor.get(f"{DUTIES}{duty.pk}/"))
    assert "项目已下线" in page
    assert "自动识别" in page
    assert duty.rule in words(editor.get(DUTIES))
    assert duty.about in words(editor.get("/console/"))
    sent = editor.post(f"{DUTIES}{duty.pk}/done/", {"on": "2026-06-01", "note": "x"})
    assert sent.status_code == 422
    assert editor.post(f"{DUTIES}{duty.pk}/waive/", {"why": "x"}).status_code == 403
    neighbour = signed_in(holder(person(), organisation(2), Right.PROJECT_EDIT))
    assert neighbour.get(f"{DUTIES}{duty.pk}/").status_code == 404


def test_a_happening_goes_from_its_form_to_a_duty_that_a_word_ends():
    body = charity()
    editor = signed_in(holder(person(), body, Right.BODY_EDIT))
    address = f"{DUTIES}happenings/new/"
    form = {"organisation": body.pk, "kind": "major_dealing", "on": "2026-07-01", "title": "购房"}
    assert editor.post(address, {**form, "on": "2999-01-01"}).status_code == 422
    assert editor.post(address, form).status_code == 302
    assert Happening.objects.get().title == "购房"
    run_clock(at=datetime(2026, 7, 2, 1, tzinfo=UTC))
    duty = Duty.objects.get(rule="R-30")
    done = f"{DUTIES}{duty.pk}/done/"
    assert editor.post(done, {"on": "2026-07-02"}).status_code == 422
    said = {"on": "2026-07-02", "address": "https://example.org/a"}
    assert editor.post(done, said).status_code == 302
    assert "https://example.org/a" in words(editor.get(f"{DUTIES}{duty.pk}/"))


def test_answers_and_figures_are_kept_for_ones_own_body():
    body = charity()
    editor = signed_in(holder(person(), body, Right.BODY_EDIT))
    address = f"{DUTIES}answers/"
    said = {"of": body.pk, "rule": "R-38", "do": "kept", "note": "已公示"}
    assert "R-38" in words(editor.get(address))
    assert editor.post(address, {**said, "note": ""}).status_code == 422
    assert editor.post(address, {**said, "of": "0"}).status_code == 403
    assert editor.post(address, said).status_code == 302
    assert Confirmation.objects.get().is_kept
    assert "已公示" in words(editor.get(address))
    names = ("spending", "outlay", "income_before", "assets_before", "raised", "raising_cost")
    figures = dict.fromkeys(names, "100") | {"organisation": body.pk, "year": 2025}
    wrong = {**figures, "administration": "101"}
    assert editor.post(f"{DUTIES}figures/", wrong).status_code == 422
    right = {**figures, "administration": "10"}
    assert editor.post(f"{DUTIES}figures/", right).status_code == 302
    assert YearFigures.objects.get().outlay_minor == 100_00


def test_who_runs_the_site_says_that_a_gate_was_not_kept_and_answers_it_anew():
    operator = signed_in(holder(person(), organisation(9), Right.INSTALLATION_MANAGE))
    address = f"{DUTIES}answers/"
    said = {"of": "0", "rule": "R-12", "do": "not", "note": "方案编号变过"}
    assert "R-12" not in words(operator.get(f"{address}?of=0"))
    assert operator.post(address, said).status_code == 302
    assert "方案编号变过" in words(operator.get(f"{address}?of=0"))
    assert operator.post(address, {**said, "do": "kept", "note": "已改正"}).status_code == 302
    assert "R-12" not in words(operator.get(f"{address}?of=0"))


def test_a_charity_reads_what_was_found_about_itself_alone():
    body, _ = an_overdue_charity()
    an_open_project(charity(2))
    make_self_check(SETUP, date(2026, 6, 1), at=datetime(2026, 7, 1, 1, tzinfo=UTC))
    editor = signed_in(holder(person(), body, Right.PROJECT_EDIT))
    page = words(editor.get("/console/self-checks/2026-06/"))
    assert "第1基金会" in page
    assert "第2基金会" not in page
    assert "N04" not in page, "what is asked of the site is the operator's"
    assert editor.get("/console/self-checks/2026-06/report.json").status_code == 403
    assert editor.get("/console/self-checks/2026-05/").status_code == 404
    assert editor.get("/console/self-checks/x/").status_code == 404


def test_a_years_days_go_from_one_operator_to_another():
    one = signed_in(holder(person(), organisation(8), Right.INSTALLATION_MANAGE))
    other = signed_in(holder(person(), organisation(9), Right.INSTALLATION_MANAGE))
    year = day_of(now()).year + 1
    working = [date(year, 1, 1) + timedelta(days=n) for n in range(20)]
    off = "\n".join(f"{day:%m-%d}" for day in working if day.weekday() < 5)
    address = "/console/working-days/new/"
    form = {"year": year, "off": off, "worked": "", "source": "国办发明电"}
    assert "不是日期" in words(one.post(address, {**form, "off": "第一天"}))
    assert "不是日期" in words(one.post(address, {**form, "off": "02-30"}))
    assert one.post(address, {**form, "off": "01-01"}).status_code == 422
    assert one.post(address, form).status_code == 302
    page = words(other.get("/console/working-days/"))
    assert "等待第二人核对" in page
    assert one.post("/console/working-days/0/decide/", {"do": "agree"}).status_code == 404
    key = page.split("/console/working-days/")[2].split("/")[0]
    decide = f"/console/working-days/{key}/decide/"
    assert one.post(decide, {"do": "agree"}).status_code == 403
    assert other.post(decide, {"do": "agree"}).status_code == 302
    assert WorkingDayList.objects.get().year == year


def test_a_year_without_its_list_of_working_days_waits_for_whoever_runs_the_site():
    """From November the next year's list is expected; duties counted in it are uncertain."""
    operator = an_operator()
    october, november = (datetime(2099, month, 5, tzinfo=UTC) for month in (10, 11))
    [this_year] = [need for need in needs(operator, october) if "2099" in need.title]
    assert reverse("compliance:calendar") in this_year.href
    assert any("2100" in need.title for need in needs(operator, november))
    assert not any("2100" in need.title for need in needs(operator, october))
    assert not [n for n in needs(holder(person(), charity(), Right.BODY_EDIT), november)
                if "2099" in n.title]  # fmt: skip
