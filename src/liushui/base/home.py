"""LIUSHUI_HOME: where one installation keeps its database, files, secrets and sockets."""

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation. Parts are made when first asked for."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """The folder that ``LIUSHUI_HOME`` names, else the usual place for this user."""
        named = os.environ.get("LIUSHUI_HOME")
        return cls(Path(named).expanduser().resolve() if named else usual_place())

    @property
    def database(self) -> Path:
        return self.path / "pg"

    @property
    def files(self) -> Path:
        return self.path / "files"

    def secret(self, name: str) -> bytes:
        """32 random bytes kept under ``secrets/``, mode 0600, made once and never replaced."""
        return self.kept(name, lambda: secrets.token_bytes(32))

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What ``make`` made when it was first asked for, kept as secrets are."""
        folder = self.path / "secrets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = folder / name
        if not place.exists():
            fresh = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(
                FileExistsError
            ):  # another process was first: its secret is kept
                os.link(fresh, place)
            fresh.unlink()
        return place.read_bytes()


def usual_place() -> Path:
    """``/var/lib/liushui`` for root, else the user's data folder."""
    if os.geteuid() == 0:
        return Path("/var/lib/liushui")
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "liushui"
