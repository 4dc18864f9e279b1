"""The way of a case through the levels of a federation, and the route of a project (D17)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form
from pydantic import StrictInt

from liushui.api.deeds import A_FILE_IF_ANY
from liushui.api.rooms import Room
from liushui.api.shapes.levels import (
    LevelsTold,
    NameTold,
    RoutesTold,
    WayTold,
    told_look,
    told_route,
    told_waiting,
)
from liushui.api.shapes.values import W300, W500, FileTold, Number, Taken, told_file
from liushui.cases import review_queries as queries
from liushui.cases import review_services as services
from liushui.cases.states import ReviewLevel
from liushui.parties.access import Right, holders_of
from liushui.projects.queries import project_for
from liushui.projects.services import require_edit

if TYPE_CHECKING:
    from liushui.cases.models import ReviewStep
    from liushui.parties.actors import Actor

_EDITORS, _WRITERS = holders_of(Right.CASE_EDIT), holders_of(Right.PROJECT_EDIT)
_MOST_DAYS = 60
_WAY = "cases/{number}/levels"
Levels = Annotated[list[ReviewLevel], Field(max_length=len(ReviewLevel))]
room = Room("levels", _("Levels that look at a case"))


class RouteTaken(Taken):
    levels: Levels
    quick: Levels = []
    days: Annotated[StrictInt, Field(ge=1, le=_MOST_DAYS)]


class RouteAgreed(Taken):
    route: Number


class BeginLevelsTaken(Taken):
    quick_why: W300 = ""


class LookTaken(Taken):
    note: W500


class SentBackTaken(Taken):
    why: W500


def _waiting(actor: "Actor") -> LevelsTold:
    return LevelsTold(
        waiting=[told_waiting(one) for one in queries.steps_waiting_for(actor)],
        under_way=[one.number for one in queries.cases_under_review(actor)],
    )


def _way(actor: "Actor", number: str) -> WayTold:
    case = queries.case_to_review(actor, number)
    way, step = queries.review_of(case), queries.waiting_step(case)
    return WayTold(
        number=case.number,
        state=case.state,
        levels=list(queries.levels_of(way)) if way else [],
        quick_why=way.quick_why if way else "",
        waits_at=step.level if step else None,
        looks=[told_look(one) for one in queries.steps_of_review(case)],
    )


def _name(actor: "Actor", number: str, *, at: datetime) -> str:
    del at  # the record has its own moment
    return services.read_name_at_level(actor, number)


def _agree(actor: "Actor", number: str, *, route: int, at: datetime) -> None:
    services.agree_route(actor, number, key=str(route), at=at)


def _told_name(name: str) -> NameTold:
    return NameTold(name=name)


def _paper(step: "ReviewStep") -> FileTold:
    assert step.evidence is not None, "a step that is read has a paper"
    return told_file(step.evidence)


def _routes(actor: "Actor", number: str) -> RoutesTold:
    project = project_for(actor, number)
    require_edit(actor, project.organisation_id)
    in_force = queries.route_in_force(project.pk)
    proposed = queries.route_proposed(project.pk)
    return RoutesTold(
        in_force=told_route(in_force, actor.name) if in_force else None,
        proposed=told_route(proposed, actor.name) if proposed else None,
    )


room.shows(
    "own/levels", "own-levels", _EDITORS, _waiting,
    summary=_("What one's level is to look at"),
    about=_("What is due first; and one's own cases that are under way. Nobody is named."),
)  # fmt: skip
room.shows(
    _WAY, "case-levels", _EDITORS, _way,
    summary=_("The way of one case, and what each level found"),
    about=_("For those who work on it or whose level looks or looked at it; 404 for others."),
)  # fmt: skip
room.does(
    f"{_WAY}/begin", "case-levels-begin", _EDITORS, services.begin_review,
    takes=BeginLevelsTaken, shows=_way,
    summary=_("Put a case before its lowest level"),
    about=_("With “quick_why” the levels that the quick lane lists are left out, no others."),
)  # fmt: skip
room.does(
    f"{_WAY}/pass-on", "case-pass-on", _EDITORS, services.pass_on,
    takes=Form[LookTaken], files={"evidence": A_FILE_IF_ANY}, shows=_way,
    summary=_("Pass a case on to the next level"),
    about=_("A form, with a proof if there is one. The word of the highest level approves it."),
)  # fmt: skip
room.does(
    f"{_WAY}/send-back", "case-send-back", _EDITORS, services.send_back,
    takes=SentBackTaken, shows=_way,
    summary=_("Send a case back by one level"),
    about=_("From the lowest it goes back to its opener. Each level is another person's."),
)  # fmt: skip
room.does(
    f"{_WAY}/name", "case-level-name", _EDITORS, _name, tells=_told_name, is_kept=False,
    summary=_("The name in full, for the level that looks now"),
    about=_("Each reading is recorded, and no answer is kept."),
)  # fmt: skip
room.does(
    f"{_WAY}/papers/{{int:key}}", "case-level-paper", _EDITORS, services.evidence_of,
    tells=_paper, is_kept=False,
    summary=_("What a level kept as proof"),
    about=_("“paper” of a look. Each reading is recorded, and no answer is kept."),
)  # fmt: skip
room.shows(
    "projects/{number}/levels", "project-levels", _WRITERS, _routes,
    summary=_("By which levels a project's cases go"),
    about=_("The route in force, and one that waits for a second person."),
)  # fmt: skip
room.does(
    "projects/{number}/levels", "project-levels-propose", _WRITERS, services.propose_route,
    takes=RouteTaken, into=services.RouteAsked, shows=_routes,
    summary=_("Propose by which levels a project's cases go"),
    about=_("It takes the place of what waited. Cases under way keep their own."),
)  # fmt: skip
room.does(
    "projects/{number}/levels/agree", "project-levels-agree", _WRITERS, _agree,
    takes=RouteAgreed, shows=_routes,
    summary=_("Agree to a route that another person proposed"),
    about=_("“route” is the id that was read: another that took its place is refused."),
)  # fmt: skip
