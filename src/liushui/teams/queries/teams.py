"""Teams, the wall of their gifts, and the words on it. Lists are bounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, QuerySet, Sum

from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.parties.agreements import SHOWN_NAME, VERSIONS
from liushui.parties.queries import has_agreed, masked_name
from liushui.projects.states import ProjectState
from liushui.teams import policies
from liushui.teams.models import Team, TeamGift, TeamReturn, Word
from liushui.teams.states import TeamState, WordState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

WORD = "team_word"  # the field under which a word is sealed
WALL_SIZE = 20
NEWEST = 8
WORDS_SHOWN = 10
WORDS_TO_READ = 100
PARTS_MOST = 200
LEADS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class WallRow:
    """A gift as its giver wished it shown: "" for a donor, no amount where it is hidden."""

    shown: str
    minor: int | None
    at: datetime
    part: str = ""


@dataclass(frozen=True, slots=True)
class WallSum:
    """All gifts of a wall: ``listed`` one by one, ``hidden`` in one sum, ``returned`` of them."""

    listed: int
    hidden: int
    hidden_gifts: int
    returned: int

    @property
    def total(self) -> int:
        return self.listed + self.hidden - self.returned


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a wall, with whose gift it stands beside."""

    word: Word
    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class GiverPattern:
    """Gifts of one signed-in giver to one team: how many, how much, from when to when."""

    donor_id: int
    gifts: int
    minor: int
    first: datetime
    last: datetime


def team_by_code(code: str) -> Team:
    """The team with its project and charity: public for all. Raises ``NotFound``."""
    team = _whole(Team.objects.filter(code=code.upper())).first()
    if team is None:
        raise NotFound
    return team


def team_for_update(code: str) -> Team:
    """The same, locked until the transaction ends."""
    team = (
        _whole(Team.objects.filter(code=code)).select_for_update(of=("self",), no_key=True).first()
    )
    if team is None:
        raise NotFound
    return team


def teams_by_code(codes: Iterable[str]) -> Mapping[str, Team]:
    """Many at once, by code: one query."""
    return {team.code: team for team in Team.objects.filter(code__in=set(codes))}


def takes_gifts(team: Team, on: date) -> bool:
    """Whether a gift by way of this team can be placed on this day."""
    above = team.above
    return (
        team.state == TeamState.OPEN
        and team.project.state == ProjectState.OPEN
        and on <= team.ends_on
        and (above is None or above.state == TeamState.OPEN)
    )


def teams_led_by(actor: "Actor") -> Sequence[Team]:
    """The teams that the actor leads, newest first."""
    if actor.person_id is None:
        return []
    led = _whole(Team.objects.filter(captain_id=actor.person_id))
    return list(led.select_related("standing").order_by("-pk")[:LEADS_SHOWN])


def teams_joined_by(actor: "Actor") -> Sequence[Team]:
    """The teams by way of which the actor gave, signed in."""
    if actor.person_id is None:
        return []
    mine = TeamGift.objects.filter(order__donor_id=actor.person_id, order__by_guest=False)
    ids = mine.order_by("-pk").values_list("team_id", flat=True)[:LEADS_SHOWN]
    return list(_whole(Team.objects.filter(pk__in=set(ids))).order_by("-pk"))


def open_teams_led(person_id: int) -> int:
    """How many open teams somebody leads."""
    return Team.objects.filter(captain_id=person_id, state=TeamState.OPEN).count()


def teams_in_console(actor: "Actor") -> "QuerySet[Team]":
    """The teams whose gifts come to the actor's charity."""
    return policies.teams_watched_by(actor).select_related("project", "standing", "above")


def parts_and_whole(team: Team) -> list[int]:
    """The ids of a team and of its parts: one query, few rows."""
    if team.above_id is not None:
        return [team.pk]
    parts = Team.objects.filter(above=team).order_by("pk").values_list("pk", flat=True)
    return [team.pk, *parts]


def captain_shown(team: Team) -> str:
    """Surname and stars of the captain who wished that and still agrees, else ""."""
    captain = team.captain
    if captain is None or not team.shows_captain or captain.restricted_at is not None:
        return ""
    return masked_name(captain) if agrees_to_be_shown(captain.pk) else ""


def agrees_to_be_shown(person_id: int) -> bool:
    """Whether the person agreed to the newest words about a surname in public."""
    return has_agreed(person_id, SHOWN_NAME, VERSIONS[SHOWN_NAME])


def newest_gifts(team: Team) -> Sequence[WallRow]:
    """The newest gifts of a team and its parts."""
    return [_row(gift, team) for gift in _gifts(team)[:NEWEST]]


def wall_page(team: Team, number: int | str) -> "Page[TeamGift]":
    """All gifts of a team and its parts, newest first, page by page."""
    return Paginator(_gifts(team), WALL_SIZE).get_page(number)


def wall_rows(team: Team, page: Iterable[TeamGift]) -> Sequence[WallRow]:
    """The gifts of a page as they are shown."""
    return [_row(gift, team) for gift in page]


