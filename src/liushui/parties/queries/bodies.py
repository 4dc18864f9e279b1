"""Questions about bodies as they present themselves, and the register of all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from liushui.base.files import open_file
from liushui.kernel.errors import NotFound
from liushui.parties import policies
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Certificate, ContactLine, Organisation, OrganisationKind
from liushui.parties.models import PostHolding as Holding
from liushui.places.queries import path_texts, places_below

PAGE_SIZE = 50
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the register; ``after`` asks for the next one (none: this was the last).

    ``lapsed`` showed a certificate that ran out, and none of its kind that holds today.
    """

    bodies: Sequence[Organisation]
    paths: Mapping[str, str]
    after: int | None
    lapsed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A public picture's bytes, as they were redrawn when it came."""

    content: bytes
    media_type: str


def register_page(
    text: str = "", kind: str = "", place_code: str = "", after: int = 0, *, on: date | None = None
) -> RegisterPage:
    """The register of organisations, newest first: by a part of the name or the code, kind, place.

    Two queries, and a third that says whose certificates ran out by the day. Public by law.
    """
    wanted = Organisation.objects.select_related("place")
    words = text.strip()[:_LONGEST]
    if words:
        named = Q(name__contains=words) | Q(short_name__contains=words)
        wanted = wanted.filter(named | Q(name_en__icontains=words) | Q(credit_code=words.upper()))
    if kind in OrganisationKind.values:
        wanted = wanted.filter(kind=kind)
    if place_code:
        wanted = wanted.filter(places_below(place_code))
    if after:
        wanted = wanted.filter(pk__lt=after)
    rows = list(wanted.order_by("-pk")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    paths = path_texts(one.place for one in shown if one.place is not None)
    lapsed = lapsed_among([one.pk for one in shown], on) if on is not None else frozenset()
    return RegisterPage(shown, paths, shown[-1].pk if len(rows) > PAGE_SIZE else None, lapsed)


def lapsed_among(organisation_ids: Collection[int], on: date) -> frozenset[int]:
    """Those of these that showed a certificate of some kind and none of it holds: one query.

    Their projects take no gifts (A01; asked again at each gift).
    """
    holding = Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))
    checked = Certificate.objects.filter(organisation_id__in=organisation_ids).exclude(
        checked_by=""
    )
    kinds = checked.values("organisation_id", "kind").annotate(standing=Count("pk", filter=holding))
    return frozenset(one["organisation_id"] for one in kinds if not one["standing"])


def organisations_at(place_code: str, limit: int = 50) -> list[Organisation]:
    """Organisations that lie in this place or below it, by name."""
    lying = Organisation.objects.filter(places_below(place_code))
    return list(lying.order_by("name", "pk")[:limit])


def organisation_ids_at(place_code: str) -> list[int]:
    """The ids of all organisations in this place or below it."""
    lying = Organisation.objects.filter(places_below(place_code))
    return list(lying.order_by("pk").values_list("pk", flat=True))


def bodies_to_present(actor: Actor) -> list[Organisation]:
    """The bodies whose face the actor may edit or check, by name."""
    held = {
        post.organisation_id
        for post in actor.posts
        if {Right.BODY_EDIT, Right.MONEY_APPROVE} & post.rights
    }
    return list(Organisation.objects.filter(pk__in=held).order_by("name", "pk"))


def body_for(actor: Actor, credit_code: str) -> Organisation:
    """A body for its own people. Raises ``NotFound``, or ``NotAllowed`` for everyone else."""
    body = Organisation.objects.filter(credit_code=credit_code).select_related("place").first()
    if body is None:
        raise NotFound
    policies.require_check(actor, body.pk)
    return body


def body_for_update(credit_code: str) -> Organisation:
    """The body, locked until the transaction ends. Raises ``NotFound``."""
    body = Organisation.objects.select_for_update(of=("self",)).filter(credit_code=credit_code)
    found = body.first()
    if found is None:
        raise NotFound
    return found


def contact_lines_of(body: Organisation) -> list[ContactLine]:
    """The public ways to reach the body, in its own order."""
    return list(body.contact_lines.order_by("position"))


def count_of_people(organisation_id: int, on: date) -> int:
    """How many people hold a post in the organisation on this day."""
    held = Holding.objects.filter(post__organisation_id=organisation_id, since__lte=on).filter(
        Q(until=None) | Q(until__gt=on)
    )
    return int(held.aggregate(people=Count("person_id", distinct=True))["people"])


def certificates_to_check(body: Organisation) -> list[Certificate]:
    """Handed in, and not yet checked by a second person."""
    return list(body.certificates.filter(checked_by="").order_by("kind", "-valid_from", "pk"))


def certificates_ending(organisation_ids: Collection[int], by: date) -> list[Certificate]:
    """Checked certificates that end by this day, the first end first, unless a later one stands.

    One that was renewed is left out: another of its kind ends later or never.
    """
    later = Certificate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
        organisation=OuterRef("organisation"),
        kind=OuterRef("kind"),
    ).exclude(checked_by="")
    ending = Certificate.objects.filter(
        ~Exists(later), organisation_id__in=organisation_ids, valid_until__lte=by
    )
    checked = ending.exclude(checked_by="").select_related("organisation")
    return list(checked.order_by("valid_until", "pk")[:PAGE_SIZE])


def logo_of(credit_code: str) -> Picture:
    """The body's logo, for everyone. Raises ``NotFound``, ``FileDamaged``."""
    body = Organisation.objects.filter(credit_code=credit_code).select_related("logo").first()
    if body is None or body.logo is None:
        raise NotFound
    return Picture(open_file(body.logo), body.logo.media_type)


def certificate_picture(actor: Actor, credit_code: str, key: int) -> Picture:
    """A checked certificate's picture for everyone; an unchecked one for the body's own people."""
    found = (
        Certificate.objects.filter(pk=key, organisation__credit_code=credit_code)
        .select_related("image")
        .first()
    )
    if found is None or found.image is None:
        raise NotFound
    if not found.checked_by and not policies.can_present_or_check(actor, found.organisation_id):
        raise NotFound
    return Picture(open_file(found.image), found.image.media_type)
