"""Complaints by the public: taken without an account, answered in time, acted on when they hold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.base import vault
from liushui.kernel.errors import DomainError
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from liushui.parties.queries.people import PHONE
from liushui.projects import policies, queries
from liushui.projects.models import Project, PublicComplaint
from liushui.projects.needs import complaint_needs
from liushui.projects.personal import ProjectsHolder
from liushui.projects.services import (
    answer_complaint,
    complain,
    forget_answered,
    forget_complaints,
    note_told,
    resume_project,
)
from liushui.projects.states import ToldHow
from tests.parties.builders import chen, holder, organisation, person
from tests.projects.builders import AT, a_draft, an_open_project, charity, editor
from tests.projects.test_pages import signed_in, words

pytestmark = pytest.mark.django_db
SAID, PHONE_OF_CHEN = "钱没有用到学校，我去看过两次。", "138 0000 0004"


def complained(project: Project, **change: Any) -> PublicComplaint:
    said = {"words": SAID, "contact": PHONE_OF_CHEN, "address": "198.51.100.7", "at": AT}
    return complain(Actor.stranger(), project.number, **{**said, **change})


def operator() -> Actor:
    return holder(person("郑开"), organisation(9), Right.INSTALLATION_MANAGE)


def refused(code: str, act: Any) -> None:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code


def test_a_stranger_complains_and_follows_it_up_by_its_code(client: Client) -> None:
    project = an_open_project(charity())
    address = f"/projects/{project.number}/complain/"
    assert address in words(client.get(f"/projects/{project.number}/"))
    assert client.post(address, {"words": "", "contact": ""}).status_code == 422
    answer = client.post(address, {"words": SAID, "contact": PHONE_OF_CHEN})
    complaint = PublicComplaint.objects.get()
    assert answer["Location"] == f"/complaints/{complaint.code}/"
    page = words(client.get(answer["Location"]))
    assert complaint.code in page
    assert SAID not in page
    assert PHONE_OF_CHEN not in page
    found = client.get("/complaints/", {"code": f" {complaint.code.lower()} "})
    assert found["Location"] == answer["Location"]
    assert client.get("/complaints/", {"code": "0"}).status_code == 422
    assert client.get("/complaints/BCDFGHJKMNPQ/").status_code == 404


def test_what_is_said_and_who_said_it_is_nowhere_in_the_open() -> None:
    complaint = complained(an_open_project(charity()))
    for value in vars(complaint).values():
        assert SAID.encode() not in bytes(str(value), "utf-8")
    row = PublicComplaint.objects.get()
    assert SAID.encode() not in bytes(row.words_sealed)
    assert b"0004" not in bytes(row.contact_sealed)


def test_those_who_run_the_site_answer_and_the_organisation_sees_only_what_became_of_it() -> None:
    body = charity()
    complaint = complained(an_open_project(body))
    address = f"/console/complaints/{complaint.pk}/"
    own, run = signed_in(editor(body)), signed_in(operator())
    assert PHONE_OF_CHEN not in words(own.get(address))
    assert SAID not in words(own.get(address))
    assert "2026" in words(own.get(address))
    sent = {"is_true": "no", "answer": "已核实，校车每天在开。"}
    assert own.post(address, sent).status_code == 403
    assert PHONE_OF_CHEN in words(run.get(address))
    assert SAID in words(run.get(address))
    assert run.post(address, {"is_true": "no", "answer": " "}).status_code == 422
    assert run.post(address, sent).status_code == 302
    assert run.post(address, {**sent, "answer": "别的"}).status_code == 422
    page = words(Client().get(f"/complaints/{complaint.code}/"))
    assert "已核实" in page
    seen = words(own.get(f"{address}?lang=en"))
    assert "It does not hold" in seen
    assert "已核实" not in seen
    assert SAID not in seen
    assert Project.objects.get().state == "open"
    assert signed_in(editor(charity(2))).get(address).status_code == 404
    assert signed_in(person=chen()).get(address).status_code == 403
    for reader in (own, run):  # with the code the answer could be read as its author reads it
        assert complaint.code not in words(reader.get("/console/complaints/"))
        assert complaint.code not in words(reader.get(address))
    assert complaint.code not in words(own.get("/me/messages/"))


def test_what_holds_suspends_the_project_and_tells_its_people() -> None:
    body = charity()
    own, run = editor(body), operator()
    project = an_open_project(body)
    complaint = complained(project)
    for _ in range(2):
        answer_complaint(run, complaint.pk, answer="属实", is_true=True, at=AT)
    assert Project.objects.get().state == "suspended"
    assert [one.rule for one in queries.suspensions_of(project)] == ["N09"]
    assert resume_project(own, project.number, at=AT).state == "suspended"
    page = f"/complaints/{complaint.code}/?lang=en"
    assert "the project is suspended" in words(Client().get(page))
    assert resume_project(run, project.number, rule="N09", at=AT).state == "open"
    assert "the suspension was lifted since" in words(Client().get(page))
    told = Notice.objects.filter(person_id=own.person_id).order_by("pk")
    assert [one.kind for one in told] == ["complaint-received", "complaint-holds"]


def test_who_runs_the_site_and_serves_the_organisation_judges_nothing_of_it() -> None:
    body = charity()
    both = holder(person("一人"), body, Right.INSTALLATION_MANAGE, Right.PROJECT_EDIT)
    project = an_open_project(body)
    number = complained(project).pk
    said: dict[str, Any] = {"answer": "属实", "is_true": True, "at": AT}
    refused("complaint_about_own", lambda: answer_complaint(both, number, **said))
    assert not complaint_needs(both, AT)
    page = words(signed_in(both).get(f"/console/complaints/{number}/"))
    assert SAID not in page
    assert PHONE_OF_CHEN not in page
    aside = replace(both, posts=operator().posts, elsewhere=frozenset({body.pk}))
    refused("complaint_about_own", lambda: answer_complaint(aside, number, **said))
    assert not complaint_needs(aside, AT)
    answer_complaint(operator(), number, **said)
    assert resume_project(aside, project.number, rule="N09", at=AT).state == "suspended"
    assert resume_project(both, project.number, at=AT).state == "suspended"
    assert resume_project(operator(), project.number, at=AT).state == "open"


def test_where_all_who_run_the_site_serve_the_body_who_oversees_it_judges() -> None:
    """Decision 0089: in the site's stead, until somebody else runs the site too."""
    body, above = charity(), organisation(5)
    body.superior = above
    body.save()
    holder(person("一人"), body, Right.INSTALLATION_MANAGE)
    overseer = holder(person("督察"), above, Right.REPORTS_READ)
    reader = holder(person("旁人"), organisation(6), Right.REPORTS_READ)
    number = complained(an_open_project(body)).pk
    said: dict[str, Any] = {"answer": "属实", "is_true": True, "at": AT}
    assert [need.href for need in complaint_needs(overseer, AT)]
    assert SAID in words(signed_in(overseer).get(f"/console/complaints/{number}/"))
    refused("not_found", lambda: answer_complaint(reader, number, **said))
    answer_complaint(overseer, number, **said)
    assert Project.objects.get().state == "suspended"
    operator()
    second = complained(Project.objects.get()).pk
    refused("not_found", lambda: answer_complaint(overseer, second, **said))
    assert not complaint_needs(overseer, AT)


