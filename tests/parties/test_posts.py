"""Rights belong to posts, and a person has those of the posts held on the day."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, Post, PostHolding
from liushui.parties.queries import actor_for
from liushui.parties.services import (
    HoldingEndsTooEarly,
    PostHeldOtherwise,
    RightUnknown,
    appoint,
    create_post,
    end_holding,
    record,
)
from tests.parties import builders as b

pytestmark = pytest.mark.django_db


def a_post() -> Post:
    return create_post(
        b.SETUP, b.organisation(), title="出纳", rights=[Right.MONEY_PAY, "money.draft"], at=b.AT
    )


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 7, 31), True),
        (date(2026, 8, 1), False),
    ],
)
def test_a_right_lasts_as_long_as_the_post_is_held(day: date, holds: bool) -> None:  # noqa: FBT001
    post, wang = a_post(), b.wang()
    appoint(b.SETUP, post, wang, since=date(2026, 7, 1), until=date(2026, 8, 1), at=b.AT)
    actor = actor_for(wang.pk, day)
    assert actor.name == f"person:{wang.pk}"
    assert actor.holds(Right.MONEY_PAY, post.organisation_id) is holds
    assert not actor.holds(Right.MONEY_APPROVE, post.organisation_id)
    assert not actor.holds(Right.MONEY_PAY, b.organisation(2).pk)
    assert actor.holds_any([Right.MONEY_PAY]) is holds
    assert actor.organisations_with(Right.MONEY_DRAFT) == (
        {post.organisation_id} if holds else set()
    )


def test_an_actor_costs_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    wang = b.wang()
    for number in range(3):
        b.holder(wang, b.organisation(number), Right.GIFT_READ)
    with django_assert_num_queries(1):
        assert len(actor_for(wang.pk, b.TODAY).posts) == 3


def test_appointing_twice_is_one_holding() -> None:
    post, wang = a_post(), b.wang()
    first = appoint(b.SETUP, post, wang, since=b.TODAY, at=b.AT)
    assert appoint(b.SETUP, post, wang, since=b.TODAY, at=b.AT) == first
    assert AuditRecord.objects.filter(verb="post.appointed").count() == 1


def test_holdings_of_one_post_by_one_person_never_overlap() -> None:
    post, wang = a_post(), b.wang()
    first = appoint(b.SETUP, post, wang, since=date(2026, 7, 1), at=b.AT)
    with pytest.raises(PostHeldOtherwise) as refused:
        appoint(b.SETUP, post, wang, since=date(2026, 9, 1), at=b.AT)
    assert refused.value.code == "post_held_otherwise"
    end_holding(b.SETUP, first, until=date(2026, 8, 1), at=b.AT)
    appoint(b.SETUP, post, wang, since=date(2026, 8, 1), at=b.AT)
    assert PostHolding.objects.count() == 2


def test_a_holding_lasts_a_day_at_least() -> None:
    post, wang = a_post(), b.wang()
    with pytest.raises(HoldingEndsTooEarly) as refused:
        appoint(b.SETUP, post, wang, since=b.TODAY, until=b.TODAY, at=b.AT)
    assert refused.value.code == "holding_ends_too_early"
    holding = appoint(b.SETUP, post, wang, since=b.TODAY, at=b.AT)
    with pytest.raises(HoldingEndsTooEarly):
        end_holding(b.SETUP, holding, until=b.TODAY, at=b.AT)


def test_a_post_carries_known_rights_only() -> None:
    with pytest.raises(RightUnknown) as refused:
        create_post(b.SETUP, b.organisation(), title="出纳", rights=["money.print"], at=b.AT)
    assert refused.value.code == "right_unknown"
    with pytest.raises(IntegrityError, match="post_rights_known"), transaction.atomic():
        Post.objects.create(organisation=b.organisation(), title="出纳", rights=["money.print"])


def test_nobody_appoints_themselves() -> None:
    post, wang = a_post(), b.wang()
    for act in (
        lambda: appoint(b.as_donor(wang), post, wang, since=b.TODAY, at=b.AT),
        lambda: create_post(
            b.as_donor(wang), post.organisation, title="主任", rights=list(Right), at=b.AT
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_record_names_the_post_that_was_acted_under() -> None:
    body = b.organisation()
    actor = b.holder(b.wang(), body, Right.PROJECT_EDIT)
    written = record(actor, "project.edited", body, at=b.AT, number="P2026001")
    assert written.post_id == actor.posts[0].post_id
    assert written.facts == {"number": "P2026001"}


@pytest.mark.parametrize(
    "change",
    [
        "update parties_auditrecord set actor = 'person:1'",
        "delete from parties_auditrecord",
        "truncate parties_auditrecord",
        "truncate parties_consent",
    ],
)
def test_the_audit_record_cannot_be_changed(change: str) -> None:
    record(b.SETUP, "house.opened", at=b.AT)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(change)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
