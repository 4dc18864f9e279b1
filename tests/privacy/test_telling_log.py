"""The public log learns which fields nobody can open, never of a few people alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from liushui.base import vault
from liushui.base.models import KeyAct, KeyOrder
from liushui.parties.models import Person
from liushui.privacy.models import ErasureNotice
from liushui.privacy.services import tell_log
from liushui.privacy.services.telling_log import batches
from liushui.transparency.models import Entry, HeldBack, Owed, Position
from liushui.transparency.queries import faults
from liushui.transparency.services import open_the_log, sequence_all
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db
AT = giving.now()
LATER = AT + timedelta(days=8)


def test_a_list_has_one_place_of_each_of_twenty_people_at_least() -> None:
    people = {who: [who * 100 + n for n in range(1 + who % 3)] for who in range(25)}
    made = batches(people)
    for one in made:
        assert len(one) >= 20
        assert len({place // 100 for place in one}) == len(one), "two places of one person"
    assert len(made) == 1, "the second gifts of seventeen people wait for others"
    assert batches({who: [who] for who in range(19)}) == []
    many = batches({who: [who] for who in range(600)})
    assert all(20 <= len(one) <= 256 for one in many)


@pytest.fixture
def opened_log() -> None:
    body = parties.organisation()
    open_the_log(origin="log.test/2026", organisation_code=body.credit_code, at=AT)


def erased(count: int, *, waits: bool = False) -> list[int]:
    """People erased a week ago and more, each with a leaf whose fields they sealed.

    ``waits``: the key store was away, so that their keys are still there.
    """
    start = Entry.objects.count()
    places = list(range(start, start + count))
    Entry.objects.bulk_create(
        Entry(index=place, hash=place.to_bytes(32, "big"), leaf=b"{}") for place in places
    )
    for place in places:
        who = uuid4()
        sealed = vault.seal(who, "x", "x")
        Person.objects.create(vault_id=who, created_at=AT, erased_at=AT)
        HeldBack.objects.create(entry_id=place, vault_id=who, sealed=sealed)
        if waits:
            KeyOrder.objects.create(vault_id=who, act=KeyAct.DESTROY, asked_at=AT)
        else:
            vault.destroy_key(who, at=AT)
    return places


@pytest.mark.usefixtures("opened_log")
def test_nineteen_wait_and_twenty_are_told_once() -> None:
    places = erased(19)
    assert (tell_log(at=LATER), Owed.objects.filter(kind="erasure").count()) == (0, 0)
    places += erased(1)
    assert tell_log(at=AT + timedelta(days=6)) == 0, "copies of the keys may open them still"
    assert tell_log(at=LATER) == 20
    notice = ErasureNotice.objects.get()
    assert notice.indices == places
    assert [one.subject for one in Owed.objects.filter(kind="erasure")] == [notice.pk]
    assert HeldBack.objects.filter(entry_id__in=places).count() == 0, "nothing says whose they were"
    assert tell_log(at=LATER) == 0


@pytest.mark.usefixtures("opened_log")
def test_a_key_that_is_only_owed_to_be_destroyed_is_told_a_week_after_it_was() -> None:
    places = erased(25, waits=True)
    assert tell_log(at=LATER) == 0, "anybody who has the key store opens them"
    assert HeldBack.objects.filter(entry_id__in=places).count() == 25
    KeyOrder.objects.filter(done_at=None).update(done_at=LATER)
    assert tell_log(at=LATER + timedelta(days=6)) == 0
    assert tell_log(at=LATER + timedelta(days=8)) == 25


@pytest.mark.usefixtures("opened_log")
def test_who_is_locked_away_is_not_told_yet() -> None:
    erased(25)
    Person.objects.update(locked_at=AT)
    assert tell_log(at=LATER) == 0


def test_the_database_takes_no_short_list_and_owes_each() -> None:
    with pytest.raises(DatabaseError, match="erasure_notice_of_many"), transaction.atomic():
        ErasureNotice.objects.create(indices=list(range(19)), day=AT.date())
    ErasureNotice.objects.create(indices=list(range(20)), day=AT.date())
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasureNotice.objects.update(day=LATER.date())


@pytest.mark.usefixtures("opened_log")
def test_the_log_carries_the_list() -> None:
    made = ErasureNotice.objects.create(indices=list(range(20, 45)), day=AT.date())
    assert sequence_all() >= 1
    entry = Entry.objects.get(position__kind="erasure", position__subject=made.pk)
    assert b'"idx":[20,21,22,' in bytes(entry.leaf)
    assert b'"k":"erasure"' in bytes(entry.leaf)
    assert Position.objects.filter(kind="erasure").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from transparency_unfit")
        assert cursor.fetchone() == (0,)
    assert [one for one in faults() if "erasure" in one.where] == []
