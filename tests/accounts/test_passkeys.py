"""Passkeys: a device signs for this site, this person and this moment, or it is refused."""

import json
from typing import Any

import pytest
from django.test import Client

from liushui.accounts.models import OpenSession, Passkey
from liushui.accounts.proven import Way, proven_in
from liushui.accounts.services import (
    PasskeysFull,
    PasskeyWrong,
    Site,
    add_passkey,
    challenge_to_add,
    challenge_to_use,
    use_passkey,
)
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord
from liushui.parties.services import open_account
from tests.accounts.authenticator import HOST, ORIGIN, Device
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, as_donor, chen, lin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_contexts")]
HERE = Site(HOST, ORIGIN)


def lin_with_key(device: Device) -> Account:
    someone = lin()
    account = open_account(someone.pk)
    actor = as_donor(someone)
    asked = challenge_to_add(actor, HERE)
    answer = device.make(asked.options)
    add_passkey(actor, HERE, asked.state, answer=answer, name="我的手机", at=AT)
    return account


def sign_in(device: Device, site: Site = HERE) -> Account:
    asked = challenge_to_use(Actor.stranger(), site)
    answer = device.sign(asked.options)
    return use_passkey(Actor.stranger(), HERE, asked.state, answer=answer, at=AT)


def test_a_passkey_alone_signs_lin_in() -> None:
    device = Device()
    account = lin_with_key(device)
    assert sign_in(device) == account
    kept = Passkey.objects.get()
    assert (kept.used_at, kept.sign_count) == (AT, 1)
    assert "我的手机".encode() not in bytes(kept.name_sealed)
    assert AuditRecord.objects.filter(verb="account.passkey_used").count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://testserver",
        "http://evil.testserver",
        "http://testserver:8000",
        "https://evil.example",
    ],
)
def test_a_page_of_another_origin_cannot_use_the_key(elsewhere: str) -> None:
    device = Device()
    lin_with_key(device)
    device.sees = elsewhere
    with pytest.raises(PasskeyWrong) as refused:
        sign_in(device)
    assert refused.value.code == "passkey_wrong"


def test_a_key_for_another_host_is_refused() -> None:
    device = Device()
    lin_with_key(device)
    device.host = "evil.example"
    with pytest.raises(PasskeyWrong):
        sign_in(device)


@pytest.mark.parametrize("flags", [0x00, 0x01, 0x04])
def test_a_device_that_did_not_see_its_owner_is_refused(flags: int) -> None:
    device = Device()
    lin_with_key(device)
    device.flags = flags
    with pytest.raises(PasskeyWrong):
        sign_in(device)
    fresh = Device()
    fresh.flags = flags
    actor = as_donor(chen())
    open_account(actor.person_id)
    asked = challenge_to_add(actor, HERE)
    with pytest.raises(PasskeyWrong):
        add_passkey(actor, HERE, asked.state, answer=fresh.make(asked.options), name="x", at=AT)


def test_an_answer_to_another_challenge_is_refused() -> None:
    device = Device()
    lin_with_key(device)
    old = device.sign(challenge_to_use(Actor.stranger(), HERE).options)
    asked = challenge_to_use(Actor.stranger(), HERE)
    with pytest.raises(PasskeyWrong):
        use_passkey(Actor.stranger(), HERE, asked.state, answer=old, at=AT)


def test_a_copied_key_is_refused_when_its_counter_stands_still() -> None:
    device = Device()
    lin_with_key(device)
    sign_in(device)
    device.count = 0
    with pytest.raises(PasskeyWrong):
        sign_in(device)


def test_a_key_of_lin_does_not_confirm_chen() -> None:
    device = Device()
    lin_with_key(device)
    actor = as_donor(chen())
    open_account(actor.person_id)
    asked = challenge_to_use(Actor.stranger(), HERE)
    with pytest.raises(PasskeyWrong):
        use_passkey(actor, HERE, asked.state, answer=device.sign(asked.options), at=AT)


