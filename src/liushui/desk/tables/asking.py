"""What a reader asked of a table: read from the words of an address, and written into one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Q

from liushui.desk.tables.definitions import Filter, Table, Unread
from liushui.parties.actors import Actor

LONGEST_WORD = 80
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the filters, the order and the page. ``unread``: filters left out as unclear."""

    words: Mapping[str, str]
    sort: str
    page: int = 1
    unread: tuple[Filter, ...] = ()

    @property
    def query(self) -> str:
        """The same as the words of an address, the page left out: what is saved and exported."""
        return urlencode({**self.words, **({"sort": self.sort} if self.sort else {})})

    def sorted_by(self, sort: str) -> str:
        return replace(self, sort=sort).query

    def at_page(self, page: int) -> str:
        return "&".join(filter(None, [self.query, f"page={page}"]))


def asked_of(table: Table, said: Mapping[str, str], actor: Actor) -> Asked:
    """What of ``said`` the table understands; the rest is dropped, an unclear filter is named."""
    words: dict[str, str] = {}
    unread: list[Filter] = []
    for one in table.filters:
        spoken = {name: said.get(name, "").strip()[:LONGEST_WORD] for name in one.names}
        spoken = {name: word.replace("\0", "") for name, word in spoken.items() if word}
        try:
            one.condition(spoken, actor)
        except Unread:
            unread.append(one)
        else:
            words |= spoken
    return Asked(words, _sort(table, said.get("sort", "")), _page(said), tuple(unread))


def condition_of(table: Table, asked: Asked, actor: Actor) -> Q:
    """All filters together."""
    found = Q()
    for one in table.filters:
        found &= one.condition(asked.words, actor)
    return found


def order_of(table: Table, asked: Asked) -> Sequence[str]:
    """The fields to order by, ending in the unique key."""
    sort = asked.sort or table.order
    column = table.column(sort.removeprefix("-"))
    fields = column.sort if column else ()
    sign = "-" if sort.startswith("-") else ""
    return [*(f"{sign}{field}" for field in fields), f"{sign}pk"]


def _sort(table: Table, word: str) -> str:
    column = table.column(word.removeprefix("-"))
    return word if column is not None and column.sort and word != table.order else ""


def _page(said: Mapping[str, str]) -> int:
    word = said.get("page", "")
    known = word.isascii() and word.isdigit() and len(word) <= len(str(MOST_PAGES))
    return max(1, int(word)) if known else 1
