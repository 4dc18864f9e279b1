"""Who tells givers of a project, and keeps what they answer: the module above, through here."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan, Project


@dataclass(frozen=True, slots=True)
class Consents:
    """How givers stand to one change of purpose, counted. Source: 慈善法 art 56; R-37.

    ``asked`` were asked on this site, ``unasked`` gave since; ``guests`` gave without signing in,
    so they cannot be asked; ``on_paper`` of these answered outside, with a file that two people
    read. ``page`` is where it is kept.
    """

    asked: int = 0
    agreed: int = 0
    refused: int = 0
    unasked: int = 0
    guests: int = 0
    on_paper: int = 0
    page: str = ""

    @property
    def waiting(self) -> int:
        """Who has not answered yet: no file stands for somebody who is asked on this site."""
        here = self.asked + self.unasked - self.agreed - self.refused
        return here + max(self.guests - self.on_paper, 0)


class Givers(Protocol):
    """Who knows the givers of a project."""

    def tell(self, project: "Project", kind: str, *, key: str, at: datetime) -> None:
        """Tell each giver who has an account once: the same kind and key again is nothing new."""

    def ask(self, plan: "FundraisingPlan", *, at: datetime) -> None:
        """Ask each giver of the project whether they agree to the change that the plan is.

        Again it asks those who gave since, and nobody twice.
        """

    def consents(self, plan: "FundraisingPlan") -> Consents:
        """What was answered to the change as it was agreed to last."""

    def unreturned(self, plan: "FundraisingPlan") -> int:
        """How many gifts of those who said no have not gone back yet."""


class NobodyGave:
    """A house in which no module knows givers."""

    def tell(self, project: "Project", kind: str, *, key: str, at: datetime) -> None:
        del project, kind, key, at

    def ask(self, plan: "FundraisingPlan", *, at: datetime) -> None:
        del plan, at

    def consents(self, plan: "FundraisingPlan") -> Consents:
        del plan
        return Consents()

    def unreturned(self, plan: "FundraisingPlan") -> int:
        del plan
        return 0


_givers: Givers = NobodyGave()


def register_givers(known: Givers) -> None:
    """At start-up, once."""
    global _givers  # noqa: PLW0603 - one for the whole process, set at start-up
    _givers = known


def givers() -> Givers:
    """Who was registered."""
    return _givers
