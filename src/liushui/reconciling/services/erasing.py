"""Destroying what statements say about a person who was erased."""

from datetime import datetime, timedelta

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.reconciling.models import AwaitedTransfer, LineWords
from liushui.reconciling.queries.lines import lines_of_person

# A sender may ask for a gift or for money back so long; the bank keeps its own list longer.
KEPT_FOR = timedelta(days=2 * 365)
AT_ONCE = 500


@transaction.atomic
def forget_sender(person_id: int, *, at: datetime) -> None:
    """Destroy the words of every line that brought a gift of the person, and its marks.

    The lines themselves stay: day and sum are records of money. Safe to call twice.
    """
    boxes = LineWords.objects.filter(line__in=lines_of_person(person_id))
    vault.destroy_keys(boxes.values_list("vault_id", flat=True), at=at)
    boxes.delete()
    AwaitedTransfer.objects.filter(order__donor_id=person_id).update(sender_hash=None)


@transaction.atomic
def forget_old_words(*, at: datetime) -> int:
    """Destroy what senders wrote two years ago. How many lines lost their words."""
    before = day_of(at) - KEPT_FOR
    old = list(LineWords.objects.filter(line__day__lt=before).order_by("pk")[:AT_ONCE])
    vault.destroy_keys([box.vault_id for box in old], at=at)
    LineWords.objects.filter(pk__in=[box.pk for box in old]).delete()
    return len(old)
