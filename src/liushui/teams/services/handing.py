"""A part of a team gets a captain of its own: by a link that one person can take, once."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.teams import policies
from liushui.teams.errors import CallOver, PartOnly, TeamTakesNoGifts, TooManyTeams
from liushui.teams.models import CaptainCall, Team
from liushui.teams.queries.teams import open_teams_led, takes_gifts, team_for_update
from liushui.teams.services.founding import LEADS_MOST

CALL_DAYS = timedelta(days=14)
_BYTES = 18


@transaction.atomic
def call_captain(actor: Actor, code: str, *, at: datetime) -> str:
    """The word of a link by which one person can become the captain of a part.

    Each call ends the one before it; only the word's keyed hash is kept. Raises ``NotAllowed`` for
    who does not lead the whole, ``PartOnly``, ``TeamTakesNoGifts``.
    """
    part = team_for_update(code)
    whole = part.above
    if whole is None:
        policies.require_lead(actor, part)
        raise PartOnly
    policies.require_lead(actor, whole)
    if not takes_gifts(part, day_of(at)):
        raise TeamTakesNoGifts
    word = secrets.token_urlsafe(_BYTES)
    CaptainCall.objects.update_or_create(
        team=part,
        defaults={"mark": _mark(word), "until": at + CALL_DAYS, "called_at": at},
    )
    record(actor, "team.captain_called", part, at=at)
    return word


@transaction.atomic
def take_lead(actor: Actor, code: str, word: str, *, at: datetime) -> Team:
    """Become the captain of a part. Whoever leads it already changes nothing.

    The captain of the whole keeps leading it too. Raises ``NotAllowed`` for who is not signed in,
    ``CallOver``, ``TeamTakesNoGifts``, ``TooManyTeams``.
    """
    if actor.person_id is None:
        raise NotAllowed
    part = team_for_update(code)
    if part.captain_id == actor.person_id:
        return part
    call = CaptainCall.objects.filter(team=part).first()
    if call is None or call.until <= at or bytes(call.mark) != _mark(word):
        raise CallOver
    if not takes_gifts(part, day_of(at)):
        raise TeamTakesNoGifts
    if open_teams_led(actor.person_id) >= LEADS_MOST:
        raise TooManyTeams(limit=LEADS_MOST)
    part.captain, part.shows_captain = person_by_id(actor.person_id), False
    part.save(update_fields=["captain", "shows_captain"])
    call.delete()
    record(actor, "team.captain_came", part, at=at)
    return part


@transaction.atomic
def take_back(actor: Actor, code: str, *, at: datetime) -> Team:
    """The captain of the whole leads a part alone again. A second call changes nothing."""
    part = team_for_update(code)
    whole = part.above
    if whole is None:
        policies.require_lead(actor, part)
        raise PartOnly
    policies.require_lead(actor, whole)
    CaptainCall.objects.filter(team=part).delete()
    if part.captain_id != whole.captain_id:
        part.captain, part.shows_captain = whole.captain, False
        part.save(update_fields=["captain", "shows_captain"])
        record(actor, "team.captain_ended", part, at=at)
    return part


def _mark(word: str) -> bytes:
    return vault.lookup_hash("team-captain", word)
