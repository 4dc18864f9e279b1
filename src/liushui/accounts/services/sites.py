"""Registering a site, letting it sign one in, taking that back, closing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from liushui.accounts.issuer.scopes import OPENID, SCOPES
from liushui.accounts.issuer.words import purpose_of, words_for
from liushui.accounts.models import Guest, Site
from liushui.accounts.queries.sites import looks_after, open_site, site_for, subject_of
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.agreements import Agreement
from liushui.parties.queries.own import last_consents, person_by_id
from liushui.parties.services import agree, record, withdraw

_OWN_MACHINE = {"127.0.0.1", "localhost"}
_MOST_ADDRESSES = 5


class ReturnAddressUnsafe(DomainError):
    """An address to which people come back is no whole https address."""

    code = "return_address_unsafe"
    message = gettext_noop("“%(address)s” cannot be a return address.")
    remedy = gettext_noop("Write whole https addresses, at most five, without * and without #.")


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site that was just registered. The secret is shown this once and kept as a hash."""

    site: Site
    secret: str


@transaction.atomic
def register_site(
    actor: Actor,
    *,
    organisation_id: int,
    name: str,
    addresses: Collection[str],
    scopes: Collection[str],
    at: datetime,
) -> NewSite:
    """A site of the organisation that may sign people in. ``addresses`` are whole and exact.

    Raises ``NotAllowed`` and ``ReturnAddressUnsafe``.
    """
    if not looks_after(actor, organisation_id):
        raise NotAllowed
    client = Client(name=" ".join(name.split())[:100], type=Client.Type.CONFIDENTIAL)
    secret = get_adapter().generate_client_secret()
    client.set_secret(secret)
    client.set_redirect_uris([_safe_address(address) for address in _few(addresses)])
    client.set_scopes([scope for scope in SCOPES if scope in {OPENID, *scopes}])
    client.set_default_scopes([OPENID])
    client.save(force_insert=True)
    site = Site.objects.create(client=client, organisation_id=organisation_id, registered_at=at)
    scopes_said = " ".join(client.get_scopes())
    record(
        actor,
        "site.registered",
        site.organisation,
        at=at,
        site=site.pk,
        scopes=scopes_said,
    )
    return NewSite(site, secret)


@transaction.atomic
def close_site(actor: Actor, client_id: str, *, at: datetime) -> Site:
    """The site signs nobody in any more; what it holds is worthless. Safe to call twice."""
    site = site_for(actor, client_id)
    if site.closed_at is None:
        site.closed_at = at
        site.save(update_fields=["closed_at"])
        Token.objects.filter(client=client_id).delete()
        record(actor, "site.closed", site.organisation, at=at, site=site.pk)
    return site


def words_of(site: Site, ticked: Collection[str] | None, language: str) -> Agreement:
    """What a person agrees to who lets this site sign them in; ``None`` before they ticked."""
    is_english = language.startswith("en")
    organisation = site.organisation
    return words_for(
        language,
        site.pk,
        site=site.client.name,
        organisation=(organisation.name_en if is_english else "") or organisation.name,
        ticked=ticked,
    )


@transaction.atomic
def let_in(
    actor: Actor, account: Any, client_id: str, *, scopes: Collection[str], language: str,
    at: datetime,
) -> Guest:  # fmt: skip
    """The person lets the site sign them in and be told this much. Safe to call twice."""
    site = open_site(client_id)
    wanted = [scope for scope in SCOPES if scope in {OPENID, *scopes}]
    words = words_of(site, wanted, language)
    guest, fresh = Guest.objects.select_for_update().get_or_create(
        account_id=account.pk,
        site=site,
        defaults={
            "subject": subject_of(client_id, account),
            "scopes": " ".join(wanted),
            "since": at,
            "told_at": at,
        },
    )
    if fresh or guest.scopes.split() != wanted:
        guest.scopes = " ".join(wanted)
        guest.save(update_fields=["scopes"])
        agree(actor, account.person, words, at=at)
        record(actor, "site.let_in", account.person, at=at, site=client_id, scopes=guest.scopes)
    return guest


@transaction.atomic
def shut_out(actor: Actor, person_id: int, client_id: str, *, at: datetime) -> None:
    """The site is told nothing more; its tokens are worthless. Safe to call twice."""
    guests = Guest.objects.filter(account__person_id=person_id, site=client_id)
    guest = guests.select_related("site__client", "site__organisation").first()
    if guest is None:
        return
    guests.delete()
    Token.objects.filter(client=client_id, user__person_id=person_id).delete()
    person = person_by_id(person_id)
    last = last_consents(person_id).get(purpose_of(client_id))
    if last is not None and last.is_given:
        words = words_of(guest.site, guest.scopes.split(), last.language)
        withdraw(actor, person, words, at=at)
    record(actor, "site.shut_out", person, at=at, site=client_id)


def _few(addresses: Collection[str]) -> list[str]:
    few = [address.strip() for address in addresses if address.strip()]
    if not few or len(few) > _MOST_ADDRESSES:
        raise ReturnAddressUnsafe(address=" ".join(few)[:200])
    return few


def _safe_address(address: str) -> str:
    """An https address in full; plain http on the developer's own machine alone."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ReturnAddressUnsafe(address=address[:200]) from None
    is_ours = parts.scheme == "http" and host in _OWN_MACHINE
    plain = parts.username is None and not parts.fragment and not (set(address) & set("*#\\ "))
    if not (plain and host and address.isascii() and (parts.scheme == "https" or is_ours)):
        raise ReturnAddressUnsafe(address=address[:200])
    return address
