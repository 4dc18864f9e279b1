"""Where one is signed in: listed for its owner alone, ended at once, with nothing readable kept."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from liushui.accounts.devices import device_of, mask_network
from liushui.accounts.models import KnownBrowser, OpenSession
from liushui.accounts.proven import Way
from liushui.accounts.services import Entrance, end_sessions_of, keep_entrance
from liushui.accounts.services.entering import sweep
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord
from liushui.parties.services import offer_demo_role, open_account
from tests.parties.builders import AT, as_donor, chen, lin

pytestmark = pytest.mark.django_db
PHONE_BROWSER = (
    "Mozilla/5.0 (Linux; Android 15; V2408A) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
)


@pytest.fixture(autouse=True)
def _a_demo_signs_in_by_a_click(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def come_in(
    account: Account, browser: str = "Firefox Linux", address: str = "203.0.113.9"
) -> Client:
    """Through the one door, as each way of signing in does."""
    offer_demo_role(f"r{account.pk}", "林", "Lin", account.person, "/me/security/")
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR=address)
    assert client.post(f"/demo/sign-in/r{account.pk}/").status_code == 302
    return client


def test_lin_sees_her_browsers_and_nobody_elses() -> None:
    here = come_in(open_account(lin().pk))
    come_in(open_account(lin().pk), PHONE_BROWSER, "198.51.100.7")
    come_in(open_account(chen().pk), "Edg Windows", "192.0.2.200")
    page = here.get("/me/security/").content.decode()
    assert "Firefox · Linux" in page
    assert "WeChat · Android" in page
    assert "198.51.*.*" in page
    assert "198.51.100.7" not in page
    assert "Edge" not in page


def test_one_browser_is_signed_out_at_once() -> None:
    account = open_account(lin().pk)
    here, there = come_in(account), come_in(account, PHONE_BROWSER)
    lost = OpenSession.objects.get(session_key=there.session.session_key)
    assert here.post("/me/security/sessions/end/", {"one": str(lost.handle)}).status_code == 302
    assert there.get("/me/security/").status_code == 302
    assert here.get("/me/security/").status_code == 200
    assert not Session.objects.filter(session_key=lost.session_key).exists()


def test_everywhere_else_is_signed_out_at_once_and_no_browser_is_known() -> None:
    account = open_account(lin().pk)
    here, others = come_in(account), [come_in(account) for _ in range(3)]
    assert here.post("/me/security/sessions/end/", {"all": "1"}).status_code == 302
    assert [one.get("/me/security/").status_code for one in others] == [302] * 3
    assert here.get("/me/security/").status_code == 200
    assert not KnownBrowser.objects.exists()
    ended = AuditRecord.objects.get(verb="account.sessions_ended")
    assert ended.facts == {"count": 3}


@pytest.mark.parametrize("handle", ["not a handle", "9ecc66bb-c2c6-40b3-b2c5-a0ed67f32c4a"])
def test_a_strangers_session_stays(handle: str) -> None:
    mine, other = come_in(open_account(lin().pk)), come_in(open_account(chen().pk))
    theirs = OpenSession.objects.get(session_key=other.session.session_key)
    for one in (handle, str(theirs.handle)):
        assert mine.post("/me/security/sessions/end/", {"one": one}).status_code == 302
    assert other.get("/me/security/").status_code == 200


def test_signing_out_takes_the_browser_from_the_list() -> None:
    here = come_in(open_account(lin().pk))
    here.post("/sign-out/")
    assert not OpenSession.objects.exists()


def test_a_person_is_signed_out_everywhere_by_the_house() -> None:
    account = open_account(lin().pk)
    here = come_in(account)
    assert end_sessions_of(Actor.system("test"), account.person_id, at=AT) == 1
    assert here.get("/me/security/").status_code == 302


def test_a_key_known_before_is_worthless_whatever_it_was() -> None:
    account = open_account(lin().pk)
    client = come_in(account)
    before = client.session.session_key
    client.post(f"/demo/sign-in/r{account.pk}/")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert OpenSession.objects.get().session_key == client.session.session_key


def test_anothers_session_leaves_nothing_to_the_next_person() -> None:
    client = come_in(open_account(lin().pk))
    session = client.session
    session["number"], session["confirm"] = str(uuid4()), str(uuid4())
    session.save()
    other = open_account(chen().pk)
    come_in(other)
    client.post(f"/demo/sign-in/r{other.pk}/")
    assert "number" not in client.session
    assert "confirm" not in client.session


def test_the_tables_hold_no_readable_address_browser_or_token() -> None:
    account = open_account(lin().pk)
    entrance = Entrance("k" * 32, Way.CODE, "Firefox", "203.0.113.9")
    token = keep_entrance(as_donor(account.person), account, entrance, at=AT)
    session, browser = OpenSession.objects.get(), KnownBrowser.objects.get()
    kept = bytes(session.network_sealed) + bytes(browser.token_hash)
    kept += bytes(browser.network_lookup)
    assert b"203.0" not in kept
    assert token.encode() not in kept


def test_last_seen_is_written_each_quarter_of_an_hour_not_each_page(
    django_assert_max_num_queries: Any,
) -> None:
    client = come_in(open_account(lin().pk))
    with django_assert_max_num_queries(3):
        client.get("/sign-in/?next=/x")
    session = client.session
    session["seen"] -= 16 * 60
    session.save()
    before = OpenSession.objects.get().seen_at
    client.get("/me/security/")
    assert OpenSession.objects.get().seen_at > before


def test_what_ran_out_is_swept() -> None:
    account = open_account(lin().pk)
    entrance = Entrance("k" * 32, Way.CODE, "", "")
    keep_entrance(as_donor(account.person), account, entrance, at=AT)
    assert sweep(at=AT + timedelta(days=14)) == 0
    assert sweep(at=AT + timedelta(days=16)) == 1
    assert sweep(at=AT + timedelta(days=181)) == 1


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (PHONE_BROWSER, "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari · iOS"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) HuaweiBrowser/5", "Huawei · HarmonyOS"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_told_in_two_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


@pytest.mark.parametrize(
    ("network", "shown"),
    [("203.0.113.9", "203.0.*.*"), ("2001:db8:1:2::/64", "2001:db8:*"), ("", "")],
)
def test_a_network_is_shown_masked(network: str, shown: str) -> None:
    assert mask_network(network) == shown
