"""A stranger can use up a stranger's share of codes, never the owner's."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liushui.accounts.proven import Way
from liushui.accounts.queries import asker_of
from liushui.accounts.services import Entrance, keep_entrance
from liushui.messaging.models import Notice
from liushui.parties.actors import Actor
from liushui.parties.models import SignInCode
from liushui.parties.services import (
    Asker,
    TooManyTries,
    offer_demo_role,
    open_account,
    send_code,
)
from tests.parties.builders import AT, as_donor, lin

pytestmark = pytest.mark.django_db
PHONE, HOME_NETWORK = "13800000001", "203.0.113.9"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def lin_came_in(browser: str = "") -> str:
    someone = lin()
    account = open_account(someone.pk)
    entrance = Entrance("k" * 32, Way.CODE, "Firefox", HOME_NETWORK, browser)
    return keep_entrance(as_donor(someone), account, entrance, at=AT)


def ask(asker: Asker, at: datetime) -> None:
    send_code(Actor.stranger(), phone=PHONE, address="192.0.2.1", asker=asker, at=at)


def test_a_browser_and_a_network_of_the_owner_are_known() -> None:
    secret = lin_came_in()
    assert asker_of(PHONE, browser=secret, network="") == Asker.KNOWN_BROWSER
    assert asker_of(PHONE, browser="", network=HOME_NETWORK) == Asker.KNOWN_NETWORK
    assert asker_of(PHONE, browser="guess", network="192.0.2.1") == Asker.STRANGER
    assert asker_of("13800000009", browser=secret, network=HOME_NETWORK) == Asker.STRANGER
    assert asker_of("no number", browser=secret, network=HOME_NETWORK) == Asker.STRANGER


def test_ten_requests_of_a_stranger_lock_nobody_else_out() -> None:
    for turn in range(10):
        ask(Asker.STRANGER, AT + timedelta(hours=turn))
    later = AT + timedelta(hours=10)
    with pytest.raises(TooManyTries):
        ask(Asker.STRANGER, later)
    for asker in (Asker.KNOWN_BROWSER, Asker.KNOWN_NETWORK, Asker.SIGNED_IN):
        ask(asker, later)
    assert SignInCode.objects.count() == 13


def test_each_share_is_bounded() -> None:
    for asker in (Asker.KNOWN_BROWSER, Asker.KNOWN_NETWORK, Asker.SIGNED_IN):
        for turn in range(5):
            ask(asker, AT + timedelta(minutes=turn))
        with pytest.raises(TooManyTries):
            ask(asker, AT + timedelta(minutes=30))


def test_the_owners_browser_gets_in_while_a_stranger_floods(client: Client) -> None:
    someone = lin()
    account = open_account(someone.pk)
    offer_demo_role("lin", "林", "Lin", someone, "/")
    client.post("/demo/sign-in/lin/")
    cookie = client.cookies["browser"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/sign-in/", True, "Lax")
    client.post("/sign-out/")
    stranger = Client(REMOTE_ADDR="198.51.100.1")
    asked = {"phone": PHONE, "agree": "on"}
    assert stranger.post("/sign-in/", asked).status_code == 302
    assert stranger.post("/sign-in/", asked).status_code == 429, "the stranger waits"
    assert client.post("/sign-in/", asked).status_code == 302, "the owner does not"
    kept = SignInCode.objects.order_by("pk").values_list("asker", flat=True)
    assert list(kept) == ["stranger", "known-browser"]
    assert account.is_active


def test_a_browser_that_is_new_to_the_account_is_told_of() -> None:
    secret = lin_came_in()
    assert not Notice.objects.exists(), "not of the first"
    lin_came_in(secret)
    assert not Notice.objects.exists(), "nor of a known one"
    someone = lin()
    other = Entrance("n" * 32, Way.PASSWORD, "Chrome", "192.0.2.1")
    keep_entrance(as_donor(someone), open_account(someone.pk), other, at=AT)
    assert Notice.objects.get().kind == "account.new-browser"
