"""Telling a site what a person lets it know: each time is on record (网络数据条例 12)."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from liushui.accounts.issuer.scopes import PHONE, PROFILE
from liushui.accounts.models import Guest
from liushui.parties.actors import Actor
from liushui.parties.queries.own import is_restricted, kept_person
from liushui.parties.services import record

_ISSUER = Actor.system("issuer")


@transaction.atomic
def told_claims(client_id: str, person_id: int, scopes: frozenset[str]) -> dict[str, Any]:
    """Name and phone, as far as the person lets this site know them; empty where restricted."""
    guest = (
        Guest.objects.select_for_update(of=("self",))
        .filter(site=client_id, account__person_id=person_id)
        .first()
    )
    if guest is None or is_restricted(person_id):
        return {}
    allowed = scopes & frozenset(guest.scopes.split())
    kept = kept_person(person_id)
    claims: dict[str, Any] = {}
    if PROFILE in allowed and kept.name:
        claims["name"] = kept.name
    if PHONE in allowed and kept.phone:
        claims |= {"phone_number": f"+86{kept.phone}", "phone_number_verified": True}
    guest.told_at = max(now(), guest.since)
    guest.save(update_fields=["told_at"])
    if claims:
        told = " ".join(sorted(claims))
        record(_ISSUER, "person.told_to_site", kept.person, site=client_id, told=told)
    return claims
