"""Which matched gifts look abused: pure, by three published patterns. Each is a question.

A giver's number names nobody; who gave as a guest has none, and is counted in no pattern of many.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from liushui.giving.refund_states import SuspicionKind
from liushui.ledger.queries.matched_lately import MatchedGift

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANY_AN_HOUR = 10
PIECES = 3


@dataclass(frozen=True, slots=True)
class Suspected:
    """A pattern, and the gifts that make it, oldest first; all into one fund."""

    kind: SuspicionKind
    gifts: tuple[MatchedGift, ...]


def suspected(gifts: Sequence[MatchedGift]) -> Iterator[Suspected]:
    """All patterns in these gifts; each names as many gifts as belong to it."""
    by_giver: dict[tuple[int, int], list[MatchedGift]] = {}
    for gift in sorted(gifts, key=lambda one: (one.paid_at, one.ref)):
        if gift.giver is not None:
            by_giver.setdefault((gift.fund_id, gift.giver), []).append(gift)
        if gift.returned and gift.kept * gift.amount > gift.matched * (
            gift.amount - min(gift.returned, gift.amount)
        ):
            yield Suspected(SuspicionKind.PAY_BACK, (gift,))
    for line in by_giver.values():
        yield from _many(line)
        yield from _split(line)


def _many(line: Sequence[MatchedGift]) -> Iterator[Suspected]:
    for run in _runs(line, HOUR):
        if len(run) >= MANY_AN_HOUR:
            yield Suspected(SuspicionKind.VELOCITY, tuple(run))


def _split(line: Sequence[MatchedGift]) -> Iterator[Suspected]:
    """Pieces of a day that each stay within the cap per gift, and together pass it."""
    capped = [gift for gift in line if gift.cap is not None]
    for run in _runs(capped, DAY):
        cap = max(gift.cap or 0 for gift in run)
        within = all(gift.matched <= (gift.cap or 0) for gift in run)
        if len(run) >= PIECES and within and sum(gift.matched for gift in run) > cap:
            yield Suspected(SuspicionKind.SPLIT, tuple(run))


def _runs(line: Iterable[MatchedGift], most: timedelta) -> Iterator[list[MatchedGift]]:
    """Gifts from one on that are paid within the time; the next run begins behind it."""
    run: list[MatchedGift] = []
    for gift in line:
        if run and gift.paid_at - run[0].paid_at > most:
            yield run
            run = []
        run.append(gift)
    if run:
        yield run
