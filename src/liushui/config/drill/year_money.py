"""What is left of the simulated year's projects, and what their people do with it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from liushui.config.drill.year_law import Rest
from liushui.kernel.money import Money
from liushui.ledger.services import accept_gift, move, sink
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.parties.actors import Actor
from liushui.projects.queries import project_for
from liushui.projects.services import archive_project, decide_surplus, propose_surplus
from liushui.projects.states import SurplusBasis

if TYPE_CHECKING:
    from liushui.projects.models import Project

DRILL = Actor.system("drill")
_LEFT = Money(37_00)
_WHY = "两个项目目的相同"


class Today(NamedTuple):
    """A day of the year, and the moment at which people act on it."""

    day: date
    at: datetime


def leave_over(project: "Project", *, at: datetime) -> None:
    """One gift that nobody spends before the project is closed."""
    accept_gift(
        fund_id=project.fund_id, amount_minor=_LEFT.minor, key=f"drill:{project.number}",
        ref=f"drill {project.number}", happened_at=at,
    )  # fmt: skip


def deal_with_rest(
    hands: tuple[Actor, Actor], number: str, rest: Rest, today: Today, *, like: str
) -> None:
    """What happens to a rest on this day, if anything."""
    drafter, second = hands
    if today.day in {rest.refused, rest.moved}:
        propose_surplus(
            drafter, number, to=like, basis=SurplusBasis.LIKE, why=_WHY, at=today.at
        )  # fmt: skip
        decide_surplus(second, number, agrees=rest.moved == today.day, at=today.at)
    if today.day == rest.used:
        _use(number, today.at)
    if today.day == rest.archived:
        archive_project(DRILL, number, at=today.at)


def _use(number: str, at: datetime) -> None:
    """For its own purpose, as any money of the project."""
    project = project_for(DRILL, number)
    used = sink(project.fund.holder, SinkUse.USED, purpose=Purpose("project", project.pk))
    move(
        _LEFT, source=project.fund, target=used, kind=Kind.USE, key=f"drill use:{number}",
        happened_at=at, ref=number,
    )  # fmt: skip
