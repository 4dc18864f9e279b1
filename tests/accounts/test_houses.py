"""Coming in by WeChat, DingTalk and OpenID Connect, against houses that check what they hear."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.serializers import serialize
from django.test import Client

from liushui.config.simulators.houses import Desk
from liushui.config.simulators.houses.openid import Mood
from liushui.messaging.models import Notice
from liushui.parties.models import AuditRecord
from liushui.parties.services import open_account
from tests.accounts.houses import choose, come_back, houses_at, leave, open_desk
from tests.accounts.test_sign_in_pages import ask, enter
from tests.accounts.test_step_up import with_app
from tests.parties.builders import lin

pytestmark = pytest.mark.django_db
HOUSES = ("wechat", "dingtalk", "union")
INSIDE = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Desk, str]]:
    with open_desk() as desk:
        yield desk


@pytest.fixture(autouse=True)
def desk(running: tuple[Desk, str], settings: Any) -> Desk:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    settings.HOUSES = houses_at(running[1])
    running[0].openid.mood = Mood.RIGHT
    running[0].wechat.gives_unionid, running[0].wechat.is_snapshot = True, False
    return running[0]


def join_by_phone(client: Client, house: str, **headers: str) -> Any:
    """A first coming: the house, then the phone, then one yes."""
    answer = come_back(client, house, **headers)
    assert answer["Location"] == "/sign-in/houses/join/"
    assert (
        "/sign-in/?next=%2Fsign-in%2Fhouses%2Fjoin%2F"
        in client.get("/sign-in/houses/join/").content.decode()
    )
    ask(client, next="/sign-in/houses/join/")
    assert enter(client)["Location"] == "/sign-in/houses/join/"
    assert client.get("/sign-in/houses/join/").status_code == 200
    return client.post("/sign-in/houses/join/", {"connect": "1"})


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_asks_for_the_phone_once_and_is_enough_from_then_on(house: str) -> None:
    person, first = lin(), Client()
    leave_there = join_by_phone(first, house)
    assert leave_there.status_code == 302
    second = Client()
    back = choose(leave(second, house, next_path="/projects/?page=2"), person="lin")
    before = second.session.session_key
    answer = second.get(back)
    assert (answer.status_code, answer["Location"]) == (302, "/projects/?page=2")
    assert second.session["_auth_user_id"] == str(person.account.pk)
    assert second.session.session_key != before, "a session planted before is worth nothing"
    assert AuditRecord.objects.filter(verb="account.signed_in_by_house").count() == 1
    assert SocialAccount.objects.count() == 1


def test_a_code_to_the_phone_alone_connects_nothing_to_an_account_with_a_second_factor() -> None:
    """Whoever took a SIM card over would else keep a way in for good."""
    with_app(open_account(lin().pk))
    thief = Client()
    answer = join_by_phone(thief, "wechat")
    assert answer["Location"] == "/me/security/confirm/?next=%2Fsign-in%2Fhouses%2Fjoin%2F"
    assert not SocialAccount.objects.exists()


def test_the_owner_is_told_of_a_house_that_was_connected() -> None:
    person = lin()
    join_by_phone(Client(), "wechat")
    told = Notice.objects.filter(person_id=person.pk).values_list("kind", flat=True)
    assert "account.house-added" in told


def test_who_says_not_now_is_not_connected() -> None:
    client = Client()
    come_back(client, "wechat")
    ask(client, next="/sign-in/houses/join/")
    enter(client)
    assert client.post("/sign-in/houses/join/", {"later": "1"})["Location"] == "/"
    assert not SocialAccount.objects.exists()
    assert client.get("/sign-in/houses/join/")["Location"] == "/sign-in/"


def test_nothing_of_what_a_house_says_is_kept() -> None:
    """No nickname, no picture, no number of theirs, no token: one keyed hash."""
    client = Client()
    for house in HOUSES:
        come_back(Client(), house)
    join_by_phone(client, "dingtalk")
    kept = serialize("json", SocialAccount.objects.all())
    sessions = json.dumps([session.get_decoded() for session in Session.objects.all()])
    for word in ("小雨点", "un", "13800009999", "openid", "access", "token"):
        assert word not in kept.replace('"uid"', "").replace("account", "")
        if word in ("小雨点", "13800009999"):
            assert word not in sessions
    assert SocialAccount.objects.get().extra_data == {}
    assert len(SocialAccount.objects.get().uid) == 64


def test_wechat_inside_and_outside_is_one_person() -> None:
    person, client = lin(), Client()
    join_by_phone(client, "wechat")
    inside = Client()
    address = leave(inside, "wechat", **{"user-agent": INSIDE})
    assert "/connect/oauth2/authorize?" in address
    inside.get(choose(address, person="lin"), headers={"user-agent": INSIDE})
    assert inside.session["_auth_user_id"] == str(person.account.pk)


def test_wechat_without_a_number_for_all_applications_is_known_by_its_own(desk: Desk) -> None:
    desk.wechat.gives_unionid = False
    join_by_phone(Client(), "wechat")
    again = Client()
    assert come_back(again, "wechat")["Location"] == "/"


def test_a_page_in_preview_signs_nobody_in(desk: Desk) -> None:
    desk.wechat.is_snapshot = True
    assert come_back(Client(), "wechat").status_code == 502


@pytest.mark.parametrize("house", HOUSES)
def test_who_says_no_over_there_is_told_how_else_to_come_in(house: str) -> None:
    client = Client()
    answer = client.get(choose(leave(client, house), no="1"))
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("house", HOUSES)
def test_an_answer_without_its_question_is_refused(house: str) -> None:
    """Login CSRF: the attacker's own way back, opened in the victim's browser."""
    attacker, victim = Client(), Client()
    back = choose(leave(attacker, house), person="wang")
    assert victim.get(back).status_code == 422
    assert victim.get("/sign-in/houses/join/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("house", HOUSES)
def test_a_way_back_is_good_once(house: str) -> None:
    client = Client()
    back = choose(leave(client, house), person="lin")
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 422


def test_the_state_of_one_house_opens_no_other() -> None:
    client = Client()
    leave(client, "dingtalk")
    back = choose(leave(client, "wechat"), person="lin")
    assert client.get(back.replace("/wechat/", "/dingtalk/")).status_code == 422


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood not in (Mood.RIGHT, Mood.SILENT)])
def test_an_identity_token_that_does_not_hold_signs_nobody_in(desk: Desk, mood: Mood) -> None:
    desk.openid.mood = mood
    client = Client()
    assert come_back(client, "union").status_code == 502
    assert "house" not in client.session


def test_a_silent_house_is_said_in_words(desk: Desk, settings: Any) -> None:
    desk.openid.mood = Mood.SILENT
    answer = Client().post("/sign-in/houses/union/")
    assert answer.status_code == 502
    assert "联合会" in answer.content.decode()
    settings.HOUSES = houses_at("http://127.0.0.1:9")
    assert Client().post("/sign-in/houses/union/").status_code == 502


def test_a_wrong_secret_is_refused_by_the_house(settings: Any) -> None:
    settings.HOUSES = [{**house, "secret": "wrong"} for house in settings.HOUSES]
    for house in HOUSES:
        assert come_back(Client(), house).status_code == 502, house


def test_a_house_that_nobody_named_does_not_exist(settings: Any) -> None:
    assert Client().post("/sign-in/houses/feishu/").status_code == 404
    settings.HOUSES = []
    assert Client().get("/sign-in/houses/wechat/back/").status_code == 404


def test_leaving_needs_a_form_of_ours() -> None:
    assert Client().get("/sign-in/houses/wechat/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-in/houses/wechat/").status_code == 403


def test_a_house_never_leads_to_another_site() -> None:
    join_by_phone(Client(), "wechat")
    client = Client()
    back = choose(leave(client, "wechat", next_path="https://evil.example/"), person="lin")
    assert client.get(back)["Location"] == "/"
