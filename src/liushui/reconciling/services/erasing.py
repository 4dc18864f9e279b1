"""Destroying what statements say about a person who was erased."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.reconciling.models import AwaitedTransfer, LineWords
from liushui.reconciling.queries.lines import lines_of_person


@transaction.atomic
def forget_sender(person_id: int, *, at: datetime) -> None:
    """Destroy the words of every line that brought a gift of the person, and its marks.

    The lines themselves stay: day and sum are records of money. Safe to call twice.
    """
    boxes = LineWords.objects.filter(line__in=lines_of_person(person_id))
    for box in boxes:
        vault.destroy_key(box.vault_id, at=at)
    boxes.delete()
    AwaitedTransfer.objects.filter(order__donor_id=person_id).update(sender_hash=None)
