"""By which number the ledger knows one giver's gifts as one giver's, and nobody's name (L23)."""

from uuid import UUID

from liushui.base import vault
from liushui.giving.models import GiftOrder
from liushui.giving.sheets.cells import folded
from liushui.kernel.ids import normal_phone

_GIVER = "giver"


def giver_of(order: GiftOrder) -> int | None:
    """The number for which caps of matching count this gift; none for who gave without signing in.

    A guest who writes a name is a person of that one gift, so it says nothing of other gifts.
    """
    if order.by_guest or order.donor is None:
        return None
    return giver_number(order.donor.vault_id)


def giver_of_row(phone: str, number: str) -> int | None:
    """The number of who gave a row of a list: by the phone, else by the other book's own number.

    None where there is neither: a name alone is no one person's.
    """
    plain = normal_phone(phone) if phone else ""
    known = f"phone:{plain}" if plain else f"number:{folded(number)}" if number else ""
    return _bits(vault.lookup_hash(_GIVER, known)) if known else None


def giver_number(vault_id: UUID) -> int:
    """A keyed hash, 63 bits of it: without our key it leads to nobody."""
    return _bits(vault.lookup_hash(_GIVER, str(vault_id)))


def _bits(digest: bytes) -> int:
    return int.from_bytes(digest[:8]) >> 1
