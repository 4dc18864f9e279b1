"""One person, many roles: modules say what a person is to an organisation, a page shows all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class Role:
    """What the person is to the organisation, and what about it; ``href`` leads there, or "".

    All words are in the reader's language.
    """

    title: str
    text: str
    href: str = ""


# The person's roles in an organisation, as far as the actor may know of them.
Roles = Callable[[Actor, int, int], Sequence[Role]]

_known: dict[str, Roles] = {}


def admit_roles(name: str, roles: Roles) -> None:
    """Let a module tell its roles of a person, at start-up. One of each name."""
    _known[name] = roles


def roles_of(actor: Actor, person_id: int, organisation_id: int) -> Sequence[Role]:
    """Every role that the actor may know of, in the order in which the modules came."""
    return [role for told in _known.values() for role in told(actor, person_id, organisation_id)]
