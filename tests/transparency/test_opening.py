"""What is owed when the log opens, and what is tried again once it was mended."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from liushui.transparency import queries, services, sources
from liushui.transparency.folder import Folder
from liushui.transparency.models import DaySum, Entry, HeldBack, Unfit
from liushui.transparency.services.keeping import BEAT_SECONDS, CROWD, Beat
from tests.transparency.building import AT, BODY, ORIGIN, Documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents() -> Iterator[Documents]:
    known = Documents()
    sources.register_source(known)
    yield known
    del sources._SOURCES["doc"]


def test_opening_owes_what_was_there_page_by_page(folder: Folder, documents: Documents) -> None:
    del folder
    documents.forgotten = list(range(1, 9_000))
    services.open_the_log(origin=ORIGIN, organisation_code=BODY, at=AT)
    asked, documents.forgotten = documents.asked, []
    assert asked == [-1, 4_096, 8_192, 8_999]
    assert queries.waiting_count() == 9_000
    assert services.owe_what_is_missing() == 0


@pytest.mark.usefixtures("opened")
def test_what_was_unfit_has_its_place_once_it_was_mended(documents: Documents) -> None:
    services.owe("doc", [9_001, 2])
    services.sequence_all()
    assert Unfit.objects.get().subject == 9_001
    assert services.owe_what_is_missing() == 1
    services.sequence_all()
    assert Unfit.objects.get().subject == 9_001  # nobody mended it
    documents.mended = True
    assert services.owe_what_is_missing() == 1
    services.sequence_all()
    assert not Unfit.objects.exists()
    assert queries.faults() == []


def test_a_quiet_day_grows_by_the_minute_and_a_crowd_at_once() -> None:
    at = AT.replace(second=5)
    beat = Beat.begin(at)
    assert not beat.allows(1, at + timedelta(seconds=50))
    assert beat.allows(1, at + timedelta(seconds=BEAT_SECONDS))
    assert not beat.allows(CROWD - 1, at + timedelta(seconds=BEAT_SECONDS + 1))
    assert beat.allows(CROWD, at + timedelta(seconds=BEAT_SECONDS + 1))


def test_without_a_person_each_leaf_has_a_key_of_its_own(opened: Folder) -> None:
    del opened
    services.owe("doc", [5, 10, 15])
    services.sequence_all()
    vaults = list(HeldBack.objects.values_list("vault_id", flat=True))
    assert len(set(vaults)) == 3


@pytest.mark.parametrize("lost", ["checkpoint", "checkpoints/3", "policy.txt", "tile/0/000.p/3"])
def test_what_was_signed_and_is_gone_is_a_fault(opened: Folder, lost: str) -> None:
    services.owe("doc", [2, 4])
    services.sequence_all()
    services.publish()
    assert queries.faults() == []
    (opened.path / lost).unlink()
    assert [one.where for one in queries.faults()] == [lost]


def past_all_guards(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("set local session_replication_role = origin")


@pytest.mark.parametrize(
    ("sql", "promise"),
    [("update transparency_head set note = replace(note, ' log.', ' lag.')",
      "each signed head is its own, by the log's keys"),
     (r"update transparency_heldback set sealed = overlay(sealed placing '\x00' from 20)",
      "what a leaf holds back opens to its digests")],
)  # fmt: skip
def test_signatures_and_what_is_held_back_are_proven(
    opened: Folder, sql: str, promise: str
) -> None:
    del opened
    services.owe("doc", [2, 4])
    services.sequence_all()
    services.publish()
    assert queries.faults() == []
    past_all_guards(sql)
    assert promise in {one.promise for one in queries.faults()}


@pytest.mark.usefixtures("opened")
def test_numbers_and_sums_are_those_of_the_leaves() -> None:
    services.owe("doc", [2])
    services.sequence_all()
    DaySum.objects.create(organisation_code=BODY, project="P2026001", currency="CNY", gifts=1)
    assert {one.promise for one in queries.faults()} == {
        "what is summed up next is what came since"
    }


@pytest.mark.django_db(transaction=True)
def test_a_check_sees_one_moment_while_the_log_grows(opened: Folder, documents: Documents) -> None:
    services.owe("doc", range(1, 300))
    services.sequence_all()
    services.publish()
    documents.meanwhile = grow_elsewhere
    with queries.one_moment():
        assert queries.faults() == []
    assert not (opened.path / "tile/0/001.p/44").exists()  # what the check had still to read
    assert Entry.objects.count() == 700
    documents.meanwhile = None
    assert queries.faults() == []


def grow_elsewhere() -> int:
    """By another connection; part of what the check still has to read is replaced meanwhile."""

    def work() -> int:
        try:
            services.owe("doc", range(300, 700))
            services.sequence_all()
            return services.publish()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
