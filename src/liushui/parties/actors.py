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

    def reaches(self, place_code: str) -> bool:
        """Whether a thing at this place lies in the post's region; "" is a thing without a place.

        Codes of places continue those of the places above them, so a region is a beginning.
        """
        return place_code.startswith(self.region_code)


@dataclass(frozen=True, slots=True)
class Actor:
    """The first argument of every service. ``name`` goes into histories: 'person:12'."""

    name: str
    person_id: int | None = None
    posts: tuple[PostHeld, ...] = ()
    acting_in: int | None = None
    """The organisation chosen to act for, of several: ``posts`` are those held there."""
    elsewhere: frozenset[int] = frozenset()
    """The other organisations in which the person holds posts, laid aside while acting in one."""

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

    def holds(self, right: Right, organisation_id: int, place_code: str = "") -> bool:
        """Whether a post in the organisation carries the right and reaches the thing's place.

        A post over a region reaches only what lies in it: nothing that has no place.
        """
        return any(
            right in post.rights
            and post.organisation_id == organisation_id
            and post.reaches(place_code)
            for post in self.posts
        )

    def serves(self, organisation_id: int, place_code: str = "") -> bool:
        """Whether any post in the organisation, whatever it carries, reaches the place."""
        return any(
            post.organisation_id == organisation_id and post.reaches(place_code)
            for post in self.posts
        )

    def is_of(self, organisation_id: int) -> bool:
        """Whether the person holds any post there, also one laid aside: such a one is no judge."""
        held = {post.organisation_id for post in self.posts} | self.elsewhere
        return organisation_id in held

    def holds_any(self, rights: Iterable[str]) -> bool:
        """Whether any post anywhere carries any of these rights: the gate's question."""
        wanted = frozenset(rights)
        return any(wanted & post.rights for post in self.posts)

    def organisations_with(self, right: Right) -> frozenset[int]:
        """The organisations in the whole of which a post carries the right."""
        return frozenset(
            post.organisation_id
            for post in self.posts
            if right in post.rights and not post.region_code
        )

    def organisations_reached(self, right: Right) -> frozenset[int]:
        """The organisations in which the right holds at least over some region."""
        return frozenset(post.organisation_id for post in self.posts if right in post.rights)

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations that the actor serves as a whole: a post over a region is no part."""
        return frozenset(post.organisation_id for post in self.posts if not post.region_code)
