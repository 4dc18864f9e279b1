"""A person's own filters, kept and dropped."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.desk.models import SavedFilter
from liushui.desk.queries import LABEL, MOST_SAVED, QUERY, saved_count, saved_filters_of
from liushui.desk.tables import Asked, Table
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id

LONGEST_LABEL = 40


class LabelMissing(DomainError):
    """A saved filter needs a name to be found by."""

    code = "label_missing"
    message = gettext_noop("The filter has no name yet.")
    remedy = gettext_noop("Write a short name for it.")


class TooManySaved(DomainError):
    """A list of filters that is longer than the list itself helps nobody."""

    code = "too_many_saved"
    status = 409
    message = gettext_noop("You keep %(most)s filters for this list already.")
    remedy = gettext_noop("Delete one that you no longer need.")


@transaction.atomic
def save_filter(
    actor: Actor, table: Table, *, asked: Asked, label: str, at: datetime
) -> SavedFilter | None:
    """Keep what was asked of a table under a name; the same name again is rewritten.

    Not audited: it is nobody's affair but the person's. Raises ``LabelMissing``, ``TooManySaved``.
    """
    if actor.person_id is None or not table.is_open_to(actor):
        raise NotAllowed
    person = person_by_id(actor.person_id)
    label = " ".join(label.split())[:LONGEST_LABEL]
    if not label:
        raise LabelMissing
    whose = person.vault_id
    sealed = vault.seal(whose, QUERY, asked.query)
    for saved in saved_filters_of(actor, table.name):
        if saved.label == label:
            SavedFilter.objects.filter(pk=saved.pk).update(query_sealed=sealed)
            return SavedFilter.objects.filter(pk=saved.pk).first()
    if saved_count(actor, table.name) >= MOST_SAVED:
        raise TooManySaved(most=MOST_SAVED)
    return SavedFilter.objects.create(
        person=person,
        table=table.name,
        label_sealed=vault.seal(whose, LABEL, label),
        query_sealed=sealed,
        made_at=at,
    )


@transaction.atomic
def drop_filter(actor: Actor, saved_id: int) -> None:
    """Delete one's own. Raises ``NotFound`` for another's; a second call finds nothing too."""
    gone, _each = SavedFilter.objects.filter(pk=saved_id, person_id=actor.person_id or 0).delete()
    if not gone:
        raise NotFound
