"""Posting gifts one by one, here and in a peer, in the same run."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from liushui.config.bench.figures import Figure, scratch_url, side_database
from liushui.config.bench.peer import NOT_INSTALLED
from liushui.config.bench.rounds import START, bench_funds, timed
from liushui.ledger.services import accept_gift, sequence_all

_FUNDS = 60
_TIMES = 10.0


def against_peer(count: int, peer: str, tell: Callable[[str], None]) -> Iterator[Figure]:
    """So many gifts, each accepted by itself and all given their place; then the peer's."""
    funds = [fund.pk for fund in bench_funds(_FUNDS, 30)]
    gifts = [
        (funds[n * 7 % _FUNDS], 100 + n * 7_919 % 99_900, f"LS-bench-one-{n}") for n in range(count)
    ]

    def post() -> None:
        for fund, fen, ref in gifts:
            at = START + timedelta(seconds=fen)
            accept_gift(fund_id=fund, amount_minor=fen, key=f"gift:{ref}", ref=ref, happened_at=at)
        sequence_all()

    tell(f"posting {count} gifts one by one")
    ours = count / timed(post)
    yield Figure("ledger", "post a gift, one by one", ours, "gifts/s")
    tell(f"posting {count} gifts in django-hordak")
    module = str(Path(__file__).with_name("peer.py"))
    lines = "".join(f"{fund}\t{fen}\t{ref}\t{START:%Y-%m-%d}\n" for fund, fen, ref in gifts)
    with side_database("peer"):
        ended = subprocess.run(  # noqa: S603 - our own module
            [peer, module, scratch_url("peer")],
            input=lines, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if ended.returncode == NOT_INSTALLED:
        tell("django-hordak is not there, name an interpreter by --peer: no peer was measured")
        return
    assert ended.returncode == 0, ended.stderr
    theirs = 1000 * count / int(ended.stdout)
    yield Figure("ledger", "post a gift in django-hordak", theirs, "gifts/s")
    yield Figure("ledger", "post a gift / django-hordak", ours, "gifts/s", _TIMES, ours / theirs)
