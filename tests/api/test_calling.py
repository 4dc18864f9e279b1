"""A call that writes is done once under its key; a refused one leaves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from liushui.api.models import KeptAnswer
from liushui.api.services import empty_answers, forget_tokens
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation
from liushui.projects.models import Project
from tests.api.builders import Program, program_of, token_of
from tests.parties.builders import holder, wang
from tests.projects.builders import charity

pytestmark = pytest.mark.django_db


@pytest.fixture
def body() -> Organisation:
    return charity()


@pytest.fixture
def program(body: Organisation) -> Program:
    return program_of(holder(wang(), body, Right.PROJECT_EDIT))


def a_draft(body: Organisation, **other: Any) -> dict[str, Any]:
    words = {"title": "山路校车", "summary": "六所村小的接送与午餐", **other}
    plan = {"goal": 100_00, "starts_on": "2026-12-20", "ends_on": "2027-01-31"}
    return {"organisation": body.credit_code, "words": words, "plan": plan}


def test_the_same_call_again_is_done_once(program: Program, body: Organisation) -> None:
    first = program.post("projects", a_draft(body), key="draft-00000001")
    again = program.post("projects", a_draft(body), key="draft-00000001")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again["Idempotency-Repeated"] == "true"
    assert "Idempotency-Repeated" not in first
    assert Project.objects.count() == 1


def test_a_key_is_for_one_call(program: Program, body: Organisation) -> None:
    program.post("projects", a_draft(body), key="draft-00000001")
    other = program.post("projects", a_draft(body, title="另一个"), key="draft-00000001")
    assert (other.status_code, other.json()["code"]) == (409, "key_taken")
    assert Project.objects.count() == 1


def test_a_key_is_the_tokens_own(program: Program, body: Organisation) -> None:
    another = program_of(holder(wang_again(), body, Right.PROJECT_EDIT))
    program.post("projects", a_draft(body), key="draft-00000001")
    assert another.post("projects", a_draft(body), key="draft-00000001").status_code == 200
    assert Project.objects.count() == 2


def wang_again() -> Any:
    from tests.parties.builders import zhao

    return zhao()


@pytest.mark.parametrize("key", ["", "short", "with space 1", "ключ-ключ", "x" * 81])
def test_a_call_that_writes_names_itself(program: Program, body: Organisation, key: str) -> None:
    answer = program.post("projects", a_draft(body), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert not Project.objects.exists()


def test_a_refused_call_leaves_its_key_free(program: Program, body: Organisation) -> None:
    refused = program.post("projects", a_draft(body, title=" "), key="draft-00000001")
    assert (refused.status_code, refused.json()["code"]) == (422, "project_text_missing")
    assert not KeptAnswer.objects.exists()
    assert program.post("projects", a_draft(body), key="draft-00000001").status_code == 200


def test_an_answer_is_kept_sealed_for_a_month_and_its_key_for_good(
    program: Program, body: Organisation
) -> None:
    program.post("projects", a_draft(body), key="draft-00000001")
    kept = KeptAnswer.objects.get()
    assert "山路校车".encode() not in bytes(kept.body_sealed or b"")
    assert empty_answers(at=now() + timedelta(days=29)) == 0
    assert empty_answers(at=now() + timedelta(days=31)) == 1
    late = program.post("projects", a_draft(body), key="draft-00000001")
    assert (late.status_code, late.json()["code"]) == (409, "answer_gone")
    KeptAnswer.objects.update(digest=b"")  # as a migration left those of before
    oldest = program.post("projects", a_draft(body), key="draft-00000001")
    assert oldest.json()["code"] == "answer_gone"
    assert Project.objects.count() == 1


def test_an_answer_goes_with_an_erasure(program: Program, body: Organisation) -> None:
    program.post("projects", a_draft(body))
    kept = KeptAnswer.objects.get()
    assert kept.body_sealed is not None
    forget_tokens(Actor.system("privacy"), kept.token.person_id, at=now())
    kept.refresh_from_db()
    assert kept.body_sealed is None


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", "body_unreadable"),
        ('{"words": "\\u0000"}', "body_unreadable"),
        ('{"words": "\\ud800"}', "body_unreadable"),
        ('{"plan": {"goal": NaN}}', "body_unreadable"),
        ("[" * 100_000, "body_unreadable"),
        ("[]", "fields_wrong"),
        ("", "fields_wrong"),
    ],
)
def test_what_cannot_be_read_is_refused(program: Program, sent: str, code: str) -> None:
    answer = program.post("projects", sent)
    assert answer.json()["code"] == code
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", ""])
def test_a_call_without_a_body_is_taken_whatever_type_stands_above_it(
    program: Program, body: Organisation, kind: str
) -> None:
    """As ``curl -X POST`` and ``curl -d ''`` send it."""
    number = program.post("projects", a_draft(body)).json()["number"]
    heads = {"idempotency-key": "empty-0001", "authorization": f"Bearer {program.secret}"}
    there = f"/api/v1/projects/{number}/plan/submit"
    answer = program.client.post(there, b"", content_type=kind, headers=heads)
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_nothing_to_decide"), (
        answer.content
    )


_PART = b'--b\r\nContent-Disposition: form-data; name="asked"\r\n\r\n{}\r\n--b--\r\n'


@pytest.mark.parametrize("path", ["projects", "uses"])
@pytest.mark.parametrize(
    "kind", ["multipart/mixed; boundary=b", "multipart/form-data; boundary=b", "text/plain", ""]
)
def test_a_body_of_another_kind_is_refused(body: Organisation, path: str, kind: str) -> None:
    """What an operation does not read, its key's digest would not see: two acts under one key."""
    actor = holder(wang(), body, Right.PROJECT_EDIT, Right.USE_REPORT)
    headers = {
        "idempotency-key": "kind-00000001",
        "authorization": f"Bearer {token_of(actor).secret}",
    }
    answer = Client().post(f"/api/v1/{path}", _PART, content_type=kind, headers=headers)
    if (path, kind[:19]) == ("uses", "multipart/form-data"):
        assert (answer.status_code, answer.json()["code"]) == (422, "fields_wrong")
        return
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (415, "type_not_taken")
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("goal", "100"), ("goal", 1.5), ("goal", 0), ("goal", True), ("goal", 2**60),
        ("starts_on", 0), ("starts_on", "2026-13-01"), ("starts_on", "0001-01-01"),
        ("unknown", 1),
    ],
)  # fmt: skip
def test_a_field_of_another_form_is_named_and_not_repeated(
    program: Program, body: Organisation, field: str, value: Any
) -> None:
    draft = a_draft(body)
    draft["plan"][field] = value
    answer = program.post("projects", draft)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "fields_wrong")
    assert [wrong["at"] for wrong in said["errors"]] == [f"body.asked.plan.{field}"]
    assert set(said["errors"][0]) == {"at", "kind"}


