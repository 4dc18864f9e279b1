"""Steps that the quick lane left for later: done when what they ask for stands."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.onboarding import board_rules
from liushui.onboarding.models import Application, OwedStep
from liushui.onboarding.queries.accounts import account_in_force
from liushui.onboarding.queries.boards import board_of_organisation, seats_of
from liushui.onboarding.states import Step
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import contact_lines_of, organisations_by_id
from liushui.parties.queries.posts import actors_serving
from liushui.parties.services import record

_OWN = Actor.system("onboarding")


@transaction.atomic
def settle_owed(*, at: datetime, organisation_id: int | None = None) -> int:
    """Mark what was made up as done on this day. The number of steps settled."""
    owed = OwedStep.objects.select_for_update().filter(done_on=None).order_by("pk")
    if organisation_id is not None:
        owed = owed.filter(organisation_id=organisation_id)
    settled = [one for one in owed if _DONE[Step(one.step)](one.organisation_id, at)]
    for one in settled:
        one.done_on, one.done_by = day_of(at), _OWN.name
        one.save(update_fields=["done_on", "done_by"])
        record(_OWN, "owed_step.done", one, at=at, step=one.step)
    return len(settled)


def _has_account(organisation_id: int, at: datetime) -> bool:
    return account_in_force(organisation_id, at) is not None


def _has_contacts(organisation_id: int, at: datetime) -> bool:
    """Donors can reach it, and two different people draft and approve."""
    body = organisations_by_id([organisation_id])[0]
    serving = actors_serving([organisation_id], day_of(at))
    approving = {a.person_id for a in serving if a.holds(Right.MONEY_APPROVE, organisation_id)}
    reachable = bool(body.contact_phone) or bool(contact_lines_of(body))
    return reachable and len({a.person_id for a in serving}) > 1 and bool(approving)


def _has_board(organisation_id: int, at: datetime) -> bool:
    del at
    seats = seats_of(board_of_organisation(organisation_id))
    came = Application.objects.filter(organisation_id=organisation_id).first()
    provincial = came is not None and came.is_provincial
    return bool(seats) and not board_rules.faults_of(seats, is_provincial=provincial)


_DONE: Mapping[Step, Callable[[int, datetime], bool]] = {
    Step.ACCOUNT: _has_account,
    Step.CONTACTS: _has_contacts,
    Step.BOARD: _has_board,
    Step.BODY: lambda _organisation, _at: True,
    Step.CERTIFICATES: lambda _organisation, _at: True,
}
