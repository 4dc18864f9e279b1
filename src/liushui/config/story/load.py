"""Writing the story into the ledger: blocks of gifts by COPY into the inbox, then the sequencer."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from liushui.config.story.books import Books
from liushui.config.story.giving import COLUMNS, KEY, blocks
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


def load_story(story: Story) -> Iterator[Progress]:
    """Write the whole story, block by block. Again, or after a stop: only what is missing."""
    books = Books(story)
    funds = books.open(story)
    open_pools(story, books)
    spending = Spending(story, books)
    over, gifts = list(story.months), 0
    for block in blocks(story, funds, min(BLOCK, max(1, story.all_gifts // 20))):
        began = time.perf_counter()
        fresh = 0 if _stands(block.ref) else _offer(block.lines)
        filled = time.perf_counter()
        sequence_all()
        done = time.perf_counter()
        gifts += len(block.lines)
        spending.adds = spending.adds or bool(fresh)
        while over and over[0] < block.month:
            spending.after(over.pop(0))
        if gifts == story.all_gifts:
            for month in over:
                spending.after(month)
        yield Progress(gifts, filled - began, done - filled, fresh, spending.spent)


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
