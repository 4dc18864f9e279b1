"""Why somebody may read a person's name in full: each purpose says in which organisations it holds.

A post alone is no reason (PIPL 6: only what the purpose needs). The modules above register theirs:
whoever works on a case may read whom it is about, whoever reads a charity's gifts its donors.
"""

from collections.abc import Callable
from dataclasses import dataclass

from liushui.parties.actors import Actor

# The organisations in which the actor's work on this person needs the name.
Grounds = Callable[[Actor, int], frozenset[int]]

_purposes: dict[str, Grounds] = {}


@dataclass(frozen=True, slots=True)
class Ground:
    """The purpose of one reading, and the organisation for which it is read."""

    purpose: str
    organisation_id: int


def admit_purpose(name: str, grounds: Grounds) -> None:
    """Let names be read for this purpose where ``grounds`` says so. One of each name."""
    _purposes[name] = grounds


def ground_for(actor: Actor, person_id: int) -> Ground | None:
    """The first purpose that lets the actor read the name, if any does."""
    for name, grounds in _purposes.items() if actor.posts else ():
        for organisation_id in sorted(grounds(actor, person_id)):
            return Ground(name, organisation_id)
    return None
