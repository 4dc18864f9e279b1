"""What each module keeps about a person, so that people can see it, restrict it and have it erased.

A module that keeps anything about people registers a ``PersonalDataHolder`` in its
``AppConfig.ready``. It stands here and not in privacy, since modules below and beside privacy hold
personal values too and may not import it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that is held. ``key`` is for machines, ``label`` in the reader's language."""

    key: str
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Values of one kind: what for, and what remains of them after an erasure ("" = nothing).

    ``key`` is for machines; the words are in the reader's language (PIPL 17 asks for purpose,
    kinds and retention). ``organisation_ids`` are those that work with these values.
    """

    key: str
    title: str
    purpose: str
    facts: Sequence[Fact]
    stays: str = ""
    organisation_ids: frozenset[int] = field(default_factory=frozenset)


class PersonalDataHolder:
    """One module's part. Every method is safe to call twice and writes in the caller's transaction.

    Subclasses answer ``sections`` and override what else concerns them.
    """

    name: str

    def sections(self, person_id: int) -> Sequence[Section]:
        """All that this module holds about the person, in the reader's language, in full."""
        raise NotImplementedError

    def person_behind(self, number: str, organisation_id: int) -> int | None:
        """Whom a number of this module is about, if this organisation uses it: for letters."""
        del number, organisation_id
        return None

    def known_in(self, person_id: int) -> frozenset[int]:
        """The organisations whose records of this module point to the person."""
        del person_id
        return frozenset()

    def require_joinable(self, person_id: int, into_id: int) -> None:
        """Raise the refusal that says why these two records cannot become one person's."""
        del person_id, into_id

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        """Two records are one human being: point what can change to ``into_id``, on the record."""
        del person_id, into_id, at

    def require_erasable(self, person_id: int) -> None:
        """Raise the refusal that says why the person cannot be erased yet, if anything stands."""
        del person_id

    def restrict(self, person_id: int, *, at: datetime) -> None:
        """Stop every use but storing."""
        del person_id, at

    def lift(self, person_id: int, *, at: datetime) -> None:
        """Use the values again: the person asked for it."""
        del person_id, at

    def corrected(self, person_id: int, *, at: datetime) -> None:
        """The person's name was corrected: mend what was derived from the old one."""
        del person_id, at

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        """The person took back a consent: end what rested on it."""
        del person_id, purpose, at

    def erase(self, person_id: int, *, at: datetime) -> None:
        """Remove every value that can name the person. Parties destroys the key itself, last."""
        del person_id, at


_holders: dict[str, PersonalDataHolder] = {}


def hold_personal(holder: PersonalDataHolder) -> None:
    """Register a module's holder at start-up; one of each name."""
    _holders[holder.name] = holder


def personal_holders() -> Sequence[PersonalDataHolder]:
    """All holders, the highest module first: what is derived goes before what it came from."""
    return [*reversed(_holders.values())]
