"""By which number the ledger knows one giver's gifts as one giver's, and nobody's name (L23)."""

from uuid import UUID

from liushui.base import vault
from liushui.giving.models import GiftOrder

_GIVER = "giver"


def giver_of(order: GiftOrder) -> int | None:
    """The number for which caps of matching count this gift; none for who gave without signing in.

    A guest who writes a name is a person of that one gift, so it says nothing of other gifts.
    """
    if order.by_guest or order.donor is None:
        return None
    return giver_number(order.donor.vault_id)


def giver_number(vault_id: UUID) -> int:
    """A keyed hash, 63 bits of it: without our key it leads to nobody."""
    return int.from_bytes(vault.lookup_hash(_GIVER, str(vault_id))[:8]) >> 1
