"""Organisations answer what people ask, on the record and by the clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from liushui.cases.services import CaseText, approve_case, open_case
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.needs import needs_of
from liushui.giving.services import Showing, place_order
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.agreements import SENSITIVE
from liushui.parties.models import AuditRecord, Person
from liushui.parties.queries import person_name
from liushui.parties.services import ProcessingStopped, open_account
from liushui.privacy import queries, services
from liushui.privacy.models import DataGiven, DataRequest
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.privacy.builders import AT, given_by, lin, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]

ASKED = "我的姓名给过谁"


def a_question(provider: Provider) -> tuple[Any, Any]:
    """Lin asks the charity that she gave to; and that charity."""
    project = giving.project()
    donor = lin()
    given_by(donor, provider, project)
    asked = services.ask_question(
        donor, donor.person_id or 0, words=ASKED, organisation_id=project.organisation_id, at=now()
    )
    return asked, project.organisation


def test_a_question_is_read_on_the_record_answered_once_and_its_asker_told(
    provider: Provider,
) -> None:
    asked, body = a_question(provider)
    staff = staff_of(body, Right.PRIVACY_ANSWER)
    assert asked.due_at - asked.asked_at == timedelta(days=15)
    assert ASKED.encode() not in bytes(asked.words_sealed)
    assert len(needs_of(staff, now())[0].items) == 1
    assert services.read_question(staff, asked.key, at=now()).words == ASKED
    services.answer_question(staff, asked.key, words="只给过票据系统。", at=now())
    services.answer_question(staff, asked.key, words="别的话", at=now())
    [answered] = queries.asked_by(lin(), asked.person_id)
    assert (answered.answer, answered.request.state) == ("只给过票据系统。", "done")
    told = Notice.objects.get(kind="privacy.question_answered")
    assert told.person_id == asked.person_id
    [reading] = queries.readings(lin(), asked.person_id)
    assert (reading.purpose, reading.organisation) == ("question", body)


def test_a_refusal_needs_its_reasons(provider: Provider) -> None:
    asked, body = a_question(provider)
    staff = staff_of(body, Right.PRIVACY_ANSWER)
    with pytest.raises(services.AnswerMissing) as refused:
        services.answer_question(staff, asked.key, words=" ", is_refusal=True, at=now())
    assert refused.value.code == "answer_missing"
    services.answer_question(staff, asked.key, words="法律要求保存。", is_refusal=True, at=now())
    asked.refresh_from_db()
    assert asked.state == "refused"


def test_a_question_goes_to_nobody_but_those_who_answer_for_that_organisation(
    provider: Provider,
) -> None:
    asked, body = a_question(provider)
    other = parties.holder(parties.zhao(), parties.organisation(7), Right.PRIVACY_ANSWER)
    plain = parties.holder(parties.chen(), body, Right.GIFT_READ)
    for actor in (other, plain):
        with pytest.raises(NotFound):
            services.read_question(actor, asked.key, at=now())
    with pytest.raises(NotFound):
        services.ask_question(
            lin(), asked.person_id, words=ASKED, organisation_id=other.posts[0].organisation_id,
            at=now(),
        )  # fmt: skip
    with pytest.raises(services.QuestionMissing) as refused:
        services.ask_question(lin(), asked.person_id, words=" ", organisation_id=None, at=now())
    assert refused.value.code == "question_missing"


def test_a_refused_answer_shows_no_words_unread(provider: Provider) -> None:
    asked, body = a_question(provider)
    staff_of(body, Right.PRIVACY_ANSWER)
    client = signed_in_client(open_account(parties.wang().pk))
    answer = client.post(f"/console/privacy/{asked.key}/", {"words": ""})
    assert answer.status_code == 422
    assert ASKED not in answer.content.decode()
    assert not AuditRecord.objects.filter(verb="person.question_read").exists()
    assert ASKED in client.get(f"/console/privacy/{asked.key}/").content.decode()
    assert AuditRecord.objects.filter(verb="person.question_read").count() == 1


def test_staff_readings_stand_on_the_donors_page_by_post_and_purpose(provider: Provider) -> None:
    project = giving.project()
    donor = lin()
    given_by(donor, provider, project)
    reader = staff_of(project.organisation, Right.GIFT_READ)
    assert person_name(reader, Person.objects.get(pk=donor.person_id)) == "林晓雨"
    page = signed_in_client(open_account(donor.person_id or 0)).get("/me/readings/")
    shown = page.content.decode()
    assert project.organisation.name in shown
    assert "王志远" not in shown
    elsewhere = parties.holder(parties.zhao(), parties.organisation(8), Right.GIFT_READ)
    with pytest.raises(NotAllowed):
        person_name(elsewhere, Person.objects.get(pk=donor.person_id))


def test_taking_back_sensitive_facts_closes_the_name_to_who_works_on_the_case() -> None:
    project = giving.project()
    helped = parties.lin()
    case = open_case(
        parties.SETUP, project.number, organisation_id=project.organisation_id,
        beneficiary_id=helped.pk, text=CaseText("手术", "住院"), need_minor=1_00, at=AT,
    )  # fmt: skip
    approve_case(parties.SETUP, case.number, at=AT)
    worker = staff_of(project.organisation, Right.CASE_EDIT)
    assert person_name(worker, helped) == "林晓雨"
    own = parties.as_donor(helped)
    services.say(own, SENSITIVE, is_given=True, language="zh-hans", at=now())
    services.say(own, SENSITIVE, is_given=False, language="zh-hans", at=now())
    with pytest.raises(ProcessingStopped):
        person_name(worker, helped)


def test_who_never_signed_in_is_erased_on_a_letter_and_not_who_signs_in() -> None:
    project = giving.project()
    body = project.organisation
    order = place_order(
        giving.STRANGER, project=project.number, amount=Money(1_00),
        showing=Showing(Display.MASKED, "令狐初雪"), at=now(),
    )  # fmt: skip
    staff = staff_of(body, Right.PRIVACY_ANSWER)
    for number in ("C2026999", "LS-20260718-7KQ2MR4T-H"):
        with pytest.raises(services.NumberUnknown) as unknown:
            services.request_on_paper(staff, body.pk, number=number, at=now())
        assert unknown.value.code == "number_unknown"
    asked = services.request_on_paper(staff, body.pk, number=order.reference.lower(), at=now())
    assert services.request_on_paper(staff, body.pk, number=order.reference, at=now()) == asked
    services.call_back_on_paper(staff, asked.pk, at=now())
    assert not Person.objects.get(pk=order.donor_id).restricted_at
    services.request_on_paper(staff, body.pk, number=order.reference, at=now())
    assert services.erase_due(at=now() + timedelta(days=8)) == 1
    order.refresh_from_db()
    assert order.donor_display == ""
    mine = place_order(lin(), project=project.number, amount=Money(1_00), at=now())
    open_account(lin().person_id or 0)
    with pytest.raises(services.AsksAlone) as alone:
        services.request_on_paper(staff, body.pk, number=mine.reference, at=now())
    assert alone.value.code == "asks_alone"
    with pytest.raises(NotAllowed):
        services.request_on_paper(staff, parties.organisation(9).pk, number="C1", at=now())


def test_the_register_of_data_given_is_kept_by_its_organisation_and_never_changed() -> None:
    body = parties.organisation()
    staff_of(body, Right.PRIVACY_ANSWER)
    client = signed_in_client(open_account(parties.wang().pk))
    line = {
        "organisation": body.pk, "receiver": "县人民医院", "purpose": "付手术费",
        "kinds": "姓名、病情",
        "people_count": "1", "ground": "单独同意", "given_on": "2026-07-18", "until": "",
    }  # fmt: skip
    assert client.post("/console/privacy/given/", line).status_code == 302
    assert "县人民医院" in client.get("/console/privacy/given/").content.decode()
    given = DataGiven.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        DataGiven.objects.filter(pk=given.pk).update(receiver="别人")
    with pytest.raises(NotAllowed):
        services.record_given(
            staff_of(body, Right.PRIVACY_ANSWER), parties.organisation(2).pk,
            services.Giving("甲", "乙", "丙", 1, "丁", AT.date()), at=AT,
        )  # fmt: skip
    assert not DataRequest.objects.exists()
