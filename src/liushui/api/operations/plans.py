"""Fundraising plans: written, submitted, agreed to by a second person, filed, changed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liushui.api.deeds import whole
from liushui.api.rooms import Room
from liushui.api.shapes.plans import (
    ChangeOfPlanTaken,
    FilingTaken,
    InChargeTold,
    ItemsTaken,
    PeopleTold,
    PlansTold,
    change_of,
    items_of,
    told_plan,
)
from liushui.api.shapes.values import Why
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.parties.queries import organisation_for
from liushui.projects import queries, services
from liushui.projects.policies import can_edit, require_edit
from liushui.projects.states import PlanState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import FundraisingPlan

_WRITERS = holders_of(Right.PROJECT_EDIT)
room = Room("plans", _("Fundraising plans"))


def _plans(actor: "Actor", number: str) -> PlansTold:
    found = queries.project_for(actor, number)
    kept = queries.plans_of(found)
    shown = [one for one in kept if one.state == PlanState.FILED or can_edit(actor, found)]
    return PlansTold(plans=[told_plan(one) for one in shown])


def _people(actor: "Actor", code: str) -> PeopleTold:
    body = organisation_for(actor, code)
    require_edit(actor, body.pk)
    people = queries.people_in_charge(body.pk, day_of(timezone.now()))
    return PeopleTold(people=[InChargeTold(id=number, name=name) for number, name in people])


def _write(actor: "Actor", number: str, asked: ItemsTaken, *, at: datetime) -> "FundraisingPlan":
    _require_serving(actor, number, asked)
    return services.write_plan(actor, number, items=items_of(asked), at=at)


def _change(
    actor: "Actor", number: str, asked: ChangeOfPlanTaken, *, at: datetime
) -> "FundraisingPlan":
    _require_serving(actor, number, asked.items)
    return services.write_change(actor, number, change=change_of(asked), at=at)


def _file(actor: "Actor", number: str, asked: FilingTaken, *, at: datetime) -> "FundraisingPlan":
    return services.record_filing(
        actor, number, filing_number=asked.number, filed_on=asked.filed_on, at=at
    )


def _require_serving(actor: "Actor", number: str, asked: ItemsTaken) -> None:
    """Nobody is named as in charge who does not serve the organisation. Raises ``NotFound``."""
    if asked.in_charge is None:
        return
    body = queries.project_for(actor, number).organisation_id
    serving = queries.people_in_charge(body, day_of(timezone.now()))
    if asked.in_charge not in {person_id for person_id, _name in serving}:
        raise NotFound


room.shows(
    "projects/{number}/plans", "plans", PUBLIC, _plans,
    summary=_("The versions of a project's plan"),
    about=_(
        "Newest first. Strangers see what was filed; whoever writes the project sees the "
        "rest too."
    ),
)  # fmt: skip
room.shows(
    "organisations/{code}/people-in-charge", "people-in-charge", _WRITERS, _people,
    summary=_("Whom a plan can name as in charge"),
    about=_(
        "Who serves the organisation today, masked; “in_charge” of a plan takes the "
        "number."
    ),
)  # fmt: skip
room.does(
    "projects/{number}/plan", "plan-write", _WRITERS, _write,
    takes=ItemsTaken, gathers=whole, tells=told_plan,
    summary=_("Write a draft's plan"),
    about=_("As far as the items are known; again as often as needed, until it is submitted."),
)  # fmt: skip
room.does(
    "projects/{number}/plan/submit", "plan-submit", _WRITERS, services.submit_plan,
    tells=told_plan,
    summary=_("Put a plan before a second person"),
    about=_("The refusal “plan_incomplete” names every item that is missing."),
)  # fmt: skip
room.does(
    "projects/{number}/plan/agree", "plan-agree", _WRITERS, services.agree_plan, tells=told_plan,
    summary=_("Agree to a plan that another person submitted"),
    about=_("It may then be filed. Whoever submitted it is refused, by whatever token."),
)  # fmt: skip
room.does(
    "projects/{number}/plan/send-back", "plan-send-back", _WRITERS, services.send_back_plan,
    takes=Why, tells=told_plan,
    summary=_("Send a plan back for mending"),
    about=_("It is a draft again; “why” says what is to be mended."),
)  # fmt: skip
room.does(
    "projects/{number}/plan/filing", "plan-filing", _WRITERS, _file,
    takes=FilingTaken, gathers=whole, tells=told_plan,
    summary=_("Record that a plan was filed"),
    about=_("Under which number of 慈善中国, on which day. A change keeps the number."),
)  # fmt: skip
room.does(
    "projects/{number}/plan/change", "plan-change", _WRITERS, _change,
    takes=ChangeOfPlanTaken, gathers=whole, tells=told_plan,
    summary=_("Write a change of a filed plan"),
    about=_(
        "The whole plan as it shall be; then it is submitted, agreed to and filed as the "
        "first was."
    ),
)  # fmt: skip
room.does(
    "projects/{number}/plan/drop-change", "plan-drop-change", _WRITERS, services.drop_change,
    shows=_plans,
    summary=_("Give a change up before it is filed"),
    about=_("The filed plan stays in force."),
)  # fmt: skip
