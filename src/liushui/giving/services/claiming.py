"""A gift of a list is somebody's who can show it: by details that the list has, else by a person.

A published list tells everyone who gave how much and when. So these three alone prove nothing: what
settles a claim by itself is the phone that the list has beside them and that answered a code
(decision 0060). Whatever else is typed waits for a person of the charity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from liushui.accounts.services.trying import Share, TooManyGuesses, count_guess
from liushui.base import vault
from liushui.base.states import move_state
from liushui.giving import policies
from liushui.giving.models import GiftClaim, GiftOrder, ImportedGiver
from liushui.giving.notices import tell_claimant
from liushui.giving.queries import claims as asked
from liushui.giving.queries.recognising import lookups_of
from liushui.giving.states import CLAIM_MOVES, ClaimReason, ClaimState
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.kernel.masks import mask_name
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import PhoneUnreadable, record, register_person, unite_by_proof
from liushui.parties.services.two_people import is_another, require_other_hands

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.parties.models import Person

_SYSTEM = Actor.system("claims")
WORDS_LIMIT = 300
MOST_WAITING = 3
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Whoever really gave types it once or twice; a family behind one address a few times more.
_PHONE_LIMITS = ((_HOUR, 5), (_DAY, 10))
_ADDRESS_LIMITS = ((_HOUR, 20), (_DAY, 60))


class TooManyClaims(DomainError):
    """The tries of this phone or from here are used up, or enough wait already."""

    code = "too_many_claims"
    status = 429
    message = gettext_noop("There were too many tries, or enough of yours wait already.")
    remedy = gettext_noop("Wait for an answer, or call the charity.")


class ClaimSettled(DomainError):
    """Somebody decided on it before."""

    code = "claim_settled"
    status = 409
    message = gettext_noop("This claim was decided on already.")
    remedy = gettext_noop("Nothing is left to do.")


class GiftTaken(DomainError):
    """The gift is somebody's already."""

    code = "gift_taken"
    status = 409
    message = gettext_noop("This gift is somebody's already.")
    remedy = gettext_noop("Choose another one, or refuse the claim.")


class ClaimReasonMissing(DomainError):
    """A decision without a reason."""

    code = "claim_reason_missing"
    message = gettext_noop("A reason is needed, in a few words.")
    remedy = gettext_noop("Say what you compared.")


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody types of a gift: as the list should have it."""

    organisation_id: int
    name: str
    amount_minor: int
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The gifts that are the claimant's now, or the claim that waits for a person."""

    orders: Sequence[GiftOrder]
    waiting: GiftClaim | None = None


def claim_gift(
    actor: Actor, details: Details, *, phone: str, address: str, at: datetime
) -> Claimed:
    """Give the claimant the gifts whose list has these details; else have a person look.

    ``phone`` has answered a code. Each try counts, also one that comes to nothing. Raises
    ``TooManyClaims``, ``PhoneUnreadable``, ``NotFound`` for who imported nothing.
    """
    plain = normal_phone(phone)
    if not plain:
        raise PhoneUnreadable
    if details.organisation_id not in {body.pk for body in asked.claimable_bodies()}:
        raise NotFound
    try:
        count_guess(
            [
                Share("claim-phone", plain, _PHONE_LIMITS),
                Share("claim-address", address, _ADDRESS_LIMITS),
            ],
            at=at,
        )
    except TooManyGuesses:
        raise TooManyClaims from None
    return _claim(actor, details, phone=plain, at=at)


