"""A person signs in by program: by the phone alone, for a while, and for nothing of a post."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from liushui.accounts.services import (
    add_code_app,
    change_number,
    end_other_sessions,
    make_recovery_codes,
    new_secret,
    send_code_to_new_number,
)
from liushui.accounts.services.code_apps import STEP_SECONDS, code_at
from liushui.accounts.services.resetting import forget_factors
from liushui.api.models import KeptAnswer, Token
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, PostHolding, SignInCode
from liushui.parties.services import open_account
from tests.api.answering import answered_at
from tests.api.builders import Program, token_of
from tests.parties.builders import holder, lin, organisation
from tests.parties.test_signing_in import last_code, wrong_for

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def asked(phone: str = PHONE) -> dict[str, Any]:
    sent = Program().post("sign-in/code", {"phone": phone}, key="").json()
    return {"handle": sent["handle"], "code": last_code(), "agreement": sent["agreement"]}


def signed_in() -> Program:
    return Program(Program().post("sign-in", asked(), key="").json()["token"])


def an_approver() -> Actor:
    person = lin()
    open_account(person.pk)
    return holder(person, organisation(), Right.MONEY_APPROVE, Right.PROJECT_EDIT)


def wanted(*rights: Right, **proof: str) -> dict[str, Any]:
    post = PostHolding.objects.get().post_id
    return {"post": post, "name": "账务程序", "rights": list(rights), **proof}


def test_a_code_to_the_phone_gives_a_token_without_a_post_and_its_owner_is_told() -> None:
    program = signed_in()
    token = Token.objects.get()
    assert (token.post_id, token.rights) == (None, [])
    assert token.expires_at - token.made_at == timedelta(hours=12)
    assert program.get("own/posts").json() == {"posts": []}
    refused = program.get("self")
    assert (refused.status_code, refused.json()["code"]) == (403, "post_token_needed")
    assert "own/tokens" in refused.json()["detail"]
    assert Notice.objects.get(person_id=token.person_id).kind == "program-signed-in"
    assert Account.objects.get().person_id == token.person_id


def test_nothing_tells_a_known_number_from_an_unknown_one() -> None:
    open_account(lin().pk)
    known = Program().post("sign-in/code", {"phone": PHONE}, key="").json()
    unknown = Program().post("sign-in/code", {"phone": "13800000009"}, key="").json()
    assert {**known, "handle": ""} == {**unknown, "handle": ""}


def test_the_measures_of_codes_hold_here_too() -> None:
    said = asked()
    soon = Program().post("sign-in/code", {"phone": PHONE}, key="")
    assert (soon.status_code, soon.json()["code"]) == (429, "too_soon")
    unread = Program().post("sign-in", {**said, "agreement": "2020-01.en"}, key="")
    assert unread.json()["code"] == "agreement_missing"
    for left in (4, 3, 2, 1, 0):
        wrong = Program().post("sign-in", {**said, "code": wrong_for(said["code"])}, key="")
        assert wrong.json()["code"] == "code_wrong"
        assert str(left) in wrong.json()["title"]
    assert Program().post("sign-in", said, key="").json()["code"] == "too_many_tries"
    assert not Token.objects.exists()


def test_a_person_has_one_token_of_their_own_and_the_database_keeps_it_bare() -> None:
    first = signed_in()
    SignInCode.objects.update(sent_at=now() - timedelta(minutes=2))
    second = signed_in()
    assert first.get("own/posts").json()["code"] == "token_unknown"
    assert second.get("own/posts").status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.update(rights=["project.edit"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.update(expires_at=now() + timedelta(days=9))


@answered_at("own-projects", "own-token-end", "own-tokens")
def test_a_token_of_a_post_is_made_minutes_after_the_code() -> None:
    an_approver()
    program = signed_in()
    plain = wanted(Right.PROJECT_EDIT)
    made = program.post("own/tokens", plain, key="").json()
    assert made["rights"] == ["project.edit"]
    assert Program(made["token"]).get("own/projects").status_code == 200
    assert not KeptAnswer.objects.exists(), "a secret is kept in no answer"
    earlier = now() - timedelta(minutes=16)
    Token.objects.filter(post=None).update(made_at=earlier, expires_at=now() + timedelta(hours=1))
    assert program.post("own/tokens", plain, key="").json()["code"] == "proof_old"
    [one] = [one["id"] for one in program.get("own/tokens").json()["tokens"] if one["post"]]
    assert program.post(f"own/tokens/{one}/end").status_code == 200
    assert Program(made["token"]).get("own/projects").json()["code"] == "token_unknown"


def test_rights_over_money_ask_for_a_second_factor() -> None:
    actor, at = an_approver(), now()
    program = signed_in()
    strong = wanted(Right.MONEY_APPROVE)
    assert program.post("own/tokens", strong, key="").json()["code"] == "second_factor_missing"
    [alone, *_] = make_recovery_codes(actor, at=at)
    paper_alone = program.post("own/tokens", {**strong, "recovery_code": alone}, key="").json()
    assert paper_alone["code"] == "second_factor_missing", "paper stands in for a factor"
    secret, step = new_secret(), int(at.timestamp()) // STEP_SECONDS
    before = at - timedelta(seconds=STEP_SECONDS)
    add_code_app(actor, secret=secret, code=code_at(secret, step - 1), at=before)
    [paper, *_] = make_recovery_codes(actor, at=at)
    missing = program.post("own/tokens", wanted(Right.PROJECT_EDIT), key="").json()
    assert missing["code"] == "second_factor_missing", "who has a factor shows it"
    wrong = program.post("own/tokens", {**strong, "app_code": "000000"}, key="").json()
    assert wrong["code"] == "second_code_wrong"
    beyond = {**strong, "rights": [Right.GIFT_READ], "recovery_code": paper}
    unspent = program.post("own/tokens", beyond, key="").json()
    assert unspent["code"] == "token_rights_wrong", "before a code is spent on it"
    for proof in ({"app_code": code_at(secret, step)}, {"recovery_code": paper}):
        made = program.post("own/tokens", {**strong, **proof}, key="")
        assert made.json().get("rights") == ["money.approve"], made.content


@pytest.mark.parametrize("left", ["password", "everywhere", "number", "factors"])
def test_whoever_is_signed_out_everywhere_has_no_program_left(left: str) -> None:
    actor = an_approver()
    own, post = signed_in(), Program(token_of(actor, Right.PROJECT_EDIT).secret)
    at = now()
    make_recovery_codes(actor, at=at)
    if left == "number":
        handle = send_code_to_new_number(actor, phone="13900000009", address="192.0.2.1", at=at)
        change_number(actor, handle=handle, code=last_code(), this_key=None, at=at)
    elif left == "factors":
        assert forget_factors(Actor.system("operator"), actor.person_id or 0, at=at)
    else:
        with_posts = left == "everywhere"
        end_other_sessions(actor, this_key=None, with_posts=with_posts, at=at)
    assert own.get("own/posts").json().get("code") == "token_unknown"
    stays = post.get("own/projects").status_code == 200
    assert stays == (left == "password"), "what a post lets a program do outlasts a new password"
