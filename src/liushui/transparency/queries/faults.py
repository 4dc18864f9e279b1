"""What a check of the log finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A promise that does not hold, and where."""

    promise: str
    where: str
