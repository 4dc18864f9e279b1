"""Which second factors somebody has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liushui.accounts.models import CodeApp, Passkey, RecoveryCode
from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

PASSKEY_NAME = "passkey-name"


@dataclass(frozen=True, slots=True)
class PasskeyShown:
    """One passkey as its owner sees it."""

    handle: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one person; ``codes_left`` are unused recovery codes."""

    passkeys: list[PasskeyShown]
    app_since: datetime | None
    codes_left: int

    @property
    def any(self) -> bool:
        """Recovery codes alone are none: they stand in for what was lost."""
        return bool(self.passkeys) or self.app_since is not None


def factors_of(actor: Actor) -> Factors:
    """The actor's own second factors."""
    app = CodeApp.objects.filter(account__person_id=actor.person_id or 0).first()
    unused = RecoveryCode.objects.filter(account__person_id=actor.person_id or 0, used_at=None)
    return Factors(
        passkeys=[
            PasskeyShown(
                handle=key.handle,
                name=vault.open_sealed(key.account.person.vault_id, PASSKEY_NAME, key.name_sealed),
                added_at=key.added_at,
                used_at=key.used_at,
            )
            for key in passkeys_of(actor)
        ],
        app_since=app.added_at if app else None,
        codes_left=unused.count(),
    )


def has_factors(actor: Actor) -> bool:
    """Whether the actor has a passkey or a code app."""
    person_id = actor.person_id or 0
    return (
        Passkey.objects.filter(account__person_id=person_id).exists()
        or CodeApp.objects.filter(account__person_id=person_id).exists()
    )


def passkeys_of(actor: Actor) -> list[Passkey]:
    """The actor's passkeys, oldest first."""
    return list(
        Passkey.objects.filter(account__person_id=actor.person_id or 0)
        .select_related("account__person")
        .order_by("pk")
    )


def passkey_for(actor: Actor, handle: UUID) -> Passkey:
    """One of the actor's own. Raises ``NotFound`` for all others."""
    key = Passkey.objects.filter(account__person_id=actor.person_id or 0, handle=handle).first()
    if key is None:
        raise NotFound
    return key