def test_a_refusal_speaks_the_callers_language_under_one_code(program: Program) -> None:
    said = {}
    for language in ("en", "zh-CN"):
        program.language = language
        answer = program.get("projects/P2026-9999")
        assert answer["Content-Type"] == "application/problem+json"
        said[language] = answer.json()
    assert said["en"]["code"] == said["zh-CN"]["code"] == "not_found"
    assert said["en"]["title"] == "There is nothing at this address."
    assert said["zh-CN"]["title"] == "这个地址下没有内容。"


@pytest.mark.parametrize(("path", "allowed"), [("projects", "GET, POST"), ("self", "GET")])
def test_a_method_that_nobody_described_is_named(program: Program, path: str, allowed: str) -> None:
    answer = program.client.delete(f"/api/v1/{path}")
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert answer.json()["code"] == "method_unknown"


def test_an_address_that_is_not_there_is_a_problem_too() -> None:
    for answer in (Program().get("nothing/here"), Program().post("nothing/here")):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_no_address_brings_what_no_database_holds(program: Program) -> None:
    answer = program.get("organisations?q=%00")
    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")
    assert program.get("projects/P%00").status_code == 404


def test_what_falls_is_said_in_the_form_that_programs_read(program: Program) -> None:
    program.client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("alter table api_tokenuse rename to elsewhere")
    answer = program.get("projects")
    assert (answer.status_code, answer.json()["code"]) == (500, "fallen")
    assert answer.json()["call"] == answer["X-Request-ID"]
