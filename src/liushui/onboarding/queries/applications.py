"""Questions about applications: one's own, and those that wait for an operator."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, When

from liushui.base import vault
from liushui.base.files import open_file
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.onboarding import policies
from liushui.onboarding.application_rules import Paper, Said, faults_of
from liushui.onboarding.faults import Fault
from liushui.onboarding.models import Application, HandedCertificate, OwedStep, Welcome
from liushui.onboarding.queries.boards import board_of_application, seats_of
from liushui.onboarding.states import ApplicationState, Lane, Step
from liushui.parties.queries.bodies import Picture
from liushui.parties.watching import Arrival
from liushui.parties.watching import OwedStep as Owed

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

NUMBER = "applied_account"
MOST = 200


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of an application: what is to be mended in it, and whether it may wait."""

    step: Step
    faults: Sequence[Fault]
    is_later: bool

    @property
    def is_done(self) -> bool:
        return not self.faults


def application_for(actor: "Actor", key: UUID) -> Application:
    """One application, for whoever applied and for operators. Raises ``NotFound``."""
    found = Application.objects.filter(key=key).select_related("place", "organisation", "welcome")
    application = found.first()
    if application is None or not policies.can_know(actor, application):
        raise NotFound
    return application


def application_for_update(actor: "Actor", key: UUID) -> Application:
    """The same, locked until the transaction ends."""
    found = Application.objects.select_for_update(of=("self",)).filter(key=key)
    application = found.select_related("place").first()
    if application is None or not policies.can_know(actor, application):
        raise NotFound
    return application


def applications_of(actor: "Actor") -> list[Application]:
    """What the actor applied for, the newest first."""
    if actor.person_id is None:
        return []
    return list(Application.objects.filter(applicant_id=actor.person_id).order_by("-pk")[:MOST])


def applications_waiting() -> list[Application]:
    """What waits for an operator: the quick lane first, then the longest wait."""
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED)
    quick_first = Case(When(lane=Lane.QUICK, then=0), default=1)
    return list(waiting.order_by(quick_first, "submitted_at", "pk")[:MOST])


def applications_ended() -> list[Application]:
    """What was decided or taken back, the newest first."""
    ended = Application.objects.exclude(state=ApplicationState.SUBMITTED)
    return list(ended.order_by("-pk")[:MOST])


def welcome_by_hash(token_hash: bytes) -> Welcome:
    """The link's row, whoever opens it. Raises ``NotFound``."""
    found = Welcome.objects.filter(token_hash=token_hash).first()
    if found is None:
        raise NotFound
    return found


def steps_of(application: Application, at: datetime) -> list[StepShown]:
    """Each step with what is to be mended in it."""
    by_step: dict[Step, list[Fault]] = {step: [] for step in Step}
    for fault in faults_in(application, at, whole=True):
        by_step[fault.step].append(fault)
    quick = application.lane == Lane.QUICK
    later = {Step.ACCOUNT, Step.CONTACTS, Step.BOARD} if quick else set()
    return [StepShown(step, faults, step in later) for step, faults in by_step.items()]


def faults_in(application: Application, at: datetime, *, whole: bool = False) -> list[Fault]:
    """What keeps it from being sent; ``whole``: also what the quick lane lets wait."""
    lane = Lane.ORDINARY if whole else Lane(application.lane)
    return faults_of(_said(application, lane), day_of(at))


def certificates_handed(application: Application) -> list[HandedCertificate]:
    """The certificates that it shows, registration first."""
    shown = application.certificates.select_related("image")
    return sorted(shown.order_by("pk"), key=lambda one: one.kind != "registration")


def certificate_shown(actor: "Actor", key: UUID, number: int) -> Picture:
    """The picture of a certificate that an application shows. Raises ``NotFound``."""
    application = application_for(actor, key)
    found = application.certificates.select_related("image").filter(pk=number).first()
    if found is None:
        raise NotFound
    return Picture(open_file(found.image), found.image.media_type)


def applied_number(application: Application) -> str:
    """The account's number as it was entered: for admitting alone."""
    assert application.account_sealed is not None, "asked of an application without an account"
    return vault.open_sealed(application.vault_id, NUMBER, application.account_sealed)


def owed_of(organisation_id: int) -> list[OwedStep]:
    """The steps that the quick lane left, those still owed first."""
    theirs = OwedStep.objects.filter(organisation_id=organisation_id)
    return sorted(theirs.order_by("due_on", "pk"), key=lambda one: one.done_on is not None)


def owed_by(organisation_ids: Collection[int]) -> list[OwedStep]:
    """What these organisations still owe, the first day first."""
    owed = OwedStep.objects.filter(organisation_id__in=organisation_ids, done_on=None)
    return list(owed.select_related("organisation").order_by("due_on", "pk")[:MOST])


def applied_by(person_id: int) -> list[Application]:
    """What a person applied for: told to themselves."""
    return list(Application.objects.filter(applicant_id=person_id).order_by("pk"))


def arrivals(organisation_ids: Sequence[int]) -> Mapping[int, Arrival]:
    """How organisations came in, for the clocks: two queries."""
    owed: dict[int, list[Owed]] = {}
    for one in OwedStep.objects.filter(organisation_id__in=organisation_ids).order_by("pk"):
        owed.setdefault(one.organisation_id, []).append(Owed(one.step, one.due_on, one.done_on))
    came = Application.objects.filter(organisation_id__in=organisation_ids)
    return {
        one.organisation_id or 0: Arrival(
            registered_on=one.registered_on,
            charity_since=one.charity_since,
            admitted_on=_day(one.decided_at),
            owed=tuple(owed.get(one.organisation_id or 0, ())),
        )
        for one in came
    }


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at)


def _said(application: Application, lane: Lane) -> Said:
    board = board_of_application(application)
    return Said(
        lane=lane,
        registered_on=application.registered_on,
        charity_since=application.charity_since,
        revoked_on=application.revoked_on,
        is_provincial=application.is_provincial,
        has_place=application.place_id is not None,
        has_account=application.account_sealed is not None,
        has_contact=bool(application.contact_phone or application.contact_email),
        has_colleague=application.colleague_id is not None,
        papers=[
            Paper(one.kind, one.valid_from, one.valid_until)
            for one in application.certificates.all()
        ],
        seats=seats_of(board),
    )
