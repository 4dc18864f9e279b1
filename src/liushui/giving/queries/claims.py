"""What is asked about claims to imported gifts, and about gifts behind a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liushui.base import vault
from liushui.giving import policies
from liushui.giving.models import GiftClaim, GiftOrder, ImportedGiver, ImportedSheet
from liushui.giving.queries.recognising import Lookups, lookups_of, phone_lookup
from liushui.giving.states import ClaimState, GiftState
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.masks import mask_phone
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.parties.queries.people import PHONE

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

SAID = "gift-claim"
MOST_FOUND = 100
CLOSE_DAYS = 3
LIKELY_DAYS = 31
MOST_LIKELY = 12


@dataclass(frozen=True, slots=True)
class Likely:
    """An imported gift that a claim may mean, and what of it agrees. No name is opened for it."""

    order: GiftOrder
    given_on: date
    same_name: bool
    same_sum: bool
    same_day: bool
    phone: str
    """``same``, ``other`` or ``none``: what the list has beside it."""
    is_taken: bool


def guest_gift(reference: str) -> GiftOrder | None:
    """A guest's gift with this reference."""
    return GiftOrder.objects.filter(reference=reference, by_guest=True).first()


def gifts_with_phone(phone: str, *, reference: str, number: str) -> Sequence[GiftOrder]:
    """Paid gifts of the donor with this phone, and the imported one that the number names as well.

    Newest first, at most a hundred. Who restricted the use of their values is found nothing.
    """
    lookup = phone_lookup(phone)
    wanted = Q(donor__phone_lookup=lookup, by_guest=False)
    by_list = Q(imported_giver__phone_lookup=lookup)
    if reference:
        wanted |= by_list & Q(reference=reference)
    if number:
        wanted |= by_list & Q(imported_giver__number_lookup=lookups_of("", "", number)[2])
    paid = GiftOrder.objects.filter(wanted, state=GiftState.PAID, donor__restricted_at=None)
    return list(paid.select_related("project__organisation", "donor").order_by("-id")[:MOST_FOUND])


def gift_with_both(phone: str, *, reference: str, number: str) -> GiftOrder | None:
    """The paid gift that both the phone and the number name: either alone names none.

    A guest's gift knows no phone. Who restricted the use of their values is found nothing.
    """
    lookup = phone_lookup(phone)
    by_number = Q(reference=reference) if reference else Q(pk__in=())
    listed = Q(imported_giver__phone_lookup=lookup) & (
        by_number | Q(imported_giver__number_lookup=lookups_of("", "", number)[2])
    )
    own = Q(donor__phone_lookup=lookup, by_guest=False) & by_number
    paid = GiftOrder.objects.filter(own | listed, state=GiftState.PAID, donor__restricted_at=None)
    return paid.select_related("project__organisation", "donor").order_by("-id").first()


def found_gifts(ids: Iterable[int]) -> Sequence[GiftOrder]:
    """Gifts that a browser proved to be its reader's, newest first."""
    orders = GiftOrder.objects.filter(pk__in=list(ids)[:MOST_FOUND], state=GiftState.PAID)
    return list(orders.select_related("project__organisation", "donor").order_by("-id"))


def claimable_bodies() -> "Sequence[Organisation]":
    """Organisations that imported lists: one of them may hold the gift that is missed."""
    ids = ImportedSheet.objects.values_list("project__organisation_id", flat=True).distinct()
    return organisations_by_id(ids)


def matching_gifts(
    organisation_id: int, lookups: Lookups, *, minor: int, on: date
) -> "QuerySet[GiftOrder]":
    """Imported gifts with all of these details: phone and name, the sum, about the day."""
    name, phone, _number = lookups
    return _about(organisation_id, on, CLOSE_DAYS).filter(
        amount_minor=minor, imported_giver__name_lookup=name, imported_giver__phone_lookup=phone
    )


def givers_of(organisation_id: int) -> "QuerySet[ImportedGiver]":
    """What lists said of the givers of this organisation's imported gifts."""
    return ImportedGiver.objects.filter(order__project__organisation_id=organisation_id)


def is_taken(order: GiftOrder) -> bool:
    """Whether somebody has this gift already: by a claim, or as a donor with a phone."""
    return (
        order.claims.filter(state=ClaimState.GRANTED).exists()
        or order.donor is None
        or order.donor.phone_lookup is not None
    )


def differs_from_list(claim: GiftClaim, order: GiftOrder) -> bool:
    """Whether the claim's name or sum, or the phone that answered, is not what the list has."""
    name, _phone, _number = lookups_of(name_of_claim(claim))
    giver = ImportedGiver.objects.get(order=order)
    phone = bytes(claim.claimant.phone_lookup or b"")
    return (
        order.amount_minor != claim.amount_minor
        or bytes(giver.name_lookup) != name
        or (giver.phone_lookup is not None and bytes(giver.phone_lookup) != phone)
    )


