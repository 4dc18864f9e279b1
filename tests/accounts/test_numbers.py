"""Changing the number: a code to the new one, a word to the old one, and nobody's number told."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from liushui.accounts.services import (
    NumberSame,
    change_number,
    confirm_own_phone,
    own_phone,
    send_code_to_new_number,
    send_code_to_own_phone,
)
from liushui.messaging.queries import screen_messages
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.models import AuditRecord
from liushui.parties.queries import person_by_phone
from liushui.parties.services import (
    CodeExpired,
    CodeWrong,
    NumberTaken,
    TooSoon,
    open_account,
    send_code,
    sign_in_with_code,
)
from tests.accounts import test_sign_in_pages as pages
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, as_donor, chen, lin

pytestmark = pytest.mark.django_db
OLD, NEW, CHENS = "13800000001", "13900000009", "13800000004"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


@pytest.fixture
def actor() -> Actor:
    someone = lin()
    open_account(someone.pk)
    return as_donor(someone)


def ask(actor: Actor, phone: str = NEW) -> UUID:
    return send_code_to_new_number(actor, phone=phone, address="192.0.2.1", at=AT)


def last_code() -> str:
    found = re.search(r"\d{6}", screen_messages()[0].text)
    assert found
    return found[0]


def test_the_new_number_is_the_account_from_now_on(actor: Actor) -> None:
    assert change_number(actor, handle=ask(actor), code=last_code(), this_key=None, at=AT) == OLD
    assert own_phone(actor) == NEW
    assert person_by_phone(OLD) is None
    found = person_by_phone(NEW)
    assert found is not None
    assert found.pk == actor.person_id
    assert AuditRecord.objects.get(verb="person.phone_changed").facts == {}


def test_the_old_number_gets_a_word(actor: Actor) -> None:
    change_number(actor, handle=ask(actor), code=last_code(), this_key=None, at=AT)
    said = screen_messages()[0]
    assert said.phone == "138****0001"
    assert "13900000009" not in said.text


def test_a_wrong_code_changes_nothing(actor: Actor) -> None:
    handle = ask(actor)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    with pytest.raises(CodeWrong):
        change_number(actor, handle=handle, code=wrong, this_key=None, at=AT)
    assert own_phone(actor) == OLD


def test_only_who_holds_a_number_learns_that_it_is_taken(actor: Actor) -> None:
    chen()
    handle = ask(actor, CHENS)
    with pytest.raises(NumberTaken) as refused:
        change_number(actor, handle=handle, code=last_code(), this_key=None, at=AT)
    assert refused.value.code == "number_taken"
    assert own_phone(actor) == OLD
    assert person_by_phone(CHENS) is not None


def test_the_same_number_is_no_change(actor: Actor) -> None:
    with pytest.raises(NumberSame) as refused:
        ask(actor, "+86 138 0000 0001")
    assert refused.value.code == "number_same"
    assert not screen_messages()


def test_a_code_is_good_for_one_purpose(actor: Actor) -> None:
    to_change = ask(actor)
    code = last_code()
    with pytest.raises(CodeExpired):
        confirm_own_phone(actor, handle=to_change, code=code, at=AT)
    with pytest.raises(CodeExpired):
        sign_in_with_code(
            Actor.stranger(), handle=to_change, code=code, agreement=agreement_in("en"), at=AT
        )
    to_sign_in = send_code(Actor.stranger(), phone=NEW, address="192.0.2.9", at=AT)
    with pytest.raises(CodeExpired):
        change_number(actor, handle=to_sign_in, code=last_code(), this_key=None, at=AT)
    assert own_phone(actor) == OLD


def test_ones_own_phone_confirms(actor: Actor) -> None:
    handle = send_code_to_own_phone(actor, address="192.0.2.1", at=AT)
    confirm_own_phone(actor, handle=handle, code=last_code(), at=AT)
    with pytest.raises(TooSoon):
        send_code_to_own_phone(actor, address="192.0.2.1", at=AT + timedelta(seconds=30))


def test_a_code_to_the_number_of_before_confirms_nothing(actor: Actor) -> None:
    old = send_code_to_own_phone(actor, address="192.0.2.7", at=AT)
    code = last_code()
    handle = send_code_to_new_number(actor, phone=NEW, address="192.0.2.7", at=AT)
    change_number(actor, handle=handle, code=last_code(), this_key=None, at=AT)
    with pytest.raises(CodeExpired):
        confirm_own_phone(actor, handle=old, code=code, at=AT)


def test_the_pages_change_the_number(actor: Actor) -> None:
    browser = signed_in_client(open_account(actor.person_id or 0), second_factor=False)
    assert browser.get("/me/security/number/code/")["Location"] == "/me/security/number/"
    assert "138****0001" in browser.get("/me/security/number/").content.decode()
    assert browser.post("/me/security/number/", {"phone": "123"}).status_code == 422
    answer = browser.post("/me/security/number/", {"phone": NEW})
    assert answer["Location"] == "/me/security/number/code/"
    assert NEW not in str(browser.session.items())
    assert "139****0009" in browser.get("/me/security/number/code/").content.decode()
    assert browser.post("/me/security/number/code/", {"code": "x"}).status_code == 422
    answer = browser.post("/me/security/number/code/", {"code": last_code()})
    assert answer["Location"] == "/me/security/"
    assert "139****0009" in browser.get("/me/security/").content.decode()


def test_a_new_number_signs_every_other_browser_out(actor: Actor) -> None:
    other = Client()
    pages.ask(other, OLD)
    pages.enter(other)
    assert other.get("/me/security/").status_code == 200
    browser = signed_in_client(open_account(actor.person_id or 0), second_factor=False)
    browser.post("/me/security/number/", {"phone": NEW})
    browser.post("/me/security/number/code/", {"code": last_code()})
    assert browser.get("/me/security/").status_code == 200
    assert other.get("/me/security/").status_code == 302
