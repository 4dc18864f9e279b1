"""Backups: a dump of the database and an archive of the files, written aside, then named whole."""

import os
import secrets
import subprocess
import tarfile
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection

from liushui.base.keys.backups import back_up_keys as write_copy
from liushui.base.keys.choosing import own_store
from liushui.base.postgres import find_binaries
from liushui.installation.queries import value_of, whole_of
from liushui.kernel.errors import DomainError, gettext_noop

log = structlog.get_logger(__name__)

LONGEST_SECONDS = 6 * 3600
STAMP = "%Y%m%dT%H%M%SZ"
DUMP, FILES = ".dump", ".files.tar.gz"


class BackupPlaceUnfit(DomainError):
    """The folder cannot hold backups."""

    code = "backup_place_unfit"
    message = gettext_noop("Backups cannot be written to %(place)s (%(why)s).")
    remedy = gettext_noop(
        "Name a folder that is there, that the account running this site may write to, and that"
        " lies outside its home."
    )


class BackupFailed(DomainError):
    """The dump did not end well; nothing half was left under a backup's name."""

    code = "backup_failed"
    status = 503
    message = gettext_noop("The backup did not succeed: %(why)s")
    remedy = gettext_noop("Make room or mend the folder, then start it again.")


class BackupPlaceMissing(DomainError):
    """Nobody named a folder for backups."""

    code = "backup_place_missing"
    status = 409
    message = gettext_noop("No folder for backups is set.")
    remedy = gettext_noop("Name one in the settings.")


def require_backup_place(place: Path) -> None:
    """Raise ``BackupPlaceUnfit`` unless backups can be written there."""
    if not place.is_absolute():
        raise BackupPlaceUnfit(place=place, why="not_a_whole_path")
    if place.resolve().is_relative_to(settings.HOME.path.resolve()):
        raise BackupPlaceUnfit(place=place, why="inside_the_home")
    if not place.is_dir():
        raise BackupPlaceUnfit(place=place, why="no_such_folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise BackupPlaceUnfit(place=place, why="not_writable")


def try_backup_place(asked: str, at: datetime) -> None:
    """Write a file there, read it again, remove it. Raises ``BackupPlaceUnfit``."""
    del asked, at
    place = _place()
    probe = place / f".liushui-{secrets.token_hex(6)}"
    content = secrets.token_bytes(64 * 1024)
    try:
        with probe.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        is_whole = probe.read_bytes() == content
    except OSError as error:
        raise BackupPlaceUnfit(place=place, why=error.strerror or "unwritable") from None
    finally:
        probe.unlink(missing_ok=True)
    if not is_whole:
        raise BackupPlaceUnfit(place=place, why="reads_otherwise")


def back_up(*, at: datetime) -> Path:
    """Write a dump and the archive of files; the dump's path. Then remove what is too old.

    Raises ``BackupPlaceMissing``, ``BackupPlaceUnfit``, ``BackupFailed``.
    """
    place = _place()
    stem = f"liushui-{at.strftime(STAMP)}"
    dump, files = place / (stem + DUMP), place / (stem + FILES)
    half_dump, half_files = (whole.with_name(f".{whole.name}.part") for whole in (dump, files))
    try:
        _dump_database(half_dump)
        _archive_files(half_files)
        half_files.replace(files)
        half_dump.replace(dump)  # last: a dump by its name has its files beside it
    except OSError as error:
        raise BackupFailed(why=error.strerror or type(error).__name__) from None
    finally:
        half_dump.unlink(missing_ok=True)
        half_files.unlink(missing_ok=True)
    removed = _remove_old(place, keep=whole_of("backup.keep"))
    log.info("backup", bytes=dump.stat().st_size, removed=removed)
    return dump


def back_up_keys(*, at: datetime) -> Path | None:
    """Write a copy of the keys where they have a database of their own, apart from the dumps.

    ``None`` where there is none, or no folder. Raises ``BackupPlaceUnfit``, ``KeyStoreAway``.
    """
    named = value_of("backup.keys_place")
    if not named or own_store() is None:
        return None
    require_backup_place(Path(named))
    written, removed = write_copy(Path(named), at=at)
    log.info("copy of the keys", bytes=written.stat().st_size, removed=removed)
    return written


def _place() -> Path:
    named = value_of("backup.place")
    if not named:
        raise BackupPlaceMissing
    require_backup_place(Path(named))
    return Path(named)


def _dump_database(target: Path) -> None:
    facts = connection.settings_dict
    binary = find_binaries(os.geteuid()).program("pg_dump")
    environment = {**os.environ, "PGPASSWORD": str(facts["PASSWORD"])}
    argv = [str(binary), "--format=custom", "--no-password", f"--file={target}"]
    argv += [f"--host={facts['HOST']}", f"--username={facts['USER']}"]
    argv += [f"--port={facts['PORT']}"] if facts["PORT"] else []
    try:
        ended = subprocess.run(  # noqa: S603 - our own argv; the password is in the environment
            [*argv, str(facts["NAME"])],
            check=False,
            capture_output=True,
            env=environment,
            timeout=LONGEST_SECONDS,
            umask=0o077,
        )
    except subprocess.TimeoutExpired:
        raise BackupFailed(why=f"pg_dump took longer than {LONGEST_SECONDS} s") from None
    if ended.returncode != 0:
        raise BackupFailed(why=f"pg_dump ended with {ended.returncode}")


def _archive_files(target: Path) -> None:
    folder: Path = settings.HOME.files
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
            if folder.is_dir():
                archive.add(folder, arcname="files")
        out.flush()
        os.fsync(out.fileno())


def _remove_old(place: Path, *, keep: int) -> int:
    """Remove all but the newest: of our own names only, each dump with its files."""
    dumps = sorted(place.glob(f"liushui-*{DUMP}"))
    for dump in dumps[:-keep]:
        dump.with_name(dump.name.removesuffix(DUMP) + FILES).unlink(missing_ok=True)
        dump.unlink()
    return len(dumps[:-keep])
