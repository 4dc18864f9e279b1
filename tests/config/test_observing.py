"""What an operator sees of a running site: numbers, request ids, slow queries; no personal data."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from liushui.base import vault
from liushui.config import logs
from liushui.config.failures import server_error
from liushui.installation.models import SettingChange
from liushui.installation.queries import PURPOSE
from tests.parties.builders import AT

pytestmark = pytest.mark.django_db
TOKEN = "correct horse battery staple"
SECRET = "欧阳慕晴"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that is logged from now on."""
    out = io.StringIO()
    root = logging.getLogger()
    kept = root.handlers
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure({})
    yield out
    root.handlers = kept


def events(lines: io.StringIO, event: str) -> list[dict[str, Any]]:
    said = [json.loads(line) for line in lines.getvalue().splitlines() if line.startswith("{")]
    return [one for one in said if one["event"] == event]


def figure(text: str, start: str) -> int:
    """The value of the first sample whose line begins so."""
    line = next(one for one in text.splitlines() if one.startswith(start))
    return int(line.rsplit(" ", 1)[1].split(".")[0])


def scrape(**headers: str) -> str:
    answer = Client().get("/metrics", **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_requests_and_refusals_are_counted_by_name_never_by_address() -> None:
    client = Client()
    home = 'liushui_requests_total{method="GET",status="200",view="config:healthz"}'
    client.get("/healthz")
    before = figure(scrape(), home)
    client.get("/healthz")
    client.get(f"/find/?number={SECRET}")
    client.get("/nothing/13800000001/")
    client.generic("BREW", "/healthz")
    said = scrape()
    assert figure(said, home) == before + 1
    assert 'method="other"' in said
    assert 'view="none"' in said
    assert SECRET not in said
    assert "13800000001" not in said


def test_the_standing_of_database_queue_and_sequencer_is_told() -> None:
    said = scrape()
    assert figure(said, "liushui_database_up ") == 1
    assert figure(said, "liushui_gifts_waiting ") == 0
    assert figure(said, "liushui_sequencer_lag_seconds ") == 0
    assert figure(said, 'liushui_database{what="connections"}') >= 1
    assert figure(said, "liushui_last_backup_seconds ") == 0


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": f"Basic {TOKEN}"},
    ],
)
def test_others_learn_nothing_of_the_figures(meta: dict[str, str]) -> None:
    assert Client().get("/metrics", **meta).status_code == 404


def test_the_word_from_the_settings_opens_the_figures_from_elsewhere() -> None:
    sealed = vault.seal_passing(f"{PURPOSE}watching.token", TOKEN)
    SettingChange.objects.create(
        key="watching.token", sealed=sealed, by="system:test", why="test", at=AT
    )
    scrape(REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")


def test_each_request_has_a_number_in_answer_log_and_refusal(lines: io.StringIO) -> None:
    answer = Client().get("/projects/P999999999/")
    number = answer["X-Request-ID"]
    assert number in answer.content.decode()
    assert {one["request"] for one in events(lines, "request")} == {number}
    assert Client().get("/healthz")["X-Request-ID"] != number


@pytest.mark.parametrize(
    ("said", "remote", "is_kept"),
    [
        ("edge-1234567890", "10.0.0.7", True),
        ("edge-1234567890", "203.0.113.9", False),
        ("a b\r\nSet-Cookie: x", "10.0.0.7", False),
        ("x", "10.0.0.7", False),
        ("x" * 65, "10.0.0.7", False),
    ],
)
def test_a_number_is_believed_from_our_own_web_server_only(
    settings: Any,
    said: str,
    remote: str,
    is_kept: bool,  # noqa: FBT001
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    answer = Client().get("/healthz", HTTP_X_REQUEST_ID=said, REMOTE_ADDR=remote)
    assert (answer["X-Request-ID"] == said) is is_kept


def test_a_bug_is_told_to_the_reader_by_its_number() -> None:
    request = RequestFactory().get("/")
    request.number = "abc123def456"
    answer = server_error(request)
    assert answer.status_code == 500
    assert "abc123def456" in answer.content.decode()


def test_a_slow_query_is_told_without_its_values(settings: Any, lines: io.StringIO) -> None:
    settings.SLOW_QUERY_MS = 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0),\n   %s::text", [SECRET])
    (told,) = events(lines, "slow query")
    assert told["sql"] == "select pg_sleep(0), %s::text"
    assert SECRET not in lines.getvalue()


def test_a_usual_query_is_not_told(settings: Any, lines: io.StringIO) -> None:
    settings.SLOW_QUERY_MS = 60_000
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    assert not events(lines, "slow query")
