"""Who tells givers of a project, and keeps what they answer: the module above, through here."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan, Project


@dataclass(frozen=True, slots=True)
class Consents:
    """How givers stand to one change of purpose, counted. Source: 慈善法 art 56; R-37.

    ``asked`` were asked on this site; ``guests`` gave without signing in, so they cannot be;
    ``on_paper`` answered outside, with the file that shows it. ``page`` is where it is kept.
    """

    asked: int = 0
    agreed: int = 0
    refused: int = 0
    guests: int = 0
    on_paper: int = 0
    page: str = ""

    @property
    def waiting(self) -> int:
        """Who has not answered yet, on this site or outside."""
        return max(self.asked - self.agreed - self.refused + self.guests - self.on_paper, 0)


class Givers(Protocol):
    """Who knows the givers of a project."""

    def tell(self, project: "Project", kind: str, *, key: str, at: datetime) -> None:
        """Tell each giver who has an account once: the same kind and key again is nothing new."""

    def ask(self, plan: "FundraisingPlan", *, at: datetime) -> None:
        """Ask each giver of the project whether they agree to the change that the plan is."""

    def consents(self, plan: "FundraisingPlan") -> Consents:
        """What was answered to the change as it was agreed to last."""


class NobodyGave:
    """A house in which no module knows givers."""

    def tell(self, project: "Project", kind: str, *, key: str, at: datetime) -> None:
        del project, kind, key, at

    def ask(self, plan: "FundraisingPlan", *, at: datetime) -> None:
        del plan, at

    def consents(self, plan: "FundraisingPlan") -> Consents:
        del plan
        return Consents()


_givers: Givers = NobodyGave()


def register_givers(known: Givers) -> None:
    """At start-up, once."""
    global _givers  # noqa: PLW0603 - one for the whole process, set at start-up
    _givers = known


def givers() -> Givers:
    """Who was registered."""
    return _givers
