"""What a check can come to: an exit code, and what is said about it."""

from dataclasses import dataclass, field
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes. Only 0 is a yes."""

    OK = 0
    INVALID = 1
    USAGE = 2
    NO_QUORUM = 3
    STALE = 4
    FORK = 5


class Invalid(Exception):
    """What was shown does not prove what it should. ``code`` is a word of ``words.py``."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(code, facts)

    def __reduce__(self) -> tuple[object, ...]:
        """The same again where another process found it."""
        return _invalid, (self.code, self.facts)


def _invalid(code: str, facts: dict[str, object]) -> Invalid:
    return Invalid(code, **facts)


class Unable(Exception):
    """On this machine nothing can be judged: neither a yes nor a no.

    ``code`` is a word of ``words.py``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a report: a word and what fills it."""

    code: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict, and in what order it is told."""

    exit: Exit
    said: tuple[Said, ...]
