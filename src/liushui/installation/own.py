"""The installation's own settings: its address, its language, its backups, who may watch it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext

from liushui.base.network import is_network
from liushui.installation.declared import Group, Kind, Setting, SettingWrong, Trial, declare
from liushui.installation.queries import value_of
from liushui.installation.services.backups import (
    BackupPlaceUnfit,
    require_backup_place,
    try_backup_place,
)
from liushui.kernel.errors import gettext_noop

SHORTEST_TOKEN = 20
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")
_ORIGIN_LABEL = gettext_noop("Public address")
_HOSTS_LABEL = gettext_noop("Host names")
_PROXIES_LABEL = gettext_noop("Web servers in front")


def require_origin(text: str) -> None:
    """``https://give.example.org``: a scheme and a host, nothing behind."""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    whole = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc) or text != whole:
        raise _wrong(_ORIGIN_LABEL, gettext("write it like https://give.example.org."))


def require_hosts(text: str) -> None:
    """Host names by commas; a star would answer to every name that somebody points here."""
    if not all(_HOST.fullmatch(part.strip()) for part in text.split(",")):
        raise _wrong(_HOSTS_LABEL, gettext("write names like give.example.org, by commas."))


def require_proxies(text: str) -> None:
    """Addresses or networks by commas."""
    if not all(is_network(part.strip()) for part in text.split(",")):
        raise _wrong(_PROXIES_LABEL, gettext("write addresses like 127.0.0.1, by commas."))


def require_absolute(text: str) -> None:
    """A folder by its whole path."""
    require_backup_place(Path(text))


def require_apart(text: str) -> None:
    """A folder by its whole path, neither that of the dumps nor within it."""
    place, dumps = Path(text), value_of("backup.place")
    require_backup_place(place)
    if dumps and place.resolve().is_relative_to(Path(dumps).resolve()):
        raise BackupPlaceUnfit(place=place, why="with_the_backups")


def declare_own() -> None:
    """Make them known; called once, at start-up."""
    for group in (_site(), _backup(), _watching()):
        declare(group)


def _wrong(label: str, why: str) -> SettingWrong:
    return SettingWrong(label=gettext(label), why=why)


def _site() -> Group:
    return Group(
        key="site",
        title=gettext_noop("Address and language"),
        about=gettext_noop("Under which address people find this site, and what it speaks first."),
        step=30,
        is_weighty=True,
        settings=(
            Setting(
                key="site.origin",
                label=_ORIGIN_LABEL,
                help=gettext_noop(
                    "As in https://give.example.org. It stands in QR codes and is where payment"
                    " providers call back. Empty: this machine's own address."
                ),
                environment="LIUSHUI_ORIGIN",
                at_start=True,
                check=require_origin,
            ),
            Setting(
                key="site.hosts",
                label=_HOSTS_LABEL,
                help=gettext_noop("Names that the site answers to, by commas."),
                environment="LIUSHUI_HOSTS",
                at_start=True,
                check=require_hosts,
            ),
            Setting(
                key="site.proxies",
                label=_PROXIES_LABEL,
                help=gettext_noop(
                    "Addresses of your own web servers, by commas: only they may say from where a"
                    " visitor comes."
                ),
                environment="LIUSHUI_PROXIES",
                at_start=True,
                check=require_proxies,
            ),
            Setting(
                key="site.language",
                label=gettext_noop("First language"),
                help=gettext_noop("For visitors whose device asks for neither. Both are there."),
                kind=Kind.ONE_OF,
                choices=(("zh-hans", "简体中文"), ("en", "English")),
                default="zh-hans",
                environment="LIUSHUI_LANGUAGE",
                at_start=True,
            ),
        ),
    )


def _backup() -> Group:
    return Group(
        key="backup",
        title=gettext_noop("Backups"),
        about=gettext_noop(
            "Each night the database and the files are copied to a folder: best one on another"
            " machine. The secrets of the home are not in it; keep them elsewhere."
        ),
        step=70,
        trial=Trial(
            verb=gettext_noop("Try to write there"),
            run=try_backup_place,
            said=gettext_noop("A file was written there, read again and removed."),
        ),
        settings=(
            Setting(
                key="backup.place",
                label=gettext_noop("Folder for backups"),
                help=gettext_noop("Its whole path, as in /mnt/backup/liushui."),
                is_needed=True,
                environment="LIUSHUI_BACKUP_PLACE",
                check=require_absolute,
            ),
            Setting(
                key="backup.keys_place",
                label=gettext_noop("Folder for copies of the keys"),
                help=gettext_noop(
                    "Not the folder for backups, and not on the same disk: whoever has both and the"
                    " secrets can read all names. Copies are removed after seven days."
                ),
                environment="LIUSHUI_BACKUP_KEYS_PLACE",
                check=require_apart,
            ),
            Setting(
                key="backup.keep",
                label=gettext_noop("How many backups to keep"),
                help=gettext_noop("Older ones are removed when a new one is whole."),
                kind=Kind.WHOLE,
                default="14",
                environment="LIUSHUI_BACKUP_KEEP",
                check=require_some,
            ),
        ),
    )


def require_some(text: str) -> None:
    """One at least: a backup that removes itself is none."""
    if int(text) < 1:
        raise _wrong(gettext_noop("How many backups to keep"), gettext("keep one at least."))


def _watching() -> Group:
    return Group(
        key="watching",
        title=gettext_noop("Watching"),
        about=gettext_noop("For the program that watches this site, and for slow queries."),
        settings=(
            Setting(
                key="watching.token",
                label=gettext_noop("Word for /metrics"),
                help=gettext_noop(
                    "Whoever sends it as a bearer token may read the figures from elsewhere."
                    " Without one only this machine may."
                ),
                is_secret=True,
                environment="LIUSHUI_METRICS_TOKEN",
                check=require_long,
            ),
            Setting(
                key="watching.slow_query_ms",
                label=gettext_noop("A query is slow from (milliseconds)"),
                help=gettext_noop("Such a query is written to the log, without its values."),
                kind=Kind.WHOLE,
                default="500",
                environment="LIUSHUI_SLOW_QUERY_MS",
                at_start=True,
            ),
        ),
    )


def require_long(text: str) -> None:
    """20 characters at least: it opens the figures to whoever guesses it."""
    if len(text) < SHORTEST_TOKEN:
        raise _wrong(gettext_noop("Word for /metrics"), gettext("use 20 characters or more."))
