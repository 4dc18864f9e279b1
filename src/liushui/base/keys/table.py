"""Keys in the main database's own table: whoever has a dump of it and the secrets has the keys."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from liushui.base.copying import copy_rows
from liushui.base.keys.store import KeyMissing, Locked, Shredded
from liushui.base.keys.wrapping import fresh, unwrap, wrap
from liushui.base.models import PersonKey


class TableKeyStore:
    """Wrapped by ``secrets/vault``, which the database lacks. All in the caller's transaction."""

    def key_for(self, vault_id: UUID) -> bytes:
        row = PersonKey.objects.filter(pk=vault_id).first()
        if row is None:
            self.make_keys([vault_id])
            row = PersonKey.objects.get(pk=vault_id)  # another process may have been first
        return _given(row)

    def key_of(self, vault_id: UUID) -> bytes:
        row = PersonKey.objects.filter(pk=vault_id).first()
        if row is None:
            raise KeyMissing
        return _given(row)

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        made = [PersonKey(vault_id=vault_id, wrapped=fresh(vault_id)) for vault_id in vault_ids]
        PersonKey.objects.bulk_create(made, ignore_conflicts=True)

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        keys = [secrets.token_bytes(32) for _ in vault_ids]
        wrapped = [wrap(who, key) for who, key in zip(vault_ids, keys, strict=True)]
        copy_rows(PersonKey, ("vault_id", "wrapped"), zip(vault_ids, wrapped, strict=True))
        return keys

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        rows = PersonKey.objects.filter(
            pk__in=set(vault_ids), wrapped__isnull=False, locked_at=None
        )
        return {row.vault_id: unwrap(row.vault_id, bytes(row.wrapped or b"")) for row in rows}

    def destroy(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        gone = [PersonKey(vault_id=one, wrapped=None, destroyed_at=at) for one in vault_ids]
        PersonKey.objects.bulk_create(gone, ignore_conflicts=True)
        PersonKey.objects.filter(pk__in=vault_ids, wrapped__isnull=False).update(
            wrapped=None, locked_at=None, destroyed_at=at
        )

    def lock(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        kept = PersonKey.objects.filter(pk__in=vault_ids, wrapped__isnull=False)
        kept.filter(locked_at=None).update(locked_at=at)

    def unlock(self, vault_ids: Sequence[UUID]) -> None:
        kept = PersonKey.objects.filter(pk__in=vault_ids, wrapped__isnull=False)
        kept.update(locked_at=None)

    def locked_key(self, vault_id: UUID) -> bytes:
        row = PersonKey.objects.filter(pk=vault_id, wrapped__isnull=False).first()
        if row is None:
            raise Shredded
        return unwrap(vault_id, bytes(row.wrapped or b""))


def _given(row: PersonKey) -> bytes:
    if row.wrapped is None:
        raise Shredded
    if row.locked_at is not None:
        raise Locked
    return unwrap(row.vault_id, bytes(row.wrapped))
