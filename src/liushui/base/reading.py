"""Who opens sealed fields: everything that the vault opens is noted, and staff answer for it.

The vault notes by itself, so that no page can read past it. What is opened inside ``accounted`` is
left out: whoever opens it there writes a record of its own, or shows nobody what it read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

Note = tuple[UUID, str]
_notes: ContextVar[set[Note] | None] = ContextVar("fields opened", default=None)


@contextmanager
def noting() -> Iterator[set[Note]]:
    """Collect what is opened inside: whose and which field."""
    opened: set[Note] = set()
    token = _notes.set(opened)
    try:
        yield opened
    finally:
        _notes.reset(token)


@contextmanager
def accounted() -> Iterator[None]:
    """What is opened inside is on a record of its own, or is masked before anybody sees it."""
    token = _notes.set(None)
    try:
        yield
    finally:
        _notes.reset(token)


def note(vault_id: UUID, field: str) -> None:
    """The vault opened this field. A number behind a colon is not part of the field's name."""
    opened = _notes.get()
    if opened is not None:
        opened.add((vault_id, field.partition(":")[0]))
