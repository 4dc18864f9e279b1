"""Erased while the law has the name kept: absent everywhere, opened by two officers alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from liushui.base import vault
from liushui.base.retaining import Rule, Status, _rules, retain
from liushui.config.simulators.wechat_pay import Provider
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Person
from liushui.parties.queries import actor_for, masked_names, person_by_phone, person_name
from liushui.privacy import queries, services
from liushui.privacy.models import DataRequest, LockedAway, LockedOpening, RetentionRun
from liushui.privacy.services.locking import OPEN_FOR, OpeningOver, ReasonMissing
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.privacy.builders import AT, given_by, lin, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("erased")]
LIN_PHONE = "13800000001"
WHY = "慈善法第八十五条检查，民政局 2028 年第 3 号通知"
OVER = date(2028, 7, 18)


@pytest.fixture
def kept_for_two_years() -> Iterator[None]:
    """A rule of the law that has givers' names kept until a day."""
    said = Rule(
        key="test.kept", what="x", term="x", law="x", status=Status.OPEN, after="x",
        keeps_until=lambda _: OVER,
    )  # fmt: skip
    retain(said)
    yield
    del _rules["test.kept"]


@pytest.fixture
def erased(provider: Provider, merchant: None, kept_for_two_years: None) -> Any:
    """Lin gave, had herself erased, and the seven days are over."""
    del merchant, kept_for_two_years
    order = given_by(lin(), provider)
    services.request_erasure(lin(), order.donor_id, at=giving.now())
    assert services.erase_due(at=giving.now() + timedelta(days=8)) == 1
    order.refresh_from_db()
    return order


def officers(order: Any) -> tuple[Actor, Actor]:
    """Wang and Zhao answer for the charity's data."""
    body = order.project.organisation
    first = staff_of(body, Right.PRIVACY_ANSWER)
    parties.holder(parties.zhao(), body, Right.PRIVACY_ANSWER)
    return first, actor_for(parties.zhao().pk, giving.now().date())


def test_who_is_locked_away_is_absent_everywhere(erased: Any) -> None:
    person = Person.objects.get(pk=erased.donor_id)
    assert (person.name_sealed, person.phone_sealed, person.phone_lookup) == (None, None, None)
    assert person.erased_at is not None
    assert person_by_phone(LIN_PHONE) is None, "the phone is free for somebody new"
    assert masked_names([person]) == {person.pk: "*"}
    assert erased.donor_display == ""
    with pytest.raises(vault.Locked) as refused:
        person_name(Actor.system("test"), person)
    assert refused.value.code == "locked_away"
    with pytest.raises(vault.Locked):
        vault.key_store.key_for(person.vault_id)
    kept = LockedAway.objects.get()
    assert (kept.until, kept.rule, kept.person_id) == (OVER, "test.kept", person.pk)
    assert kept.organisation_ids == [erased.project.organisation_id]
    assert DataRequest.objects.get(kind="erase").state == "locked"


def test_two_officers_open_for_an_hour_and_each_reading_is_recorded(erased: Any) -> None:
    wang, zhao = officers(erased)
    kept, at = LockedAway.objects.get(), giving.now()
    with pytest.raises(ReasonMissing):
        services.ask_opening(wang, kept.key, why=" ", at=at)
    asked = services.ask_opening(wang, kept.key, why=WHY, at=at)
    assert services.ask_opening(wang, kept.key, why=WHY, at=at).pk == asked.pk
    with pytest.raises(services.SecondOfficerNeeded):
        services.decide_opening(wang, asked.key, agrees=True, at=at)
    with pytest.raises(OpeningOver):
        services.read_locked(wang, asked.key, at=at)
    services.decide_opening(zhao, asked.key, agrees=True, at=at)
    for one in (wang, zhao):
        found = services.read_locked(one, asked.key, at=at)
        assert (found.name, found.phone) == ("林晓雨", LIN_PHONE)
    read = AuditRecord.objects.filter(verb="person.locked_read").order_by("pk")
    assert [one.actor for one in read] == [wang.name, zhao.name]
    assert {one.thing_id for one in read} == {erased.donor_id}
    with pytest.raises(OpeningOver):
        services.read_locked(wang, asked.key, at=at + OPEN_FOR)
    with pytest.raises(vault.Locked):
        vault.key_store.key_for(kept.person.vault_id)