def claim_for(actor: Actor, key: UUID) -> GiftClaim:
    """The claim with this key; else ``NotFound``."""
    found = claims_in_console(actor).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def claim_for_update(actor: Actor, key: UUID) -> GiftClaim:
    """The same, locked until the transaction ends."""
    claims = policies.claims_of_console(actor).select_for_update(of=("self",))
    found = claims.select_related("organisation", "claimant").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def claims_in_console(actor: Actor) -> "QuerySet[GiftClaim]":
    """Claims to gifts of the organisations for which the actor imports."""
    return policies.claims_of_console(actor).select_related(
        "organisation", "claimant", "order", "proposed_order"
    )


def claims_waiting(actor: Actor) -> Sequence[GiftClaim]:
    """Claims that the actor must look at, oldest first: where they spoke, another is waited for."""
    waiting = claims_in_console(actor).filter(state=ClaimState.WAITING)
    waiting = waiting.exclude(proposed_by=actor.name)
    return list(waiting.order_by("id")[:MOST_FOUND])


def claims_of(person_id: int) -> Sequence[GiftClaim]:
    """What one person claimed, newest first."""
    claims = GiftClaim.objects.filter(claimant_id=person_id)
    return list(
        claims.select_related("organisation", "order", "claimant").order_by("-id")[:MOST_FOUND]
    )


def claims_of_phone(phone: str) -> Sequence[GiftClaim]:
    """What the person with this phone claimed; the phone was proven."""
    if not phone:
        return []
    claims = GiftClaim.objects.filter(claimant__phone_lookup=phone_lookup(phone))
    return list(claims.select_related("organisation", "order").order_by("-id")[:MOST_FOUND])


def words_of_claim(claim: GiftClaim) -> str:
    """How the gift was paid, in the claimant's words; "" once erased."""
    if claim.said_sealed is None:
        return ""
    opened = vault.open_many(SAID, [(claim.claimant.vault_id, claim.said_sealed)])[0] or "\n"
    return opened.split("\n", 1)[1]


def masked_phone_of(claim: GiftClaim) -> str:
    """``138****5678``: the phone that was proven, "" once erased."""
    sealed = claim.claimant.phone_sealed
    if sealed is None:
        return ""
    return mask_phone(vault.open_many(PHONE, [(claim.claimant.vault_id, sealed)])[0] or "")


def name_of_claim(claim: GiftClaim) -> str:
    """The name that was typed, for comparing alone; "" once erased."""
    if claim.said_sealed is None:
        return ""
    opened = vault.open_many(SAID, [(claim.claimant.vault_id, claim.said_sealed)])[0] or "\n"
    return opened.split("\n", 1)[0]


def likely_gifts(claim: GiftClaim) -> Sequence[Likely]:
    """Imported gifts that the claim may mean, those that agree most first; at most a dozen."""
    name, _phone, _number = lookups_of(name_of_claim(claim))
    phone = bytes(claim.claimant.phone_lookup or b"")
    alike = (
        Q(amount_minor=claim.amount_minor, imported_giver__name_lookup=name)
        | Q(imported_giver__phone_lookup=phone)
        | Q(amount_minor=claim.amount_minor, payments__paid_at__range=_days(claim.given_on, 1))
    )
    granted = GiftClaim.objects.filter(order=OuterRef("pk"), state=ClaimState.GRANTED)
    orders = (
        _about(claim.organisation_id, claim.given_on, LIKELY_DAYS)
        .filter(alike)
        .annotate(is_granted=Exists(granted))
        .select_related("imported_giver", "donor", "project")
        .prefetch_related("payments")
        .order_by("-id")
        .distinct()[:200]
    )
    found = [_likely(order, claim, name, phone) for order in orders]
    return sorted(found, key=_agreement)[:MOST_LIKELY]


def _likely(order: GiftOrder, claim: GiftClaim, name: bytes, phone: bytes) -> Likely:
    giver = order.imported_giver
    given_on = day_of(order.payments.all()[0].paid_at)
    known = bytes(giver.phone_lookup) if giver.phone_lookup is not None else b""
    return Likely(
        order=order,
        given_on=given_on,
        same_name=bytes(giver.name_lookup) == name,
        same_sum=order.amount_minor == claim.amount_minor,
        same_day=abs((given_on - claim.given_on).days) <= CLOSE_DAYS,
        phone="none" if not known else "same" if known == phone else "other",
        is_taken=bool(order.is_granted)  # type: ignore[attr-defined]
        or (order.donor is not None and order.donor.phone_lookup is not None),
    )


def _agreement(one: Likely) -> tuple[bool, bool, bool, bool, int]:
    return (not one.same_name, one.phone != "same", not one.same_sum, not one.same_day,
            -one.order.pk)  # fmt: skip


def _about(organisation_id: int, on: date, days: int) -> "QuerySet[GiftOrder]":
    return GiftOrder.objects.filter(
        project__organisation_id=organisation_id,
        state=GiftState.PAID,
        imported_giver__isnull=False,
        payments__paid_at__range=_days(on, days),
    )


def _days(on: date, days: int) -> tuple[datetime, datetime]:
    first, last = on - timedelta(days=days), on + timedelta(days=days)
    return datetime.combine(first, time.min, CHINA), datetime.combine(last, time.max, CHINA)
