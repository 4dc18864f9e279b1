"""Who lost device and paper is helped by the operator alone, and told of it."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from liushui.accounts.queries import factors_of
from liushui.accounts.services import add_code_app, make_recovery_codes, new_secret
from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from liushui.accounts.services.resetting import forget_factors
from liushui.kernel.errors import NotAllowed
from liushui.messaging.models import Notice
from liushui.parties.actors import Actor
from liushui.parties.services import open_account
from tests.parties.builders import AT, as_donor, lin

pytestmark = pytest.mark.django_db


def lin_with_everything() -> Actor:
    actor = as_donor(lin())
    open_account(actor.person_id or 0)
    secret = new_secret()
    code = code_at(secret, int(AT.timestamp()) // STEP_SECONDS)
    add_code_app(actor, secret=secret, code=code, at=AT)
    make_recovery_codes(actor, at=AT)
    return actor


def test_the_operator_takes_lost_factors_away(monkeypatch: Any) -> None:
    actor = lin_with_everything()
    monkeypatch.setattr("builtins.input", lambda _question: "138 0000 0001")
    said = io.StringIO()
    call_command("forget_factors", stdout=said)
    assert "11 factors" in said.getvalue()
    held = factors_of(actor)
    assert (held.any, held.codes_left) == (False, 0)
    assert Notice.objects.filter(kind="account.factor-gone").count() == 1
    assert forget_factors(Actor.system("operator"), actor.person_id or 0, at=AT) == 0


def test_an_unknown_phone_is_said_to_be_unknown(monkeypatch: Any) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "13900000000")
    with pytest.raises(CommandError):
        call_command("forget_factors")


def test_nobody_else_takes_them_away() -> None:
    actor = lin_with_everything()
    with pytest.raises(NotAllowed):
        forget_factors(actor, actor.person_id or 0, at=AT)
    assert factors_of(actor).any
