"""By which keyed hashes a giver of a list is known again: nothing of them can be read back."""

from liushui.base import vault
from liushui.giving.sheets.cells import folded
from liushui.kernel.ids import normal_phone
from liushui.parties.queries.people import PHONE

Lookups = tuple[bytes, bytes | None, bytes | None]


def lookups_of(name: str, phone: str = "", number: str = "") -> Lookups:
    """Of the name, of the phone if it is one, and of the other book's number if there is one."""
    plain = normal_phone(phone) if phone else ""
    return (
        name_lookup(name),
        phone_lookup(plain) if plain else None,
        vault.lookup_hash("giver-number", folded(number)) if number else None,
    )


def name_lookup(name: str) -> bytes:
    """Of the name as it is compared: width, case and spaces aside."""
    return vault.lookup_hash("giver-name", folded(name))


def phone_lookup(plain: str) -> bytes:
    """The same hash by which a person with an account is found."""
    return vault.lookup_hash(PHONE, plain)
