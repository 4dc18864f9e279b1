"""Who acts: a person under the posts held today, a stranger, or the system itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from liushui.parties.access import Right


@dataclass(frozen=True, slots=True)
class PostHeld:
    """One post of the actor: its rights hold in one organisation, over one region if it says so."""

    post_id: int
    organisation_id: int
    rights: frozenset[Right]
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The first argument of every service. ``name`` goes into histories: 'person:12'."""

    name: str
    person_id: int | None = None
    posts: tuple[PostHeld, ...] = ()

    @classmethod
    def stranger(cls) -> "Actor":
        return cls("stranger")

    @classmethod
    def system(cls, part: str) -> "Actor":
        """A clock, a job or an import: ``Actor.system("sequencer")``."""
        return cls(f"system:{part}")

    @property
    def is_system(self) -> bool:
        return self.name.startswith("system:")

    def holds(self, right: Right, organisation_id: int) -> bool:
        """Whether any post of the actor in the organisation carries the right."""
        return any(
            right in post.rights and post.organisation_id == organisation_id for post in self.posts
        )

    def holds_any(self, rights: Iterable[str]) -> bool:
        """Whether any post anywhere carries any of these rights: the gate's question."""
        wanted = frozenset(rights)
        return any(wanted & post.rights for post in self.posts)

    def organisations_with(self, right: Right) -> frozenset[int]:
        """The organisations in which a post of the actor carries the right."""
        return frozenset(post.organisation_id for post in self.posts if right in post.rights)
