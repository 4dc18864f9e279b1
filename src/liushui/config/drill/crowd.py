"""Sixty-four writers on one fund, then on a thousand, beside a running sequencer and closings."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liushui.base.processes import Sink
from liushui.config.figures import Figure

SUMMARY = "64 writers on one fund and on 1,000: none waits for ever, nothing is lost or overdrawn"


def run(*, full: bool, tell: Sink) -> Iterator[Figure]:
    """Let the crowd at one fund and then at many; count what each was told and what is there."""
    with own_database():
        from liushui.config.drill.writers import FULL, SMALL, crowd  # noqa: PLC0415 - after set-up

        yield from crowd(FULL if full else SMALL, tell=tell)


@contextmanager
def own_database() -> Iterator[None]:
    """An embedded database of this drill's own, as durable as any.

    Sets this process's environment: a drill is a process of its own.
    """
    from liushui.config.attached import attached_database  # noqa: PLC0415 - heavy

    os.environ.pop("LIUSHUI_DATABASE_URL", None)
    os.environ.pop("LIUSHUI_KEYS_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="liushui-drill-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # the database's own user passes through
        os.environ["LIUSHUI_HOME"] = str(Path(folder) / "home")
        with attached_database():
            yield
