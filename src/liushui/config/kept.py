"""What was kept on the page of settings, read by ``up`` before its processes start.

``up`` has no Django: it looks into the two tables itself. The operator's environment wins.
"""

import json
import os
import shutil
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import psycopg

from liushui.base.home import Home
from liushui.installation.setup_token import setup_token

if TYPE_CHECKING:
    from liushui.config.tree import Tree

# As installation.services.starting_anew says it.
CHANNEL = "liushui_start_anew"
ANSWER_SECONDS = 2.0  # the page that asked is answered and read before its server goes
AWAY_SECONDS = 5.0
_READING = threading.Event()  # never set: waiting for it is waiting

# Key of the setting, the variable by which processes are told.
AT_START: Mapping[str, str] = {
    "site.origin": "LIUSHUI_ORIGIN",
    "site.hosts": "LIUSHUI_HOSTS",
    "site.proxies": "LIUSHUI_PROXIES",
    "site.language": "LIUSHUI_LANGUAGE",
    "watching.slow_query_ms": "LIUSHUI_SLOW_QUERY_MS",
}
HANDED_OVER = "LIUSHUI_KEPT_AT_START"


def kept_environment(url: str) -> dict[str, str]:
    """The variables that the kept settings amount to, and the note of what came from there."""
    asked = {key: name for key, name in AT_START.items() if not os.environ.get(name)}
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        rows = connection.execute(
            """select distinct on (key) key, coalesce(text, '') from installation_settingchange
               where key = any(%s) order by key, id desc""",
            [list(asked)],
        ).fetchall()
    kept = dict.fromkeys(asked, "") | dict(rows)
    said = {AT_START[key]: text for key, text in kept.items() if text}
    return {**said, HANDED_OVER: json.dumps(kept)}


def empty_counts(home: Home) -> None:
    """Begin the counts of ``/metrics`` anew: those of processes that are gone would only grow."""
    folder = home.path / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def setup_address(url: str, address: str, home: Home) -> str:
    """Where the first set-up is to be done, with the word that opens it; "" once it is done."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        if not is_setup_open(connection):
            return ""
    return f"{address}/setup/?token={setup_token(home)}"


def is_setup_open(connection: psycopg.Connection) -> bool:
    """Whether this installation waits for its first set-up: begun and not ended, or nobody yet."""
    row = connection.execute(
        """select coalesce(
             (select finished_at is null from installation_setup),
             not exists (select from parties_organisation))"""
    ).fetchone()
    return bool(row and row[0])


def heed(tree: "Tree") -> None:
    """Start the site anew whenever its operator asks for it on the page; until interrupted."""
    while True:
        try:
            with psycopg.connect(tree.database_url, autocommit=True, connect_timeout=10) as heard:
                heard.execute(f"listen {CHANNEL}".encode())
                for _ in heard.notifies():
                    _READING.wait(ANSWER_SECONDS)
                    tree.start_anew()
        except psycopg.OperationalError:
            _READING.wait(AWAY_SECONDS)  # the supervisor brings the database back
