"""A keeper of the log that is killed where it is told: ``python -m … POINT``.

It watches which function is entered, as a profiler does, and ends itself by SIGKILL at the point.
The code that it runs knows nothing of it.
"""

import os
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import NamedTuple

ROUNDS = 20


class Point(NamedTuple):
    """A function that is entered: the end of its file's name, its own name, at which entry."""

    file: str
    function: str
    nth: int = 1


POINTS: Mapping[str, Point] = {
    "leaves made, nothing committed": Point("services/sequencing.py", "_write"),
    "places committed": Point("services/publishing.py", "_sign_newest", 2),
    "a file written, not yet at its place": Point("pathlib.py", "rename"),
    "files written": Point("services/publishing.py", "_require_as_said"),
    "files read back, nothing signed": Point("format/notes.py", "signed"),
    "signed, nothing committed": Point("format/notes.py", "signature_line", 2),
    "signature committed, nothing shown": Point("services/publishing.py", "_show_newest", 2),
    "kept beside, not yet shown": Point("transparency/folder.py", "replace"),
    "shown": Point("services/publishing.py", "_drop_parts"),
}


def main(name: str) -> int:
    """Grow and publish until the point is reached; 0 where it never was."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    import django  # noqa: PLC0415 - a process of its own

    django.setup()
    from liushui.transparency import services  # noqa: PLC0415

    services.publish()
    sys.setprofile(_killer(POINTS[name]))
    for _ in range(ROUNDS):
        services.publish()
        services.sequence()
        services.publish()
    return 0


class _killer:  # noqa: N801 - called as a function
    """Counts the entries into the function and ends the process at the one that is meant."""

    def __init__(self, point: Point) -> None:
        self._point, self._left = point, point.nth

    def __call__(self, frame: FrameType, event: str, _arg: object) -> None:
        code = frame.f_code
        if (
            event == "call"
            and code.co_name == self._point.function
            and code.co_filename.endswith(self._point.file)
        ):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
