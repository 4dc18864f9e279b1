"""Writing the story into the ledger: blocks of gifts by COPY into the inbox, then the sequencer."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.db import connection

from liushui.config.story.books import Books
from liushui.config.story.giving import COLUMNS, KEY, Block, blocks
from liushui.config.story.plan import Story
from liushui.config.story.pools import open_pools
from liushui.config.story.spending import Spending, Spent
from liushui.ledger.services import sequence_all

BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the story is: its gifts so far, and the seconds of the last block."""

    gifts: int
    filled: float
    sequenced: float
    fresh: int
    spent: Spent


def load_story(story: Story, *, ahead: bool = False) -> Iterator[Progress]:
    """Write the whole story, block by block. Again, or after a stop: only what is missing.

    ``ahead``: while a block is sequenced, the next one comes in beside it, over a connection of its
    own; between two blocks nobody is at work.
    """
    books = Books(story)
    funds = books.open(story)
    open_pools(story, books)
    spending = Spending(story, books)
    over, gifts = list(story.months), 0
    coming = blocks(story, funds, min(BLOCK, max(1, story.all_gifts // 20)))
    with ThreadPoolExecutor(1) as beside:
        block = _come_in(coming)
        while block is not None:
            following = beside.submit(_come_in_beside, coming) if ahead else None
            began = time.perf_counter()
            sequence_all()
            sequenced = time.perf_counter() - began
            gifts += block.gifts
            spending.adds = spending.adds or bool(block.fresh)
            while over and (over[0] < block.month or gifts == story.all_gifts):
                spending.after(over.pop(0))
            progress = Progress(gifts, block.took, sequenced, block.fresh, spending.spent)
            block = following.result() if following else None
            yield progress
            block = block if following else _come_in(coming)


@dataclass(frozen=True, slots=True)
class _Came:
    """A block that is in the inbox, or was before."""

    gifts: int
    fresh: int
    month: date
    took: float


def _come_in(coming: Iterator[Block]) -> _Came | None:
    """Make the next block and offer it; none when all came."""
    began = time.perf_counter()
    block = next(coming, None)
    if block is None:
        return None
    fresh = 0 if _stands(block.ref) else _offer(block.lines)
    return _Came(len(block.lines), fresh, block.month, time.perf_counter() - began)


def _come_in_beside(coming: Iterator[Block]) -> _Came | None:
    try:
        return _come_in(coming)
    finally:
        connection.close()


def _stands(ref: str) -> bool:
    """Whether the block that ends with this gift came in before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select exists (select from ledger_movement where key = %(key)s)
                 or exists (select from ledger_inbox where key = %(key)s)""",
            {"key": KEY + ref},
        )
        return bool(cursor.fetchone()[0])


def _offer(lines: list[str]) -> int:
    """A block is whole or not there at all: it is one statement."""
    with connection.cursor() as cursor:
        with cursor.copy(f"copy ledger_inbox ({COLUMNS}) from stdin") as to:
            for at in range(0, len(lines), 1_000):
                to.write("".join(lines[at : at + 1_000]))
        cursor.execute("analyze ledger_inbox")
    return len(lines)