def wall_sum(team: Team) -> WallSum:
    """What the gifts of the wall come to, however many pages it has: two queries."""
    sums = {True: (0, 0), False: (0, 0)}
    split = _of(team).values("order__hides_amount").order_by()
    for row in split.annotate(minor=Sum("amount_minor"), gifts=Count("pk")):
        sums[row["order__hides_amount"]] = (row["minor"], row["gifts"])
    back = TeamReturn.objects.filter(gift__in=_of(team)).aggregate(minor=Sum("amount_minor"))
    return WallSum(sums[False][0], *sums[True], int(back["minor"] or 0))


def words_shown(team: Team) -> Sequence[Said]:
    """The newest words that the wall of a team shows."""
    shown = Word.objects.filter(team=team, state=WordState.SHOWN)
    return _said(shown.order_by("-pk")[:WORDS_SHOWN])


def words_to_read(team: Team) -> Sequence[Said]:
    """The words of a team that wait to be read, oldest first."""
    waiting = Word.objects.filter(team=team, state=WordState.WAITING)
    return _said(waiting.order_by("pk")[:WORDS_TO_READ])


def count_to_read(team: Team) -> int:
    """How many words of a team wait to be read."""
    return Word.objects.filter(team=team, state=WordState.WAITING).count()


def words_to_read_by(actor: "Actor") -> Sequence[Said]:
    """The words that wait on walls of teams that give to the actor's charity, oldest first."""
    waiting = Word.objects.filter(
        state=WordState.WAITING, team__in=policies.teams_watched_by(actor)
    )
    return _said(waiting.order_by("pk")[:WORDS_TO_READ])


def oldest_word_to_read(actor: "Actor") -> tuple[int, datetime | None]:
    """How many words wait for the actor's charity, and since when: one query."""
    waiting = Word.objects.filter(
        state=WordState.WAITING, team__in=policies.teams_watched_by(actor)
    )
    found = waiting.aggregate(count=Count("pk"), since=Min("written_at"))
    return found["count"], found["since"]


def word_for_update(key: int) -> Word:
    """The word with its team, locked. Raises ``NotFound``."""
    word = (
        Word.objects.select_for_update(of=("self",))
        .select_related("team__project", "team__above")
        .filter(pk=key)
        .first()
    )
    if word is None:
        raise NotFound
    return word


def wordless_gift_of(actor: "Actor", team: Team) -> TeamGift | None:
    """The actor's newest gift to the team that carries no word yet."""
    if actor.person_id is None:
        return None
    own = TeamGift.objects.filter(team=team, order__donor_id=actor.person_id, order__by_guest=False)
    return own.filter(word=None).select_related("order").order_by("-pk").first()


def givers_of_team(team: Team, *, least: int = 2) -> Sequence[GiverPattern]:
    """Signed-in givers with several gifts to one team: for those who look for split gifts."""
    known = _of(team).filter(order__by_guest=False, order__donor_id__isnull=False)
    rows = known.values("order__donor_id").annotate(
        gifts=Count("pk"), minor=Sum("amount_minor"), first=Min("booked_at"), last=Max("booked_at")
    )
    return [
        GiverPattern(row["order__donor_id"], row["gifts"], row["minor"], row["first"], row["last"])
        for row in rows.filter(gifts__gte=least).order_by("-gifts", "order__donor_id")[:500]
    ]


def words_of(person_id: int) -> Sequence[Said]:
    """Every word of one person that is still there, whoever asks."""
    own = Word.objects.filter(person_id=person_id, text_sealed__isnull=False)
    return _said(own.order_by("pk"))


def _said(words: "QuerySet[Word]") -> list[Said]:
    """With their texts, "" where the writer was erased: two queries."""
    listed = list(words.select_related("person", "gift__order__donor", "team"))
    sealed = [(one.person.vault_id, one.text_sealed) for one in listed if one.text_sealed]
    opened = iter(vault.open_many(WORD, sealed))
    texts = [(next(opened) or "") if one.text_sealed else "" for one in listed]
    return [Said(one, text, _shown(one.gift)) for one, text in zip(listed, texts, strict=True)]


def _row(gift: TeamGift, team: Team) -> WallRow:
    order = gift.order
    return WallRow(
        _shown(gift),
        None if order.hides_amount else gift.amount_minor,
        gift.booked_at,
        gift.team.title if gift.team_id != team.pk else "",
    )


def _shown(gift: TeamGift) -> str:
    donor = gift.order.donor
    return "" if donor is not None and donor.restricted_at else gift.order.donor_display


def _of(team: Team) -> "QuerySet[TeamGift]":
    return TeamGift.objects.filter(team__in=parts_and_whole(team))


def _gifts(team: Team) -> "QuerySet[TeamGift]":
    return _of(team).select_related("order__donor", "team").order_by("-pk")


def _whole(teams: "QuerySet[Team]") -> "QuerySet[Team]":
    return teams.select_related("project__organisation", "above", "captain", "firm__organisation")
