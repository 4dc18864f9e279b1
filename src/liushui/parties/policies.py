"""Who may know a person, and who may set up organisations."""

from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor


def require_set_up(actor: Actor) -> None:
    """Demand that the installation itself acts: bodies and posts are set up by its operator.

    Raises ``NotAllowed`` for everyone else; no page reaches these services.
    """
    if not actor.is_system:
        raise NotAllowed


def can_read_name(actor: Actor, person_id: int) -> bool:
    """Whether the actor may read a name in full: one's own, or with a post, on the record."""
    return actor.is_system or actor.person_id == person_id or bool(actor.posts)


def reads_as_staff(actor: Actor, person_id: int) -> bool:
    """Whether the reading must be recorded: somebody reads another's name."""
    return not actor.is_system and actor.person_id != person_id
