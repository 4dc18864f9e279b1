"""What every key store promises, and what it refuses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from liushui.kernel.errors import DomainError, gettext_noop


class Shredded(DomainError):
    """The key is destroyed: what it sealed is gone for everyone, ourselves included."""

    code = "shredded"
    status = 410
    message = gettext_noop("These personal details were erased for good.")
    remedy = gettext_noop("Nothing can bring them back. The records of money remain.")


class Locked(Shredded):
    """The key is locked: whoever can do without the erased can do without these."""

    code = "locked_away"
    status = 403
    message = gettext_noop("These personal details are locked away.")
    remedy = gettext_noop("The law has them kept and nobody may use them. Two officers can open.")


class KeyStoreAway(DomainError):
    """The database of the keys does not answer."""

    code = "key_store_away"
    status = 503
    message = gettext_noop("Personal details cannot be read at the moment.")
    remedy = gettext_noop("Try again in a minute. './liushui doctor' says what is wrong.")


class KeyMissing(KeyStoreAway):
    """Something is sealed and its key is nowhere: the key store is not the whole one."""

    code = "key_missing"
    message = gettext_noop("The key of these personal details is not in the key store.")
    remedy = gettext_noop(
        "Whoever runs the site brings the copy of the keys back: './liushui keys'."
    )


class KeyStoreStrange(KeyStoreAway):
    """Another database than the one in which this home's keys were made."""

    code = "key_store_strange"
    message = gettext_noop("The key store is not the one of this site.")
    remedy = gettext_noop(
        "Whoever runs the site corrects its address, or brings a copy of the keys back into it: "
        "'./liushui keys restore'."
    )


class KeyStore(Protocol):
    """Where the keys of people live. Each is 32 bytes, made when first asked for.

    A key is destroyed once and for good. A locked one is there and is given to nobody who asks
    by these ways.
    """

    def key_for(self, vault_id: UUID) -> bytes:
        """The key, made if there is none; raises ``Shredded``, and ``Locked``."""

    def key_of(self, vault_id: UUID) -> bytes:
        """The key of what is sealed; raises ``Shredded``, ``Locked``, and ``KeyMissing``."""

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        """Make the keys that do not exist yet, in one round; destroyed ones stay destroyed."""

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        """Make keys for people who are new and have none, and give them; in their order."""

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        """The keys that exist, in one round; destroyed, locked, unknown ones are left out."""

    def destroy(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        """Forget the keys for good, also one that was never made. Safe to call twice."""

    def lock(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        """Give these keys to nobody until they are unlocked. Safe to call twice."""

    def unlock(self, vault_ids: Sequence[UUID]) -> None:
        """Give them again as before. Safe to call twice."""

    def locked_key(self, vault_id: UUID) -> bytes:
        """A locked key, for whoever has shown that two officers agreed. Raises ``Shredded``."""
