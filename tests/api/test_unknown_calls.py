"""What no person would send: each operation, as each post, by its description and against it.

schemathesis draws calls from the OpenAPI description, and as many that break it. Each is sent with
the token of some post, to real things or to none. The answer has to be one that the description
allows: nothing falls, and its form is the described one. How to ask longer: docs/integrate/api.md.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liushui.api.register import operations, rooms
from liushui.api.rooms import Operation, Room
from liushui.api.root import description
from liushui.api.services import make_own_token
from liushui.api.shapes.values import Taken, Told
from liushui.parties.access import Right
from tests.api.builders import token_of
from tests.disbursing.builders import a_story, an_agreement, drafted, paid
from tests.onboarding.builders import Arrival
from tests.parties.builders import holder, person

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", "2"))
EACH_POST = bool(os.environ.get("API_EACH_POST"))  # so many examples as each post, not in all
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
POSTS = (
    (Right.PROJECT_EDIT,),
    (Right.MONEY_DRAFT, Right.USE_REPORT),
    (Right.MONEY_APPROVE, Right.MONEY_PAY),
    (Right.GIFT_READ, Right.AUDIT_READ),
    tuple(right for right in Right if right != Right.INSTALLATION_MANAGE),
)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Made once, in one transaction that is undone at the end."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> tuple[list[str], dict[str, str]]:
    """Tokens of all kinds of posts, "" for a stranger's none; real things for the addresses."""
    story = a_story(900_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    draft = drafted(story.drafter, agreement, 50_00)
    posts = [holder(person(), story.charity, *rights) for rights in POSTS]
    secrets = [token_of(actor).secret for actor in [*posts, story.partner_staff]]
    arrival = Arrival()
    application = arrival.written()
    secrets += [token_of(arrival.operator).secret]
    secrets += [make_own_token(arrival.applicant, at=now()).secret]
    things = {
        "code": story.charity.credit_code,
        "number": story.project.number,
        "reference": draft.reference,
        "fund": str(story.project.fund_id),
        "application": str(application.key),
    }
    return ["", *secrets], things | {"agreement": agreement.number}


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(deepcopy(dict(description())))


def _sent(case: Any) -> httpx.Response:
    """The answer to a call that is made within this test's transaction."""
    call = requests.Request(**case.as_transport_kwargs(base_url="http://localhost"))
    sent = call.prepare()
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    headers = {name: _latin(value) for name, value in sent.headers.items()}
    kind = headers.pop("Content-Type", "")
    headers.pop("Content-Length", "")
    told = Client(raise_request_exception=False).generic(
        sent.method or "", sent.path_url, body, kind, headers=headers
    )
    asked = httpx.Request(sent.method or "", sent.url or "", headers=headers)
    heads = list(told.headers.items())
    answer = httpx.Response(told.status_code, headers=heads, content=told.content, request=asked)
    answer.elapsed = timedelta()
    return answer


def _latin(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_no_call_falls_and_none_that_is_malformed_is_taken(
    world: tuple[list[str], dict[str, str]], room: Room
) -> None:
    secrets, things = world
    for one in room.operations:
        for drawn_from in [[secret] for secret in secrets] if EACH_POST else [secrets]:
            _ask(one, drawn_from, things)


def _undone() -> Any:
    """A transaction in which those that must be outermost may run, as in any test."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    return block


def _ask(one: Operation, secrets: list[str], things: dict[str, str]) -> None:
    path = f"/api/v1/{one.path.replace('int:', '').replace('uuid:', '')}"
    named = things | ({"number": things["agreement"]} if "v1/agreements/" in path else {})
    real = {key: thing for key, thing in named.items() if f"{{{key}}}" in path}
    operation = _schema()[path][one.method]
    calls = [
        operation.as_strategy(mode, path_parameters=parameters)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for parameters in ([real, None] if real else [None])
    ]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(calls).flatmap(lambda drawn: drawn), st.sampled_from(secrets))
    def ask(case: Any, secret: str) -> None:
        case.headers.pop("Authorization", None)
        if secret:
            case.headers["Authorization"] = f"Bearer {secret}"
        with _undone():
            answer = _sent(case)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    ask()


def test_the_description_is_openapi_and_names_every_operation() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    named = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert named == {one.name.replace("-", "_") for one in operations()}
    kept = {one.name.replace("-", "_") for one in operations() if one.is_kept}
    for path in document["paths"].values():
        for one in path.values():
            has_key = "Idempotency-Key" in json.dumps(one["parameters"])
            assert has_key == (one["operationId"] in kept)


def test_each_form_has_a_name_of_its_own() -> None:
    """Of two forms with one name the description would hold one alone."""
    names = [form.__name__ for kind in (Taken, Told) for form in _below(kind)]
    assert sorted(names) == sorted(set(names))


def _below(kind: type) -> list[type]:
    return [one for near in kind.__subclasses__() for one in (near, *_below(near))]
