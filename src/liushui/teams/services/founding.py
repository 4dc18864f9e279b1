"""Opening a team, changing what it says, closing it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language

from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import REFERENCE_ALPHABET
from liushui.kernel.money import MAX_UNITS, AmountOutOfRange
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME, agreement_in
from liushui.parties.queries import has_agreed, person_by_id
from liushui.parties.services import agree, record
from liushui.projects.queries import project_for
from liushui.projects.services import require_open_for_gifts
from liushui.teams import policies
from liushui.teams.errors import (
    NotInFirm,
    PartOfPart,
    TeamDaysWrong,
    TeamTakesNoGifts,
    TitleMissing,
    TooManyTeams,
)
from liushui.teams.models import Firm, Standing, Team
from liushui.teams.queries.firms import firm_by_code
from liushui.teams.queries.teams import (
    PARTS_MOST,
    open_teams_led,
    takes_gifts,
    team_for_update,
)
from liushui.teams.states import TEAM_MOVES, TeamKind, TeamState

LEADS_MOST = 20
TITLE_LIMIT = 40
CODE_PLACES = 8


@dataclass(frozen=True, slots=True)
class TeamAsked:
    """A team as its captain wants it. ``firm`` is a credit code, "" for none."""

    title: str
    goal_minor: int
    ends_on: date
    kind: str = TeamKind.FRIENDS
    shows_captain: bool = False
    firm: str = ""


@transaction.atomic
def found_team(actor: Actor, project: str, asked: TeamAsked, *, at: datetime) -> Team:
    """Open a team that gives to a project; the actor is its captain.

    Refuses who is not signed in (``NotAllowed``), a project that takes no gifts, days beyond it
    (``TeamDaysWrong``), a firm that is not the actor's (``NotInFirm``), ``TooManyTeams``.
    """
    if actor.person_id is None:
        raise NotAllowed
    wanted = project_for(actor, project)
    require_open_for_gifts(wanted, day_of(at))
    _require_sense(asked, day_of(at), wanted.ends_on)
    person = person_by_id(actor.person_id)
    if open_teams_led(person.pk) >= LEADS_MOST:
        raise TooManyTeams(limit=LEADS_MOST)
    firm = _own_firm(actor, asked.firm)
    team = Team(project=wanted, captain=person, firm=firm)
    return _written(actor, team, asked, at)


@transaction.atomic
def found_part(actor: Actor, code: str, asked: TeamAsked, *, at: datetime) -> Team:
    """Open a part of one's team: a department, a class. Its gifts count for both.

    Raises ``NotAllowed``, ``PartOfPart``, ``TeamTakesNoGifts``, ``TooManyTeams``.
    """
    whole = team_for_update(code)
    policies.require_lead(actor, whole)
    if whole.above_id is not None:
        raise PartOfPart
    if not takes_gifts(whole, day_of(at)):
        raise TeamTakesNoGifts
    _require_sense(asked, day_of(at), whole.ends_on)
    if whole.parts.count() >= PARTS_MOST:
        raise TooManyTeams(limit=PARTS_MOST)
    part = Team(project=whole.project, captain=whole.captain, firm=whole.firm, above=whole)
    return _written(actor, part, asked, at)


@transaction.atomic
def change_team(actor: Actor, code: str, asked: TeamAsked, *, at: datetime) -> Team:
    """Say title, kind, goal, last day and captain anew. Project, firm and place stay."""
    team = team_for_update(code)
    policies.require_lead(actor, team)
    if team.state != TeamState.OPEN:
        raise TeamTakesNoGifts
    last = team.above.ends_on if team.above else team.project.ends_on
    _require_sense(asked, day_of(at), last)
    _say(team, asked, at)
    team.save(update_fields=["title", "kind", "goal_minor", "ends_on", "shows_captain"])
    record(actor, "team.changed", team, at=at, goal=asked.goal_minor)
    return team


@transaction.atomic
def close_team(actor: Actor, code: str, *, at: datetime) -> Team:
    """The captain ends it: no further gifts, its page stays. A second call changes nothing."""
    team = team_for_update(code)
    policies.require_lead(actor, team)
    if team.state == TeamState.OPEN:
        move_state(team, to=TeamState.CLOSED, moves=TEAM_MOVES, by=actor.name, at=at)
        record(actor, "team.closed", team, at=at)
    return team


@transaction.atomic
def stop_team(actor: Actor, code: str, *, why: str, at: datetime) -> Team:
    """The charity ends it and takes its name off the lists. A second call changes nothing."""
    team = team_for_update(code)
    policies.require_watch(actor, team)
    if team.state != TeamState.STOPPED:
        move_state(
            team, to=TeamState.STOPPED, moves=TEAM_MOVES, by=actor.name, at=at, why=why[:300]
        )
        Standing.objects.filter(team=team).update(is_ranked=False)
        record(actor, "team.stopped", team, at=at)
    return team


def new_code() -> str:
    """A fresh short code, 29^8 possibilities."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(CODE_PLACES))


def _written(actor: Actor, team: Team, asked: TeamAsked, at: datetime) -> Team:
    _say(team, asked, at)
    team.code, team.opened_at = new_code(), at
    team.save()
    Standing.objects.create(
        team=team,
        project_id=team.project_id,
        above_id=team.above_id,
        firm_id=team.firm_id,
        reached_at=at,
    )
    record(actor, "team.opened", team, at=at, project=team.project_id, part=bool(team.above_id))
    return team


def _say(team: Team, asked: TeamAsked, at: datetime) -> None:
    team.title = " ".join(asked.title.split())
    team.kind = TeamKind.FIRM if team.firm_id else TeamKind(asked.kind)
    team.goal_minor = asked.goal_minor
    team.ends_on = asked.ends_on
    team.shows_captain = asked.shows_captain and team.captain is not None
    if team.shows_captain and team.captain is not None:
        words = agreement_in(get_language() or "", SHOWN_NAME)
        if not has_agreed(team.captain.pk, words.purpose, words.version):
            agree(Actor.system("teams"), team.captain, words, at=at)


def _require_sense(asked: TeamAsked, today: date, last: date) -> None:
    if not asked.title.strip() or len(" ".join(asked.title.split())) > TITLE_LIMIT:
        raise TitleMissing
    if not 0 < asked.goal_minor <= MAX_UNITS:
        raise AmountOutOfRange
    if not today <= asked.ends_on <= last:
        raise TeamDaysWrong(last=last.isoformat())


def _own_firm(actor: Actor, credit_code: str) -> Firm | None:
    if not credit_code:
        return None
    firm = firm_by_code(credit_code)
    if not policies.is_of_firm(actor, firm):
        raise NotInFirm
    return firm
