"""The balance that every page shows: what came in equals where it is now."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Where some of the money is. ``stage``: gift match transit used wait back."""

    stage: str
    minor: int
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came in, and its parts. Labels are already in the reader's language."""

    given: int
    parts: Sequence[Part]
    label: str = ""
    caption: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(part.minor for part in self.parts)

    @property
    def is_equal(self) -> bool:
        """Whether nothing is missing and nothing was made up."""
        return self.total == self.given

    @property
    def difference(self) -> int:
        """How far the parts are from what came in: shown, never hidden, when not zero."""
        return self.total - self.given

    @property
    def gap(self) -> int:
        """The size of the difference."""
        return abs(self.difference)

    def of(self, stage: str) -> int:
        """The amount at one stage."""
        return sum(part.minor for part in self.parts if part.stage == stage)
