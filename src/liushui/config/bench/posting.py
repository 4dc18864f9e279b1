"""Posting gifts, here and in a peer, in the same run."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from liushui.config.bench.figures import Figure, scratch_url, side_database
from liushui.config.bench.peer import LIST, NOT_INSTALLED
from liushui.config.bench.rounds import START, bench_funds, timed
from liushui.ledger.services import GiftOffer, accept_gift, accept_gifts, sequence_all

_FUNDS = 60
_TIMES = 10.0


def against_peer(count: int, peer: str, tell: Callable[[str], None]) -> Iterator[Figure]:
    """So many gifts, all given their place, accepted one by one and by lists; then the peer's.

    Gifts are posted by lists: the intake and the sequencer make them of what came meanwhile. That
    is held against the better of the peer's two ways. One by one, a commit of its own is most of
    the time of both.
    """
    funds = [fund.pk for fund in bench_funds(_FUNDS, 30)]
    gifts = _gifts(funds, count, "one")
    tell(f"posting {count} gifts one by one, then by lists")
    singly = count / timed(lambda: _singly(gifts))
    listed = count / timed(lambda: _by_lists(_gifts(funds, count, "list")))
    yield Figure("ledger", "post a gift", singly, "gifts/s")
    yield Figure("ledger", "post gifts by lists", listed, "gifts/s")
    tell(f"posting {count} gifts in django-hordak")
    theirs = _peers(gifts, peer)
    if theirs is None:
        tell("django-hordak is not there, name an interpreter by --peer: no peer was measured")
        return
    took, took_by_lists = theirs
    yield Figure("ledger", "post a gift in django-hordak", 1000 * count / took, "gifts/s")
    yield Figure("ledger", "post in it by lists", 1000 * count / took_by_lists, "gifts/s")
    ratio = singly * took / count / 1000
    yield Figure("ledger", "one by one / django-hordak", singly, "gifts/s", None, ratio)
    ratio = listed * min(took, took_by_lists) / count / 1000
    yield Figure("ledger", "post gifts / django-hordak", listed, "gifts/s", _TIMES, ratio)


def _gifts(funds: list[int], count: int, tag: str) -> list[GiftOffer]:
    offers = []
    for n in range(count):
        ref, amount = f"LS-bench-{tag}-{n}", 100 + n * 7_919 % 99_900
        at = START + timedelta(seconds=n)
        offers.append(GiftOffer(funds[n * 7 % _FUNDS], amount, f"gift:{ref}", ref, at))
    return offers


def _singly(gifts: list[GiftOffer]) -> None:
    for gift in gifts:
        accept_gift(
            fund_id=gift.fund_id,
            amount_minor=gift.amount_minor,
            key=gift.key,
            ref=gift.ref,
            happened_at=gift.happened_at,
        )
    sequence_all()


def _by_lists(gifts: list[GiftOffer]) -> None:
    for at in range(0, len(gifts), LIST):
        accept_gifts(gifts[at : at + LIST])
    sequence_all()


def _peers(gifts: list[GiftOffer], peer: str) -> tuple[int, int] | None:
    """Its milliseconds, one by one and by lists; none where it is not installed."""
    module = str(Path(__file__).with_name("peer.py"))
    lines = "".join(
        f"{gift.fund_id}\t{gift.amount_minor}\t{gift.ref}\t{gift.happened_at:%Y-%m-%d}\n"
        for gift in gifts
    )
    with side_database("peer"):
        ended = subprocess.run(  # noqa: S603 - our own module
            [peer, module, scratch_url("peer")],
            input=lines, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if ended.returncode == NOT_INSTALLED:
        return None
    assert ended.returncode == 0, ended.stderr
    singly, listed = ended.stdout.split()
    return int(singly), int(listed)
