"""Accepting gifts: the intake beside bare inserts and the naive way, alone and with all behind it.

Server, database and provider share this machine. Every figure is the median of interleaved rounds;
ratios compare figures of the same round.
"""

import json
import pickle
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from liushui.config.bench.accept_lag import lags, wait_until_placed, watched
from liushui.config.bench.accept_servers import (
    INSERTED,
    NAIVE,
    inserts,
    merchant_of,
    postmaster,
    sequencing,
    serving,
    spent,
    taking_in,
)
from liushui.config.bench.figures import Figure, median, quantile
from liushui.config.bench.orders import place_orders
from liushui.config.openings import open_projects
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.firing import paid

HELP = "gifts accepted, against bare inserts and the naive way; the lag to the ledger"
CONCURRENT = (32, 64)
_LEAST, _LEAST_HOT, _LEAST_NAIVE, _LEAST_BEHIND, _MOST_LAG_MS = 0.5, 0.8, 8.0, 0.6, 250.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: call-backs in one measurement, by the naive way, seconds, rounds."""

    gifts: int
    naive: int
    seconds: int
    rounds: int
    projects: int


SMALL = Size(gifts=1_500, naive=200, seconds=1, rounds=1, projects=50)
FULL = Size(gifts=20_000, naive=1_500, seconds=4, rounds=5, projects=1_000)


@dataclass
class _Bench:
    provider: Provider
    folder: Path
    projects: list[int]
    batch: int = 0
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def signed(self, count: int, projects: Sequence[int]) -> Path:
        """So many fresh orders over these projects, their call-backs ready to be sent."""
        self.batch += 1
        requests = []
        for reference, minor in place_orders(projects, count, tag=f"B{self.batch:03}"):
            at = time.time()
            notice = self.provider.sign_notice(paid(reference, minor, at), at=at)
            heads = "".join(f"{name}: {text}\r\n" for name, text in notice.headers.items())
            requests.append(
                f"POST /pay/wechat/notify HTTP/1.1\r\nHost: bench\r\n{heads}"
                f"Content-Length: {len(notice.body)}\r\n\r\n".encode()
                + notice.body
            )
        place = self.folder / f"batch{self.batch}"
        place.write_bytes(pickle.dumps(requests))
        with connection.cursor() as cursor:
            cursor.execute("analyze giving_giftorder")
        return place

    def fired(self, port: int, clients: int, place: Path) -> dict[str, Any]:
        """What the provider's process found."""
        argv = [sys.executable, "-m", "liushui.config.bench.accept_load"]
        said = subprocess.run(  # noqa: S603 - our own module
            [*argv, str(port), str(clients), str(place)], capture_output=True, text=True, check=True
        ).stdout
        answer: dict[str, Any] = json.loads(said)
        assert set(answer["statuses"]) == {"200"}, answer["statuses"]
        return answer


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Interleaved rounds: bare inserts, the naive way, the intake on one project and on many."""
    wanted = size or (FULL if full else SMALL)
    with TemporaryDirectory(prefix="liushui-bench-") as folder:
        provider = Provider(Path(folder) / "provider")
        projects = open_projects(wanted.projects)
        with connection.cursor() as cursor:
            cursor.execute(INSERTED)
            cursor.execute(NAIVE)
        bench = _Bench(provider, Path(folder), projects)
        with merchant_of(provider):
            for number in range(wanted.rounds):
                tell(f"round {number + 1} of {wanted.rounds}")
                _round(bench, wanted, tell)
    yield from _figures(bench.found)


def _round(bench: _Bench, size: Size, tell: Callable[[str], None]) -> None:
    for clients in CONCURRENT:
        rate = inserts(clients, size.seconds)
        if rate is None:
            tell("pgbench is not installed: bare inserts were not measured")
        else:
            bench.found[f"insert {clients}"].append(rate)
    naive = "liushui.config.bench.accept_naive:application"
    with serving(naive, "--blocking-threads", "8") as (port, _):
        for clients in CONCURRENT:
            batch = bench.signed(size.naive, bench.projects[:1])
            bench.found[f"naive {clients}"].append(bench.fired(port, clients, batch)["rate"])
    with taking_in() as (port, pid):
        bench.fired(port, 1, bench.signed(50, bench.projects))
        for clients in CONCURRENT:
            for name, projects in (("hot", bench.projects[:1]), ("spread", bench.projects)):
                batch = bench.signed(size.gifts, projects)
                before = spent(pid, postmaster())
                answer = bench.fired(port, clients, batch)
                cost = (spent(pid, postmaster()) - before) / size.gifts
                _note(bench, f"{name} {clients}", answer, cost)
        tell("with all that is behind it")
        with sequencing() as behind:
            wait_until_placed()
            for clients in CONCURRENT:
                _beside(bench, size, (port, clients), (pid, behind))


def _beside(bench: _Bench, size: Size, at: tuple[int, int], pids: tuple[int, int]) -> None:
    """Accepting while what was accepted is settled and sequenced, and how long that takes."""
    port, clients = at
    batch = bench.signed(size.gifts, bench.projects)
    before = spent(*pids, postmaster())
    with watched() as seen:
        answer = bench.fired(port, clients, batch)
        wait_until_placed()
    cost = (spent(*pids, postmaster()) - before) / size.gifts
    _note(bench, f"behind {clients}", answer, cost)
    found = lags(f"LS-B{bench.batch:03}-", seen)
    bench.found[f"lag p50 {clients}"].append(quantile(found, 0.5))
    bench.found[f"lag p99 {clients}"].append(quantile(found, 0.99))


def _note(bench: _Bench, name: str, answer: dict[str, Any], cost: float) -> None:
    bench.found[name].append(answer["rate"])
    bench.found[f"{name} p99"].append(answer["p99"])
    bench.found[f"{name} cost"].append(cost)


def _figures(found: dict[str, list[float]]) -> Iterator[Figure]:
    middle = {name: median(values) for name, values in found.items()}

    def rate(name: str, over: str, least: float | None) -> Figure:
        ratios = [a / b for a, b in zip(found[name], found[over], strict=True)]
        kind, _, clients = name.partition(" ")
        words = f"accept, {_WORDS[kind]}, {clients} / {_WORDS[over.partition(' ')[0]]}"
        return Figure("accept", words, middle[name], "gifts/s", least, median(ratios))

    for clients in CONCURRENT:
        naive = middle[f"naive {clients}"]
        yield Figure("accept", f"naive way, one project, {clients}", naive, "gifts/s")
        for kind in ("hot", "spread"):
            if f"insert {clients}" in found:
                yield rate(f"{kind} {clients}", f"insert {clients}", _LEAST)
        if f"insert {clients}" in found:
            bare = middle[f"insert {clients}"]
            yield Figure("accept", f"bare inserts, {clients}", bare, "rows/s")
        yield rate(f"hot {clients}", f"spread {clients}", _LEAST_HOT)
        yield rate(f"hot {clients}", f"naive {clients}", _LEAST_NAIVE)
        yield rate(f"behind {clients}", f"spread {clients}", _LEAST_BEHIND)
        for kind in ("hot", "spread", "behind"):
            words = f"{_WORDS[kind]}, {clients}"
            yield Figure("accept", f"answered p99, {words}", middle[f"{kind} {clients} p99"], "ms")
            cost = middle[f"{kind} {clients} cost"]
            yield Figure("accept", f"processor, {words}", cost, "us/gift")
        yield Figure("accept", f"to the ledger p50, {clients}", middle[f"lag p50 {clients}"], "ms")
        lag = middle[f"lag p99 {clients}"]
        yield Figure("accept", f"to the ledger p99, {clients}", lag, "ms", _MOST_LAG_MS)


_WORDS = {
    "hot": "one project", "spread": "many projects", "behind": "with the sequencer",
    "insert": "bare inserts", "naive": "the naive way",
}  # fmt: skip
