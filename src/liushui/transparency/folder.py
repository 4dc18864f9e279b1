"""The published files: written whole or not at all, and never again with other bytes."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from liushui.base.home import Home
from liushui.transparency.errors import LogFileDiffers

CHECKPOINT = "checkpoint"
KEPT = "checkpoints"
POLICY = "policy.txt"
REDACTED = "tile/redacted"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the log lies as any web server can serve it."""

    path: Path

    @classmethod
    def of_home(cls) -> "Folder":
        return cls(Home.from_environment().path / "log")

    def read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def newest_kept(self) -> str | None:
        """The name of the head of the greatest size that stands beside the newest one."""
        try:
            sizes = [int(p.name) for p in (self.path / KEPT).iterdir() if p.name.isdecimal()]
        except FileNotFoundError:
            return None
        return f"{KEPT}/{max(sizes)}" if sizes else None

    def put(self, name: str, content: bytes) -> None:
        """Write a file that stays as it is. Raises ``LogFileDiffers`` if other bytes are there."""
        self.put_all({name: content})

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """The same for many. When it returns, they outlast a loss of power, folders included."""
        fresh: list[str] = []
        for name, content in files.items():
            known = self.read(name)
            if known is None:
                fresh.append(name)
            elif known != content:
                raise LogFileDiffers(path=name)
        self._write({name: files[name] for name in fresh})

    def replace(self, name: str, content: bytes) -> None:
        """Write the one file that changes."""
        self._write({name: content})

    def drop(self, name: str) -> None:
        """Take away a folder of partial tiles that a full one has replaced."""
        shutil.rmtree(self.path / name, ignore_errors=True)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def keep_only(self, folder: str, name: str) -> None:
        """Take all other files of this folder away."""
        if (self.path / folder).is_dir():
            for one in (self.path / folder).iterdir():
                if one != self.path / name:
                    one.unlink()

    def _write(self, files: Mapping[str, bytes]) -> None:
        places = {self.path / name: content for name, content in files.items()}
        folders = {path.parent for path in places}
        for folder in folders:
            _made(folder)
        for path, content in places.items():
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
        for folder in folders:
            _kept(folder)


def _made(folder: Path) -> None:
    """Make the folder and those above it, so that they outlast the power as their files do."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(exist_ok=True)
        _kept(folder.parent)


def _kept(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
