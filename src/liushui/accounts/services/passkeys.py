"""Passkeys: WebAuthn on Yubico's fido2, the library that allauth stands on as well (0016).

Challenges live in the caller's session, for one use; the relying party is the host of the page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from liushui.accounts.models import Passkey
from liushui.accounts.notices import FACTOR_ADDED, FACTOR_GONE, tell_of
from liushui.accounts.queries.factors import PASSKEY_NAME, has_factors, passkeys_of
from liushui.accounts.services.recovery import void_early_codes
from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.parties.models import Account

LONGEST_ANSWER = 20_000
LONGEST_NAME = 40
MOST = 10
_HOUSE = "Liushui 流水"
# Whatever a hostile answer makes the reader of JSON or CBOR stumble over.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyWrong(DomainError):
    """The device's answer does not fit: another challenge, another site, another key."""

    code = "passkey_wrong"
    message = gettext_noop("This passkey was not accepted.")
    remedy = gettext_noop("Reload the page and try once more, or use another way.")


class PasskeysFull(DomainError):
    """Ten keys are enough for anyone's devices."""

    code = "passkeys_full"
    message = gettext_noop("You have %(most)s passkeys already.")
    remedy = gettext_noop("Remove one that you no longer use.")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page with the challenge stands: ``give.example.org``, ``https://give...``."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser is asked (JSON), and what the session keeps until it answers."""

    options: str
    state: dict[str, Any]


def challenge_to_add(actor: Actor, site: Site) -> Challenge:
    """Ask a device for a key of its own, found by the site without a name typed."""
    account = _own_account(actor)
    user = PublicKeyCredentialUserEntity(id=account.handle.bytes, name=_HOUSE, display_name=_HOUSE)
    options, state = _server(site).register_begin(
        user,
        [_descriptor(key) for key in passkeys_of(actor)],
        ResidentKeyRequirement.REQUIRED,
        _VERIFIED,
    )
    return Challenge(json.dumps(dict(options)), dict(state))


def challenge_to_use(actor: Actor, site: Site) -> Challenge:
    """Ask for one of the actor's keys; of a stranger, for any key of this site."""
    own = passkeys_of(actor) if actor.person_id is not None else []
    options, state = _server(site).authenticate_begin(
        [_descriptor(key) for key in own] or None, _VERIFIED
    )
    return Challenge(json.dumps(dict(options)), dict(state))


@transaction.atomic
def add_passkey(
    actor: Actor, site: Site, state: Mapping[str, Any], *, answer: str, name: str, at: datetime
) -> Passkey:
    """Keep the device's new key. The caller has asked for a fresh proof.

    Raises ``PasskeyWrong`` and ``PasskeysFull``.
    """
    account = _own_account(actor)
    if Passkey.objects.select_for_update().filter(account=account).count() >= MOST:
        raise PasskeysFull(most=MOST)
    try:
        response = RegistrationResponse.from_dict(_read(answer))
        kept = _server(site).register_complete(state, response)
    except _UNREADABLE as error:
        raise PasskeyWrong from error
    credential = kept.credential_data
    if (
        credential is None
        or Passkey.objects.filter(credential_id=credential.credential_id).exists()
    ):
        raise PasskeyWrong
    void_early_codes(account, has_factors=has_factors(actor))
    passkey = Passkey.objects.create(
        account=account,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=kept.counter,
        name_sealed=vault.seal(account.person.vault_id, PASSKEY_NAME, name[:LONGEST_NAME]),
        added_at=at,
    )
    record(actor, "account.passkey_added", account, at=at, passkey=passkey.pk)
    tell_of(FACTOR_ADDED, actor.person_id, at=at)
    return passkey


@transaction.atomic
def use_passkey(
    actor: Actor, site: Site, state: Mapping[str, Any], *, answer: str, at: datetime
) -> "Account":
    """The account whose key signed the challenge; for somebody signed in, only their own.

    A key whose counter did not move on was copied and is refused. Raises ``PasskeyWrong``.
    """
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        passkey = _passkey_of(actor, response)
        known = AttestedCredentialData(bytes(passkey.credential))
        _server(site).authenticate_complete(state, [known], response)
    except _UNREADABLE as error:
        raise PasskeyWrong from error
    count = response.response.authenticator_data.counter
    if count <= passkey.sign_count and (count or passkey.sign_count):
        raise PasskeyWrong
    passkey.sign_count, passkey.used_at = count, at
    passkey.save(update_fields=["sign_count", "used_at"])
    account = passkey.account
    record(Actor.system("sign-in"), "account.passkey_used", account, at=at, passkey=passkey.pk)
    return account


@transaction.atomic
def remove_passkey(actor: Actor, handle: UUID, *, at: datetime) -> None:
    """Forget one of the actor's keys. Another's, or one that is gone, stays as it is."""
    account = _own_account(actor)
    gone, _ = Passkey.objects.filter(account=account, handle=handle).delete()
    if gone:
        record(actor, "account.passkey_removed", account, at=at)
        tell_of(FACTOR_GONE, actor.person_id, at=at)


def _passkey_of(actor: Actor, response: AuthenticationResponse) -> Passkey:
    """The kept key that the answer names, of the account that it names."""
    passkey = (
        Passkey.objects.select_for_update(of=("self",))
        .select_related("account__person")
        .filter(credential_id=response.raw_id, account__is_active=True)
        .first()
    )
    if passkey is None:
        raise PasskeyWrong
    claimed = response.response.user_handle
    is_other = claimed is not None and claimed != passkey.account.handle.bytes
    is_foreign = actor.person_id is not None and actor.person_id != passkey.account.person_id
    if is_other or is_foreign:
        raise PasskeyWrong
    return passkey


def _server(site: Site) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(name=_HOUSE, id=site.host)
    # Exactly this page's origin: the library would let every subdomain speak for the site.
    return Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return PublicKeyCredentialDescriptor(type=kind, id=bytes(key.credential_id))


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any device's answer")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("not an answer of a device")
    return read


def _own_account(actor: Actor) -> "Account":
    account = account_of(actor.person_id or 0)
    assert account is not None, "who is signed in has an account"
    return account
