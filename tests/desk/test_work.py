"""Long work: done once, watched, cancelled, begun again when its process was killed."""

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from liushui.desk import services, work
from liushui.desk.models import Work
from liushui.desk.queries import work_for
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.messaging.models import Notice
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Organisation, Person, PostHolding
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.deadlines import wait_until
from tests.parties.builders import chen, holder, organisation, person

FEW, MANY = 2_100, 12_000
PATIENCE = 60


def an_auditor(body: Organisation) -> Actor:
    return holder(person("赵"), body, Right.AUDIT_READ)


def records(actor: Actor, count: int) -> None:
    """So many rows in the auditor's list."""
    post = actor.posts[0].post_id
    rows = [
        AuditRecord(at=now(), actor=actor.name, post_id=post, verb="project.edited", facts={"n": n})
        for n in range(count)
    ]
    AuditRecord.objects.bulk_create(rows, batch_size=5_000)


def browser(actor: Actor) -> Client:
    account = open_account(actor.person_id)
    return signed_in_client(account, headers={"accept-language": "en"})


def asked(client: Client) -> str:
    """Ask for all records; where the work can be watched."""
    answer = client.post("/console/lists/records/export/", {"sheet": "csv"})
    assert answer.status_code == 302
    return str(answer["Location"])


def rows_in(content: bytes) -> int:
    return len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1


@pytest.mark.django_db
def test_many_rows_become_work_that_ends_in_a_file_for_its_person_alone() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    client = browser(auditor)
    address = asked(client)
    page = client.get(address).content.decode()
    assert "Waiting for its turn" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in page
    assert client.get(f"{address}result/").status_code == 410
    services.run_work(Work.objects.get().pk)
    services.run_work(Work.objects.get().pk)
    page = client.get(address).content.decode()
    assert "Save the file" in page
    assert "every 2s" not in page
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    answer = client.get(f"{address}result/")
    assert rows_in(answer.content) == FEW + 1  # that it was exported is a record too
    stranger = browser(Actor("person", chen().pk))
    for door in (address, f"{address}result/"):
        assert stranger.get(door).status_code == 404
    assert stranger.post(f"{address}cancel/").status_code == 404
    assert "Export of a list" in client.get("/console/long-work/").content.decode()


@pytest.mark.django_db
def test_what_waits_is_cancelled_at_once_and_what_runs_at_its_next_step() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    client = browser(auditor)
    address = asked(client)
    client.post(f"{address}cancel/")
    client.post(f"{address}cancel/")
    assert Work.objects.get().state == "cancelled"
    services.run_work(Work.objects.get().pk)
    assert Work.objects.get().state == "cancelled"

    def cancelled_midway(task: work.Task) -> work.Result:
        task.progress.expect(10)
        services.cancel_work(auditor, Work.objects.latest("pk").key, at=now())
        task.progress.expect(10)
        raise AssertionError("it went on")

    work.register_work(work.Kind("test-slow", "Slow", cancelled_midway))
    running = services.start_work(auditor, "test-slow", asked={}, language="en", at=now())
    services.run_work(running.pk)
    running.refresh_from_db()
    assert (running.state, running.ended_at is not None) == ("cancelled", True)


@pytest.mark.django_db
def test_whoever_lost_the_post_meanwhile_gets_no_file() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    client = browser(auditor)
    address = asked(client)
    today = now().date()
    PostHolding.objects.update(since=today - timedelta(days=9), until=today - timedelta(days=2))
    services.run_work(Work.objects.get().pk)
    found = Work.objects.get()
    assert (found.state, found.refusal_code) == ("failed", "not_allowed")
    assert "not_allowed" in client.get(address).content.decode()


@pytest.mark.django_db
def test_silent_work_begins_again_and_is_given_up_in_the_end() -> None:
    auditor = an_auditor(organisation(1))

    def falls_silent(_task: work.Task) -> work.Result:
        raise KeyboardInterrupt

    work.register_work(work.Kind("test-dies", "Dies", falls_silent))
    mine = services.start_work(auditor, "test-dies", asked={}, language="en", at=now())
    for attempt in (1, 2, 3):
        with pytest.raises(KeyboardInterrupt):
            services.run_work(mine.pk)
        assert services.revive_silent(at=now()) == 0  # it may still be alive
        assert services.revive_silent(at=now() + timedelta(minutes=2)) == 1
        mine.refresh_from_db()
        assert mine.attempt == attempt
    assert (mine.state, mine.refusal_code) == ("failed", "work_interrupted")


