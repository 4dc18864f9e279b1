"""The files of lists that were brought: sealed under their bringer's key, gone when put away."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from liushui.base import vault
from liushui.giving.models import GiftImport
from liushui.giving.queries.imports import NAME_FIELD
from liushui.kernel.errors import DomainError, gettext_noop

_FIELD = "list-file"


class ListGone(DomainError):
    """The file was put away, or its bringer was erased with it."""

    code = "list_gone"
    status = 410
    message = gettext_noop("The list itself is not kept any more.")
    remedy = gettext_noop("Bring it once more; what was booked is known and not booked again.")


def keep_list(one: GiftImport, content: bytes) -> None:
    """Write the sealed bytes, whole or not at all. Raises ``Shredded``."""
    place = _place(one.key)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place.with_suffix(".part")
    fresh.write_bytes(vault.seal_bytes(one.brought_by.vault_id, _FIELD, content))
    fresh.replace(place)


def kept_list(one: GiftImport) -> tuple[bytes, str]:
    """The bytes and the file's name. Raises ``ListGone``."""
    place = _place(one.key)
    if one.name_sealed is None or not place.is_file():
        raise ListGone
    try:
        name = vault.open_sealed(one.brought_by.vault_id, NAME_FIELD, one.name_sealed)
        return vault.open_bytes(one.brought_by.vault_id, _FIELD, place.read_bytes()), name
    except vault.Shredded:
        raise ListGone from None


def drop_list(key: UUID) -> None:
    """Remove the bytes."""
    _place(key).unlink(missing_ok=True)


def _place(key: UUID) -> Path:
    home: Path = settings.HOME.path
    return home / "lists" / f"{key}.sealed"
