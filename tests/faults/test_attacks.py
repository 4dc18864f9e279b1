"""Attacks that need no account: forged forms, foreign hosts, frames, planted sessions, probing."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from liushui.parties.services import open_account
from tests.accounts import test_sign_in_pages as sign_in
from tests.accounts.builders import signed_in_client
from tests.parties.builders import lin

# Posts that need no token of a page, and why.
TOKENLESS = {
    "web:language": "turns a page to English, for pages that are static files",
    "web:theme": "turns a page dark, for pages that are static files",
    "giving:wechat-notify": "the provider signs what it posts",
    "giving:alipay-notify": "the provider signs what it posts",
    "payments:wechat-complaint": "the provider signs what it posts",
    "recurring:notify": "the provider signs what it posts",
    "items:tell": "a partner's server proves itself by its key",
    "accounts:oidc-token": "another site's server proves itself by its secret",
    "accounts:oidc-userinfo": "another site's server proves itself by its token",
    "accounts:oidc-revoke": "another site's server proves itself by its secret",
}
# Programs have no pages: sessions do not count there, and each call bears its own token.
PROGRAMS = "api/v1/"
EVIL = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:///evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
)


def _views(patterns: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if str(pattern.pattern).lstrip("^").startswith(PROGRAMS):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _views(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def test_every_post_asks_for_the_token_of_its_page() -> None:
    """By the views themselves: whatever is not exempt, the middleware refuses without a token."""
    exempt = {
        name
        for name, pattern in _views(get_resolver().url_patterns)
        if getattr(pattern.callback, "csrf_exempt", False)
    }
    assert exempt == set(TOKENLESS)


@pytest.mark.django_db
def test_a_post_without_its_token_is_refused_before_anything_else() -> None:
    strict = Client(enforce_csrf_checks=True)
    asked = 0
    for name, pattern in _views(get_resolver().url_patterns):
        path = re.sub(r"<[^>]*>", "x", str(pattern.pattern))
        if name in TOKENLESS or "(" in path or "<uuid" in str(pattern.pattern):
            continue
        if "<int" in str(pattern.pattern) or "<date" in str(pattern.pattern):
            path = re.sub(r"<[^>]*>", "1", str(pattern.pattern))
        asked += 1
        answer = strict.post(f"/{path}", {"asked": "1"})
        assert answer.status_code in (403, 404), f"{name} answers {answer.status_code}"
        if answer.status_code == 404:
            assert answer.resolver_match is None, f"{name} was reached without a token"
    assert asked > 40


@pytest.mark.django_db
def test_a_token_from_another_origin_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/sign-in/").content.decode()
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    form = {"csrfmiddlewaretoken": found[1], "phone": "x", "agree": "on"}
    evil = strict.post("/sign-in/", form, headers={"origin": "https://evil.example"})
    assert evil.status_code == 403
    assert strict.post("/sign-in/", form, headers={"origin": "null"}).status_code == 403
    ours = strict.post("/sign-in/", form, headers={"origin": "http://testserver"})
    assert ours.status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", EVIL)
@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-in/password/", "/me/security/confirm/", "/preferences/language/"]
)
def test_no_wish_for_the_way_on_leads_to_another_site(path: str, elsewhere: str) -> None:
    client = signed_in_client(open_account(lin().pk))
    for answer in (client.get(path, {"next": elsewhere}), client.post(path, {"next": elsewhere})):
        assert "evil" not in answer.headers.get("Location", ""), answer.headers
        assert "alert" not in answer.headers.get("Location", "")
        assert "evil.example" not in answer.headers.get("Refresh", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:80"},
        {"host": "testserver.evil.example"},
        {"host": "127.0.0.1@evil.example"},
        {"host": "evil.example/testserver"},
        {"host": ""},
    ],
)
def test_a_foreign_host_is_answered_nothing(headers: dict[str, str], settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["give.example.org", "127.0.0.1"]
    for path in ("/", "/sign-in/", "/.well-known/openid-configuration"):
        answer = Client().get(path, headers=headers)
        assert answer.status_code == 400, path
        assert b"evil" not in answer.content


@pytest.mark.django_db
def test_a_forwarded_host_changes_no_address_that_we_write() -> None:
    forwarded = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    for path in ("/", "/sign-in/", "/projects/", "/.well-known/openid-configuration"):
        answer = Client().get(path, headers=forwarded)
        assert b"evil.example" not in answer.content, path


@pytest.mark.django_db
def test_a_session_key_that_somebody_chose_is_never_taken_up(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    chosen = "a" * 32
    client = Client()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = chosen
    sign_in.ask(client)
    assert client.cookies[site_settings.SESSION_COOKIE_NAME].value != chosen
    sign_in.enter(client)
    assert client.cookies[site_settings.SESSION_COOKIE_NAME].value != chosen


@pytest.mark.django_db
def test_the_cookie_of_a_session_is_for_us_alone(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    client = Client()
    sign_in.ask(client)
    sign_in.enter(client)
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        if name != site_settings.CSRF_COOKIE_NAME:
            assert cookie["httponly"], name
        assert not cookie["domain"], name


@pytest.mark.django_db
def test_signing_out_ends_what_somebody_copied() -> None:
    account = open_account(lin().pk)
    client = signed_in_client(account)
    thief = Client()
    thief.cookies = client.cookies.__class__(client.cookies.output(header=""))
    name = site_settings.SESSION_COOKIE_NAME
    thief.cookies[name] = client.cookies[name].value
    assert thief.get("/me/gifts/").status_code == 200
    client.post("/sign-out/")
    assert thief.get("/me/gifts/").status_code == 302


KNOWN, UNKNOWN = "13800000001", "13899990001"


def _shape(answer: Any, phone: str) -> tuple[Any, ...]:
    """All that an asker sees: status, headers, words, with what is theirs taken out."""
    page = re.sub(r'value="\w{64}"', "", answer.content.decode())
    for own in (phone, f"{phone[:3]}****{phone[-4:]}"):
        page = page.replace(own, "PHONE")
    names = sorted(name for name in answer.headers if name != "Content-Length")
    cookies = sorted(answer.cookies)
    return answer.status_code, names, cookies, answer.headers.get("Location"), page


def _probe(path: str, phone: str, **form: str) -> tuple[Any, ...]:
    client = Client()
    client.get(path)
    return _shape(client.post(path, {"phone": phone, **form}), phone)


@pytest.mark.django_db
def test_asking_for_a_code_tells_nobody_whether_a_phone_is_known(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    open_account(lin().pk)
    known, unknown = (_probe("/sign-in/", phone, agree="on") for phone in (KNOWN, UNKNOWN))
    assert known == unknown


@pytest.mark.django_db
def test_a_wrong_password_tells_nobody_whether_a_phone_is_known() -> None:
    """Unknown, known without a password, known with another: one answer."""
    account = open_account(lin().pk)
    answers = [_probe("/sign-in/password/", phone, password="x" * 12) for phone in (KNOWN, UNKNOWN)]
    account.set_password("ein gutes Wort 7")
    account.save()
    answers.append(_probe("/sign-in/password/", KNOWN, password="x" * 12))
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.django_db
def test_errors_tell_a_stranger_nothing_of_the_inside() -> None:
    for path in ("/nowhere", "/projects/%00/", "/console/", "/gifts/LS-1/where"):
        page = Client().get(path).content.decode()
        for word in ("Traceback", "liushui.config", "/src/", "psycopg", "Django"):
            assert word not in page, path


def test_the_check_for_deployment_is_clean() -> None:
    """As an operator would run it, behind https."""
    environment = {
        **os.environ,
        "LIUSHUI_ORIGIN": "https://give.example.org",
        "LIUSHUI_HOSTS": "give.example.org",
        "DJANGO_SETTINGS_MODULE": "liushui.config.settings",
    }
    # The browser's journeys set the second for this process; no operator does.
    for name in ("LIUSHUI_DEMO", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(name, None)
    words = ["manage", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        [sys.executable, "-m", "liushui.config.cli", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout + done.stderr, done.stdout + done.stderr


def test_no_answer_depends_on_a_header_that_anybody_can_write() -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-proto": "https"})
    assert not request.is_secure(), "the site is not behind https here, whoever says so"
