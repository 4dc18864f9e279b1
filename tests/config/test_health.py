"""The probes and the doctor say what is, and what to do."""

import json

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from liushui.base.home import Home
from liushui.config import diagnosis, health
from liushui.config.commands import doctor
from liushui.config.findings import Level
from liushui.config.pending import migrations_on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def raw():
    """The test's own connection as the doctor uses one."""
    connection.ensure_connection()
    return connection.connection


def _accept_long_ago(raw) -> None:
    raw.execute(
        """insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at, accepted_at)
           values ('gift:slow', sha256('slow'), 1, 100, 'slow', now(), now() - interval '1 hour')"""
    )


def test_a_ready_site_says_so(client):
    assert client.get("/healthz").json() == {"ok": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "reasons": []})
    assert "no-cache" in answer["Cache-Control"]


def test_a_missing_migration_is_a_reason_not_to_send_visitors(client, raw):
    raw.execute("delete from django_migrations where app = 'ledger' and name = '0001_initial'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["migrations_pending"]
    found = diagnosis.migrations(raw)
    assert (found.level, found.says) == (Level.FAULT, "1 pending")


def test_a_sequencer_that_lags_is_a_reason_not_to_send_visitors(client, raw):
    _accept_long_ago(raw)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"][0]["code"] == "sequencer_lags"
    found = diagnosis.sequencer(raw)
    assert found.level is Level.FAULT
    assert "1 accepted gifts wait" in found.says
    assert "sequencer.log" in found.remedy


def test_a_database_of_a_newer_version_is_a_fault(raw):
    raw.execute("insert into django_migrations (app, name, applied) values ('ledger', '9', now())")
    assert diagnosis.migrations(raw).level is Level.FAULT
    assert health.reasons_against() == []


def test_a_database_that_forgets_is_a_fault(raw):
    raw.execute("set local synchronous_commit = off")
    found = diagnosis.server(raw)
    assert found.level is Level.FAULT
    assert "synchronous_commit" in found.says


def test_a_job_that_waits_too_long_is_a_fault(raw):
    raw.execute(
        """insert into procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)
           values ('default', 'liushui.nothing', '{}', 'todo', now() - interval '1 hour')"""
    )
    raw.execute("update procrastinate_events set at = now() - interval '1 hour'")
    assert diagnosis.queue(raw).level is Level.FAULT


def test_without_django_we_know_the_same_migrations_as_django():
    assert migrations_on_disk() == set(MigrationLoader(connection).disk_migrations)


def test_the_doctor_exits_1_and_names_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path))
    monkeypatch.setenv("LIUSHUI_DATABASE_URL", "postgresql://zhao@127.0.0.1:9/none")
    arguments = type("Arguments", (), {"json": True})()
    assert doctor.run(arguments) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    faults = [finding for finding in found if finding["level"] == "fault"]
    assert [fault["name"] for fault in faults] == ["database"]
    assert "LIUSHUI_DATABASE_URL" in faults[0]["remedy"]


def test_a_home_without_a_database_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.delenv("LIUSHUI_DATABASE_URL")
    levels = {finding.name: finding.level for finding in diagnosis.diagnose(Home(tmp_path))}
    assert levels["database"] is Level.NOTE
    assert Level.FAULT not in levels.values()


def test_the_doctor_says_that_nobody_is_in_charge_yet(raw):
    finding = diagnosis.setup(raw)
    assert (finding.level, bool(finding.remedy)) == (Level.NOTE, True)


def test_the_doctor_looks_for_the_newest_backup(raw, tmp_path, monkeypatch):
    monkeypatch.delenv("LIUSHUI_BACKUP_PLACE", raising=False)
    assert diagnosis.backups(raw).says == "no folder is set"
    monkeypatch.setenv("LIUSHUI_BACKUP_PLACE", str(tmp_path / "away"))
    assert diagnosis.backups(raw).level is Level.FAULT
    monkeypatch.setenv("LIUSHUI_BACKUP_PLACE", str(tmp_path))
    assert diagnosis.backups(raw).level is Level.NOTE
    (tmp_path / "liushui-20260719T010000Z.dump").touch()
    assert diagnosis.backups(raw).level is Level.OK
