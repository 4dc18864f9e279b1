"""Three people who vouch: each is named by who asks, and confirms by an own link and code."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from liushui.appeals.errors import AppealClosed, LinkOver, OtherPhone, WitnessWrong
from liushui.appeals.models import Appeal, Witness
from liushui.appeals.queries.appeals import own_for_update
from liushui.appeals.queries.people import (
    WITNESS_NAME,
    WITNESS_PHONE,
    own_phone_of,
    phone_of,
    witness_by_hash,
)
from liushui.appeals.services.masking import require_masked
from liushui.appeals.states import WRITABLE, AppealState
from liushui.base import vault
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.ids import is_mobile, normal_phone
from liushui.kernel.masks import mask_name
from liushui.parties.actors import Actor
from liushui.parties.queries.people import PHONE
from liushui.parties.services import record, send_code, spend_code
from liushui.parties.services.signing_in import Purpose

MOST = 6
_TOKEN = "appeal-witness"  # noqa: S105 - the name of a hash's domain
_BYTES = 24
_VOUCHED_IN = (*WRITABLE, AppealState.CHECKING)
STRANGER = Actor.stranger()


@dataclass(frozen=True, slots=True)
class WitnessAsked:
    """Who vouches, as who asks names them."""

    name: str = field(repr=False)
    relation: str
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Linked:
    """The link's token is known now and never again."""

    witness: Witness
    token: str


@transaction.atomic
def name_witness(actor: Actor, key: UUID, asked: WitnessAsked, *, at: datetime) -> Linked:
    """Name somebody who vouches; their link is shown once.

    Raises ``WitnessWrong`` for one's own number, for that of whom it is about, and for one that
    vouches already; ``WordsNamePerson``.
    """
    appeal = own_for_update(actor, key)
    if appeal.state not in WRITABLE:
        raise AppealClosed
    name, phone = " ".join(asked.name.split()), normal_phone(asked.phone)
    lookup = vault.lookup_hash(PHONE, phone)
    own = (appeal.applicant.phone_lookup, appeal.person and appeal.person.phone_lookup)
    known = appeal.witnesses.filter(phone_lookup=lookup).exists()
    is_own = lookup in {bytes(one) for one in own if one} or phone == own_phone_of(appeal)
    too_many = appeal.witnesses.count() >= MOST
    if (
        not name
        or not asked.relation.strip()
        or not is_mobile(phone)
        or known
        or is_own
        or too_many
    ):
        raise WitnessWrong
    require_masked(appeal, asked.relation)
    vault_id, token = uuid4(), secrets.token_urlsafe(_BYTES)
    witness = Witness.objects.create(
        appeal=appeal,
        vault_id=vault_id,
        name_sealed=vault.seal(vault_id, WITNESS_NAME, name),
        name_shown=mask_name(name),
        relation=asked.relation.strip()[:40],
        phone_sealed=vault.seal(vault_id, WITNESS_PHONE, phone),
        phone_lookup=lookup,
        token_hash=hash_of(token),
    )
    record(actor, "appeal.witness_named", appeal, at=at, number=appeal.number)
    return Linked(witness, token)


@transaction.atomic
def link_anew(actor: Actor, key: UUID, witness_id: int, *, at: datetime) -> Linked:
    """Another link, for who lost the first; the old one is over."""
    witness = _own_witness(own_for_update(actor, key), witness_id)
    if witness.confirmed_at is not None:
        raise LinkOver
    token = secrets.token_urlsafe(_BYTES)
    witness.token_hash = hash_of(token)
    witness.save(update_fields=["token_hash"])
    record(actor, "appeal.witness_linked", witness.appeal, at=at, number=witness.appeal.number)
    return Linked(witness, token)


@transaction.atomic
def drop_witness(actor: Actor, key: UUID, witness_id: int, *, at: datetime) -> None:
    """Take somebody off again, key and all, while it is written. Twice changes nothing."""
    appeal = own_for_update(actor, key)
    if appeal.state not in WRITABLE:
        raise AppealClosed
    witness = appeal.witnesses.filter(pk=witness_id).first()
    if witness is None:
        return
    vault.destroy_key(witness.vault_id, at=at)
    witness.delete()
    record(actor, "appeal.witness_dropped", appeal, at=at, number=appeal.number)


def send_vouching_code(token: str, *, address: str, at: datetime) -> UUID:
    """Send a code to the phone that who asks named; the handle by which it is tried.

    Raises ``NotFound``, ``LinkOver``, and what sending refuses.
    """
    witness = open_link(token)
    phone = phone_of(witness)
    return send_code(STRANGER, phone=phone, address=address, at=at, purpose=Purpose.CONFIRM)


def vouch(token: str, handle: UUID, code: str, *, at: datetime) -> Witness:
    """The code is right: this person vouches. Raises ``CodeWrong``, ``CodeExpired``."""
    witness = open_link(token)

    def confirm(phone: str) -> Witness:
        if vault.lookup_hash(PHONE, phone) != bytes(witness.phone_lookup or b""):
            raise OtherPhone
        return _confirmed(STRANGER, witness, at)

    return spend_code(handle, code, Purpose.CONFIRM, confirm, at=at)


@transaction.atomic
def take_over_vouching(actor: Actor, witness: Witness, *, at: datetime) -> Witness:
    """Enter that this person vouched before. Only for the installation itself."""
    if not actor.is_system:
        raise NotAllowed
    return _confirmed(actor, witness, at)


def open_link(token: str) -> Witness:
    """Whose link it is, while it can still be confirmed. Raises ``LinkOver``."""
    try:
        witness = witness_by_hash(hash_of(token))
    except NotFound:
        raise LinkOver from None
    if witness.appeal.state not in _VOUCHED_IN or witness.phone_sealed is None:
        raise LinkOver
    return witness


def hash_of(token: str) -> bytes:
    """By what a link is known: the link itself is not kept."""
    return vault.lookup_hash(_TOKEN, token)


def _confirmed(actor: Actor, witness: Witness, at: datetime) -> Witness:
    fresh = Witness.objects.filter(pk=witness.pk, confirmed_at=None)
    if fresh.update(confirmed_at=at):
        record(actor, "appeal.vouched", witness.appeal, at=at, number=witness.appeal.number)
    witness.confirmed_at = at
    return witness


def _own_witness(appeal: Appeal, witness_id: int) -> Witness:
    witness = appeal.witnesses.select_related("appeal").filter(pk=witness_id).first()
    if witness is None:
        raise NotFound
    return witness
