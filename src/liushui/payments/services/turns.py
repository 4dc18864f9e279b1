"""Whose turn it is in a round of the clock: one merchant's silence keeps no other merchant waiting.

A provider may answer one merchant and not another (its line is limited, its own trouble is there).
Several merchants silent one after the other are the provider's own silence: it is left alone.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import F, Model

if TYPE_CHECKING:
    from django.db.models import QuerySet

_SILENT_IN_A_ROW = 3
Thing = TypeVar("Thing", bound=Model)


class Turns(Generic[Thing]):
    """Goes through what waits, at most ``limit``, in its order.

    ``provider`` and ``merchant`` name the columns that say whom it is asked of. Say ``fell_silent``
    of the one at hand, and no other of its merchant comes in this round; those that come take the
    turns that it would have had.
    """

    def __init__(
        self, waiting: "QuerySet[Thing, Thing]", *, provider: str, merchant: str, limit: int
    ) -> None:
        named = {"asked_of": F(provider), "asked_as": F(merchant)}
        self._waiting: QuerySet[Any, Any] = waiting.annotate(**named)
        self._limit = limit
        self._seen: list[int] = []
        self._silent: set[tuple[str, str]] = set()
        self._in_a_row: dict[str, int] = {}
        self._at_hand = ("", "")
        self._answered = True

    def __iter__(self) -> Iterator[Thing]:
        """One after the other, asked for anew whenever somebody fell silent."""
        while len(self._seen) < self._limit:
            silent = len(self._silent)
            for thing in self._batch():
                asked = (thing.asked_of, thing.asked_as)
                if self._is_silent(*asked):
                    continue
                self._at_hand, self._answered = asked, True
                self._seen.append(thing.pk)
                yield thing
                if self._answered:
                    self._in_a_row[asked[0]] = 0
            if len(self._silent) == silent:
                return

    def fell_silent(self) -> None:
        """The one at hand got no answer."""
        provider = self._at_hand[0]
        self._answered = False
        self._silent.add(self._at_hand)
        self._in_a_row[provider] = self._in_a_row.get(provider, 0) + 1

    def _batch(self) -> list[Any]:
        rest = self._waiting.exclude(pk__in=self._seen)
        for provider, merchant in self._silent:
            rest = rest.exclude(asked_of=provider, asked_as=merchant)
        down = [name for name in self._in_a_row if self._is_down(name)]
        return list(rest.exclude(asked_of__in=down)[: self._limit - len(self._seen)])

    def _is_silent(self, provider: str, merchant: str) -> bool:
        return (provider, merchant) in self._silent or self._is_down(provider)

    def _is_down(self, provider: str) -> bool:
        return self._in_a_row.get(provider, 0) >= _SILENT_IN_A_ROW