@transaction.atomic
def _claim(actor: Actor, details: Details, *, phone: str, at: datetime) -> Claimed:
    claimant = register_person(_SYSTEM, phone=phone, at=at)
    lookups = lookups_of(details.name, phone)
    found = asked.matching_gifts(
        details.organisation_id, lookups, minor=details.amount_minor, on=details.on
    )
    free = [order for order in _locked(found) if not asked.is_taken(order)]
    own = [order for order in found if order.donor_id == claimant.pk]
    for order in free:
        claim = _written(details, claimant, at=at)
        _grant(claim, order, by=_SYSTEM, why="", at=at)
    if free or own:
        return Claimed([*free, *own])
    reason = _reason(details, claimant, is_found=found.exists())
    waiting = GiftClaim.objects.filter(claimant=claimant, state=ClaimState.WAITING)
    same = waiting.filter(
        organisation_id=details.organisation_id,
        amount_minor=details.amount_minor,
        given_on=details.on,
    ).first()
    if same is not None:
        return Claimed([], same)
    if waiting.count() >= MOST_WAITING:
        raise TooManyClaims
    claim = _written(details, claimant, reason=reason, at=at)
    record(actor, "claim.made", claim, at=at, reason=str(reason))
    return Claimed([], claim)


@transaction.atomic
def grant_claim(actor: Actor, key: UUID, *, reference: str, why: str, at: datetime) -> GiftClaim:
    """A person found which gift it is; where sum, name or phone is not the list's, two people do.

    The first one's word is kept and the claim waits on. Safe to call twice. Raises ``NotFound``,
    ``NotAllowed`` for one's own claim, ``ClaimReasonMissing``, ``ClaimSettled``, ``GiftTaken``,
    ``SameHands``.
    """
    claim = _open(actor, key, why)
    orders = GiftOrder.objects.filter(
        reference=reference,
        project__organisation_id=claim.organisation_id,
        imported_giver__isnull=False,
    )
    order = next(iter(_locked(orders)), None)
    if order is None:
        raise NotFound
    if claim.state == ClaimState.GRANTED and claim.order_id == order.pk:
        return claim
    if claim.state != ClaimState.WAITING:
        raise ClaimSettled
    if asked.is_taken(order):
        raise GiftTaken
    claim.differs = asked.differs_from_list(claim, order)
    if claim.differs and not _is_second(actor, claim, order, at):
        return _propose(actor, claim, order, why=why, at=at)
    _grant(claim, order, by=actor, why=why, at=at)
    tell_claimant(claim, at=at)
    return claim


def _is_second(actor: Actor, claim: GiftClaim, order: GiftOrder, at: datetime) -> bool:
    """Whether another person named this very gift before. Raises ``SameHands``."""
    if claim.proposed_order_id != order.pk or not is_another(actor, claim.proposed_by):
        return False
    require_other_hands(
        actor,
        claim.proposed_by,
        organisation_id=claim.organisation_id,
        rights=(Right.GIFT_IMPORT,),
        at=at,
    )
    return True


def _propose(
    actor: Actor, claim: GiftClaim, order: GiftOrder, *, why: str, at: datetime
) -> GiftClaim:
    if claim.proposed_order_id == order.pk:
        return claim
    claim.proposed_order, claim.proposed_by, claim.proposed_at = order, actor.name, at
    claim.proposed_why = _kept(why)
    claim.save(update_fields=["proposed_order", "proposed_by", "proposed_at", "proposed_why"])
    record(actor, "claim.proposed", claim, at=at, reference=order.reference)
    return claim


@transaction.atomic
def refuse_claim(actor: Actor, key: UUID, *, why: str, at: datetime) -> GiftClaim:
    """A person found that it is not so. Safe to call twice. Raises as ``grant_claim``."""
    claim = _open(actor, key, why)
    if claim.state == ClaimState.REFUSED:
        return claim
    if claim.state != ClaimState.WAITING:
        raise ClaimSettled
    move_state(claim, to=ClaimState.REFUSED, moves=CLAIM_MOVES, by=actor.name, at=at)
    _decided(claim, by=actor, why=why, at=at)
    record(actor, "claim.refused", claim, at=at)
    tell_claimant(claim, at=at)
    return claim


