"""Publishing and changing what the public reads: one person proposes, another publishes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    AppealTextMissing,
    CapBelowTaken,
    CapWrong,
    NothingProposed,
    NotVerified,
    OtherWaits,
    ProposedByYou,
    ReasonMissing,
    TermWrong,
    VersionWaits,
)
from liushui.appeals.models import Appeal, Version
from liushui.appeals.notices import PUBLISHED, tell_applicant, tell_workers
from liushui.appeals.queries.appeals import appeal_for_update, steps_checked, version_waiting
from liushui.appeals.queries.faults import most_of
from liushui.appeals.queries.people import WITNESSES, confirmed_witnesses
from liushui.appeals.services.masking import require_masked
from liushui.appeals.states import APPEAL_MOVES, REQUIRED_STEPS, AppealState, CheckStep, RestWay
from liushui.base.states import MoveNotAllowed, move_state
from liushui.cases.services import claim_case_id
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.ledger.services import holder_of_organisation, open_fund
from liushui.ledger.states import Purpose
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands
from liushui.projects.services import (
    Account,
    open_account_of_appeal,
    rewrite_account_of_appeal,
)

_RESTS = {
    RestWay.GIVERS: ("退还资助人", "It goes back to those who gave"),
    RestWay.SIMILAR: (
        "转给本组织的其他个人求助", "It goes to another personal appeal of this organisation",
    ),
}  # fmt: skip
_LONGEST_TERM = 180


@dataclass(frozen=True, slots=True)
class Change:
    """What the public shall read from now on, and why it changes."""

    title: str
    summary: str
    story: str
    cap_minor: int
    ends_on: date
    why: str


@transaction.atomic
def propose_publication(actor: Actor, number: str, *, at: datetime) -> Version:
    """The first of the two: what was asked and verified may be published. Twice is the same.

    Raises ``NotVerified`` with each step that lacks, ``NotAllowed``, ``VersionWaits``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    waiting = version_waiting(appeal)
    if waiting is not None:
        return waiting
    if appeal.state != AppealState.CHECKING:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.OPEN)
    require_verified(appeal)
    ends_on = day_of(at) + timedelta(days=appeal.term_days)
    words = Change(appeal.title, appeal.summary, appeal.story, appeal.cap_minor, ends_on, "")
    return _propose(actor, appeal, words, at)


@transaction.atomic
def propose_change(actor: Actor, number: str, change: Change, *, at: datetime) -> Version:
    """The first of the two: other words, another cap or last day, with the reason in public.

    Raises ``ReasonMissing``, ``AppealTextMissing``, ``WordsNamePerson``, ``CapWrong``,
    ``CapBelowTaken``, ``TermWrong``, ``VersionWaits``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    if appeal.state != AppealState.OPEN:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.OPEN)
    if version_waiting(appeal) is not None:
        raise VersionWaits
    _require_sense(appeal, change, at)
    return _propose(actor, appeal, change, at)


@transaction.atomic
def publish_version(actor: Actor, number: str, *, place: int, at: datetime) -> Appeal:
    """The second of the two: from now on the public reads it. A second call changes nothing.

    ``place`` is that of the version that was read; ``OtherWaits`` when another one waits.

    The first version opens the appeal to gifts: both certificates and every step that must be
    verified are asked for again. Raises ``ProposedByYou``, ``SameHands``, ``NothingProposed``,
    ``NotVerified``, ``CertificateMissing``, ``CapBelowTaken``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    version = version_waiting(appeal)
    if version is None:
        read = appeal.versions.filter(place=place, published_by=actor.name)
        if read.exists():
            return appeal
        raise NothingProposed
    if version.place != place:
        raise OtherWaits
    require_two(actor, version.proposed_by, appeal, [Right.CASE_EDIT], at=at)
    if version.cap_minor < appeal.taken_minor:
        raise CapBelowTaken(taken=format_yuan(appeal.taken_minor))
    version.published_by, version.published_at = actor.name, at
    version.save(update_fields=["published_by", "published_at"])
    for name in ("title", "summary", "story", "cap_minor", "ends_on"):
        setattr(appeal, name, getattr(version, name))
    if appeal.state == AppealState.CHECKING:
        require_verified(appeal)
        _open(actor, appeal, at)
    else:
        appeal.save()
        rewrite_account_of_appeal(actor, appeal.project_id or 0, _account(appeal), at=at)
    record(actor, "appeal.published", appeal, at=at, number=appeal.number, place=version.place)
    tell_applicant(appeal, PUBLISHED, at=at)
    return appeal


