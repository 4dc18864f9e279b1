"""Third parties outside that keep a head of the log: each behind ``anchor`` and ``check``."""

from typing import Protocol


class AnchorFails(Exception):
    """The service did not answer, or what it answered is no proof of this head."""


class AnchorService(Protocol):
    """A place where the head of a day is kept by others. Nothing but its hash leaves the house."""

    @property
    def name(self) -> str: ...

    def anchor(self, body: bytes) -> bytes:
        """Have this body kept; the receipt. Raises ``AnchorFails``."""

    def check(self, receipt: bytes, body: bytes) -> None:
        """Raises ``AnchorFails`` unless the receipt is theirs and about this body."""
