"""Teams of a project that takes gifts, and gifts by way of them that a payment settled."""

from datetime import timedelta
from typing import TYPE_CHECKING

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import By, Showing, place_order
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.teams.services import TeamAsked, found_part, found_team
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project
    from liushui.teams.models import Team

now = giving.now
STRANGER, A_DONOR = giving.STRANGER, giving.A_DONOR


def asked(title: str = "三年二班", **changed: object) -> TeamAsked:
    facts = {
        "title": title,
        "goal_minor": 10_000_00,
        "ends_on": day_of(now()) + timedelta(days=30),
    }
    return TeamAsked(**(facts | changed))  # type: ignore[arg-type]


def captain() -> Actor:
    return parties.as_donor(parties.lin())


def team(
    project: "Project | None" = None, title: str = "三年二班", by: Actor | None = None
) -> "Team":
    wanted = project or giving.project()
    return found_team(by or captain(), wanted.number, asked(title), at=now())


def part(whole: "Team", title: str = "一组") -> "Team":
    return found_part(captain(), whole.code, asked(title), at=now())


def order(
    to: "Team", minor: int = 100_00, *, actor: Actor = STRANGER, showing: Showing = A_DONOR
) -> "GiftOrder":
    return place_order(
        actor,
        project=to.project.number,
        amount=Money(minor),
        showing=showing,
        by=By(f"team:{to.code}"),
        at=now(),
    )


def given(provider: Provider, to: "Team", minor: int = 100_00, **said: object) -> "GiftOrder":
    placed = order(to, minor, **said)  # type: ignore[arg-type]
    giving.settled(provider, placed)
    return placed