def forget_claims(person_id: int, *, at: datetime) -> None:
    """Part of erasing a person: what was typed goes, what waits ends, digests of lists go."""
    for claim in GiftClaim.objects.filter(claimant_id=person_id):
        if claim.state == ClaimState.WAITING:
            move_state(claim, to=ClaimState.WITHDRAWN, moves=CLAIM_MOVES, by=_SYSTEM.name, at=at)
        claim.said_sealed, claim.shown_name = None, ""
        claim.why = claim.proposed_why = ""
        claim.save(update_fields=["said_sealed", "shown_name", "why", "proposed_why"])
    ImportedGiver.objects.filter(order__donor_id=person_id).delete()


def claims_as(person_id: int, into: "Person") -> None:
    """Two records are one person's: the claims of one are the other's, sealed under that key."""
    for claim in GiftClaim.objects.filter(claimant_id=person_id).select_related("claimant"):
        said = f"{asked.name_of_claim(claim)}\n{asked.words_of_claim(claim)}"
        claim.claimant = into
        if claim.said_sealed is not None:
            claim.said_sealed = vault.seal(into.vault_id, asked.SAID, said)
        claim.save(update_fields=["claimant", "said_sealed"])


def _written(details: Details, claimant: "Person", *, reason: str = "", at: datetime) -> GiftClaim:
    name = " ".join(details.name.split())[:80]
    said = f"{name}\n{details.words.strip()[:WORDS_LIMIT]}"
    return GiftClaim.objects.create(
        organisation_id=details.organisation_id,
        claimant=claimant,
        said_sealed=vault.seal(claimant.vault_id, asked.SAID, said),
        shown_name=mask_name(name),
        amount_minor=details.amount_minor,
        given_on=details.on,
        reason=reason,
        made_at=at,
    )


def _grant(claim: GiftClaim, order: GiftOrder, *, by: Actor, why: str, at: datetime) -> None:
    """The list's person and the claimant are one from now on; the gift is theirs."""
    assert order.donor_id is not None, "an imported gift has its list's person"
    unite_by_proof(
        _SYSTEM,
        organisation_id=claim.organisation_id,
        person_id=order.donor_id,
        into_id=claim.claimant_id,
        at=at,
    )
    claim.order = order
    _decided(claim, by=by, why=why, at=at)
    move_state(claim, to=ClaimState.GRANTED, moves=CLAIM_MOVES, by=by.name, at=at)
    record(by, "claim.granted", claim, at=at, reference=order.reference)


def _decided(claim: GiftClaim, *, by: Actor, why: str, at: datetime) -> None:
    claim.decided_at, claim.decided_by, claim.why = at, by.name, _kept(why)
    claim.save(update_fields=["order", "decided_at", "decided_by", "why", "differs"])


def _kept(why: str) -> str:
    return " ".join(why.split())[:500]


def _open(actor: Actor, key: UUID, why: str) -> GiftClaim:
    claim = asked.claim_for_update(actor, key)
    policies.require_import(actor, claim.organisation_id)
    if actor.person_id == claim.claimant_id:
        raise NotAllowed
    if not why.strip():
        raise ClaimReasonMissing
    return claim


def _locked(orders: "QuerySet[GiftOrder]") -> list[GiftOrder]:
    """These orders with their donors, locked in one order until the transaction ends."""
    ids = sorted(orders.values_list("pk", flat=True))
    locked = GiftOrder.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(locked.select_related("donor", "project").order_by("pk"))


def _reason(details: Details, claimant: "Person", *, is_found: bool) -> ClaimReason:
    """Why no gift was found by itself: told to staff."""
    if is_found:
        return ClaimReason.TAKEN
    givers = asked.givers_of(details.organisation_id)
    if givers.filter(phone_lookup=claimant.phone_lookup).exists():
        return ClaimReason.OTHER_DETAILS
    named = givers.filter(
        name_lookup=lookups_of(details.name)[0], order__amount_minor=details.amount_minor
    )
    if named.filter(phone_lookup=None).exists():
        return ClaimReason.NO_PHONE
    return ClaimReason.OTHER_PHONE if named.exists() else ClaimReason.NOTHING_LIKE_IT
