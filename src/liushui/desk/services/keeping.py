"""The files of long work: open while they are written, then sealed under their person's key."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from liushui.base import vault
from liushui.desk.models import Work
from liushui.desk.work import Result

_FIELD = "desk-result"
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is told of a file that was sealed."""

    name: str
    media_type: str
    size_bytes: int


def clear_folder(work: Work) -> Path:
    """An empty folder for this run: what a run that was killed left is gone."""
    drop_folder(work)
    folder = _folder(work)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def keep_result(work: Work, result: Result) -> Kept:
    """Seal what was made and remove the open file. Raises ``Shredded`` for the erased."""
    content = result.place.read_bytes()
    sealed = vault.seal_bytes(work.person.vault_id, _FIELD, content)
    result.place.unlink()
    (_folder(work) / _SEALED).write_bytes(sealed)
    return Kept(result.name, result.media_type, len(content))


def kept_result(work: Work) -> bytes | None:
    """The file again, ``None`` where there is none."""
    place = _folder(work) / _SEALED
    if not place.is_file():
        return None
    return vault.open_bytes(work.person.vault_id, _FIELD, place.read_bytes())


def drop_folder(work: Work) -> None:
    """Remove what was made."""
    shutil.rmtree(_folder(work).parent, ignore_errors=True)


def _folder(work: Work) -> Path:
    """Of this run alone: one that was replaced and still writes touches no other's file."""
    home: Path = settings.HOME.path
    return home / "work" / str(work.key) / str(work.attempt)
