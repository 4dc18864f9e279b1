"""Asking for help through a charity: begun by who asks, sent when it is whole, or taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liushui.appeals.errors import (
    AppealClosed,
    AppealIncomplete,
    CharityNotTaking,
    TooManyAppeals,
)
from liushui.appeals.models import Appeal
from liushui.appeals.notices import tell_workers
from liushui.appeals.queries.appeals import charities_taking, own_for_update
from liushui.appeals.queries.faults import steps_of
from liushui.appeals.services.masking import (
    require_all_masked,
    require_no_person,
)
from liushui.appeals.states import (
    APPEAL_MOVES,
    WRITABLE,
    AppealState,
)
from liushui.base.states import move_state
from liushui.documents.services import number_in_year
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for
from liushui.parties.services import record

MOST_DRAFTS = 3


@transaction.atomic
def begin_appeal(actor: Actor, credit_code: str, *, at: datetime) -> Appeal:
    """Begin one through this charity. A draft for it that is open already is the same.

    Raises ``NotAllowed`` for a stranger, ``CharityNotTaking``, ``TooManyAppeals``.
    """
    if actor.person_id is None:
        raise NotAllowed
    if credit_code not in charities_taking(day_of(at)):
        raise CharityNotTaking
    body = organisation_for(actor, credit_code)
    mine = Appeal.objects.filter(applicant_id=actor.person_id, state__in=WRITABLE)
    known = mine.filter(organisation=body, state=AppealState.DRAFT).first()
    if known is not None:
        return known
    if mine.count() >= MOST_DRAFTS:
        raise TooManyAppeals(count=MOST_DRAFTS)
    appeal = Appeal.objects.create(
        number=number_in_year("Q", day_of(at).year),
        organisation=body,
        applicant_id=actor.person_id,
        begun_at=at,
    )
    record(actor, "appeal.begun", appeal, at=at, number=appeal.number)
    return appeal


@transaction.atomic
def submit_appeal(actor: Actor, key: UUID, *, at: datetime) -> Appeal:
    """Send it to the charity, which verifies. Safe to call twice.

    Raises ``AppealIncomplete`` while anything is missing; the page names each.
    """
    appeal = own_for_update(actor, key)
    if appeal.state == AppealState.CHECKING:
        return appeal
    if appeal.state not in WRITABLE:
        raise AppealClosed
    require_all_masked(appeal)
    require_no_person(appeal, appeal.provider)
    faults = [fault for step in steps_of(appeal) for fault in step.faults]
    if faults:
        raise AppealIncomplete(count=len(faults))
    appeal.submitted_at = at
    appeal.save(update_fields=["submitted_at"])
    move_state(appeal, to=AppealState.CHECKING, moves=APPEAL_MOVES, by=actor.name, at=at)
    record(actor, "appeal.submitted", appeal, at=at, number=appeal.number)
    tell_workers(appeal, at=at)
    return appeal


@transaction.atomic
def withdraw_appeal(actor: Actor, key: UUID, *, at: datetime) -> Appeal:
    """Take it back before it is published. Safe to call twice. Raises ``AppealClosed``."""
    appeal = own_for_update(actor, key)
    if appeal.state == AppealState.WITHDRAWN:
        return appeal
    if AppealState.WITHDRAWN not in APPEAL_MOVES.get(appeal.state, frozenset()):
        raise AppealClosed
    move_state(appeal, to=AppealState.WITHDRAWN, moves=APPEAL_MOVES, by=actor.name, at=at)
    record(actor, "appeal.withdrawn", appeal, at=at, number=appeal.number)
    return appeal
