"""A surge of gifts while everything is killed at random: what was paid, accepted and booked agree.

The provider is a process of its own that calls back at a rate, also late, twice, replayed or with
another amount, and for some orders never: those are asked about. Its bill is what it took money
for.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from liushui.base.processes import Sink
from liushui.config.drill.kills import targets, wait_for
from liushui.config.drill.scene import Scene, scene
from liushui.config.figures import Figure

SUMMARY = "kill anything at random in a surge: the bill, the payments and the ledger agree"
SECONDS, SECONDS_FULL = 120, 600
A_SECOND, A_SECOND_FULL = 400, 1_500
MISSING = 8
REST_SECONDS = (0.5, 2.5)
FLOWING = 30
BACK_SECONDS = 60.0


def run(
    *, full: bool, tell: Sink, seconds: int | None = None, like: Path | None = None
) -> Iterator[Figure]:
    """Kill for so many seconds (120; 600 when full), let all be answered, and count."""
    lasts = seconds or (SECONDS_FULL if full else SECONDS)
    with scene(tell, like=like, answers=True) as stage:
        from liushui.config.drill import bill  # noqa: PLC0415 - after set-up

        a_second = A_SECOND_FULL if full else A_SECOND
        missing = bill.pay_unseen(stage, MISSING)
        orders = bill.orders_for(stage, lasts * a_second)
        pace = (str(a_second), str(lasts))
        with bill.watched(stage) as falls, calling(stage, orders, pace) as caller:
            away = _kill_at_random(stage, caller, time.monotonic() + lasts, tell)
            told = caller.finish()
        stage.tree.wait_ready()
        bill.ask_about_missing(missing)
        for name, took in away.items():
            yield Figure(f"{name}: kills", len(took), "kills")
            yield Figure(f"{name}: longest away", round(max(took), 2), "s", BACK_SECONDS)
        yield Figure("times a shown total fell", len(falls), "times", 0)
        yield from bill.agreement(told, missing)


def _kill_at_random(
    stage: Scene, caller: "Calling", until: float, tell: Sink
) -> dict[str, list[float]]:
    """All of them in a random order, and again, until then: how long each was away.

    The next one goes as soon as gifts flow again, whether or not the last one serves already.
    """
    draw = random.Random()  # noqa: S311 - whom, not what
    away: dict[str, list[float]] = {}
    found = targets(stage, intake=True)
    deck: list[str] = []
    while time.monotonic() < until:
        deck = deck or draw.sample(sorted(found), len(found))
        name = deck.pop()
        answered = len(caller.told)
        took = _kill(found[name])
        away.setdefault(name, []).append(took)
        tell("up", f"killed {name}, started again after {took:.1f} s; {answered} gifts so far")
        time.sleep(draw.uniform(*REST_SECONDS))
        wait_for(lambda before=answered: len(caller.told) > before + FLOWING, "gifts flow again")  # type: ignore[misc]
    return away


def _kill(find: Callable[[], int | None]) -> float:
    """Kill what ``find`` finds; the seconds until another one is there."""
    pid = wait_for(find, "the process runs")
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: find() not in {None, pid}, "it is started again")
    return time.monotonic() - began


@dataclass(slots=True)
class Told:
    """What one order's call-backs came to: fen on the bill, the last status, calls, time."""

    minor: int
    status: int
    calls: int
    milliseconds: int


@dataclass
class Calling:
    """The provider's process, and what it says it was answered."""

    process: "subprocess.Popen[str]"
    told: dict[str, Told] = field(default_factory=dict)

    def read(self) -> None:
        """Until it has said all."""
        assert self.process.stdout is not None, "asked for"
        for line in self.process.stdout:
            reference, *numbers = line.split()
            self.told[reference] = Told(*map(int, numbers))

    def finish(self) -> dict[str, Told]:
        """Wait until each call-back was answered for good."""
        assert self.process.wait(300) == 0, "the callers failed"
        self.reader.join()
        return self.told

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self.read, name="told")
        self.reader.start()


@contextmanager
def calling(stage: Scene, lines: Path, pace: tuple[str, str]) -> Iterator[Calling]:
    """A process that calls back for these orders, at this pace."""
    notify = "/pay/wechat/notify"
    urls = [f"{stage.tree.intake_address}{notify}", f"{stage.tree.address}{notify}"]
    argv = [sys.executable, "-m", "liushui.config.drill.callers", str(stage.state)]
    with lines.open() as orders:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [*argv, *pace, *urls],
            stdin=orders, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    try:
        yield Calling(process)
    finally:
        process.kill()
        process.wait()
