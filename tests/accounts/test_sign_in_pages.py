"""The pages of signing in, as a browser meets them."""

import logging
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from liushui.messaging.queries import screen_messages
from liushui.parties.models import Account, SignInCode
from tests.parties.builders import lin

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def ask(client: Client, phone: str = PHONE, **fields: str) -> Any:
    return client.post("/sign-in/", {"phone": phone, "agree": "on", **fields})


def enter(client: Client, code: str = "") -> Any:
    return client.post("/sign-in/code/", {"code": code or last_code()})


def last_code() -> str:
    found = re.search(r"\d{6}", screen_messages()[0].text)
    assert found
    return found[0]


def test_lin_signs_in_and_out(client: Client) -> None:
    lin()
    assert client.get("/sign-in/").status_code == 200
    answer = ask(client, next="/projects/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    assert "138****0001" in client.get("/sign-in/code/").content.decode()
    answer = enter(client)
    assert (answer.status_code, answer["Location"]) == (302, "/projects/?page=2")
    assert client.session["_auth_user_id"] == str(Account.objects.get().pk)
    assert client.get("/sign-in/?next=/x").headers["Location"] == "/x", "already signed in"
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"phone": "12345", "agree": "on"}, "12345"),
        ({"phone": "", "agree": "on"}, "id_phone_error"),
        ({"phone": PHONE}, "id_agree_error"),
    ],
)
def test_a_refused_form_comes_back_with_what_is_wrong(
    client: Client, fields: dict[str, str], says: str
) -> None:
    answer = client.post("/sign-in/", fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not screen_messages()


def test_a_wrong_code_comes_back_with_the_tries_left(client: Client) -> None:
    ask(client)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    answer = enter(client, wrong)
    assert answer.status_code == 422
    assert "4" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert enter(client).status_code == 302


def test_signing_in_costs_a_bounded_number_of_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        ask(client)
    with django_assert_max_num_queries(50):  # a new person: with their key, record and consent
        assert enter(client).status_code == 302


def test_asking_again_at_once_is_refused_in_words(client: Client) -> None:
    ask(client)
    answer = client.post("/sign-in/code/", {"again": "1"})
    assert answer.status_code == 429
    assert "id_code_error" in answer.content.decode()
    assert ask(client).status_code == 429
    assert len(screen_messages()) == 1


def test_the_code_page_without_a_code_leads_back(client: Client) -> None:
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    ask(client, next=elsewhere)
    assert enter(client)["Location"] == "/"
    assert client.get("/sign-in/", {"next": elsewhere})["Location"] == "/"


def test_a_session_known_before_is_worthless_after_signing_in(client: Client) -> None:
    ask(client)
    planted = client.session.session_key
    enter(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_code_of_another_browser_is_worthless(client: Client) -> None:
    ask(client)
    stolen = last_code()
    other = Client()
    ask(other, "13800000009")
    if last_code() != stolen:
        assert enter(other, stolen).status_code == 422


def test_the_phone_is_in_no_address_session_or_log_line(
    client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for answer in (ask(client), ask(client), enter(client, "000000"), enter(client)):
            assert PHONE not in answer.headers.get("Location", "")
    for session in Session.objects.all():
        assert PHONE not in str(session.get_decoded())
    out, err = capfd.readouterr()
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert PHONE not in out + err + "".join(logged)


def test_known_and_unknown_phones_get_the_same_page() -> None:
    lin()
    pages = []
    for phone in (PHONE, "13899990001"):
        browser = Client()
        ask(browser, phone)
        page = browser.get("/sign-in/code/").content.decode()
        pages.append(re.sub(r'value="\w{64}"', "", page).replace(phone[:3] + "****0001", ""))
    assert pages[0] == pages[1]


def test_forms_without_the_token_of_their_page_are_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"phone": PHONE, "agree": "on"}).status_code == 403
    assert strict.post("/sign-out/").status_code == 403


def test_sign_in_pages_are_never_kept_by_a_cache(client: Client) -> None:
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]


def test_people_behind_the_operators_proxy_do_not_use_up_each_others_codes(
    client: Client, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for number in (1, 2):
        client.post(
            "/sign-in/",
            {"phone": f"1380000000{number}", "agree": "on"},
            headers={"x-forwarded-for": f"192.0.2.{number}"},
        )
    kept = SignInCode.objects.values_list("address_lookup", flat=True)
    assert len({bytes(lookup) for lookup in kept}) == 2


def test_english_is_there_on_request(client: Client) -> None:
    page = client.get("/sign-in/?lang=en").content.decode()
    assert "We use your phone number for three things" in page


def test_the_actor_of_a_request_costs_nothing_until_asked_for(
    client: Client, django_assert_num_queries: Any
) -> None:
    ask(client)
    enter(client)
    with django_assert_num_queries(3):  # session, account, posts
        client.get("/sign-in/?next=/x")
