"""A disk that fills up while gifts come in, and has room again later."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liushui.base.processes import Sink
from liushui.config.drill.kills import count, more_than, wait_for
from liushui.config.drill.scene import scene
from liushui.config.figures import Figure
from liushui.kernel.errors import DomainError, gettext_noop

SUMMARY = "fill the disk under load: what was answered is kept, and all goes on when there is room"
SIZE_MIB, SIZE_MIB_FULL = 640, 2048
GIFTS_BEFORE = 30
FULL_SECONDS, FULL_SECONDS_FULL = 10.0, 60.0


class NoSmallDisk(DomainError):
    """The drill needs a file system of its own, and may not make one here."""

    code = "no_small_disk"
    message = gettext_noop("This drill needs to mount a small file system: %(why)s")
    remedy = gettext_noop("Run it as root on a machine where mounting is allowed.")


def run(*, full: bool, tell: Sink, like: Path | None = None) -> Iterator[Figure]:
    """Fill the home's own small disk to the last byte for a while, then make room."""
    size, held = (SIZE_MIB_FULL, FULL_SECONDS_FULL) if full else (SIZE_MIB, FULL_SECONDS)
    with small_disk(size) as disk, scene(tell, home=disk / "home", like=like) as stage:
        from liushui.config.drill.load import Load  # noqa: PLC0415 - after set-up

        load = Load(stage)
        with load:
            wait_for(more_than(load.answered, GIFTS_BEFORE), "gifts come in")
            began = time.monotonic()
            tell("up", f"the disk is full after {len(load.answered)} gifts")
            while time.monotonic() - began < held:
                fill(disk)
                time.sleep(0.1)
            (disk / "filler").unlink()
            tell("up", f"there is room again after {len(load.answered)} gifts")
            began = time.monotonic()
            wait_for(more_than(load.answered, GIFTS_BEFORE), "gifts come in again")
            yield Figure("gifts flow again after", round(time.monotonic() - began, 2), "s", 60.0)
        yield Figure("disk full for", held, "s")
        yield Figure("call-backs repeated", load.repeated, "call-backs")
        yield from count(load.answered)


@contextmanager
def small_disk(size_mib: int) -> Iterator[Path]:
    """A file system in memory with this much room."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise NoSmallDisk(why="only root may")
    with tempfile.TemporaryDirectory(prefix="liushui-disk-") as folder:
        argv = ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode=0755", "tmpfs", folder]
        made = subprocess.run(argv, check=False, capture_output=True, text=True)  # noqa: S603
        if made.returncode != 0:
            raise NoSmallDisk(why=made.stderr.strip())
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)  # noqa: S603, S607


def fill(disk: Path) -> None:
    """Take all the room there is now."""
    block = b"\0" * (1024 * 1024)
    with (disk / "filler").open("ab", buffering=0) as filler:
        for size in (len(block), 4096):
            try:
                while filler.write(block[:size]):
                    pass
            except OSError:  # no space left: that is the aim
                continue
