"""The end of a project: what is left is decided by two people, then the project is archived."""

from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field

from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import Taken, Told, ToldMoment, Words, Yes
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import queries, services
from liushui.projects.states import SurplusBasis

if TYPE_CHECKING:
    from liushui.projects.models import SurplusDecision

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


@room.reads(
    "projects/{number}/surplus", "surpluses", access=PUBLIC, answers=SurplusesTold,
    summary=_("What became of a project's rest"),
    about=_("Oldest first: where it went, on what ground, and why."),
)  # fmt: skip
def surpluses(request: HttpRequest, number: str) -> SurplusesTold:
    found = queries.project_for(actor_of(request), number)
    return SurplusesTold(surpluses=[_told(one) for one in queries.surpluses_of(found)])


@room.writes(
    "projects/{number}/surplus", "surplus-propose", access=holders_of(Right.MONEY_DRAFT),
    answers=SurplusTold,
    summary=_("Propose where a closed project's rest goes"),
    about=_("Nothing moves yet. “to” is the number of another project of the organisation."),
)  # fmt: skip
def surplus_propose(request: HttpRequest, number: str, asked: SurplusTaken) -> SurplusTold:
    made = services.propose_surplus(
        actor_of(request),
        number,
        to=asked.to,
        basis=asked.basis,
        why=asked.why,
        at=timezone.now(),
    )
    return _told(made)


@room.writes(
    "projects/{number}/surplus/decide", "surplus-decide", access=holders_of(Right.MONEY_APPROVE),
    answers=SurplusTold,
    summary=_("Decide where a closed project's rest goes"),
    about=_("The second person's word: the money moves, with its givers; or it stays."),
)  # fmt: skip
def surplus_decide(request: HttpRequest, number: str, asked: DecisionTaken) -> SurplusTold:
    actor, at = actor_of(request), timezone.now()
    return _told(services.decide_surplus(actor, number, agrees=asked.agrees, at=at))


@room.writes(
    "projects/{number}/archive", "project-archive", access=holders_of(Right.PROJECT_EDIT),
    answers=ArchivedTold,
    summary=_("Archive a closed project"),
    about=_("Refused while money is left, with the place where it lies, or the account lacks."),
)  # fmt: skip
def project_archive(request: HttpRequest, number: str) -> ArchivedTold:
    done = services.archive_project(actor_of(request), number, at=timezone.now())
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
