"""An operator looks at an application: admitted, returned for mending, or refused, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from liushui.base.states import move_state
from liushui.installation.queries import value_of
from liushui.kernel.clock import day_of
from liushui.onboarding import notices, policies
from liushui.onboarding.errors import (
    ApplicationClosed,
    ApplicationIncomplete,
    BodyInUse,
    DecidedByApplicant,
    ReasonsMissing,
)
from liushui.onboarding.models import Application, Board, OwedStep
from liushui.onboarding.queries.applications import (
    application_for_update,
    applied_number,
    certificates_handed,
    faults_in,
)
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.onboarding.services.welcoming import COLLEAGUES_POST
from liushui.onboarding.settings_declared import QUICK_DAYS
from liushui.onboarding.states import APPLICATION_MOVES, OPEN, ApplicationState, Lane, Step
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for, has_people, person_by_id
from liushui.parties.services import (
    Line,
    Paper,
    Profile,
    admit_certificate,
    appoint,
    create_post,
    present_organisation,
    record,
    register_organisation,
)
from liushui.parties.services.two_people import require_another
from liushui.payments.services import name_owner_of_settings

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

_OWN = Actor.system("onboarding")
_LATER = (Step.ACCOUNT, Step.CONTACTS, Step.BOARD)
# Whoever applied writes, drafts and gives out posts; the colleague approves, pays and seals.
HEAD = (
    Right.PROJECT_EDIT, Right.MONEY_DRAFT, Right.USE_REPORT, Right.CASE_EDIT, Right.GIFT_READ,
    Right.GIFT_IMPORT, Right.AUDIT_READ, Right.POSTS_MANAGE, Right.BODY_EDIT,
    Right.PRIVACY_ANSWER, Right.REPORTS_READ,
)  # fmt: skip
APPROVER = (
    Right.MONEY_APPROVE, Right.MONEY_PAY, Right.BOOKS_SEAL, Right.PROJECT_EDIT, Right.GIFT_READ,
    Right.AUDIT_READ, Right.POSTS_MANAGE, Right.BODY_EDIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operator answers: ``to`` is admitted, returned or refused."""

    to: str
    reasons: str = ""


_ANSWERS: Mapping[str, ApplicationState] = {
    "admit": ApplicationState.ADMITTED,
    "return": ApplicationState.RETURNED,
    "refuse": ApplicationState.REFUSED,
}


@transaction.atomic
def decide_application(actor: Actor, key: UUID, answer: Answer, *, at: datetime) -> Application:
    """Admit, return or refuse; what was never sent can be refused. Safe to call twice.

    Admitting makes everything at once: the body, its certificates with who looked at them, its
    account, two posts, the applicant in the first, the board. Raises ``NotFound``, ``NotAllowed``,
    ``DecidedByApplicant``, ``ReasonsMissing``, ``ApplicationClosed``, ``ApplicationIncomplete``
    where a certificate ran out meanwhile, ``BodyInUse``.
    """
    application = application_for_update(actor, key)
    policies.require_decide(actor)
    for one in (application.applicant_id, application.colleague_id):
        require_another(actor, f"person:{one}", DecidedByApplicant)
    wanted = _ANSWERS[answer.to]
    if application.state == wanted:
        return application
    takes = OPEN if wanted == ApplicationState.REFUSED else {ApplicationState.SUBMITTED}
    if application.state not in takes:
        raise ApplicationClosed
    reasons = answer.reasons.strip()
    if wanted != ApplicationState.ADMITTED and not reasons:
        raise ReasonsMissing
    if wanted == ApplicationState.ADMITTED:
        _admit(actor, application, at)
    application.decided_by, application.decided_at = actor.name, at
    application.reasons = reasons[:1000]
    application.save()
    move_state(application, to=wanted, moves=APPLICATION_MOVES, by=actor.name, at=at)
    record(actor, f"application.{wanted.value}", application, at=at)
    notices.tell_applicant(application, at=at)
    return application


def _admit(actor: Actor, application: Application, at: datetime) -> None:
    faults = faults_in(application, at)
    if faults:
        raise ApplicationIncomplete(count=len(faults), codes=" ".join(f.code for f in faults))
    if has_people(application.credit_code):
        raise BodyInUse
    name_owner_of_settings(at=at)
    body = register_organisation(
        _OWN,
        credit_code=application.credit_code,
        kind=application.kind,
        name=application.name,
        name_en=application.name_en,
        short_name=application.short_name,
        short_name_en=application.short_name_en,
        place_id=application.place_id,
        at=at,
    )
    application.organisation = body
    hands = (f"person:{application.applicant_id}", actor.name)
    for shown in certificates_handed(application):
        paper = Paper(
            shown.kind, shown.number, shown.valid_from, shown.valid_until, shown.issued_by
        )
        admit_certificate(_OWN, body, paper, image=shown.image, hands=hands, at=at)
    if application.account_sealed is not None:
        asked = AccountAsked(
            application.account_holder, application.account_bank, applied_number(application)
        )
        account_of_admission(body.pk, asked, hands, at=at)
    _give_posts(application, body, at)
    Board.objects.filter(application=application).update(organisation=body)
    if application.lane == Lane.QUICK:
        _owe(application, body.pk, at)


def _give_posts(application: Application, body: "Organisation", at: datetime) -> None:
    """Two posts, so that money leaves by two people from the first day; the applicant's words."""
    head = create_post(_OWN, body, title="负责人", title_en="Head", rights=HEAD, at=at)
    create_post(
        _OWN, body, title=COLLEAGUES_POST, title_en="Approver of payments", rights=APPROVER, at=at
    )
    today = day_of(at)
    appoint(_OWN, head, person_by_id(application.applicant_id), since=today, at=at)
    speaker = actor_for(application.applicant_id, today)
    lines: Sequence[Line] = ()
    if application.contact_email:
        lines = [Line("捐赠与联系", "Giving and contact", email=application.contact_email)]
    profile = Profile(
        website=application.website,
        contact_phone=application.contact_phone,
        place_code=application.place_id or "",
    )
    present_organisation(speaker, body.credit_code, profile, lines, at=at)


def _owe(application: Application, organisation_id: int, at: datetime) -> None:
    """List what the quick lane left out, each with its last day; what was brought is not owed."""
    missing = {fault.step for fault in faults_in(application, at, whole=True)}
    due = day_of(at) + timedelta(days=int(value_of(QUICK_DAYS)))
    OwedStep.objects.bulk_create(
        OwedStep(organisation_id=organisation_id, step=step, due_on=due)
        for step in _LATER
        if step in missing
    )
