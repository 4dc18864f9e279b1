"""Counting how often pages are opened: noted in a file beside the surge, added up by the clock.

No address, no cookie, no agent is noted, and no order of visits: a line says day, page, project and
channel. A page never waits for a count and never fails for one; what is killed between reading a
file and keeping its sums loses a minute's counts and doubles none.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from liushui.giving.services import is_kind_of_origin
from liushui.items.models import Channel
from liushui.items.states import Opened
from liushui.kernel.clock import day_of

_FOLDER, _NOW = "opened", "now"
_LONGEST, _FIELDS = 120, 4
# Nobody folds: rather lose counts than fill the disk.
_MOST_BYTES = 64 * 1024 * 1024
_ADD = """
insert into items_openedday (project_id, day, page, channel, count)
select id, %s, %s, %s, %s from projects_project where number = %s
on conflict (project_id, day, page, channel)
do update set count = items_openedday.count + excluded.count
"""


def note_opened(page: Opened, number: str, channel: str, *, at: datetime) -> None:
    """Note that a page was opened. Never raises: a count is worth no page."""
    line = f"{day_of(at).isoformat()}\t{page.value}\t{number}\t{channel}\n".encode()
    if len(line) > _LONGEST:
        return
    try:
        place = _folder() / _NOW
        opened = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(opened).st_size < _MOST_BYTES:
                os.write(opened, line)
        finally:
            os.close(opened)
    except OSError:
        return


def fold_opened() -> int:
    """Add up what was noted until the last call; how many openings were counted.

    What is noted now is set aside for the next call, so that nobody still writes into it.
    """
    folder = _folder()
    counted = 0
    for place in sorted(folder.glob("aside-*")):
        counted += _fold(place)
    if (folder / _NOW).exists():
        (folder / _NOW).rename(folder / f"aside-{uuid4().hex}")
    return counted


@transaction.atomic
def _fold(place: Path) -> int:
    noted = Counter(_lines(place))
    made = _channels_made({number for number, *_rest in noted})
    sums: Counter[tuple[str, date, str, str]] = Counter()
    for (number, day, page, channel), count in noted.items():
        kept = channel if _is_kind(channel) or (number, channel) in made else ""
        sums[number, day, page, kept] += count
    with connection.cursor() as cursor:
        for (number, day, page, channel), count in sorted(sums.items()):
            cursor.execute(_ADD, [day, page, channel, count, number])
    place.unlink()
    return sum(sums.values())


def _lines(place: Path) -> Iterator[tuple[str, date, str, str]]:
    for line in place.read_text("utf-8", errors="replace").splitlines():
        parts = line.split("\t")
        if len(parts) != _FIELDS or parts[1] not in Opened.values:
            continue
        with suppress(ValueError):  # a torn line costs itself alone
            yield parts[2], date.fromisoformat(parts[0]), parts[1], parts[3]


def _is_kind(channel: str) -> bool:
    """``live:`` and the like: a kind of way that is installed, not any word with a colon."""
    return channel.endswith(":") and is_kind_of_origin(channel[:-1])


def _channels_made(numbers: set[str]) -> set[tuple[str, str]]:
    """Anybody can write any word into a link: only channels that somebody made are kept."""
    made = Channel.objects.filter(stream__project__number__in=numbers)
    return set(made.values_list("stream__project__number", "tag"))


def _folder() -> Path:
    folder = settings.HOME.path / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
