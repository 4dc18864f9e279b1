"""Breaches with their clock, assessments that stay, rules that say what they did."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import now

from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import Account, AuditRecord
from liushui.privacy import queries, services
from liushui.privacy.models import Assessment, Breach, BreachStep, RetentionRun
from liushui.privacy.needs import needs
from liushui.privacy.states import Step
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.privacy.builders import staff_of

pytestmark = pytest.mark.django_db
AT = giving.now()
TOLD = services.BreachTold(
    noticed_at=AT - timedelta(hours=1), what="一封信寄错了邮箱", kinds="姓名、金额",
    whose="五月的捐赠人", people_count=37, harm="可能收到诈骗电话",
)  # fmt: skip


@pytest.fixture
def wang() -> Any:
    return staff_of(parties.organisation(), Right.PRIVACY_ANSWER)


def entered(wang: Any) -> Breach:
    return services.enter_breach(wang, parties.organisation().pk, TOLD, at=AT)


def step(wang: Any, breach: Breach, kind: Step, *, at: Any = AT) -> BreachStep:
    return services.add_step(wang, breach.key, kind, words="已电话告知", done_at=at, at=at)


def test_a_breach_has_a_clock_until_everybody_was_told(wang: Any) -> None:
    breach = entered(wang)
    seen = queries.breach_for(wang, breach.key, AT)
    assert (seen.wants_authority, seen.wants_people, seen.is_late) == (True, True, False)
    assert seen.due_at == TOLD.noticed_at + timedelta(hours=24)
    [need] = needs(wang, AT)
    assert need.href == f"/console/privacy/breaches/{breach.key}/"
    assert queries.breach_for(wang, breach.key, AT + timedelta(days=1)).is_late
    step(wang, breach, Step.AUTHORITY)
    with pytest.raises(services.BreachNotTold):
        step(wang, breach, Step.CLOSED)
    step(wang, breach, Step.NOT_TOLD)
    assert needs(wang, AT) == []
    assert not queries.breach_for(wang, breach.key, AT + timedelta(days=1)).is_late
    step(wang, breach, Step.CLOSED)
    with pytest.raises(services.BreachOver):
        step(wang, breach, Step.MEASURE)
    verbs = AuditRecord.objects.filter(verb__startswith="data.breach").order_by("pk")
    assert [one.verb.removeprefix("data.breach_") for one in verbs] == [
        "entered", "authority", "not_told", "closed",
    ]  # fmt: skip


def test_times_that_cannot_be_are_refused(wang: Any) -> None:
    later = services.BreachTold(
        noticed_at=AT + timedelta(hours=1), what="x", kinds="x", whose="x", people_count=0, harm="x"
    )
    with pytest.raises(services.BreachTimeWrong):
        services.enter_breach(wang, parties.organisation().pk, later, at=AT)
    breach = entered(wang)
    for moment in (AT + timedelta(minutes=1), TOLD.noticed_at - timedelta(minutes=1)):
        with pytest.raises(services.BreachTimeWrong):
            services.add_step(
                wang, breach.key, Step.MEASURE, words="x", done_at=moment, at=AT
            )  # fmt: skip


def test_others_neither_read_nor_write_the_registers(wang: Any) -> None:
    breach = entered(wang)
    chen = parties.as_donor(parties.chen())
    with pytest.raises(NotAllowed):
        services.enter_breach(chen, parties.organisation().pk, TOLD, at=AT)
    for ask in (
        lambda: queries.breach_for(chen, breach.key, AT),
        lambda: services.add_step(chen, breach.key, Step.CLOSED, words="x", done_at=AT, at=AT),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_registers_are_never_changed(wang: Any) -> None:
    breach = entered(wang)
    step(wang, breach, Step.AUTHORITY)
    told = services.Assessed("向医院提供病历", AT.date(), "必要", "可能泄露", "加密")
    services.enter_assessment(wang, breach.organisation_id, told, at=AT)
    services.apply_rules(at=AT)
    for rows in (Breach, BreachStep, Assessment, RetentionRun):
        for change in (rows.objects.all().delete, lambda r=rows: r.objects.update(id=9)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with pytest.raises(services.AssessmentEmpty):
        services.enter_assessment(
            wang, breach.organisation_id, services.Assessed("x", AT.date(), "x"), at=AT
        )


@pytest.mark.usefixtures("wang")
def test_the_pages_record_show_and_hand_out() -> None:
    client = signed_in_client(Account.objects.get_or_create(person=parties.wang())[0])
    client.cookies["language"] = "en"
    body = parties.organisation().pk
    form = {
        "organisation": body, "noticed_at": f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "what": "一封信寄错了", "kinds": "姓名", "whose": "捐赠人", "people_count": 3,
        "harm": "骚扰",
    }  # fmt: skip
    answer = client.post("/console/privacy/breaches/", form)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "The authority was not told yet" in page
    assert "一封信寄错了" in page
    words = {"kind": "authority", "done_at": f"{now():%Y-%m-%dT%H:%M}", "words": "网信办，电话"}
    assert client.post(answer["Location"], words).status_code == 302
    assert "网信办，电话" in client.get(answer["Location"]).content.decode()
    assert "tell by" in client.get("/console/privacy/breaches/").content.decode()
    three = {"organisation": body, "title": "公示姓名", "made_on": "2026-07-01",
             "purpose": "征得同意", "risk": "被骚扰", "measures": "只示姓氏"}  # fmt: skip
    assert client.post("/console/privacy/assessments/", three).status_code == 302
    assert client.post("/console/privacy/assessments/", three | {"risk": ""}).status_code == 422
    assert "只示姓氏" in client.get("/console/privacy/assessments/").content.decode()
    shown = client.get("/console/privacy/retention/").content.decode()
    assert "Nobody is locked away" in shown
    assert "7 days" in shown
    assert Client().get("/console/privacy/breaches/").status_code == 302
