"""What is asked about a person's saved filters and long work."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liushui.base import vault
from liushui.base.reading import accounted
from liushui.desk.models import SavedFilter, Work
from liushui.desk.states import ENDED
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

LABEL, QUERY, ASKED = "desk-label", "desk-query", "desk-asked"
MOST_SAVED = 30
WORKS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter with its words opened: only its own person is shown them."""

    pk: int
    table: str
    label: str
    query: str


def saved_filters_of(actor: Actor, table: str = "") -> Sequence[Saved]:
    """The actor's own, of one table or of all, oldest first. Two queries."""
    found = SavedFilter.objects.filter(person_id=_who(actor)).select_related("person")
    if table:
        found = found.filter(table=table)
    rows = list(found.order_by("table", "pk")[: MOST_SAVED * 10])
    if not rows:
        return []
    whose = rows[0].person.vault_id
    with accounted():  # one's own
        labels = vault.open_many(LABEL, [(whose, row.label_sealed) for row in rows])
        queries = vault.open_many(QUERY, [(whose, row.query_sealed) for row in rows])
    return [
        Saved(row.pk, row.table, label or "", query or "")
        for row, label, query in zip(rows, labels, queries, strict=True)
    ]


def saved_count(actor: Actor, table: str) -> int:
    """How many the actor has saved for this table."""
    return SavedFilter.objects.filter(person_id=_who(actor), table=table).count()


def work_for(actor: Actor, key: UUID) -> Work:
    """One's own work. Raises ``NotFound`` for everybody else's."""
    found = Work.objects.filter(key=key, person_id=_who(actor)).first()
    if found is None:
        raise NotFound
    return found


def works_of(actor: Actor) -> Sequence[Work]:
    """One's own work, newest first, at most fifty."""
    return list(Work.objects.filter(person_id=_who(actor)).order_by("-pk")[:WORKS_SHOWN])


def is_work_under_way(key: UUID) -> bool:
    """Whether this work waits or runs, whoever asked for it: a state alone, for other modules."""
    return Work.objects.filter(key=key).exclude(state__in=ENDED).exists()


def asked_of_work(work: Work) -> Mapping[str, str]:
    """What the work was asked to do. Raises ``Shredded`` when its person was erased."""
    said: Mapping[str, str] = json.loads(
        vault.open_sealed(work.person.vault_id, ASKED, work.asked_sealed)
    )
    return said


def _who(actor: Actor) -> int:
    """Who owns: a stranger owns nothing."""
    return actor.person_id or 0
