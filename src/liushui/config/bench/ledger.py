"""The ledger at size: a year of gifts loaded once, asked, checked, carried out and added to."""

import resource
import sys
import time
from collections.abc import Callable, Iterator

from django.db import connection

from liushui.config.bench.carried_out import MEMORY_MIB, exported
from liushui.config.bench.figures import Figure, copied_database
from liushui.config.bench.posting import against_peer
from liushui.config.bench.questions import asked, payouts
from liushui.config.bench.rounds import sequencing
from liushui.config.story.figures import figures, months
from liushui.config.story.load import Progress, load_story
from liushui.config.story.plan import Story
from liushui.ledger.queries.check import RULES, faults

HELP = "loading a year, sequencing, tracing, paying, checking, exporting; a peer beside it"
SMALL = 20_000
_SECTIONS = (1, 5)  # of about nine: where the loading stops for questions
_SLOWER = 1.3
_SERIES_SECONDS = 1.0
_TOLD_EVERY = 20


def measure(
    *, full: bool, tell: Callable[[str], None], gifts: int | None = None, peer: str = sys.executable
) -> Iterator[Figure]:
    """``gifts`` are those of the first half of 2020: 9,057,800 when full, else 20,000.

    ``peer`` is an interpreter in which the peer is installed, if ours has it not.
    """
    story = Story(gifts or (None if full else SMALL))
    began = time.monotonic()

    def told(text: str) -> None:
        tell(f"[{time.monotonic() - began:6.0f} s] {text}")

    rows = max(2_000, min(200_000, story.gifts // 20))
    at_size = story.gifts == story.full
    early: list[Figure] = []
    for figure in _loaded(story, rows, told):
        early += [figure] if "sequence / same COPY" in figure.figure else []
        yield figure
    yield from _whole(story, told)
    yield from exported(told)
    for figure in sequencing(rows, _size(story.all_gifts), told):
        early += [figure] if "sequence / same COPY" in figure.figure else []
        yield figure
    slower = early[0].value / early[-1].value
    yield Figure("ledger", "a gift at the end / at first", slower, "times",
                 _SLOWER if at_size else None)  # fmt: skip
    yield from payouts(told)
    yield from against_peer(20_000 if at_size else min(20_000, story.gifts // 10), peer, told)
    told("done")


def _loaded(story: Story, rows: int, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Load; on the way, stop at about one and five million gifts."""
    stops = [story.gifts * 10**6 * part // story.full for part in _SECTIONS]
    at_size = story.gifts == story.full
    filled = sequenced = 0.0
    blocks = 0
    began = time.perf_counter()
    away = 0.0
    step: Progress | None = None
    tell(f"loading {story.all_gifts} gifts into {len(story.funds)} funds")
    for step in load_story(story, ahead=True):
        filled, sequenced, blocks = filled + step.filled, sequenced + step.sequenced, blocks + 1
        if blocks % _TOLD_EVERY == 0:
            tell(f"{step.gifts} gifts; the last {step.fresh} in {step.sequenced:.1f} s")
        if stops and step.gifts >= stops[0]:
            stopped = time.perf_counter()
            yield from _stop(
                step, rows if len(stops) == len(_SECTIONS) else 0, tell, limits=at_size
            )
            stops.pop(0)
            away += time.perf_counter() - stopped
    assert step is not None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.perf_counter() - began - away
    yield Figure("ledger", "gifts loaded", step.gifts, "gifts")
    yield Figure("ledger", "load, everything", spent, "s")
    yield Figure("ledger", "load, memory", peak, "MiB", MEMORY_MIB)
    yield Figure("ledger", "made and accepted by COPY", step.gifts / filled, "gifts/s")
    yield Figure("ledger", "sequenced", step.gifts / sequenced, "gifts/s")
    tell(f"{len(step.spent.typical) + len(step.spent.large)} uses, {step.spent.payments} payments")
    _analyze()
    tell("asking")
    yield from asked(_size(step.gifts), step.spent, limits=at_size)


def _stop(
    step: Progress, rows: int, tell: Callable[[str], None], *, limits: bool
) -> Iterator[Figure]:
    label = _size(step.gifts)
    tell(f"asking at {label}")
    _analyze()
    yield from asked(label, step.spent, limits=limits)
    if rows:
        tell("copying the database")
        with copied_database():
            yield from sequencing(rows, label, tell)


def _whole(story: Story, tell: Callable[[str], None]) -> Iterator[Figure]:
    """The named rows come out, and every rule holds."""
    tell("the named rows")
    began = time.perf_counter()
    found = list(figures(story))
    yield Figure("ledger", "named figures computed", time.perf_counter() - began, "s")
    wrong = [one for one in found if not one.agrees(story.gifts, story.full)]
    for one in wrong:
        tell(f"{one.row} {one.what}: {one.printed}, in the source {one.said}")
    yield Figure("ledger", "named figures", len(found), "figures")
    yield Figure("ledger", "named figures that differ", len(wrong), "figures", 0.0)
    began = time.perf_counter()
    months(story, "pandemic", "2020H1")
    took = time.perf_counter() - began
    yield Figure("ledger", "months of a programme", took, "s", _SERIES_SECONDS)
    broken = 0
    _roomy()
    began = time.perf_counter()
    for rule in RULES:
        started = time.perf_counter()
        at_fault = list(faults(rule))
        broken += bool(at_fault)
        for fault in at_fault:
            tell(f"FAULT {rule.name}: {fault.row}")
        if (seconds := time.perf_counter() - started) > 1:
            tell(f"check {rule.name}, {rule.demands}: {seconds:.0f} s")
    yield Figure("ledger", "check", time.perf_counter() - began, "s")
    yield Figure("ledger", "rules broken", broken, "rules", 0.0)


def _roomy() -> None:
    """As much memory for sorts as a check of ten million movements can use."""
    with connection.cursor() as cursor:
        cursor.execute("set work_mem = '256MB'")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _size(gifts: int) -> str:
    return f"{gifts / 10**6:.1f}M" if gifts >= 10**6 else f"{gifts // 1000}k"
