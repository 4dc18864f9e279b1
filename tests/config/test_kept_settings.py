"""``up`` and what was kept on the page: read at the start, taken on when asked."""

import json
import re
from typing import Any

import httpx
import psycopg
import pytest

from liushui.config import kept
from liushui.installation.declared import groups
from liushui.installation.services import CHANNEL
from tests.config.trees import running_tree
from tests.deadlines import wait_until


def test_up_and_the_page_mean_the_same_settings() -> None:
    declared = {
        one.key: one.environment for group in groups() for one in group.settings if one.at_start
    }
    assert declared == kept.AT_START
    assert kept.CHANNEL == CHANNEL


@pytest.mark.slow
def test_a_running_site_takes_on_what_was_kept(monkeypatch: Any) -> None:
    """An address and a language are kept; after starting anew the processes speak by them."""
    monkeypatch.setenv("LIUSHUI_WEB_WORKERS", "2")
    with running_tree(monkeypatch) as tree:
        assert kept.setup_address(tree.database_url, tree.address, tree.home)
        assert httpx.get(f"{tree.address}/setup/").status_code == 200
        asked = {"Host": "give.example.org", "X-Forwarded-Proto": "https"}
        assert httpx.get(f"{tree.address}/sign-in/", headers=asked).status_code == 400
        with psycopg.connect(tree.database_url) as connection:
            for key, text in (("site.origin", "https://give.example.org"), ("site.language", "en")):
                connection.execute(
                    """insert into installation_settingchange (key, text, by, why, at)
                       values (%s, %s, 'system:test', 'test', now())""",
                    [key, text],
                )
        told = kept.kept_environment(tree.database_url)
        assert told["LIUSHUI_ORIGIN"].endswith("//give.example.org")
        assert json.loads(told[kept.HANDED_OVER])["site.hosts"] == ""
        before = dict(tree.pids)
        tree.start_anew()
        wait_until(
            lambda: not set(tree.pids.values()) & {before["web"], before["worker"]},
            what="web and worker are started anew",
        )
        tree.wait_ready()
        assert tree.pids["postgres"] == before["postgres"], "the database stays"
        page = httpx.get(f"{tree.address}/sign-in/", headers=asked)
        assert page.status_code == 200
        assert 'lang="en"' in page.text
        assert "secure" in page.headers.get("set-cookie", "secure").lower()
        _counts_of_all_workers_are_added(tree.address)


def _counts_of_all_workers_are_added(address: str) -> None:
    """Whichever of two workers is asked, it tells of all requests."""
    sample = re.compile(r'^liushui_requests_total{[^}]*view="config:healthz"} (\d+)', re.MULTILINE)
    for _ in range(20):
        httpx.get(f"{address}/healthz")
    seen = {int(sample.findall(httpx.get(f"{address}/metrics").text)[0]) for _ in range(6)}
    assert min(seen) >= 20
    assert len(seen) == 1
