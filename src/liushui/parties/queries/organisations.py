"""Questions about organisations and their certificates."""

from datetime import date

from django.db.models import Q, QuerySet

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.models import (
    Certificate,
    CertificateKind,
    Organisation,
    OrganisationKind,
    PostHolding,
)

_CHARITIES = (OrganisationKind.FOUNDATION, OrganisationKind.FEDERATION, OrganisationKind.SERVICE)


def organisation_for(actor: Actor, credit_code: str) -> Organisation:
    """The organisation with this code: public for all. Raises ``NotFound``."""
    del actor  # the register of organisations is public by law
    found = Organisation.objects.filter(credit_code=credit_code).select_related("place").first()
    if found is None:
        raise NotFound
    return found


def organisations_of(actor: Actor) -> list[Organisation]:
    """The organisations in which the actor holds a post, by name."""
    held = {post.organisation_id for post in actor.posts}
    return list(Organisation.objects.filter(pk__in=held).order_by("name", "pk"))


def organisation_kinds() -> list[tuple[str, str]]:
    """The kinds of body that can be registered, with their words in the active language."""
    return [(kind.value, str(kind.label)) for kind in OrganisationKind]


def has_anybody() -> bool:
    """Whether any organisation was ever registered here: an installation in use."""
    return Organisation.objects.exists()


def number_of(credit_code: str) -> int | None:
    """Which organisation has this code."""
    found = Organisation.objects.filter(credit_code=credit_code).values_list("pk", flat=True)
    return found.first()


def only_charity() -> int | None:
    """The one organisation here that takes gifts; none where there are several, or nobody.

    Takes gifts: has a certificate to raise funds, of whatever days; where nobody has one yet, is
    of a kind that can have one.
    """
    certified = Certificate.objects.filter(kind=CertificateKind.PUBLIC_FUNDRAISING)
    counted = certified.exclude(checked_by="").order_by("organisation_id")
    raising = set(counted.values_list("organisation_id", flat=True).distinct()[:2])
    if not raising:
        theirs = Organisation.objects.filter(kind__in=_CHARITIES)
        raising = set(theirs.values_list("pk", flat=True)[:2])
    return raising.pop() if len(raising) == 1 else None


def has_people(credit_code: str) -> bool:
    """Whether anybody ever held a post in the organisation with this code: it is in use here."""
    held = PostHolding.objects.filter(post__organisation__credit_code=credit_code)
    return held.exists()


def certificates_of(organisation: Organisation | int, on: date | None = None) -> list[Certificate]:
    """All checked certificates, the newest of each kind first; with ``on`` those valid that day."""
    number = organisation if isinstance(organisation, int) else organisation.pk
    shown: QuerySet[Certificate] = Certificate.objects.filter(organisation_id=number).exclude(
        checked_by=""
    )
    if on is not None:
        shown = shown.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
    return list(shown.order_by("kind", "-valid_from", "-pk"))


def organisations_certified(kind: str, on: date) -> "QuerySet[Organisation, int]":
    """The numbers of all organisations with a checked certificate of this kind valid that day."""
    valid = Certificate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), kind=kind, valid_from__lte=on
    ).exclude(checked_by="")
    certified = Organisation.objects.filter(pk__in=valid.values("organisation_id"))
    return certified.values_list("pk", flat=True)
