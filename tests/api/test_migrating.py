"""Tokens and kept answers of before go through the migrations that changed what they rest on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from liushui.api.models import KeptAnswer, Token
from liushui.api.queries import hash_of
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.models import Post, PostHolding
from tests.api.builders import Program
from tests.parties.builders import holder, organisation, person

pytestmark = pytest.mark.django_db
BEFORE = ("api", "0002_tokens_of_oneself")


def migrated(*target: tuple[str, str]) -> Any:
    """The tables as they are at these migrations; their models of then."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # what waits keeps a table from changing
    executor = MigrationExecutor(connection)
    executor.migrate(list(target))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    return executor.loader.project_state(list(target)).apps


def newest() -> tuple[str, str]:
    return next(
        one for one in MigrationExecutor(connection).loader.graph.leaf_nodes() if one[0] == "api"
    )


def a_post(since: timedelta, **ended: Any) -> PostHolding:
    """A post and its only holding, which began so long ago."""
    actor = holder(person(), organisation(Post.objects.count() + 1), Right.PROJECT_EDIT)
    holding = PostHolding.objects.get(person_id=actor.person_id)
    PostHolding.objects.filter(pk=holding.pk).update(since=day_of(now()) - since, **ended)
    holding.refresh_from_db()
    return holding


def test_a_token_of_before_rests_on_its_holding_or_ends() -> None:
    at, month = now(), timedelta(days=30)
    made = at - timedelta(days=3)
    working, over = a_post(month), a_post(month, ended_at=at, until=day_of(at))
    late, run_out = a_post(timedelta(days=1)), a_post(month, until=day_of(at) - timedelta(days=9))
    old = migrated(BEFORE).get_model("api", "Token")

    def token(name: str, holding: PostHolding, **more: Any) -> None:
        old.objects.create(
            person_id=holding.person_id, name=name, secret_hash=hash_of(name), tail="abcd",
            made_at=made, **{
                "post_id": holding.post_id, "rights": ["project.edit"],
                "expires_at": at + month, **more,
            },
        )  # fmt: skip

    for name, holding in (("works", working), ("over", over), ("late", late), ("out", run_out)):
        token(name, holding)
    gone = made + timedelta(hours=1)
    token("gone", over, ended_at=gone)
    token("own", working, post_id=None, rights=[], expires_at=made + timedelta(hours=12))
    migrated(newest())

    kept = {one.name: one for one in Token.objects.all()}
    assert (kept["works"].holding_id, kept["works"].ended_at) == (working.pk, None)
    assert (kept["own"].holding_id, kept["own"].ended_at) == (None, None)
    assert kept["gone"].ended_at == gone
    for name in ("over", "late", "out"):
        assert kept[name].holding_id is None
        assert isinstance(kept[name].ended_at, datetime)
        assert Program(name).get("own/projects").json()["code"] == "token_unknown"
    assert Program("works").get("own/projects").status_code == 200


def test_an_answer_of_before_is_forgotten_and_its_call_is_not_done_again() -> None:
    holding, at = a_post(timedelta(days=30)), now()
    apps = migrated(BEFORE)
    token = apps.get_model("api", "Token").objects.create(
        person_id=holding.person_id, post_id=holding.post_id, name="账", tail="abcd",
        secret_hash=hash_of("works"), rights=["project.edit"], made_at=at,
        expires_at=at + timedelta(days=9),
    )  # fmt: skip
    apps.get_model("api", "KeptAnswer").objects.create(
        token=token, key="draft-00000001", digest=b"of a phone that can be guessed",
        operation="project-draft", status=200, body_sealed=b"sealed", at=at,
    )  # fmt: skip
    migrated(newest())
    kept = KeptAnswer.objects.get()
    assert (bytes(kept.digest), kept.body_sealed, kept.key) == (b"", None, "draft-00000001")
    asked = {
        "organisation": holding.post.organisation.credit_code,
        "words": {"title": "山路校车", "summary": "接送"},
        "plan": {"goal": 1, "starts_on": "2027-01-01", "ends_on": "2027-02-01"},
    }
    again = Program("works").post("projects", asked, key="draft-00000001")
    assert (again.status_code, again.json()["code"]) == (409, "answer_gone")
