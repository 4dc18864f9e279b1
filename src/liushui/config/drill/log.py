"""The public log while keepers are killed, the database stops, the disk fills, bits fall over."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from liushui.base.processes import Sink
from liushui.config.drill.kills import ask_again, wait_for
from liushui.config.drill.log_writer import POINTS
from liushui.config.figures import Figure

SUMMARY = "kill the log's keepers at each step: nothing lost or doubled, one head for each size"
ROUNDS, ROUNDS_FULL = 1, 10
GIFTS_EACH = 25
WRITER_SECONDS = 120.0
_FLIPS = 8
_TRIES = 3
Give = Callable[[int], list[str]]


def run(*, full: bool, tell: Sink) -> Iterator[Figure]:
    """Small: each point once. Full: ten times, with a stop of PostgreSQL after each round."""
    from liushui.config.drill.scene import scene  # noqa: PLC0415 - sets up a home

    with scene(tell) as stage:
        from liushui.config.bench.log_load import Giving  # noqa: PLC0415 - after set-up

        giving = Giving(stage.project)

        def restart() -> None:
            pid = wait_for(lambda: stage.tree.pid_of("postgres"), "the database runs")
            os.kill(pid, signal.SIGQUIT)  # at once: nobody finishes what he does
            wait_for(lambda: stage.tree.pid_of("postgres") not in {None, pid}, "it is back")
            stage.tree.wait_ready()

        yield from broken(giving.give_now, ROUNDS_FULL if full else ROUNDS, restart, tell)


def broken(
    give: Give, rounds: int, restart: Callable[[], None] | None, tell: Sink
) -> Iterator[Figure]:
    """Break it at each point so many times, then count."""
    given: list[str] = []
    kills = 0
    with _watched() as seen:
        for number in range(rounds):
            for point in POINTS:
                died = 0
                for _ in range(_TRIES):  # one keeper may show what the other was to die of
                    given += ask_again(lambda: give(GIFTS_EACH))
                    if died := _killed(point):
                        break
                else:
                    tell("up", f"nobody got to: {point}")
                kills += died
            if restart is not None:
                restart()
            tell("up", f"round {number + 1} of {rounds}: {len(given)} gifts, {kills} kills")
        ask_again(_grown)
    yield Figure("keepers killed", kills, "kills", len(POINTS) * rounds, at_least=True)
    yield from _full_disk(lambda: given.extend(give(GIFTS_EACH)))
    yield from _counted(given, seen)
    yield from _flipped()


def _killed(point: str) -> int:
    """1 where a keeper died there. Two run at once: one gets there, the other waits or goes on."""
    argv = [sys.executable, "-m", "liushui.config.drill.log_writer", point]
    writers = [subprocess.Popen(argv) for _ in range(2)]  # noqa: S603 - our own module
    died = 0
    for writer in writers:
        try:
            died += writer.wait(WRITER_SECONDS) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            writer.kill()
            writer.wait()
    return int(died > 0)


def _grown() -> int:
    from liushui.transparency import services  # noqa: PLC0415 - after set-up

    services.sequence_all()
    return services.publish()


@dataclass(slots=True)
class Seen:
    """Heads as anybody saw them: by size each root that was shown for it."""

    roots: dict[int, set[bytes]] = field(default_factory=dict)
    unreadable: int = 0


@contextmanager
def _watched() -> Iterator[Seen]:
    seen, told = Seen(), threading.Event()
    thread = threading.Thread(target=_watch, args=(seen, told), name="watcher")
    thread.start()
    try:
        yield seen
    finally:
        told.set()
        thread.join()


def _watch(seen: Seen, told: threading.Event) -> None:
    from liushui.transparency.folder import CHECKPOINT, Folder  # noqa: PLC0415 - after set-up
    from liushui.transparency.format.canonical import BadBytes  # noqa: PLC0415
    from liushui.transparency.format.notes import said_checkpoint  # noqa: PLC0415

    folder = Folder.of_home()
    while not told.is_set():
        note = folder.read(CHECKPOINT)
        try:
            if note is not None:
                head = said_checkpoint(note.decode())
                seen.roots.setdefault(head.size, set()).add(head.root)
        except (BadBytes, UnicodeDecodeError):
            seen.unreadable += 1
        told.wait(0.005)


def _full_disk(give: Callable[[], None]) -> Iterator[Figure]:
    """No room for the files: nothing is shown; with room the same log goes on."""
    from liushui.config.drill.disk import NoSmallDisk, fill, small_disk  # noqa: PLC0415
    from liushui.transparency import services  # noqa: PLC0415 - after set-up
    from liushui.transparency.folder import CHECKPOINT, Folder  # noqa: PLC0415

    try:
        with small_disk(8) as disk:
            there = Folder(disk / "log")
            subprocess.run(  # noqa: S603
                ["cp", "-a", str(Folder.of_home().path), str(there.path)],  # noqa: S607
                check=True,
            )
            before = there.read(CHECKPOINT)
            give()
            services.sequence_all()
            fill(disk)
            refused = _refuses(lambda: services.publish(there))
            shown = there.read(CHECKPOINT) != before
            (disk / "filler").unlink()
            services.publish(there)
            services.publish()
            same = there.read(CHECKPOINT) == Folder.of_home().read(CHECKPOINT)
            yield Figure("shown on a full disk", int(shown or not refused), "heads", 0)
            yield Figure("differing once there is room", int(not same), "heads", 0)
    except NoSmallDisk:
        return


def _refuses(publish: Callable[[], object]) -> bool:
    try:
        publish()
    except OSError:
        return True
    return False


def _counted(given: list[str], seen: Seen) -> Iterator[Figure]:
    from django.db import connection  # noqa: PLC0415 - after set-up

    from liushui.transparency import queries  # noqa: PLC0415

    ask_again(_grown)
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) filter (where p.entry_id is null), count(p.entry_id),
                 count(distinct p.entry_id)
               from ledger_movement m
               left join transparency_position p on p.subject = m.id and p.kind = 'donation'
               where m.ref = any(%s)""",
            [given],
        )
        missing, placed, places = cursor.fetchone()
    yield Figure("gifts", len(given), "gifts", 1, at_least=True)
    yield Figure("booked and not in the log", missing + len(given) - placed, "gifts", 0)
    yield Figure("in the log more than once", placed - places, "gifts", 0)
    yield Figure("heads shown", len(seen.roots), "heads", 1, at_least=True)
    doubled = sum(len(roots) > 1 for roots in seen.roots.values())
    yield Figure("sizes with two heads", doubled, "heads", 0)
    yield Figure("heads shown half written", seen.unreadable, "heads", 0)
    yield Figure("heads shown that the log does not know", _unknown(seen), "heads", 0)
    with queries.one_moment():
        found = queries.faults()
    yield Figure("faults that 'log check' finds", len(found), "faults", 0)


