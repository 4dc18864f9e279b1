"""Where a home's database lies: its data folder, its socket folder, and as whom it runs."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from liushui.base.home import Home
from liushui.base.postgres.refusals import DataFolderUnreadable

NOBODY = 65534
PORT = 5432
ROLE = "liushui"
KEYS = "liushui_keys"
ELSEWHERE = Path("/var/lib/liushui/clusters")
LONGEST_SOCKET_FOLDER = 88  # the kernel allows 107 bytes with "/.s.PGSQL.5432" at the end


@dataclass(frozen=True, slots=True)
class Place:
    """Folders and user of one cluster."""

    folder: Path
    sockets: Path
    uid: int


def place_of(home: Home, *, elsewhere: Path = ELSEWHERE) -> Place:
    """Make the home ready for a cluster and say where that goes.

    PostgreSQL refuses to run as root, so root runs it as nobody (or as whoever owns the data
    already). Where nobody cannot enter the home, the data lies under ``elsewhere`` and the home
    holds a link to it.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    folder = home.database
    uid = _server_user(folder)
    if uid != os.geteuid():
        _let_through(home.path, uid)
        if not folder.exists() and not _reaches(home.path, uid):
            folder = _linked(home, elsewhere, uid)
    return Place(folder.resolve(), _made_sockets(home, uid), uid)


def require_reach(place: Place) -> None:
    """Refuse a place whose server could not enter it."""
    if not _reaches(place.folder.parent, place.uid):
        raise DataFolderUnreadable(uid=place.uid, folder=place.folder)


def sockets_of(home: Home) -> Path:
    """The folder of the server's socket: short, and the same for every process of one user."""
    digest = hashlib.sha256(os.fsencode(home.path)).hexdigest()[:12]
    if os.geteuid() == 0:
        return (Path("/run") if Path("/run").is_dir() else Path("/var/run")) / "liushui" / digest
    near = home.path / "run"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    return Path("/tmp") / f"liushui-{os.geteuid()}-{digest}"  # noqa: S108 - ours alone, checked


def url_of(home: Home, database: str = ROLE) -> str:
    """The address of a home's embedded database."""
    host = quote(str(sockets_of(home)), safe="")
    return f"postgresql://{ROLE}@/{database}?host={host}&port={PORT}"


def user_name(uid: int) -> str:
    """The account's name, as PostgreSQL's peer check will see it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _server_user(folder: Path) -> int:
    if os.geteuid() != 0:
        return os.geteuid()
    owner = folder.stat().st_uid if folder.exists() else 0
    return owner or NOBODY


def _reaches(folder: Path, uid: int) -> bool:
    """Whether ``uid``, with no group but its own, may enter the folder and all above it."""
    return all(_enters(part, uid) for part in (folder, *folder.parents))


def _enters(folder: Path, uid: int) -> bool:
    if uid == 0:
        return True
    try:
        stat = folder.stat()
    except OSError:
        return False
    if stat.st_uid == uid:
        return bool(stat.st_mode & 0o100)
    if stat.st_gid == uid:
        return bool(stat.st_mode & 0o010)
    return bool(stat.st_mode & 0o001)


def _let_through(home: Path, uid: int) -> None:
    """Let the server's user pass through the home, not list it: its parts have their own modes."""
    if not _enters(home, uid) and home.stat().st_uid == os.geteuid():
        os.chown(home, -1, uid)
        home.chmod(home.stat().st_mode & 0o7777 | 0o010)


def _linked(home: Home, elsewhere: Path, uid: int) -> Path:
    digest = hashlib.sha256(os.fsencode(home.path)).hexdigest()[:12]
    parent = elsewhere / digest
    parent.mkdir(parents=True, exist_ok=True)
    for part in (elsewhere.parent, elsewhere, parent):
        _let_through(part, uid)
    folder = parent / "pg"
    if home.database.is_symlink():
        return home.database.resolve()
    home.database.symlink_to(folder)
    return folder


def _made_sockets(home: Home, uid: int) -> Path:
    sockets = sockets_of(home)
    if os.geteuid() == 0:
        sockets.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    sockets.mkdir(mode=0o700, exist_ok=True)
    stat = sockets.lstat()
    if stat.st_uid not in {uid, os.geteuid()} or sockets.is_symlink():
        raise DataFolderUnreadable(uid=uid, folder=sockets)
    if stat.st_uid != uid:
        os.chown(sockets, uid, -1)
    sockets.chmod(0o700)
    return sockets
