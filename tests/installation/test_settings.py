"""Typed settings: who may change them, what wins, what is shown, and what stays on record."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction
from django.test import Client

from liushui.installation.declared import SettingWrong, group_of
from liushui.installation.models import SettingChange
from liushui.installation.queries import (
    Source,
    changes_of,
    standing_of,
    value_of,
    waiting_for_start,
)
from liushui.installation.services import SETTING_UP, ReasonMissing, change_settings, try_group
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord
from liushui.parties.services import open_account
from tests.accounts.builders import sign_in
from tests.parties.builders import AT, holder, organisation, wang, zhao

pytestmark = pytest.mark.django_db
TOKEN = "correct horse battery staple"


def operator() -> Any:
    return holder(wang(), organisation(), Right.INSTALLATION_MANAGE)


def change(key: str, values: dict[str, str], actor: Any = None, why: str = "moved") -> list[str]:
    group = group_of(key)
    assert group
    return change_settings(actor or operator(), group, values, why=why, at=AT)


def test_what_was_kept_is_in_force_and_the_first_word_stays_on_record() -> None:
    assert value_of("backup.keep") == "14"
    assert change("backup", {"backup.keep": "30"}) == ["backup.keep"]
    assert change("backup", {"backup.keep": "30"}) == []
    assert change("backup", {"backup.keep": "7"}) == ["backup.keep"]
    assert value_of("backup.keep") == "7"
    group = group_of("backup")
    assert group
    assert [(one.shown, one.why) for one in changes_of(group)] == [("7", "moved"), ("30", "moved")]
    assert AuditRecord.objects.filter(verb="setting.changed").count() == 2


def test_an_empty_value_goes_back_to_the_default() -> None:
    change("backup", {"backup.keep": "30"})
    assert change("backup", {"backup.keep": ""}) == ["backup.keep"]
    assert value_of("backup.keep") == "14"


def test_the_environment_wins_over_what_was_kept(settings: Any) -> None:
    change("backup", {"backup.keep": "30"})
    settings.LIUSHUI_BACKUP_KEEP = "3"
    assert value_of("backup.keep") == "3"
    group = group_of("backup")
    assert group
    assert {one.setting.key: one.source for one in standing_of(group)} == {
        "backup.place": Source.DEFAULT,
        "backup.keys_place": Source.DEFAULT,
        "backup.keep": Source.ENVIRONMENT,
    }


def test_a_secret_is_sealed_read_by_us_and_shown_to_nobody() -> None:
    change("watching", {"watching.token": TOKEN})
    row = SettingChange.objects.get()
    assert row.text is None
    assert TOKEN.encode() not in bytes(row.sealed or b"")
    assert value_of("watching.token") == TOKEN
    group = group_of("watching")
    assert group
    secret = standing_of(group)[0]
    assert (secret.shown, secret.is_set) == ("", True)
    assert change("watching", {"watching.token": ""}) == [], "empty leaves a secret as it is"


def test_a_sealed_value_opens_under_its_own_key_alone() -> None:
    change("watching", {"watching.token": TOKEN})
    sealed = SettingChange.objects.get().sealed
    SettingChange.objects.create(
        key="backup.keep", sealed=sealed, by="system:test", why="copied", at=AT
    )
    with pytest.raises(InvalidTag):
        value_of("backup.keep")


@pytest.mark.parametrize(
    ("group", "key", "value"),
    [
        ("backup", "backup.keep", "many"),
        ("backup", "backup.keep", "0"),
        ("backup", "backup.keep", "٣"),
        ("watching", "watching.token", "short"),
        ("watching", "watching.slow_query_ms", "-1"),
        ("site", "site.origin", "give.example.org"),
        ("site", "site.origin", "https://give.example.org/path"),
        ("site", "site.origin", "javascript:alert(1)"),
        ("site", "site.hosts", "*"),
        ("site", "site.hosts", "a.example.org, b c"),
        ("site", "site.proxies", "everyone"),
        ("site", "site.language", "fr"),
    ],
)
def test_what_cannot_work_is_refused_and_nothing_is_kept(group: str, key: str, value: str) -> None:
    with pytest.raises(SettingWrong):
        change(group, {key: value}, SETTING_UP)
    assert not SettingChange.objects.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("site.origin", "https://give.example.org"),
        ("site.origin", "http://127.0.0.1:8000"),
        ("site.hosts", "give.example.org, www.example.org"),
        ("site.proxies", "127.0.0.1, 10.0.0.0/8"),
        ("site.language", "en"),
    ],
)
def test_what_can_work_waits_for_the_next_start(key: str, value: str, settings: Any) -> None:
    assert waiting_for_start() == []
    change("site", {key: value}, SETTING_UP)
    assert [one.key for one in waiting_for_start()] == [key]
    settings.KEPT_AT_START = {key: value}
    assert waiting_for_start() == []


def test_a_change_needs_the_post_and_a_reason() -> None:
    with pytest.raises(NotAllowed):
        change("backup", {"backup.keep": "3"}, holder(zhao(), organisation(), Right.AUDIT_READ))
    with pytest.raises(ReasonMissing):
        change("backup", {"backup.keep": "3"}, why="  ")


def test_a_trial_needs_the_post() -> None:
    group = group_of("backup")
    assert group
    with pytest.raises(NotAllowed):
        try_group(holder(zhao(), organisation(), Right.AUDIT_READ), group, "", at=AT)


@pytest.mark.parametrize(
    "sql",
    [
        "update installation_settingchange set text = 'x'",
        "delete from installation_settingchange",
        "truncate installation_settingchange",
    ],
)
def test_the_database_refuses_to_unsay_a_change(sql: str) -> None:
    change("backup", {"backup.keep": "30"})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def client_of_the_operator() -> Client:
    client = Client()
    actor = operator()
    sign_in(client, open_account(actor.person_id))
    return client


def test_the_page_changes_a_setting_and_never_says_a_secret(tmp_path: Path) -> None:
    client = client_of_the_operator()
    page = "/console/installation/watching/"
    refused = client.post(page, {"watching-slow_query_ms": "soon", "why": "x"})
    assert refused.status_code == 422
    assert "watching-slow_query_ms_error" in refused.content.decode()
    form = {"watching-token": TOKEN, "watching-slow_query_ms": "250", "why": "the new watcher"}
    assert client.post(page, form).status_code == 302
    for place in (page, "/console/installation/"):
        shown = client.get(place).content.decode()
        assert TOKEN not in shown
        assert "250" in shown
    assert "the new watcher" in client.get(page).content.decode()
    assert client.post("/console/installation/backup/try/").status_code == 409
    form = {"backup-place": str(tmp_path), "backup-keep": "14", "why": "the new disk"}
    assert client.post("/console/installation/backup/", form).status_code == 302
    tried = client.post("/console/installation/backup/try/", follow=True)
    assert tried.status_code == 200
    assert not list(tmp_path.iterdir())


def test_there_is_no_page_for_a_group_that_nobody_declared() -> None:
    client = client_of_the_operator()
    assert client.get("/console/installation/nothing/").status_code == 404
    assert client.post("/console/installation/nothing/try/").status_code == 404


def test_a_kept_secret_is_removed_by_a_tick_and_by_nothing_else() -> None:
    someone = wang()
    holder(someone, organisation(), Right.INSTALLATION_MANAGE)
    client = Client()
    sign_in(client, open_account(someone.pk))
    page = "/console/installation/watching/"
    assert "watching-token-gone" not in client.get(page).content.decode(), "nothing to remove yet"
    typed = {"watching-slow_query_ms": "500"}
    client.post(page, {**typed, "watching-token": TOKEN, "why": "to watch"})
    assert value_of("watching.token") == TOKEN
    client.post(page, {**typed, "watching-token": "", "why": "nothing else"})
    assert value_of("watching.token") == TOKEN
    shown = client.get(page).content.decode()
    assert 'name="watching-token-gone"' in shown
    assert TOKEN not in shown
    answer = client.post(page, {**typed, "watching-token-gone": "on", "why": "no more"})
    assert answer.status_code == 302
    assert value_of("watching.token") == ""
    assert AuditRecord.objects.filter(verb="setting.changed").count() == 2
    assert "watching-token-gone" not in client.get(page).content.decode()