def _unknown(seen: Seen) -> int:
    from liushui.transparency.queries import roots_at  # noqa: PLC0415 - after set-up

    ours = roots_at(seen.roots)
    return sum(roots != {ours.get(size)} for size, roots in seen.roots.items())


def _flipped() -> Iterator[Figure]:
    """A bit of each of some files, one after the other: the check finds each."""
    from liushui.transparency import queries  # noqa: PLC0415 - after set-up
    from liushui.transparency.folder import Folder  # noqa: PLC0415
    from liushui.transparency.format.tiles import new_tiles  # noqa: PLC0415

    head, folder = queries.newest_signed(), Folder.of_home().path
    assert head is not None, "it was published"
    names = [tile.path for tile in new_tiles(0, head.size)]
    names += [tile.entries_path for tile in new_tiles(0, head.size) if tile.level == 0]
    some, missed = [folder / name for name in names[:: max(1, len(names) // _FLIPS)]], 0
    for path in some:
        content = path.read_bytes()
        path.write_bytes(_with_a_bit(content, int(time.time_ns()) % (8 * len(content))))
        missed += not queries.faults()
        path.write_bytes(content)
    yield Figure("bits that fell over", len(some), "bits", 1, at_least=True)
    yield Figure("bits that nobody noticed", missed, "bits", 0)


def _with_a_bit(content: bytes, bit: int) -> bytes:
    altered = bytearray(content)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)
