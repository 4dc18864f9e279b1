"""kill -9 of every process, again and again, while gifts come in."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from liushui.base.processes import Sink
from liushui.config.drill.scene import Scene, scene
from liushui.config.figures import Figure

SUMMARY = "kill -9 each process under load: no answered gift is lost, none is booked twice"
ROUNDS, ROUNDS_FULL = 5, 20
GIFTS_BETWEEN = 10
PATIENCE_SECONDS = 120.0
BACK_SECONDS = 30.0
Answer = TypeVar("Answer")


def run(*, full: bool, tell: Sink, like: Path | None = None) -> Iterator[Figure]:
    """Kill each in turn, wait until it is back and gifts flow again, then count."""
    with scene(tell, like=like) as stage:
        from liushui.config.drill.load import Load  # noqa: PLC0415 - after set-up

        load = Load(stage)
        away: dict[str, list[float]] = {}
        with load:
            rounds = ROUNDS_FULL if full else ROUNDS
            for number in range(rounds):
                for name, find in targets(stage).items():
                    wait_for(more_than(load.answered, GIFTS_BETWEEN), "gifts come in")
                    away.setdefault(name, []).append(kill_one(stage, find))
                tell("up", f"round {number + 1} of {rounds}: {len(load.answered)} gifts answered")
            wait_for(more_than(load.answered, GIFTS_BETWEEN), "gifts come in")
        for name, seconds in away.items():
            yield Figure(f"{name}: kills", len(seconds), "kills")
            yield Figure(f"{name}: longest away", round(max(seconds), 2), "s", BACK_SECONDS)
        yield Figure("call-backs repeated", load.repeated, "call-backs")
        yield from count(load.answered)


def targets(stage: Scene, *, intake: bool = False) -> dict[str, Callable[[], int | None]]:
    """What is killed, by name, and how its present process is found.

    The intake only where call-backs go there.
    """
    tree = stage.tree
    found: dict[str, Callable[[], int | None]] = {
        name: partial(tree.pid_of, name) for name in sorted(tree.pids)
    }
    found["web worker"] = lambda: _first_child(tree.pid_of("web"))
    return {name: find for name, find in found.items() if intake or "intake" not in name}


def kill_one(stage: Scene, find: Callable[[], int | None]) -> float:
    """Kill what ``find`` finds; the seconds until another is there and the site is ready."""
    pid = wait_for(find, "the process runs")
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: find() not in {None, pid}, "it is started again")
    stage.tree.wait_ready(PATIENCE_SECONDS)
    return time.monotonic() - began


def count(answered: dict[str, int]) -> Iterator[Figure]:
    """Compare what was answered with what the ledger holds, and have the ledger check itself."""
    from django.db import connection  # noqa: PLC0415 - after set-up

    from liushui.ledger.queries.check import RULES, faults  # noqa: PLC0415

    wait_for(_inbox_is_empty, "the sequencer places what was accepted")
    with connection.cursor() as cursor:
        cursor.execute("select ref, count(*) from ledger_movement where kind = 'gift' group by ref")
        booked = dict(cursor.fetchall())
        cursor.execute("select count(*) from ledger_refused")
        refused = cursor.fetchone()
    assert refused is not None, "a count has one row"
    doubled = sum(times > 1 for times in booked.values())
    yield Figure("gifts answered", len(answered), "gifts", 1, at_least=True)
    yield Figure("answered and not in the ledger", len(answered.keys() - booked), "gifts", 0)
    yield Figure("in the ledger more than once", doubled, "gifts", 0)
    yield Figure("refused by the ledger", int(refused[0]), "gifts", 0)
    found = sum(len(list(faults(rule))) for rule in RULES)
    yield Figure("faults that 'ledger check' finds", found, "rows", 0)


def _inbox_is_empty() -> bool:
    from django.db import Error, connection  # noqa: PLC0415 - after set-up

    try:
        with connection.cursor() as cursor:
            cursor.execute("select not exists (select from ledger_inbox)")
            row = cursor.fetchone()
    except Error:
        connection.close()
        return False
    return bool(row and row[0])


def more_than(answered: dict[str, int], more: int) -> Callable[[], bool]:
    goal = len(answered) + more
    return lambda: len(answered) >= goal


def _first_child(pid: int | None) -> int | None:
    if pid is None:
        return None
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return None
    return int(children[0]) if children else None


def wait_for(ask: Callable[[], Answer | None], what: str) -> Answer:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.02)
    raise TimeoutError(f"not within {PATIENCE_SECONDS:g} s: {what}")


def ask_again(ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` answers; while the database is away it is asked again, on a new connection."""
    from django.db import InterfaceError, OperationalError, connection  # noqa: PLC0415

    def once() -> tuple[Answer] | None:
        try:
            return (ask(),)
        except (OperationalError, InterfaceError):
            connection.close()
            return None

    return wait_for(once, "the database answers")[0]
