"""What people are told of. Modules register their kinds at start-up; the reader's language is used.

A kind's sentence is filled from facts that are codes, numbers and sums, never from personal data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext

from liushui.kernel.money import format_yuan

Fact = str | int
MINOR = "_minor"


class Channel(StrEnum):
    """By what else than the inbox a person can be told."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice: its name among the choices, its sentence, and how it is sent unasked.

    ``label`` and ``text`` are English sentences marked with ``gettext_noop``. A fact
    ``amount_minor`` fills ``%(amount)s`` with a sum in yuan. What is owed reaches also those who
    stopped the use of their values: the law or their own safety asks for it.
    """

    name: str
    label: str
    text: str
    unasked: frozenset[Channel] = frozenset()
    is_owed: bool = False

    @property
    def title(self) -> str:
        return gettext(self.label)

    def words(self, facts: Mapping[str, Fact]) -> str:
        """The sentence in the active language."""
        return gettext(self.text) % {**facts, **_sums(facts)}


@dataclass
class _Registry:
    kinds: dict[str, NoticeKind] = field(default_factory=dict)


_registry = _Registry()


def register_kind(kind: NoticeKind) -> None:
    """At start-up, once each."""
    _registry.kinds[kind.name] = kind


def kind_named(name: str) -> NoticeKind | None:
    """The kind, if its module is still here."""
    return _registry.kinds.get(name)


def kinds() -> Sequence[NoticeKind]:
    """All kinds, by name."""
    return sorted(_registry.kinds.values(), key=lambda kind: kind.name)


def _sums(facts: Mapping[str, Fact]) -> Mapping[str, str]:
    return {
        name.removesuffix(MINOR): format_yuan(int(value))
        for name, value in facts.items()
        if name.endswith(MINOR)
    }
