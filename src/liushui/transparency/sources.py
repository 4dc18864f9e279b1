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
    """

    organisation_code: str
    day: date
    members: Mapping[str, Any]
    held_back: Mapping[str, Any] = field(default_factory=dict)
    vault_id: UUID | None = None


class Source(Protocol):
    """The records of one kind."""

    kind: str

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """A draft for each of these records; left out: one that nothing can be said about."""

    def not_owed(self, limit: int) -> Sequence[int]:
        """Records that the log should carry and that nobody owed to it: none, if all is well."""

    def find(self, reference: str) -> int | None:
        """The record that people know by this reference."""


_SOURCES: dict[str, Source] = {}


def register_source(source: Source) -> None:
    _SOURCES[source.kind] = source


def source_of(kind: str) -> Source:
    return _SOURCES[kind]


def sources() -> tuple[Source, ...]:
    return tuple(_SOURCES.values())