@pytest.mark.django_db
def test_a_person_has_five_pieces_under_way_and_a_stranger_none() -> None:
    auditor = an_auditor(organisation(1))
    for _ in range(5):
        services.start_work(auditor, "export", asked={}, language="en", at=now())
    with pytest.raises(services.TooMuchWork) as refused:
        services.start_work(auditor, "export", asked={}, language="en", at=now())
    assert refused.value.status == 429
    with pytest.raises(NotAllowed):
        services.start_work(Actor.stranger(), "export", asked={}, language="en", at=now())
    with pytest.raises(NotFound):
        work_for(Actor.stranger(), Work.objects.all()[0].key)


@pytest.mark.django_db
def test_files_are_forgotten_after_a_week_and_with_their_person() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    client = browser(auditor)
    for _ in range(2):
        asked(client)
        services.run_work(Work.objects.latest("pk").pk)
    folder = Path(settings.HOME.path) / "work"
    keys = [str(one.key) for one in Work.objects.all()]
    files = [place for key in keys for place in (folder / key).rglob("*") if place.is_file()]
    assert len(files) == 2
    assert not any(b"project" in place.read_bytes() for place in files)  # sealed, nothing beside
    Work.objects.filter(key=keys[0]).update(ended_at=now() - timedelta(days=8))
    assert client.get(f"/console/long-work/{keys[0]}/result/").status_code == 410
    assert services.forget_work(before=now() - services.KEPT_FOR) == 1
    assert not (folder / keys[0]).exists()
    assert services.forget_person(auditor.person_id or 0) == 1
    assert not (folder / keys[1]).exists()


@pytest.mark.django_db
def test_who_asked_is_told_once_how_it_ended_and_not_of_their_own_cancelling() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    client = browser(auditor)
    address = asked(client)
    for _ in range(2):
        services.run_work(Work.objects.get().pk)
    assert "Your file is ready" in client.get("/me/messages/").content.decode()
    client.post(f"{asked(client)}cancel/")
    asked(client)
    PostHolding.objects.update(since=now().date() - timedelta(days=9), until=now().date())
    services.run_work(Work.objects.latest("pk").pk)
    assert "could not be made" in client.get("/me/messages/").content.decode()
    told = list(Notice.objects.order_by("pk").values_list("path", flat=True))
    assert (told[0], len(told)) == (address, 2)


@pytest.mark.django_db
def test_work_is_done_for_the_house_that_one_acted_for() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, FEW)
    mine = PostHolding.objects.get().post.organisation
    someone = Person.objects.get(pk=auditor.person_id)
    both = holder(someone, organisation(2), Right.AUDIT_READ)
    there = [post.post_id for post in both.posts if post.organisation_id != mine.pk]
    AuditRecord.objects.create(
        at=now(), actor=both.name, post_id=there[0], verb="project.edited", facts={}
    )
    client = browser(auditor)
    client.post("/console/switch/", {"organisation": mine.credit_code})
    address = asked(client)
    client.post("/console/switch/", {"organisation": ""})
    services.run_work(Work.objects.get().pk)
    assert rows_in(client.get(f"{address}result/").content) == FEW + 1
    asked_for_both = asked(client)
    services.run_work(Work.objects.latest("pk").pk)
    assert rows_in(client.get(f"{asked_for_both}result/").content) >= FEW + 2


@pytest.mark.django_db
def test_what_was_asked_is_sealed() -> None:
    auditor = an_auditor(organisation(1))
    services.start_work(auditor, "export", asked={"query": "林晓"}, language="en", at=now())
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(w)::text from desk_work w")
        row = cursor.fetchone()[0]
    assert "林晓".encode().hex() not in row


def _worker(*words: str) -> subprocess.Popen[bytes]:
    name = connection.settings_dict["NAME"]
    host = connection.settings_dict["HOST"]
    url = f"postgresql://{connection.settings_dict['USER']}@/{name}?host={host}"
    return subprocess.Popen(
        [sys.executable, "-m", "liushui.config.cli", "manage", "procrastinate", "worker",
         "--queues=desk", *words],
        env={**os.environ, "LIUSHUI_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_work_survives_kill_nine() -> None:
    auditor = an_auditor(organisation(1))
    records(auditor, MANY)
    client = browser(auditor)
    address = asked(client)
    worker = _worker()
    try:
        wait_until(
            lambda: Work.objects.get().steps_total > 0, what="it is under way", seconds=PATIENCE
        )
        with transaction.atomic():  # whoever holds the row keeps it from being said done
            under_way = Work.objects.select_for_update().get().state == "running"
            worker.kill()
            worker.wait()
    finally:
        worker.kill()
        worker.wait()
    assert under_way
    assert services.revive_silent(at=now() + timedelta(minutes=2)) == 1
    again = _worker("--one-shot")
    try:
        wait_until(lambda: Work.objects.get().state == "done", what="it is done", seconds=PATIENCE)
    finally:
        again.kill()
        again.wait()
    assert Work.objects.get().attempt == 2
    assert rows_in(client.get(f"{address}result/").content) == MANY + 1
    services.forget_person(auditor.person_id or 0)
