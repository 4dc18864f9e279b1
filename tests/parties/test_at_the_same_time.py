"""Two requests at once get no more than one after the other would."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from liushui.base.models import PersonKey
from liushui.kernel.errors import DomainError
from liushui.messaging.queries import screen_messages
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.models import Account, AuditRecord, Person, SignInCode
from liushui.parties.services import (
    CodeExpired,
    CodeWrong,
    TooManyTries,
    TooSoon,
    register_person,
    send_code,
    sign_in_with_code,
)
from tests.parties.builders import AT, SETUP

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def together(times: int, act: Callable[[], object]) -> list[object]:
    """What each of several threads got: an answer or a refusal."""
    start = Barrier(times)

    def one(_: int) -> object:
        start.wait(timeout=30)
        try:
            return act()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def ask() -> object:
    return send_code(Actor.stranger(), phone=PHONE, address="192.0.2.1", at=AT)


def test_one_phone_is_one_person() -> None:
    made = together(6, lambda: register_person(SETUP, phone=PHONE, at=AT).pk)
    assert len(set(made)) == 1
    assert Person.objects.count() == 1
    assert AuditRecord.objects.filter(verb="person.registered").count() == 1
    assert PersonKey.objects.count() == 1


def test_one_minute_sends_one_code() -> None:
    got = together(6, ask)
    assert got.count(TooSoon) == 5
    assert SignInCode.objects.count() == len(screen_messages()) == 1


def test_five_tries_are_five_however_fast() -> None:
    handle = ask()
    words = agreement_in("en")

    def guess() -> object:
        return sign_in_with_code(
            Actor.stranger(),
            handle=handle,
            code="no",
            agreement=words,
            at=AT,  # type: ignore[arg-type]
        )

    got = together(8, guess)
    assert (got.count(CodeWrong), got.count(TooManyTries)) == (5, 3)


def test_one_code_signs_in_once() -> None:
    handle = ask()
    code = next(
        word for word in screen_messages()[0].text.replace("，", " ").split() if word.isdigit()
    )
    words = agreement_in("en")

    def enter() -> object:
        return sign_in_with_code(
            Actor.stranger(),
            handle=handle,
            code=code,
            agreement=words,
            at=AT,  # type: ignore[arg-type]
        ).pk

    got = together(4, enter)
    assert got.count(CodeExpired) == 3
    assert Account.objects.count() == 1
