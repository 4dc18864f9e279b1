"""What a console table is: its columns, what narrows it, and what can be done to its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan
from liushui.parties.access import Access
from liushui.parties.actors import Actor

Words = Mapping[str, str]
Options = Sequence[tuple[str, str]]
WORDS = gettext_lazy("Words or number")
NOTHING = gettext_lazy("Nothing is listed here yet.")


class Unread(ValueError):
    """A filter's words that mean nothing: the list is shown without them and says so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one field of a table, on the page and in an exported sheet alike.

    A sum in fen, a day or an instant is exported as what it is; ``sub`` and ``href`` stay on the
    page. Whatever names a person is masked before it comes here.
    """

    text: str = ""
    minor: int | None = None
    at: date | datetime | None = None
    href: str = ""
    sub: str = ""
    is_code: bool = False  # ``sub`` is written for machines: names of kinds and of facts

    @property
    def day(self) -> date | None:
        """The calendar day in China, for a sheet."""
        return day_of(self.at) if isinstance(self.at, datetime) else self.at

    @property
    def plain(self) -> str:
        """The same as text."""
        if self.minor is not None:
            return format_yuan(self.minor)
        if isinstance(self.at, datetime):
            return f"{self.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        return self.at.isoformat() if self.at else self.text

    @property
    def parts(self) -> Sequence[str]:
        """A moment's day and hour: a line may break between them, never within."""
        return self.plain.split()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``sort`` names the fields that it is ordered by, ``total`` the one it sums.

    ``kind``: "" or ``num``; with ``wide`` it leaves on phones. ``on_page=False``: sheets only.
    """

    name: str
    label: Any
    cell: Callable[[Any], Cell]
    sort: tuple[str, ...] = ()
    total: str = ""
    kind: str = ""
    on_page: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some set answers of a field; ``options`` asks who looks."""

    name: str
    label: Any
    field: str
    options: Callable[[Actor], Options]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def condition(self, words: Words, actor: Actor) -> Q:
        """Raises ``Unread`` for an answer that is none."""
        word = words.get(self.name, "")
        if not word:
            return Q()
        if word not in {value for value, _label in self.options(actor)}:
            raise Unread
        return Q(**{self.field: word})


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included, as China counts days."""

    name: str
    label: Any
    field: str
    is_instant: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def condition(self, words: Words, actor: Actor) -> Q:
        """Raises ``Unread`` for what is no day."""
        del actor
        first, last = (_day(words.get(name, "")) for name in self.names)
        found = Q()
        if first:
            found &= Q(**{f"{self.field}__gte": _begin(first) if self.is_instant else first})
        if last and self.is_instant:
            found &= Q(**{f"{self.field}__lt": _begin(last + timedelta(days=1))})
        elif last:
            found &= Q(**{f"{self.field}__lte": last})
        return found


@dataclass(frozen=True, slots=True)
class Search:
    """Words within some fields: all of the words, each in any of the fields."""

    fields: tuple[str, ...]
    label: Any = WORDS
    name: str = "q"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def condition(self, words: Words, actor: Actor) -> Q:
        del actor
        found = Q()
        for word in words.get(self.name, "").split()[:8]:
            anywhere = Q()
            for one in self.fields:
                anywhere |= Q(**{f"{one}__icontains": word})
            found &= anywhere
        return found


Filter = Choice | Days | Search


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done to many rows at once, each by the service that does it to one.

    ``act(actor, key, why, at)`` refuses with a ``DomainError``; the others go on. Nothing that
    moves money is a verb here: whoever approves a payment looks at that payment.
    """

    name: str
    label: Any
    act: Callable[[Actor, str, str, datetime], object]
    done: Any
    asks_why: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One list of the console. ``rows`` answers what the actor may see, whoever calls it.

    ``order`` is a column's name, with ``-`` from the end. ``key_of`` is what a row is called in an
    address. ``load`` turns the models of a page into what the columns read.
    """

    name: str
    title: Any
    address: str
    access: Access
    rows: Callable[[Actor], "QuerySet[Any]"]
    columns: Sequence[Column]
    order: str
    key_of: Callable[[Any], str]
    key_field: str = "pk"
    filters: Sequence[Filter] = ()
    verbs: Sequence[Verb] = ()
    load: Callable[[Sequence[Any]], Sequence[Any]] = list
    empty: Any = NOTHING

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((one for one in self.columns if one.name == name), None)

    def verb(self, name: str) -> Verb:
        """The verb of this name, else ``NotFound``."""
        found = next((one for one in self.verbs if one.name == name), None)
        if found is None:
            raise NotFound
        return found

    def is_open_to(self, actor: Actor) -> bool:
        """The gate of the list's own address, asked again for its exports and verbs."""
        return actor.is_system or actor.holds_any(self.access.rights)


@dataclass
class _Registry:
    tables: dict[str, Table] = field(default_factory=dict)


_registry = _Registry()


def register_table(table: Table) -> None:
    """Make a table known to exports, saved filters and bulk actions; at start-up, once each."""
    assert _registry.tables.get(table.name, table) == table, f"two tables are called {table.name}"
    _registry.tables[table.name] = table


def table_named(name: str) -> Table:
    """The table, else ``NotFound``."""
    found = _registry.tables.get(name)
    if found is None:
        raise NotFound
    return found


def tables() -> Sequence[Table]:
    """All that are registered, by name."""
    return sorted(_registry.tables.values(), key=lambda table: table.name)


def _day(word: str) -> date | None:
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise Unread from None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CHINA)