def test_a_complaint_waits_for_the_operator_for_five_working_days() -> None:
    body = charity()
    complaint = complained(an_open_project(body))
    [need] = complaint_needs(operator(), AT)
    assert need.due == date(2026, 7, 24)
    assert not complaint_needs(editor(body), AT)
    [seen] = queries.complaints_to_answer()
    assert (seen.received_on, seen.answered_on) == (date(2026, 7, 18), None)
    later = AT + timedelta(days=3)
    answer_complaint(operator(), complaint.pk, answer="好", is_true=False, at=later)
    [tell] = complaint_needs(operator(), AT)
    assert (tell.due, tell.href) == (need.due, need.href)
    assert not complaint_needs(editor(body), AT)
    [seen] = queries.complaints_to_answer()
    assert seen.answered_on is None, "kept, and its author has not heard it"
    for how in (ToldHow.PHONE, ToldHow.MAIL):
        said = note_told(operator(), complaint.pk, how=how, at=later + timedelta(days=1))
        assert said.told_how == "phone", "the first word counts"
    [seen] = queries.complaints_to_answer()
    assert seen.answered_on == date(2026, 7, 22)
    assert not complaint_needs(operator(), AT)


def test_who_reads_the_answer_with_the_code_was_told(client: Client) -> None:
    body = charity()
    complaint = complained(an_open_project(body))
    page = f"/complaints/{complaint.code}/"
    assert client.get(page).status_code == 200
    refused("complaint_answer_first", lambda: note_told(
        operator(), complaint.pk, how=ToldHow.PHONE, at=AT))  # fmt: skip
    answer_complaint(operator(), complaint.pk, answer="好", is_true=False, at=AT)
    assert client.head(page).status_code == 200
    assert PublicComplaint.objects.get().told_at is None, "a link's preview reads nothing"
    assert "好" in words(client.get(page))
    told = PublicComplaint.objects.get()
    assert (told.told_how, told.told_by) == ("read", "")
    assert AuditRecord.objects.filter(verb="complaint.told").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicComplaint.objects.update(answered_at=told.told_at + timedelta(seconds=1))