def test_a_third_officer_and_other_organisations_do_not_read(erased: Any) -> None:
    wang, zhao = officers(erased)
    kept, at = LockedAway.objects.get(), giving.now()
    asked = services.ask_opening(wang, kept.key, why=WHY, at=at)
    services.decide_opening(zhao, asked.key, agrees=True, at=at)
    parties.holder(parties.chen(), erased.project.organisation, Right.PRIVACY_ANSWER)
    third = actor_for(parties.chen().pk, at.date())
    with pytest.raises(NotAllowed):
        services.read_locked(third, asked.key, at=at)
    elsewhere = Actor("person:1", 1)
    with pytest.raises(NotFound):
        services.read_locked(elsewhere, asked.key, at=at)
    assert list(queries.locked_page(elsewhere)) == []


def test_what_was_declined_opens_nothing_and_is_decided_once(erased: Any) -> None:
    wang, zhao = officers(erased)
    kept, at = LockedAway.objects.get(), giving.now()
    asked = services.ask_opening(wang, kept.key, why=WHY, at=at)
    services.decide_opening(zhao, asked.key, agrees=False, at=at)
    with pytest.raises(OpeningOver):
        services.decide_opening(zhao, asked.key, agrees=True, at=at)
    with pytest.raises(OpeningOver):
        services.read_locked(wang, asked.key, at=at)
    for change in (
        {"state": "agreed", "decided_by": zhao.name, "open_until": at},
        {"decided_by": wang.name},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            LockedOpening.objects.filter(pk=asked.pk).update(**change)


def test_the_database_takes_no_opening_that_one_person_decided(erased: Any) -> None:
    wang, _ = officers(erased)
    kept, at = LockedAway.objects.get(), giving.now()
    with pytest.raises(DatabaseError, match="opening_by_two_officers"), transaction.atomic():
        LockedOpening.objects.create(
            locked=kept, state="agreed", why=WHY, asked_by=wang.name, asked_at=at,
            decided_by=wang.name, decided_at=at, open_until=at,
        )  # fmt: skip


def test_when_the_day_comes_the_key_is_destroyed() -> None:
    kept = LockedAway.objects.get()
    before = datetime.combine(OVER, giving.now().timetz()) - timedelta(days=1)
    assert services.apply_rules(at=before)["privacy.locked"] == 0
    assert services.apply_rules(at=before + timedelta(days=1))["privacy.locked"] == 1
    assert services.apply_rules(at=before + timedelta(days=2))["privacy.locked"] == 0
    kept.refresh_from_db()
    assert (kept.name_sealed, kept.phone_sealed) == (None, None)
    with pytest.raises(vault.Shredded) as refused:
        vault.key_store.locked_key(kept.person.vault_id)
    assert refused.value.code == "shredded"
    assert DataRequest.objects.get(kind="erase").state == "done"
    runs = RetentionRun.objects.filter(rule="privacy.locked").order_by("pk")
    assert [run.count for run in runs] == [0, 1, 0]
    with pytest.raises(DatabaseError, match="let go once"), transaction.atomic():
        LockedAway.objects.filter(pk=kept.pk).update(ended_at=None)


def test_however_many_there_are_they_end_in_small_portions(erased: Any) -> None:
    """One night ends them all; a portion that was ended stays ended when the night stops."""
    first = LockedAway.objects.get()
    many = Person.objects.bulk_create(
        Person(vault_id=uuid4(), created_at=AT, erased_at=AT, locked_at=AT) for _ in range(230)
    )
    LockedAway.objects.bulk_create(
        LockedAway(
            person=one, rule="test.kept", until=OVER, locked_at=AT,
            organisation_ids=[erased.project.organisation_id],
        )
        for one in many
    )  # fmt: skip
    at = datetime.combine(OVER, giving.now().timetz())
    hours = iter([True, True, False])
    assert services.end_locked(at=at, goes_on=lambda: next(hours)) == 40
    left = LockedAway.objects.filter(ended_at=None)
    assert left.count() == 191
    assert services.apply_rules(at=at)["privacy.locked"] == 191
    assert left.count() == 0
    first.refresh_from_db()
    assert first.ended_at is not None


def test_what_a_rule_removed_stays_removed_when_it_is_refused_later() -> None:
    kept, longer = LockedAway.objects.get(), OVER.replace(year=2030)

    def forget(_: datetime) -> int:
        LockedAway.objects.filter(pk=kept.pk).update(until=longer)
        raise NotFound

    before = _rules["test.kept"]
    retain(replace(before, forget=forget))
    assert services.apply_rules(at=AT)["test.kept"] == 0
    kept.refresh_from_db()
    assert kept.until == longer
    assert not RetentionRun.objects.filter(rule="test.kept").exists()