@transaction.atomic
def drop_version(actor: Actor, number: str, *, at: datetime) -> None:
    """What waits is not published, or is taken back. Twice changes nothing."""
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    dropped = appeal.versions.filter(published_at=None, dropped_at=None).update(dropped_at=at)
    if dropped:
        record(actor, "appeal.version_dropped", appeal, at=at, number=appeal.number)


def require_verified(appeal: Appeal) -> None:
    """Raise ``NotVerified`` unless what must be is verified and three people vouched (D03)."""
    lacking = [
        str(CheckStep(one.step).label)
        for one in steps_checked(appeal)
        if one.step in REQUIRED_STEPS and not one.is_confirmed
    ]
    if confirmed_witnesses(appeal) < WITNESSES:
        lacking.append(str(CheckStep.WITNESSES.label))
    if lacking:
        raise NotVerified(steps=" · ".join(lacking))


def require_two(
    actor: Actor, first: str, appeal: Appeal, rights: list[Right], *, at: datetime
) -> None:
    """Raise ``ProposedByYou`` or ``SameHands`` unless the second is another person."""
    require_another(actor, first, ProposedByYou)
    body = appeal.organisation_id
    require_other_hands(actor, first, organisation_id=body, rights=rights, at=at)


def _propose(actor: Actor, appeal: Appeal, change: Change, at: datetime) -> Version:
    made = Version.objects.create(
        appeal=appeal,
        place=appeal.versions.count() + 1,
        title=change.title.strip(),
        summary=change.summary.strip(),
        story=change.story.strip(),
        cap_minor=change.cap_minor,
        ends_on=change.ends_on,
        why=change.why.strip()[:200],
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "appeal.proposed", appeal, at=at, number=appeal.number, place=made.place)
    tell_workers(appeal, at=at, but=actor, place=made.place)
    return made


def _require_sense(appeal: Appeal, change: Change, at: datetime) -> None:
    if not change.why.strip():
        raise ReasonMissing
    if not (change.title.strip() and change.summary.strip() and change.story.strip()):
        raise AppealTextMissing
    require_masked(appeal, change.title, change.summary, change.story, change.why)
    most = most_of(appeal)
    if not 0 < change.cap_minor <= most:
        raise CapWrong(most=format_yuan(most))
    if change.cap_minor < appeal.taken_minor:
        raise CapBelowTaken(taken=format_yuan(appeal.taken_minor))
    today = day_of(at)
    begun = day_of(appeal.published_at) if appeal.published_at else today
    if not today <= change.ends_on <= begun + timedelta(days=_LONGEST_TERM):
        raise TermWrong


def _open(actor: Actor, appeal: Appeal, at: datetime) -> None:
    """Its own fund, in which the ledger lets nothing out but to its provider (D02, D04)."""
    appeal.purpose_id = claim_case_id()
    holder = holder_of_organisation(appeal.organisation_id)
    fund = open_fund(holder, purpose=Purpose("case", appeal.purpose_id))
    appeal.project = open_account_of_appeal(
        actor,
        appeal.number,
        _account(appeal),
        organisation_id=appeal.organisation_id,
        fund_id=fund.pk,
        at=at,
    )
    appeal.published_at = at
    appeal.save()
    move_state(appeal, to=AppealState.OPEN, moves=APPEAL_MOVES, by=actor.name, at=at)


def _account(appeal: Appeal) -> Account:
    assert appeal.ends_on is not None, f"{appeal.number} has no last day"
    leftover, leftover_en = _RESTS[RestWay(appeal.rest_way)]
    return Account(
        title=appeal.title,
        summary=appeal.summary,
        cap_minor=appeal.cap_minor,
        ends_on=appeal.ends_on,
        leftover=leftover,
        leftover_en=leftover_en,
    )
