"""Fundraising plans: written, submitted, agreed to by a second person, filed, changed."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liushui.api.operations.asking import actor_of, body_named
from liushui.api.rooms import Room
from liushui.api.shapes.plans import (
    ChangeOfPlanTaken,
    FilingTaken,
    InChargeTold,
    ItemsTaken,
    PeopleTold,
    PlansTold,
    PlanTold,
    change_of,
    items_of,
    told_plan,
)
from liushui.api.shapes.values import Code, Why
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import queries, services
from liushui.projects.policies import can_edit, require_edit
from liushui.projects.states import PlanState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_WRITERS = holders_of(Right.PROJECT_EDIT)
room = Room("plans", _("Fundraising plans"))


@room.reads(
    "projects/{number}/plans", "plans", access=PUBLIC, answers=PlansTold,
    summary=_("The versions of a project's plan"),
    about=_(
        "Newest first. Strangers see what was filed; whoever writes the project sees the "
        "rest too."
    ),
)  # fmt: skip
def plans(request: HttpRequest, number: str) -> PlansTold:
    return _told(actor_of(request), number)


@room.reads(
    "organisations/{code}/people-in-charge", "people-in-charge", access=_WRITERS,
    answers=PeopleTold,
    summary=_("Whom a plan can name as in charge"),
    about=_(
        "Who serves the organisation today, masked; “in_charge” of a plan takes the "
        "number."
    ),
)  # fmt: skip
def people_in_charge(request: HttpRequest, code: Code) -> PeopleTold:
    body = body_named(request, code)
    require_edit(actor_of(request), body.pk)
    people = queries.people_in_charge(body.pk, day_of(timezone.now()))
    return PeopleTold(people=[InChargeTold(id=number, name=name) for number, name in people])


@room.writes(
    "projects/{number}/plan", "plan-write", access=_WRITERS, answers=PlanTold,
    summary=_("Write a draft's plan"),
    about=_("As far as the items are known; again as often as needed, until it is submitted."),
)  # fmt: skip
def plan_write(request: HttpRequest, number: str, asked: ItemsTaken) -> PlanTold:
    actor, at = actor_of(request), timezone.now()
    _require_serving(actor, number, asked)
    return told_plan(services.write_plan(actor, number, items=items_of(asked), at=at))


@room.writes(
    "projects/{number}/plan/submit", "plan-submit", access=_WRITERS, answers=PlanTold,
    summary=_("Put a plan before a second person"),
    about=_("The refusal “plan_incomplete” names every item that is missing."),
)  # fmt: skip
def plan_submit(request: HttpRequest, number: str) -> PlanTold:
    return told_plan(services.submit_plan(actor_of(request), number, at=timezone.now()))


@room.writes(
    "projects/{number}/plan/agree", "plan-agree", access=_WRITERS, answers=PlanTold,
    summary=_("Agree to a plan that another person submitted"),
    about=_("It may then be filed. Whoever submitted it is refused, by whatever token."),
)  # fmt: skip
def plan_agree(request: HttpRequest, number: str) -> PlanTold:
    return told_plan(services.agree_plan(actor_of(request), number, at=timezone.now()))


@room.writes(
    "projects/{number}/plan/send-back", "plan-send-back", access=_WRITERS, answers=PlanTold,
    summary=_("Send a plan back for mending"),
    about=_("It is a draft again; “why” says what is to be mended."),
)  # fmt: skip
def plan_send_back(request: HttpRequest, number: str, asked: Why) -> PlanTold:
    at = timezone.now()
    return told_plan(services.send_back_plan(actor_of(request), number, why=asked.why, at=at))


@room.writes(
    "projects/{number}/plan/filing", "plan-filing", access=_WRITERS, answers=PlanTold,
    summary=_("Record that a plan was filed"),
    about=_("Under which number of 慈善中国, on which day. A change keeps the number."),
)  # fmt: skip
def plan_filing(request: HttpRequest, number: str, asked: FilingTaken) -> PlanTold:
    filed = services.record_filing(
        actor_of(request),
        number,
        filing_number=asked.number,
        filed_on=asked.filed_on,
        at=timezone.now(),
    )
    return told_plan(filed)


@room.writes(
    "projects/{number}/plan/change", "plan-change", access=_WRITERS, answers=PlanTold,
    summary=_("Write a change of a filed plan"),
    about=_(
        "The whole plan as it shall be; then it is submitted, agreed to and filed as the "
        "first was."
    ),
)  # fmt: skip
def plan_change(request: HttpRequest, number: str, asked: ChangeOfPlanTaken) -> PlanTold:
    actor, at = actor_of(request), timezone.now()
    _require_serving(actor, number, asked.items)
    return told_plan(services.write_change(actor, number, change=change_of(asked), at=at))


@room.writes(
    "projects/{number}/plan/drop-change", "plan-drop-change", access=_WRITERS, answers=PlansTold,
    summary=_("Give a change up before it is filed"),
    about=_("The filed plan stays in force."),
)  # fmt: skip
def plan_drop_change(request: HttpRequest, number: str) -> PlansTold:
    actor = actor_of(request)
    services.drop_change(actor, number, at=timezone.now())
    return _told(actor, number)


def _told(actor: "Actor", number: str) -> PlansTold:
    found = queries.project_for(actor, number)
    kept = queries.plans_of(found)
    shown = [one for one in kept if one.state == PlanState.FILED or can_edit(actor, found)]
    return PlansTold(plans=[told_plan(one) for one in shown])


def _require_serving(actor: "Actor", number: str, asked: ItemsTaken) -> None:
    """Nobody is named as in charge who does not serve the organisation. Raises ``NotFound``."""
    if asked.in_charge is None:
        return
    body = queries.project_for(actor, number).organisation_id
    serving = queries.people_in_charge(body, day_of(timezone.now()))
    if asked.in_charge not in {person_id for person_id, _name in serving}:
        raise NotFound
