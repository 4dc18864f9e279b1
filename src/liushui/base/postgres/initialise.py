"""Making a new data folder, and recognising one that is not ours to use."""

import json
import locale
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from liushui.base.postgres.binaries import Binaries
from liushui.base.postgres.places import ROLE, Place
from liushui.base.postgres.refusals import (
    DatabaseFailed,
    DataFolderUnreadable,
    DiskFull,
    ForeignDataFolder,
)
from liushui.base.processes import other_user

MARK = "liushui.json"
NEEDED_NEW_MIB = 256
NEEDED_MIB = 48
BUILTIN_LOCALE_SINCE = 17


def found_major(place: Place) -> int | None:
    """The major version that made the data, if there is any; refuses what is not ours."""
    folder = place.folder
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return None
        if folder.stat().st_uid != place.uid:
            raise DataFolderUnreadable(uid=place.uid, folder=folder)
        if not (folder / MARK).is_file():
            raise ForeignDataFolder(folder=folder)
        return int((folder / "PG_VERSION").read_text("ascii").split(".")[0])
    except PermissionError:
        raise DataFolderUnreadable(uid=place.uid, folder=folder) from None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise ForeignDataFolder(folder=folder) from None


def require_room(place: Place, needed_mib: int) -> None:
    """Refuse to start where the database would fill the disk at once."""
    free_mib = shutil.disk_usage(place.folder.parent).free // (1024 * 1024)
    if free_mib < needed_mib:
        raise DiskFull(folder=place.folder, free_mib=free_mib, needed_mib=needed_mib)


def make_data_folder(place: Place, binaries: Binaries) -> None:
    """Run ``initdb`` beside the place and rename: a folder under its own name is whole."""
    require_room(place, NEEDED_NEW_MIB)
    fresh = place.folder.with_name(f".{place.folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    os.chown(fresh, place.uid, -1)
    said = subprocess.run(  # noqa: S603 - our own argv, no shell
        [
            binaries.program("initdb"), f"--pgdata={fresh}", f"--username={ROLE}",
            "--auth=peer", "--encoding=UTF8", "--data-checksums", *locale_options(binaries.major),
        ],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        **other_user(place.uid),
    )  # fmt: skip
    if said.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        if "No space left" in said.stderr:
            require_room(place, NEEDED_NEW_MIB)
        lines = said.stderr.strip().splitlines() or ["initdb said nothing"]
        raise DatabaseFailed(said=lines[-1], log="what initdb said above")
    with owned_file(fresh / MARK, place.uid) as mark:
        json.dump({"made_by": "liushui", "postgres": binaries.version}, mark)
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("include_if_exists = 'liushui.conf'\n")
    if place.folder.exists():
        place.folder.rmdir()
    fresh.rename(place.folder)


def locale_options(major: int) -> list[str]:
    """Order by code point and know every script, the same on every machine."""
    if major >= BUILTIN_LOCALE_SINCE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return ["--locale=C"]
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)
    return ["--locale=C", "--lc-ctype=C.UTF-8"]


@contextmanager
def owned_file(path: Path, uid: int) -> Iterator[TextIO]:
    """A small text file, readable by the server's user alone, replaced whole."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        os.fchown(file.fileno(), uid, -1)
        yield file
    fresh.replace(path)
