"""What leaves of the log hold back of people whose keys are destroyed."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from liushui.transparency.models import HeldBack


def places_of(vault_ids: Iterable[UUID]) -> Mapping[UUID, list[int]]:
    """The places whose fields were sealed under these keys, in their order."""
    found: dict[UUID, list[int]] = {}
    rows = HeldBack.objects.filter(vault_id__in=list(vault_ids)).order_by("entry_id")
    for who, place in rows.values_list("vault_id", "entry_id"):
        found.setdefault(who, []).append(place)
    return found
