"""What ends with the browsers when somebody is signed out everywhere: modules above say so."""

from datetime import datetime
from typing import Protocol

from liushui.parties.actors import Actor


class Ending(Protocol):
    """Ends what else acts for a person. ``with_posts``: also what acts under their posts."""

    def __call__(self, actor: Actor, person_id: int, *, with_posts: bool, at: datetime) -> None: ...


_endings: list[Ending] = []


def when_signed_out_everywhere(ending: Ending) -> None:
    """From now on this ends too, in the same transaction. Asked once, when a module is ready."""
    _endings.append(ending)


def end_what_acts_for(actor: Actor, person_id: int, *, with_posts: bool, at: datetime) -> None:
    """End all that modules above let act for the person. Safe to call twice."""
    for ending in _endings:
        ending(actor, person_id, with_posts=with_posts, at=at)
