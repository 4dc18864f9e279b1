"""Questions about partners that act under a public charity (R-16)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from liushui.base.files import open_file
from liushui.kernel.errors import NotFound
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.models import Partner
from liushui.parties.queries.bodies import Picture, body_for

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """A partner as a plan names it: who, since when assessed, under which agreement, how long."""

    id: int
    organisation_id: int
    name: str
    name_en: str
    credit_code: str
    assessed_on: date
    agreement_number: str
    starts_on: date
    ends_on: date


def partners_of(organisation_id: int, on: date | None = None) -> list[PartnerFacts]:
    """The checked partners of a charity by name; with ``on`` those whose agreement holds then.

    A plan names them (慈善法 art 26; R-16). None of them has an account to which money could go.
    """
    found = Partner.objects.filter(organisation_id=organisation_id).exclude(checked_by="")
    if on is not None:
        found = _in_force(found, on)
    return [_facts(one) for one in found.order_by("name", "pk")]


def first_day_without(organisation_id: int, name: str, first: date, last: date) -> date | None:
    """The first of these days on which no checked agreement with the partner holds, if any."""
    held = Partner.objects.filter(organisation_id=organisation_id, name=name)
    day = first
    for one in held.exclude(checked_by="").order_by("starts_on", "pk"):
        until = min(one.ends_on, (one.ended_on or date.max) - _DAY)
        if one.starts_on <= day <= until:
            day = until + _DAY
    return day if day <= last else None


def partners_by_id(keys: "set[int] | frozenset[int]") -> dict[int, PartnerFacts]:
    """Partners by their numbers, ended ones too: what a filed plan names stays readable."""
    return {one.pk: _facts(one) for one in Partner.objects.filter(pk__in=keys)}


def partners_in_console(actor: Actor, credit_code: str) -> list[Partner]:
    """All partners of a body for its own people, the newest first. Raises ``NotFound``."""
    body = body_for(actor, credit_code)
    return list(body.partners.select_related("organisation").order_by("-pk")[:200])


def agreement_file(actor: Actor, credit_code: str, key: int) -> Picture:
    """The signed agreement, for the charity's own people alone. Raises ``NotFound``."""
    body = body_for(actor, credit_code)
    policies.require_check(actor, body.pk)
    found = body.partners.filter(pk=key).select_related("agreement").first()
    if found is None:
        raise NotFound
    return Picture(open_file(found.agreement), found.agreement.media_type)


def _in_force(partners: "QuerySet[Partner]", on: date) -> "QuerySet[Partner]":
    ended = Q(ended_on=None) | Q(ended_on__gt=on)
    return partners.filter(ended, starts_on__lte=on, ends_on__gte=on)


def _facts(one: Partner) -> PartnerFacts:
    names = (field for field in PartnerFacts.__dataclass_fields__)
    return PartnerFacts(**{name: getattr(one, name) for name in names})