def test_the_console_keeps_how_they_were_told() -> None:
    body = charity()
    complaint = complained(an_open_project(body))
    client, address = signed_in(operator()), f"/console/complaints/{complaint.pk}/"
    assert "told/" not in words(client.get(address))
    sent = {"is_true": "no", "answer": "查无此事。"}
    assert client.post(address, sent).status_code == 302
    assert f"{address}told/" in words(client.get(address))
    assert client.post(f"{address}told/", {"how": "read"}).status_code == 422
    assert client.post(f"{address}told/", {"how": "phone"}).status_code == 302
    assert "电话告知" in words(client.get(address))
    assert f"{address}told/" not in words(client.get(address))


def test_a_machine_is_slowed_and_a_draft_is_not_there() -> None:
    body = charity()
    project = an_open_project(body)
    for _ in range(5):
        complained(project)
    refused("too_many_complaints", lambda: complained(project))
    complained(project, address="203.0.113.9")
    refused("complaint_empty", lambda: complained(project, words=" ", address="203.0.113.9"))
    refused("not_found", lambda: complained(a_draft(body)))
    number = PublicComplaint.objects.earliest("pk").pk
    said: dict[str, Any] = {"answer": "x", "is_true": False, "at": AT}
    refused("not_allowed", lambda: answer_complaint(editor(body), number, **said))
    refused("not_found", lambda: answer_complaint(operator(), 10**9, **said))


def test_the_owner_of_the_telephone_sees_and_erases_what_was_written_with_it() -> None:
    complaint = complained(an_open_project(charity()))
    owner = chen()
    [section] = ProjectsHolder().sections(owner.pk)
    assert section.facts[0].text == SAID
    assert not ProjectsHolder().sections(person("别人", "13800000009").pk)
    ProjectsHolder().erase(owner.pk, at=AT)
    gone = PublicComplaint.objects.get()
    assert (gone.words_sealed, gone.contact_sealed, gone.phone_lookup) == (None, None, None)
    with pytest.raises(vault.Shredded):
        vault.key_store.key_for(complaint.vault_id)
    assert forget_complaints(vault.lookup_hash(PHONE, "13800000004"), at=AT) == 0
    assert not queries.words_of_complaint(gone)


def test_an_answered_complaint_is_erased_two_years_later_whatever_contact_was_left() -> None:
    project = an_open_project(charity())
    mailed, waiting = complained(project, contact="a@example.org"), complained(project)
    answer_complaint(operator(), mailed.pk, answer="好", is_true=False, at=AT)
    assert forget_answered(at=AT.replace(year=2028) - timedelta(days=1)) == 0
    assert [forget_answered(at=AT.replace(year=2028)) for _ in range(2)] == [1, 0]
    gone = PublicComplaint.objects.get(pk=mailed.pk)
    assert (gone.words_sealed, gone.contact_sealed, gone.answer_sealed) == (None, None, None)
    with pytest.raises(vault.Shredded):
        vault.key_store.key_for(mailed.vault_id)
    waiting.refresh_from_db()
    assert queries.words_of_complaint(waiting) == SAID
    assert forget_answered(at=AT.replace(year=2029) - timedelta(days=1)) == 0
    assert None in {one.answered_on for one in queries.complaints_to_answer()}
    assert forget_answered(at=AT.replace(year=2029)) == 1, "nobody answered it in three years"
    assert None not in {one.answered_on for one in queries.complaints_to_answer()}
    refused("complaint_forgotten", lambda: answer_complaint(
        operator(), waiting.pk, answer="好", is_true=False, at=AT))  # fmt: skip
    complained(project)
    [section] = ProjectsHolder().sections(chen().pk)
    assert "24" in section.stays


def test_the_database_refuses_half_an_answer() -> None:
    complained(an_open_project(charity()))
    for change in ({"state": "answered"}, {"words_sealed": None}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicComplaint.objects.update(**change)


def test_who_may_read_complaints_is_the_same_question_for_one_and_for_many() -> None:
    mine, other = charity(1), charity(2)
    both = {complained(an_open_project(one)) for one in (mine, other)}
    for actor in (editor(mine), editor(other), operator(), Actor.stranger()):
        listed = set(queries.complaints_in_console(actor))
        for one in both:
            known = True
            try:
                queries.complaint_for(actor, one.pk)
            except policies.DomainError:
                known = False
            assert known == (one in listed)
