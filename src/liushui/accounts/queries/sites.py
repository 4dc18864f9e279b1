"""Other sites: whose they are, how a person is called there, and who uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liushui.accounts.issuer.scopes import told_by
from liushui.accounts.models import Guest, Site
from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_of

LISTED = 100


@dataclass(frozen=True, slots=True)
class SiteVisited:
    """One site as its guest sees it."""

    client_id: str
    name: str
    organisation: Any
    told: Sequence[str]
    since: datetime
    told_at: datetime


def subject_of(client_id: str, account: Any) -> str:
    """What the sites of one organisation call the person: no other organisation's is the same."""
    site = Site.objects.get(pk=client_id)
    return vault.lookup_hash("subject", f"{site.organisation_id} {account.handle}").hex()


def account_of_subject(client_id: str, subject: str) -> Any | None:
    """The person behind a subject, as long as they let the site sign them in."""
    guest = (
        Guest.objects.filter(site=client_id, site__closed_at=None, subject=subject)
        .select_related("account__person")
        .first()
    )
    if guest is None or not guest.account.is_active:
        return None
    return guest.account


def open_site(client_id: str) -> Site:
    """A site that still signs people in. Raises ``NotFound``."""
    site = (
        Site.objects.filter(pk=client_id, closed_at=None)
        .select_related("client", "organisation")
        .first()
    )
    if site is None:
        raise NotFound
    return site


def site_in_words(client_id: str) -> str:
    """What a consent to a site is called in a list of consents, also once the site is closed."""
    site = Site.objects.filter(pk=client_id).select_related("client").first()
    return _("Signing in at %(site)s") % {"site": site.client.name if site else client_id}


def has_let_in(client_id: str, account_pk: int, scopes: frozenset[str]) -> bool:
    """Whether the person already lets the site be told all of this."""
    guest = Guest.objects.filter(site=client_id, account_id=account_pk).first()
    return guest is not None and scopes <= frozenset(guest.scopes.split())


def sites_visited(actor: Actor) -> Sequence[SiteVisited]:
    """The sites that the actor lets sign them in, the latest first."""
    rows = Guest.objects.filter(account__person_id=actor.person_id or 0)
    rows = rows.select_related("site__client", "site__organisation").order_by("-since", "-pk")
    return [
        SiteVisited(
            client_id=row.site_id,
            name=row.site.client.name,
            organisation=row.site.organisation,
            told=told_by(row.scopes.split()),
            since=row.since,
            told_at=row.told_at,
        )
        for row in rows[:LISTED]
    ]


def sites_of(actor: Actor) -> Sequence[Site]:
    """The sites that the actor looks after, open ones first. An operator sees all."""
    rows = Site.objects.select_related("client", "organisation")
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        rows = rows.filter(organisation__in=actor.organisations_with(Right.BODY_EDIT))
    return list(rows.order_by("closed_at", "-registered_at", "pk")[:LISTED])


def site_for(actor: Actor, client_id: str) -> Site:
    """One that the actor looks after. Raises ``NotFound`` for all others."""
    site = Site.objects.filter(pk=client_id).select_related("client", "organisation").first()
    if site is None or not looks_after(actor, site.organisation_id):
        raise NotFound
    return site


def looks_after(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor may register and close sites of this organisation."""
    is_operator = actor.is_system or actor.holds_any([Right.INSTALLATION_MANAGE])
    return is_operator or actor.holds(Right.BODY_EDIT, organisation_id)


def waits_at(client_id: str, address: str) -> bool:
    """Whether the site was registered with this very return address."""
    site = None if "\0" in client_id else Site.objects.filter(pk=client_id).first()
    return site is not None and address in site.client.get_redirect_uris()


def organisations_looked_after(actor: Actor) -> Sequence[Any]:
    """The organisations for which the actor may register a site."""
    return [body for body in organisations_of(actor) if looks_after(actor, body.pk)]
