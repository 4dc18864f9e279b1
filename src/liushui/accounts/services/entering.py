"""What is kept when somebody comes in, and how it ends."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from liushui.accounts.models import KnownBrowser, OpenSession
from liushui.accounts.notices import NEW_BROWSER, tell_of
from liushui.accounts.proven import Way
from liushui.accounts.queries.sessions import BROWSER, NETWORK
from liushui.accounts.services.leaving import end_what_acts_for
from liushui.base import vault
from liushui.parties.actors import Actor
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.parties.models import Account

# A browser that was not used for half a year is a stranger's again.
BROWSER_KEPT = timedelta(days=180)
# Sessions live for 14 days (SESSION_COOKIE_AGE); what remains of older ones is swept.
SESSION_KEPT = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Entrance:
    """One signing in: which session, by which way, from what kind of browser and where.

    ``browser`` is the secret of the browser's own cookie, "" if it has none yet.
    """

    session_key: str
    way: Way
    device: str
    network: str
    browser: str = ""


@transaction.atomic(savepoint=False)
def keep_entrance(actor: Actor, account: "Account", entrance: Entrance, *, at: datetime) -> str:
    """Remember the session and the browser; the secret for the browser's cookie."""
    assert account.person_id == actor.person_id, "whoever comes in has their own account"
    sealed = vault.seal(account.person.vault_id, NETWORK, entrance.network)
    session = OpenSession(
        session_key=entrance.session_key,
        account=account,
        way=entrance.way,
        device=entrance.device,
        network_sealed=sealed,
        since=at,
        seen_at=at,
    )
    OpenSession.objects.bulk_create(
        [session],
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["account", "way", "device", "network_sealed", "since", "seen_at"],
    )
    browser = entrance.browser or secrets.token_urlsafe(32)
    is_strange = _keep_browser(account.pk, browser, entrance, at)
    record(actor, "account.entered", account, at=at, way=str(entrance.way))
    if is_strange and entrance.way != Way.DEMO:
        tell_of(NEW_BROWSER, actor.person_id, at=at)
    return browser


def _keep_browser(account_id: int, browser: str, entrance: Entrance, at: datetime) -> bool:
    """Know this browser from now on; whether it is new to an account that knows others."""
    token = vault.lookup_hash(BROWSER, browser)
    known = KnownBrowser.objects.filter(account_id=account_id)
    is_strange = known.exists() and not known.filter(token_hash=token).exists()
    seen_now = KnownBrowser(
        account_id=account_id,
        token_hash=token,
        network_lookup=vault.lookup_hash(NETWORK, entrance.network),
        seen_at=at,
    )
    KnownBrowser.objects.bulk_create(
        [seen_now],
        update_conflicts=True,
        unique_fields=["account", "token_hash"],
        update_fields=["network_lookup", "seen_at"],
    )
    return is_strange


def seen(session_key: str, *, at: datetime) -> None:
    """The session is in use."""
    OpenSession.objects.filter(session_key=session_key, seen_at__lt=at).update(seen_at=at)


def forget_session(session_key: str) -> None:
    """Its owner signed out, or it got another key."""
    OpenSession.objects.filter(session_key=session_key).delete()


def rename_session(old_key: str, new_key: str) -> None:
    """The same session under a fresh key."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def end_session(actor: Actor, handle: UUID, *, at: datetime) -> None:
    """Sign one of the actor's own browsers out. One that ended before, or another's, stays so."""
    _end(actor, list(_sessions_of(actor).filter(handle=handle)), at)


@transaction.atomic
def end_other_sessions(
    actor: Actor, *, this_key: str | None, at: datetime, with_posts: bool = True
) -> int:
    """Sign the actor out everywhere but here, and know no browser any more; how many ended.

    Programs that act for them end too; ``with_posts=False`` leaves those that act under a post.
    """
    ended = list(_sessions_of(actor).exclude(session_key=this_key or ""))
    _end(actor, ended, at)
    end_what_acts_for(actor, actor.person_id or 0, with_posts=with_posts, at=at)
    KnownBrowser.objects.filter(account__person_id=actor.person_id or 0).delete()
    return len(ended)


@transaction.atomic
def end_sessions_of(actor: Actor, person_id: int, *, at: datetime) -> int:
    """Sign a person out everywhere: they were erased, or their ways in were taken back.

    Programs that act for them end too.
    """
    ended = list(OpenSession.objects.filter(account__person_id=person_id))
    _end(actor, ended, at)
    end_what_acts_for(actor, person_id, with_posts=True, at=at)
    KnownBrowser.objects.filter(account__person_id=person_id).delete()
    return len(ended)


def sweep(*, at: datetime) -> int:
    """Delete what is left of sessions that ran out and browsers long unused; how many rows."""
    sessions = OpenSession.objects.filter(seen_at__lt=at - SESSION_KEPT).delete()[0]
    return sessions + KnownBrowser.objects.filter(seen_at__lt=at - BROWSER_KEPT).delete()[0]


def _sessions_of(actor: Actor) -> QuerySet[OpenSession]:
    return OpenSession.objects.filter(account__person_id=actor.person_id or 0)


def _end(actor: Actor, ended: list[OpenSession], at: datetime) -> None:
    if not ended:
        return
    Session.objects.filter(session_key__in=[one.session_key for one in ended]).delete()
    OpenSession.objects.filter(pk__in=[one.pk for one in ended]).delete()
    record(actor, "account.sessions_ended", ended[0].account, at=at, count=len(ended))
