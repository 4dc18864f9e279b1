"""Passwords: optional, never the only way in, and no use to who guesses."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liushui.accounts.models import OpenSession, Try
from liushui.accounts.services import (
    Guess,
    PasswordWeak,
    PasswordWrong,
    TooManyGuesses,
    remove_password,
    set_password,
    sign_in_with_password,
)
from liushui.accounts.services.trying import forget_tries
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord
from liushui.parties.services import Asker, PhoneUnreadable, open_account
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, as_donor, chen, lin

pytestmark = pytest.mark.django_db
PHONE, SECRET = "13800000001", "流水账本 2026 kept"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def lin_with_password() -> Account:
    someone = lin()
    open_account(someone.pk)
    return set_password(as_donor(someone), password=SECRET, at=AT)


def guess(
    password: str = SECRET,
    *,
    phone: str = PHONE,
    asker: Asker = Asker.STRANGER,
    address: str = "192.0.2.1",
    at: datetime = AT,
) -> Account:
    typed = Guess(phone=phone, password=password, asker=asker, address=address)
    return sign_in_with_password(Actor.stranger(), typed, at=at)


def test_phone_and_password_sign_in() -> None:
    account = lin_with_password()
    assert guess(phone="+86 138 0000 0001") == account
    assert AuditRecord.objects.filter(verb="account.signed_in").exists()
    assert not Try.objects.filter(kind="password").exists(), "a right one is no try"


def test_wrong_unknown_none_and_closed_are_answered_alike() -> None:
    account = lin_with_password()
    open_account(chen().pk)
    asked = [("wrong", PHONE), (SECRET, "13800000009"), (SECRET, "13800000004"), ("", PHONE)]
    for password, phone in asked:
        with pytest.raises(PasswordWrong) as refused:
            guess(password, phone=phone)
        assert (refused.value.code, refused.value.facts) == ("password_wrong", {})
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(PasswordWrong):
        guess()
    with pytest.raises(PhoneUnreadable):
        guess(phone="12345")


def test_a_guesser_gets_ten_tries_a_day_wherever_they_sit() -> None:
    lin_with_password()
    for turn in range(5):
        with pytest.raises(PasswordWrong):
            guess("wrong", address=f"192.0.2.{turn}")
    with pytest.raises(TooManyGuesses) as refused:
        guess(address="198.51.100.1", at=AT + timedelta(minutes=30))
    assert (refused.value.code, refused.value.facts) == ("too_many_guesses", {"minutes": 30})
    for turn in range(5):
        with pytest.raises(PasswordWrong):
            guess("wrong", at=AT + timedelta(hours=2 + turn))
    with pytest.raises(TooManyGuesses):
        guess(at=AT + timedelta(hours=12))
    assert guess(at=AT + timedelta(days=1, hours=3))


def test_the_owners_own_browser_is_not_kept_waiting_by_a_guesser() -> None:
    lin_with_password()
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            guess("wrong")
    with pytest.raises(TooManyGuesses):
        guess()
    assert guess(asker=Asker.KNOWN_BROWSER)


def test_an_unknown_phone_is_locked_like_a_known_one() -> None:
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            guess(phone="13800000009")
    with pytest.raises(TooManyGuesses):
        guess(phone="13800000009")


def test_one_network_cannot_try_one_password_on_many_phones() -> None:
    for turn in range(30):
        with pytest.raises(PasswordWrong):
            guess(phone=f"138000001{turn:02d}")
    with pytest.raises(TooManyGuesses):
        guess(phone="13800000199")


@pytest.mark.parametrize(
    "weak", ["short", "1234567890", "13800000001", "password123", "qwertyuiop"]
)
def test_an_easy_password_is_refused(weak: str) -> None:
    someone = lin()
    open_account(someone.pk)
    with pytest.raises(PasswordWeak) as refused:
        set_password(as_donor(someone), password=weak, at=AT)
    assert refused.value.code == "password_weak"


def test_a_removed_password_opens_nothing() -> None:
    account = lin_with_password()
    actor = as_donor(account.person)
    remove_password(actor, at=AT)
    remove_password(actor, at=AT)
    with pytest.raises(PasswordWrong):
        guess()
    assert AuditRecord.objects.filter(verb="account.password_removed").count() == 1


def test_tries_are_kept_for_a_day_and_name_nobody() -> None:
    with pytest.raises(PasswordWrong):
        guess()
    kept = Try.objects.filter(kind="password").get()
    assert PHONE.encode() not in bytes(kept.lookup)
    assert forget_tries(before=AT + timedelta(days=1)) == 2


def test_the_pages_set_use_and_change_it(client: Client) -> None:
    account = open_account(lin().pk)
    browser, other = signed_in_client(account), signed_in_client(account)
    page = "/me/security/password/"
    assert browser.post(page, {"password": "short"}).status_code == 422
    assert browser.post(page, {"password": SECRET})["Location"] == "/me/security/"
    assert browser.get("/me/security/").status_code == 200, "this browser stays signed in"
    assert other.get("/me/security/").status_code == 302, "the others do not"

    typed = {"phone": PHONE, "password": "wrong", "next": "/me/security/"}
    answer = client.post("/sign-in/password/", typed)
    assert answer.status_code == 422
    assert "id_password_error" in answer.content.decode()
    answer = client.post("/sign-in/password/", {**typed, "password": SECRET})
    assert answer["Location"] == "/me/security/"
    assert OpenSession.objects.get(session_key=client.session.session_key).way == "password"
    assert browser.post("/me/security/password/remove/")["Location"] == "/me/security/"
    assert not Account.objects.get().has_usable_password()


def test_the_password_page_says_when_it_is_closed(client: Client) -> None:
    typed = {"phone": PHONE, "password": "wrong"}
    for _ in range(5):
        client.post("/sign-in/password/", typed)
    answer = client.post("/sign-in/password/", typed)
    assert answer.status_code == 429
    assert 'href="/sign-in/"' in answer.content.decode(), "a code still opens the account"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
)
def test_a_password_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    lin_with_password()
    typed = {"phone": PHONE, "password": SECRET, "next": elsewhere}
    assert client.post("/sign-in/password/", typed)["Location"] == "/"
