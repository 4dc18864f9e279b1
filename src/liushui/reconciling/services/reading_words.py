"""Reading who sent a transfer: by who works on it, and on the record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.reconciling import policies
from liushui.reconciling.models import Difference
from liushui.reconciling.queries.lines import words_of


@dataclass(frozen=True, slots=True)
class Words:
    """A line's words, in full."""

    sender: str
    account: str
    text: str


@transaction.atomic
def read_words(actor: Actor, one: Difference, *, at: datetime) -> Words | None:
    """The words of a difference's line; none where there are none, or the person was erased.

    Raises ``NotAllowed`` for who does not work on differences.
    """
    policies.require(actor, policies.WORKING, one.account.organisation_id)
    if one.line is None:
        return None
    found = words_of([one.line]).get(one.line.pk)
    record(actor, "line.words_read", one.line, at=at)
    return Words(*found) if found is not None else None
