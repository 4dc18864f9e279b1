"""Who comes in: a token under its post of today, or a stranger. Never a session."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.api.errors import (
    TokenDaysWrong,
    TokenNameMissing,
    TokenRightsWrong,
    TooManyCalls,
    TooManyTokens,
)
from liushui.api.models import Token
from liushui.api.services import MOST_TOKENS, TokenPlan, count_call, end_token, make_token
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, PostHolding
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of, token_of
from tests.parties.builders import as_donor, holder, lin, organisation, wang

pytestmark = pytest.mark.django_db


def test_a_token_carries_its_post_and_no_other() -> None:
    person, body, other = wang(), organisation(), organisation(2)
    actor = holder(person, body, Right.PROJECT_EDIT, Right.GIFT_READ)
    holder(person, other, Right.PROJECT_EDIT)
    answer = program_of(actor, Right.PROJECT_EDIT).get("self").json()
    assert answer["organisation"] == body.credit_code
    assert answer["rights"] == ["project.edit"]


def test_the_secret_is_not_kept_and_its_making_is_on_record() -> None:
    made = token_of(holder(wang(), organisation(), Right.PROJECT_EDIT))
    kept = Token.objects.get()
    assert made.secret.encode() not in bytes(kept.secret_hash)
    assert kept.tail == made.secret[-4:]
    assert AuditRecord.objects.filter(verb="token.made", thing_id=kept.pk).exists()


@pytest.mark.parametrize("ended", ["token", "days", "holding", "again", "rest", "post"])
def test_what_a_token_rests_on_ends_it(ended: str) -> None:
    actor = holder(wang(), organisation(), Right.PROJECT_EDIT)
    made = token_of(actor)
    program = Program(made.secret)
    assert program.get("own/projects").status_code == 200
    holding = PostHolding.objects.filter(person_id=actor.person_id)
    if ended == "token":
        end_token(actor, made.token.pk, at=now())
    elif ended == "days":
        Token.objects.update(made_at=now() - timedelta(9), expires_at=now() - timedelta(1))
    elif ended == "holding":
        holding.update(until=now().date() - timedelta(1))
    elif ended == "again":
        held = holding.get()
        holding.update(ended_at=now(), until=now().date() + timedelta(1))
        PostHolding.objects.create(post=held.post, person=held.person, since=held.since)
    elif ended == "rest":
        holding.update(suspended_at=now())
    else:
        holding.get().post.__class__.objects.update(closed_at=now())
    for path in ("own/projects", "organisations"):  # a bad token is no stranger
        answer = program.get(path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] in {"token_unknown", "post_not_held"}


def test_a_right_that_the_post_loses_is_gone_from_its_tokens() -> None:
    actor = holder(wang(), organisation(), Right.PROJECT_EDIT, Right.GIFT_READ)
    program = program_of(actor)
    assert program.get("gifts").status_code == 200
    post = PostHolding.objects.get(person_id=actor.person_id).post
    post.rights = [Right.PROJECT_EDIT]
    post.save()
    assert program.get("gifts").json()["code"] == "not_allowed"
    assert program.get("own/projects").status_code == 200


def test_a_session_counts_for_nothing_below_the_interface() -> None:
    person = wang()
    holder(person, organisation(), Right.PROJECT_EDIT)
    browser = signed_in_client(open_account(person.pk))
    answer = browser.get("/api/v1/own/projects")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


def test_a_token_counts_for_nothing_on_a_page() -> None:
    made = token_of(holder(wang(), organisation(), Right.PROJECT_EDIT))
    answer = Client().get("/console/", headers={"authorization": f"Bearer {made.secret}"})
    assert answer.status_code == 302


@pytest.mark.parametrize("said", ["Bearer nothing", "Basic eDp5", "Bearer ünknown", "Bearer"])
def test_whatever_else_is_shown_opens_nothing(said: str) -> None:
    answer = Client().get("/api/v1/organisations", headers={"authorization": said})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


def test_calls_are_counted_by_the_minute_and_too_many_wait() -> None:
    token = token_of(holder(wang(), organisation(), Right.PROJECT_EDIT)).token
    at = now().replace(second=40, microsecond=0)
    assert [count_call(token, at=at, most=2) for _ in range(2)] == [1, 0]
    with pytest.raises(TooManyCalls) as refused:
        count_call(token, at=at, most=2)
    assert refused.value.facts["seconds"] == 20
    assert count_call(token, at=at + timedelta(minutes=1), most=2) == 1


def test_too_many_calls_are_told_when_to_come_again(settings: Any) -> None:
    program = program_of(holder(wang(), organisation(), Right.PROJECT_EDIT))
    settings.API_CALLS_A_MINUTE = 1
    assert program.get("organisations")["RateLimit-Remaining"] == "0"
    answer = program.get("organisations")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_calls")
    assert 1 <= int(answer["Retry-After"]) <= 60


@answered_at("organisations")
def test_what_a_token_was_shown_is_kept_by_no_cache() -> None:
    program = program_of(holder(wang(), organisation(), Right.PROJECT_EDIT))
    assert program.get("organisations")["Cache-Control"] == "no-store"
    assert "Authorization" in Program().get("organisations")["Vary"]


def test_each_refusal_of_a_token_is_said() -> None:
    actor = holder(wang(), organisation(), Right.PROJECT_EDIT)
    post, own = actor.posts[0].post_id, frozenset({Right.PROJECT_EDIT})
    refused = {
        TokenNameMissing: TokenPlan(post, own, 30, "  "),
        TokenRightsWrong: TokenPlan(post, own | {Right.MONEY_PAY}, 30, "程序"),
        TokenDaysWrong: TokenPlan(post, own, 366, "程序"),
        NotAllowed: TokenPlan(post + 1, own, 30, "程序"),
    }
    for refusal, plan in refused.items():
        with pytest.raises(refusal):
            make_token(actor, plan, at=now())
    for _ in range(MOST_TOKENS):
        token_of(actor)
    with pytest.raises(TooManyTokens):
        token_of(actor)


def test_nobody_ends_anothers_token() -> None:
    made = token_of(holder(wang(), organisation(), Right.PROJECT_EDIT))
    with pytest.raises(NotFound):
        end_token(as_donor(lin()), made.token.pk, at=now())
