"""The story's gifts as lines of COPY, in order of their months, made one by one and never kept.

Every gift follows from its number alone: its amount is the difference of two cumulated shares, so
the gifts of a part sum to it exactly, and any block is the same each time.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, product

from liushui.config.story.plan import Part, Story
from liushui.kernel.ids import REFERENCE_ALPHABET, reference_of

COLUMNS = "key, digest, fund_id, amount, ref, happened_at, giver"
KEY = "story:2020:"
_SCATTER = 321_654_987_161  # any number that the alphabet's length does not divide
_MIX = 0x9E3779B97F4A7C15
_NUMBERS = 2**63
_WEIGHTS = 10_007
_PICKS = 8_191
_SECONDS_A_DAY = 16 * 3600  # from eight in the morning to midnight in China: one day in UTC, too
_TAIL = 1.16

_drawn = random.Random("2020")  # noqa: S311 - the same gifts each time
_weights = [min(int(_drawn.paretovariate(_TAIL) * 1_000), 5_000_000) for _ in range(_WEIGHTS)]
_before = [0, *accumulate(_weights)]
_picks = [_drawn.random() for _ in range(_PICKS)]
_times = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(_SECONDS_A_DAY)]
_pairs = ["".join(pair) for pair in product(REFERENCE_ALPHABET, repeat=2)]


def amount(part: Part, number: int) -> int:
    """At least one fen; a few give most of it."""
    shared = part.fen - part.gifts
    whole = _until(part.gifts)
    return 1 + _until(number + 1) * shared // whole - _until(number) * shared // whole


def fund_of(number: int, funds: int) -> int:
    """Which of so many funds: each first gets one gift; then some get many and many few."""
    if number < funds:
        return number
    pick = _picks[number % _PICKS]
    return int(pick * pick * funds)


def giver(story: Story, part: Part, number: int) -> int:
    """Stands for one giver. Of those of the pandemic each gives once before any gives again."""
    if part.programme != "pandemic":
        number = (part.first + number) * 31
    return number % story.givers * _MIX % _NUMBERS


def references(day: date) -> Callable[[int], str]:
    """The reference of the story's gift of a number, on a day; no two share their eight places."""
    bare, places, size = _check(day, "0" * 8), len(REFERENCE_ALPHABET), len(_pairs)
    first, second, third, fourth = _adds()
    stem, whole = f"LS-{day:%Y%m%d}-", places**8

    def reference(number: int) -> str:
        left, a = divmod(number * _SCATTER % whole, size)
        left, b = divmod(left, size)
        d, c = divmod(left, size)
        check = REFERENCE_ALPHABET[(bare + first[a] + second[b] + third[c] + fourth[d]) % places]
        return f"{stem}{_pairs[a]}{_pairs[b]}{_pairs[c]}{_pairs[d]}-{check}"

    return reference


def _check(day: date, body: str) -> int:
    return REFERENCE_ALPHABET.index(reference_of(day, body)[-1])


@cache
def _adds() -> tuple[list[int], ...]:
    """What each pair of places adds to the check, whatever the day and the other pairs."""
    day = date(2020, 1, 1)
    bare = _check(day, "0" * 8)
    return tuple(
        [_check(day, "00" * at + pair + "00" * (3 - at)) - bare for pair in _pairs]
        for at in range(4)
    )


def days(part: Part, month: date) -> Iterator[tuple[date, range]]:
    """The part's gifts of a month, evenly over its days."""
    mine = part.of_month(month)
    last = ((month + timedelta(days=32)).replace(day=1) - month).days
    for day in range(last):
        start = mine.start + len(mine) * day // last
        yield (
            month + timedelta(days=day),
            range(start, mine.start + len(mine) * (day + 1) // last),
        )


def lines(
    story: Story, part: Part, month: date, funds: Mapping[int, int]
) -> Iterator[tuple[str, str]]:
    """Reference and line of each gift; its digest is that of the content that the ledger keeps."""
    line = [funds[fund.purpose_id] for fund in part.funds]
    for day, these in days(part, month):
        if not these:
            continue
        reference, many = references(day), len(these)
        for number in these:
            fund, ref = line[fund_of(number, len(line))], reference(part.first + number)
            time = _times[(number - these.start) * _SECONDS_A_DAY // many]
            worth, who = amount(part, number), giver(story, part, number)
            content = (
                f'{{"amount":{worth},"giver":{who},"happened":"{day}T{time}+00:00",'
                f'"kind":"gift","ref":"{ref}","target":{fund}}}'
            )
            digest = hashlib.sha256(content.encode()).hexdigest()
            yield (
                ref,
                f"{KEY}{ref}\t\\\\x{digest}\t{fund}\t{worth}\t{ref}\t{day} {time}+00\t{who}\n",
            )


@dataclass(frozen=True, slots=True)
class Block:
    """Some gifts in a row, and the month and the reference of the last of them."""

    lines: list[str]
    month: date
    ref: str


def blocks(story: Story, funds: Mapping[int, int], size: int) -> Iterator[Block]:
    """All gifts, a block at a time; ``funds`` are their ids by the purpose id."""
    block: list[str] = []
    month, ref = story.months[-1], ""
    for month in story.months:
        for part in story.parts:
            for ref, text in lines(story, part, month, funds):
                block.append(text)
                if len(block) == size:
                    yield Block(block, month, ref)
                    block = []
    if block:
        yield Block(block, month, ref)


def _until(number: int) -> int:
    """The weights of all gifts before this one."""
    whole, rest = divmod(number, _WEIGHTS)
    return whole * _before[-1] + _before[rest]
