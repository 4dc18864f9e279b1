"""Lines, and the words that their senders wrote: opened for who works on them, masked else."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from liushui.base import vault
from liushui.parties.actors import Actor
from liushui.reconciling.models import Line, LineWords
from liushui.reconciling.queries.accounts import accounts_visible_to
from liushui.reconciling.states import FLOWS, Cause

if TYPE_CHECKING:
    from django.db.models import QuerySet

WORDS = "line_words"


def words_of(lines: Sequence[Line]) -> Mapping[int, tuple[str, str, str]]:
    """Sender, the sender's account and words, by line; erased and unsaid ones are left out."""
    boxes = list(LineWords.objects.filter(line__in=lines))
    opened = vault.open_many(WORDS, [(box.vault_id, box.sealed) for box in boxes])
    found = {}
    for box, text in zip(boxes, opened, strict=True):
        if text is not None:
            sender, account, words = json.loads(text)
            found[box.line_id] = (sender, account, words)
    return found


def lines_visible_to(actor: Actor) -> "QuerySet[Line]":
    """Lines of the accounts that the actor may read, with what their table shows.

    Movements stay on the pages of their days: in the sums here they would count money twice.
    """
    lines = Line.objects.select_related("account", "match").exclude(kind__in=FLOWS)
    return lines.filter(account__in=accounts_visible_to(actor))


def lines_of_person(person_id: int) -> Sequence[Line]:
    """The lines that brought the gifts of a person, or name an order of theirs.

    One that merely has the sum of their order may be another's, whose name stands in it.
    """
    brought = Q(match__payment__order__donor_id=person_id)
    named = Q(difference__order__donor_id=person_id) & ~Q(difference__cause=Cause.LOOKS_LIKE)
    return list(Line.objects.filter(brought | named).select_related("account").order_by("id"))
