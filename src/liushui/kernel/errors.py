"""Refusals: what the software declines to do, said so that a person knows what to do next.

A refusal carries a stable ``code`` for machines, an HTTP ``status``, and two English sentences that
are translated where they are shown: what happened (``message``) and what to do (``remedy``). Facts
fill the named placeholders of both. No fact may be personal data: refusals reach log lines.
"""

from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return message


class DomainError(Exception):
    """The base of every refusal. Subclasses set the class attributes; raising fills the facts."""

    code: ClassVar[str]
    status: ClassVar[int] = 422
    message: ClassVar[str]
    remedy: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.message % self.facts}"


class NotFound(DomainError):
    """There is no such thing, or the actor may not know that there is."""

    code = "not_found"
    status = 404
    message = gettext_noop("There is nothing at this address.")
    remedy = gettext_noop("Check the number, or start again from the home page.")


class NotAllowed(DomainError):
    """The actor may know of the thing but not do this to it."""

    code = "not_allowed"
    status = 403
    message = gettext_noop("Your post does not allow this.")
    remedy = gettext_noop("Ask the person in charge of your organisation for the right.")