def test_a_key_that_names_another_owner_is_refused() -> None:
    device = Device()
    lin_with_key(device)
    device.owner = open_account(chen().pk).handle.bytes
    with pytest.raises(PasskeyWrong):
        sign_in(device)


def test_a_closed_account_is_not_opened_by_its_key() -> None:
    device = Device()
    account = lin_with_key(device)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(PasskeyWrong):
        sign_in(device)


def test_one_key_belongs_to_one_account() -> None:
    device = Device()
    lin_with_key(device)
    actor = as_donor(chen())
    open_account(actor.person_id)
    asked = challenge_to_add(actor, HERE)
    with pytest.raises(PasskeyWrong):
        add_passkey(actor, HERE, asked.state, answer=device.make(asked.options), name="x", at=AT)


def test_ten_keys_are_enough() -> None:
    actor = as_donor(lin())
    open_account(actor.person_id)
    for turn in range(11):
        asked = challenge_to_add(actor, HERE)
        answer = Device().make(asked.options)
        if turn < 10:
            add_passkey(actor, HERE, asked.state, answer=answer, name=str(turn), at=AT)
    with pytest.raises(PasskeysFull) as refused:
        add_passkey(actor, HERE, asked.state, answer=answer, name="x", at=AT)
    assert refused.value.code == "passkeys_full"


@pytest.mark.parametrize(
    "answer",
    [
        "", "[]", "null", "{}", "{", '"text"', '{"id": 1, "response": 2}', "[" * 30_000,
        "[" * 19_000,
        ('{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
        '"authenticatorData":"AA","signature":"AA"}}'),
        ('{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"attestationObject":"oA"}}'),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_a_device_is_refused_in_words(answer: str) -> None:
    actor = as_donor(lin())
    open_account(actor.person_id)
    state = challenge_to_use(Actor.stranger(), HERE).state
    with pytest.raises(PasskeyWrong):
        use_passkey(Actor.stranger(), HERE, state, answer=answer, at=AT)
    with pytest.raises(PasskeyWrong):
        add_passkey(actor, HERE, state, answer=answer, name="x", at=AT)


def options_of(answer: Any) -> str:
    return str(answer.context["options"])


def test_the_pages_add_a_key_sign_in_with_it_and_remove_it(client: Client) -> None:
    device, account = Device(), open_account(lin().pk)
    browser = signed_in_client(account, second_factor=False)
    options = options_of(browser.get("/me/security/passkeys/new/"))
    assert json.loads(options)["publicKey"]["user"]["name"] == "Liushui 流水", "names nobody"
    posted = {"answer": device.make(options), "name": "手机", "next": "/console/"}
    answer = browser.post("/me/security/passkeys/new/", posted)
    assert answer["Location"] == "/me/security/recovery-codes/?next=%2Fconsole%2F"
    assert proven_in(browser.session).second == Way.PASSKEY
    assert browser.post("/me/security/passkeys/new/", posted).status_code == 422, "one use"

    options = options_of(client.get("/sign-in/passkey/?next=/me/gifts/"))
    assert "allowCredentials" not in options, "the page tells nobody which keys there are"
    planted = client.session.session_key
    signed = {"answer": device.sign(options), "next": "/me/gifts/"}
    assert client.post("/sign-in/passkey/", signed)["Location"] == "/me/gifts/"
    assert client.session.session_key != planted
    assert OpenSession.objects.get(session_key=client.session.session_key).way == "passkey"
    assert proven_in(client.session).second == Way.PASSKEY, "device and owner: both factors"
    assert Client().post("/sign-in/passkey/", signed).status_code == 422, "another browser"

    handle = Passkey.objects.get().handle
    assert "手机" in client.get("/me/security/").content.decode()
    assert client.post(f"/me/security/passkeys/{handle}/remove/")["Location"] == "/me/security/"
    assert not Passkey.objects.exists()
