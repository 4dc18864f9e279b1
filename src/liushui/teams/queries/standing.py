"""Totals and ranks. A team's own total is exact at any moment; ranks are as of the last fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Min, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from liushui.teams.models import Firm, Fresh, Standing, Team
from liushui.teams.queries.teams import parts_and_whole

if TYPE_CHECKING:
    from liushui.projects.models import Project

PAGE_SIZE = 50
RANKED_TO = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """What gifts came to less what went back, and how many gifts that were."""

    minor: int
    gifts: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking."""

    place: int
    team: Team
    minor: int
    gifts: int


@dataclass(frozen=True, slots=True)
class RankingPage:
    """A part of a ranking; ``next`` asks for the one behind it (none: this was the last)."""

    rows: Sequence[Ranked]
    next: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose teams are ranked: all, a project's, the parts of a team, a firm's."""

    project: "Project | None" = None
    above: Team | None = None
    firm: Firm | None = None

    def rows(self) -> "QuerySet[Standing]":
        """The standings of this scope, also of teams that were stopped."""
        if self.above is not None:
            return Standing.objects.filter(above_id=self.above.pk)
        found = Standing.objects.filter(above_id=None, gift_count__gt=0)
        if self.project is not None:
            found = found.filter(project_id=self.project.pk)
        return found.filter(firm_id=self.firm.pk) if self.firm is not None else found


def total_of(team: Team) -> Total:
    """The team's total, parts included, with what waits to be folded: all in one moment."""
    fresh = Fresh.objects.filter(team__in=parts_and_whole(team))
    minor, gifts, more, others = (
        Standing.objects.filter(team=team)
        .annotate(
            fresh_minor=Coalesce(_summed(fresh, "amount_minor"), 0),
            fresh_gifts=Coalesce(_summed(fresh, "gifts"), 0),
        )
        .values_list("total_minor", "gift_count", "fresh_minor", "fresh_gifts")
        .get()
    )
    return Total(minor + more, gifts + others)


def total_of_firm(firm: Firm) -> Total:
    """What came by way of all teams of a firm; what waits to be folded is left out."""
    sums = Scope(firm=firm).rows().aggregate(minor=Sum("total_minor"), gifts=Sum("gift_count"))
    return Total(int(sums["minor"] or 0), int(sums["gifts"] or 0))


def ranking(scope: Scope, *, offset: int = 0, limit: int = PAGE_SIZE, now: datetime) -> RankingPage:
    """By total, then by who reached it first, then by who was there first. Two queries.

    Places beyond the ten-thousandth are not told.
    """
    offset = max(0, min(offset, RANKED_TO))
    ranked = scope.rows().filter(is_ranked=True).order_by(*Standing.RANKED)
    # The places alone are counted off by the index; only what is shown is read.
    shown = Standing.objects.filter(pk__in=ranked.values("pk")[offset : offset + limit + 1])
    found = list(shown.select_related("team__project").order_by(*Standing.RANKED))
    rows = [
        Ranked(offset + place, one.team, one.total_minor, one.gift_count)
        for place, one in enumerate(found[:limit], 1)
    ]
    more = len(found) > limit and offset + limit < RANKED_TO
    return RankingPage(rows, offset + limit if more else None, as_of(now))


def as_of(now: datetime) -> datetime:
    """Up to when every gift is in the ranking: one query."""
    oldest: datetime | None = Fresh.objects.aggregate(oldest=Min("at"))["oldest"]
    return oldest or now


def place_of(team: Team) -> int | None:
    """The team's place in its ranking; none without a gift, and beyond the ten-thousandth."""
    own = Standing.objects.filter(team=team).first()
    if own is None or not own.gift_count or not own.is_ranked:
        return None
    scope = Scope(above=team.above) if team.above else Scope(project=team.project)
    level = Q(total_minor=own.total_minor)
    ahead = scope.rows().filter(
        Q(total_minor__gt=own.total_minor)
        | (level & Q(reached_at__lt=own.reached_at))
        | (level & Q(reached_at=own.reached_at, team_id__lt=own.team_id)),
        is_ranked=True,
    )
    better = ahead[:RANKED_TO].count()
    return better + 1 if better < RANKED_TO else None


def _summed(fresh: "QuerySet[Fresh]", field: str) -> Subquery:
    one = fresh.order_by().annotate(one=Value(1)).values("one")
    return Subquery(one.annotate(total=Sum(field)).values("total"))
