"""What levels found of a case, and by which levels a project's cases go."""

from datetime import date
from typing import TYPE_CHECKING

from liushui.api.shapes.values import Told, ToldMoment

if TYPE_CHECKING:
    from liushui.cases.models import ReviewRoute, ReviewStep


class WaitingLevel(Told):
    number: str
    level: str
    due_on: date


class LevelsTold(Told):
    waiting: list[WaitingLevel]
    under_way: list[str]


class LookTold(Told):
    level: str
    turn: int
    organisation: str
    opened_on: date
    due_on: date
    outcome: str
    note: str
    at: ToldMoment | None
    paper: int | None


class WayTold(Told):
    number: str
    state: str
    levels: list[str]
    quick_why: str
    waits_at: str | None
    looks: list[LookTold]


class RouteTold(Told):
    route: int
    levels: list[str]
    quick: list[str]
    days: int
    is_own: bool
    proposed_at: ToldMoment


class RoutesTold(Told):
    in_force: RouteTold | None
    proposed: RouteTold | None


class NameTold(Told):
    name: str


def told_waiting(one: "ReviewStep") -> WaitingLevel:
    return WaitingLevel(number=one.review.case.number, level=one.level, due_on=one.due_on)


def told_look(one: "ReviewStep") -> LookTold:
    return LookTold(
        level=one.level,
        turn=one.turn,
        organisation=one.organisation.credit_code,
        opened_on=one.opened_on,
        due_on=one.due_on,
        outcome=one.outcome,
        note=one.note,
        at=one.at,
        paper=one.pk if one.evidence_id else None,
    )


def told_route(one: "ReviewRoute", name: str) -> RouteTold:
    """``name``: who asks; ``is_own`` is one that they proposed."""
    return RouteTold(
        route=one.pk,
        levels=list(one.levels),
        quick=list(one.quick),
        days=one.days,
        is_own=one.proposed_by == name,
        proposed_at=one.proposed_at,
    )
