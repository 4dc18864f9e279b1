"""Where somebody is signed in, and whether a browser is known."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liushui.accounts.devices import mask_network
from liushui.accounts.models import KnownBrowser, OpenSession
from liushui.base import vault
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_phone
from liushui.parties.services import Asker

BROWSER, NETWORK = "browser", "network"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One signed-in browser as its owner sees it. ``network`` is masked."""

    handle: UUID
    way: str
    device: str
    network: str
    since: datetime
    seen_at: datetime
    is_this: bool


def sessions_of(actor: Actor, this_key: str | None) -> list[SessionShown]:
    """The actor's signed-in browsers, the one in use first, then the last seen."""
    rows = (
        OpenSession.objects.filter(account__person_id=actor.person_id or 0)
        .select_related("account__person")
        .order_by("-seen_at", "-pk")[:SHOWN]
    )
    networks = vault.open_many(
        NETWORK, [(row.account.person.vault_id, row.network_sealed) for row in rows]
    )
    shown = [
        SessionShown(
            handle=row.handle,
            way=row.way,
            device=row.device,
            network=mask_network(network or ""),
            since=row.since,
            seen_at=row.seen_at,
            is_this=row.session_key == this_key,
        )
        for row, network in zip(rows, networks, strict=True)
    ]
    return sorted(shown, key=lambda one: not one.is_this)


def asker_of(phone: str, *, browser: str, network: str) -> Asker:
    """Who asks for a code to this phone: a browser or a network that its owner used, or a stranger.

    Each has a share of its own, so that strangers cannot use up the owner's (decision 0017).
    """
    person = person_by_phone(phone)
    if person is None:
        return Asker.STRANGER
    known = KnownBrowser.objects.filter(account__person_id=person.pk)
    if browser and known.filter(token_hash=vault.lookup_hash(BROWSER, browser)).exists():
        return Asker.KNOWN_BROWSER
    if network and known.filter(network_lookup=vault.lookup_hash(NETWORK, network)).exists():
        return Asker.KNOWN_NETWORK
    return Asker.STRANGER
