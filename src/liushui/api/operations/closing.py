"""The end of a project: what is left is decided by two people, then the project is archived."""

from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field

from liushui.api.rooms import Room
from liushui.api.shapes.values import Taken, Told, ToldMoment, Words, Yes
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import queries, services
from liushui.projects.states import SurplusBasis

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project, SurplusDecision

room = Room("closing", _("The end of a project"))


class SurplusTaken(Taken):
    to: Annotated[Words, Field(max_length=12)]
    basis: SurplusBasis
    why: Annotated[Words, Field(max_length=300)]


class DecisionTaken(Taken):
    agrees: Yes


class SurplusTold(Told):
    to: str
    basis: str
    amount: int
    why: str
    state: str
    proposed_at: ToldMoment
    decided_at: ToldMoment | None


class SurplusesTold(Told):
    surpluses: list[SurplusTold]


class ArchivedTold(Told):
    number: str
    state: str


def _surpluses(actor: "Actor", number: str) -> SurplusesTold:
    found = queries.project_for(actor, number)
    return SurplusesTold(surpluses=[_told(one) for one in queries.surpluses_of(found)])


def _archived(done: "Project") -> ArchivedTold:
    return ArchivedTold(number=done.number, state=done.state)


def _told(one: "SurplusDecision") -> SurplusTold:
    return SurplusTold(
        to=one.to_project.number,
        basis=one.basis,
        amount=one.amount_minor,
        why=one.why,
        state=one.state,
        proposed_at=one.proposed_at,
        decided_at=one.decided_at,
    )


room.shows(
    "projects/{number}/surplus", "surpluses", PUBLIC, _surpluses,
    summary=_("What became of a project's rest"),
    about=_("Oldest first: where it went, on what ground, and why."),
)  # fmt: skip
room.does(
    "projects/{number}/surplus", "surplus-propose", holders_of(Right.MONEY_DRAFT),
    services.propose_surplus, takes=SurplusTaken, tells=_told,
    summary=_("Propose where a closed project's rest goes"),
    about=_("Nothing moves yet. “to” is the number of another project of the organisation."),
)  # fmt: skip
room.does(
    "projects/{number}/surplus/decide", "surplus-decide", holders_of(Right.MONEY_APPROVE),
    services.decide_surplus, takes=DecisionTaken, tells=_told,
    summary=_("Decide where a closed project's rest goes"),
    about=_("The second person's word: the money moves, with its givers; or it stays."),
)  # fmt: skip
room.does(
    "projects/{number}/archive", "project-archive", holders_of(Right.PROJECT_EDIT),
    services.archive_project, tells=_archived,
    summary=_("Archive a closed project"),
    about=_("Refused while money is left, with the place where it lies, or the account lacks."),
)  # fmt: skip
