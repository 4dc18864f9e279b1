"""Where leaves come from: each kind of record has one module above that knows its facts.

A source registers itself in its ``AppConfig.ready``. It is asked when the log grows, not when the
record is written, and answers from facts that never change: the same question, the same leaf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """A leaf before it has its number: what it says in clear, and what it holds back.

    ``members`` are those of its kind. ``held_back`` are fields that only ``vault_id``'s person, or
    whoever holds the receipt, can open; without a person a key of their own is made for them.
    ``kind`` is the leaf's where the source writes several; ``refers`` the record that it is about.
    """

    organisation_code: str
    day: date
    members: Mapping[str, Any]
    held_back: Mapping[str, Any] = field(default_factory=dict)
    vault_id: UUID | None = None
    kind: str = ""
    refers: tuple[str, int] | None = None


class Source(Protocol):
    """The records of one kind, or of several that are owed under one word."""

    kind: str

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """A draft for each of these records; left out: one that nothing can be said about."""

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        """Records that the log should carry and that nobody owed to it: none, if all is well.

        In the order of their ids, those behind ``after``.
        """

    def hold(self) -> None:
        """Let nobody write such a record until the transaction ends: the log is being opened."""

    def find(self, reference: str) -> int | None:
        """The record that people know by this reference."""


_SOURCES: dict[str, Source] = {}
_RANKS: dict[str, int] = {}


def register_source(source: Source, *, rank: int = 0) -> None:
    """``rank``: what was there before the log is owed by it, so that leaves refer backwards."""
    _SOURCES[source.kind] = source
    _RANKS[source.kind] = rank


def source_of(kind: str) -> Source:
    return _SOURCES[kind]


def sources() -> tuple[Source, ...]:
    """All of them, by rank."""
    return tuple(sorted(_SOURCES.values(), key=lambda source: _RANKS[source.kind]))
