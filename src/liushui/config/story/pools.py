"""What charities add to the story's gifts: a pool for each half-year that says so, paid in before.

The sequencer matches each gift until the pool is empty, so a pool gives exactly what it holds.
"""

from datetime import date, datetime, time

from django.db import transaction

from liushui.config.story.books import OPENED, Books
from liushui.config.story.giving import KEY
from liushui.config.story.plan import Part, Story
from liushui.kernel.clock import CHINA, month_after
from liushui.kernel.money import Money
from liushui.ledger.queries import movement_by_ref
from liushui.ledger.services import move
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import Kind
from liushui.parties.actors import Actor


def open_pools(story: Story, books: Books) -> None:
    """Open, fill and lead each pool, once."""
    actor = Actor.system("load")
    for part in story.parts:
        ref = f"{KEY}pool:{part.programme}:{part.period}"
        if part.match_fen and movement_by_ref(ref) is None:
            with transaction.atomic():
                _open(actor, part, books, ref)


def _open(actor: Actor, part: Part, books: Books, ref: str) -> None:
    holder = books.holder(part.funds[0].programme, 0)
    pool = open_pool(actor, holder, title=f"{part.programme} {part.period}", at=OPENED)
    money = Money(part.match_fen)
    move(
        money,
        source=None,
        target=pool.fund,
        kind=Kind.OPENING,
        key=ref,
        happened_at=_midnight(part.months[0]),
        ref=ref,
    )
    # As much as a gift where that is enough to empty the pool, else as often as that takes.
    terms = Terms(
        ratio=(part.match_fen // part.fen + 1, 1),
        opens_at=_midnight(part.months[0]),
        closes_at=_midnight(month_after(part.months[-1])),
        fund_ids=frozenset(books.ids[plan.purpose_id] for plan in part.funds),
    )
    set_terms(actor, pool, terms, why="story", at=OPENED)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
