"""Complaints where nobody independent is here: two of the organisation's own board answer together.

Decision 0095. Its author was told so before writing; how to reach them stays unread, and every page
that shows the answer says that nobody independent has judged.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.queries.judging import judges_own
from liushui.parties.services import record
from liushui.parties.services.two_people import (
    Decision,
    ProposalOver,
    decide_proposal,
    propose,
    register_carrier,
    require_another,
)
from liushui.projects import policies, queries
from liushui.projects.models import Project, PublicComplaint
from liushui.projects.queries.complaints import (
    ANSWER,
    LIFT,
    first_word_mark,
    is_for_own,
    lift_facts,
    lift_mark,
    lift_waiting,
)
from liushui.projects.services.complaining import (
    LONGEST,
    AnswerEmpty,
    ComplaintAnswered,
    ComplaintForgotten,
    end_complaint,
)
from liushui.projects.services.suspending import lift_reasons
from liushui.projects.states import HELD_RULE, ComplaintState, Side

if TYPE_CHECKING:
    from liushui.parties.models import Proposal

_HOLDS = gettext_noop(
    "A complaint about this project was found to hold, by two of the organisation's own board."
)


class FirstWordByYou(DomainError):
    """Two people answer; the first is not the second as well."""

    code = "first_word_by_you"
    status = 403
    message = gettext_noop("You spoke first, so another of the board or supervisors agrees.")
    remedy = gettext_noop("Ask the other person, or change what you wrote.")


class FirstWordChanged(DomainError):
    """What the second would agree to is not what they read."""

    code = "first_word_changed"
    status = 409
    message = gettext_noop("The other person changed the answer after you had read it.")
    remedy = gettext_noop("Read it as it stands now, then agree or write otherwise.")


class NothingHeld(DomainError):
    """No complaint holds the project down."""

    code = "nothing_held"
    status = 409
    message = gettext_noop("No complaint holds this project down any more.")
    remedy = gettext_noop("Reload the page to see how it stands.")


@transaction.atomic
def say_first_word(
    actor: Actor, number: int, *, answer: str, is_true: bool, at: datetime
) -> PublicComplaint:
    """One of the organisation's own says what was found; nothing is answered until another agrees.

    Whoever disagrees writes otherwise, which is then the first word. Raises ``NotAllowed``,
    ``AnswerEmpty``, ``ComplaintAnswered``, ``ComplaintForgotten``, ``NotFound``.
    """
    complaint = _waiting(actor, number)
    if not answer.strip():
        raise AnswerEmpty
    complaint.answer_sealed = vault.seal(complaint.vault_id, ANSWER, answer.strip()[:LONGEST])
    complaint.is_true = is_true
    complaint.first_word_by, complaint.first_word_at = actor.name, at
    complaint.save()
    record(actor, "complaint.first_word", complaint, at=at, is_true=is_true)
    return complaint


@transaction.atomic
def agree_to_first_word(actor: Actor, number: int, *, read: str, at: datetime) -> PublicComplaint:
    """The second of them agrees: then it is answered, and what holds suspends the project (N09).

    ``read`` names the first word that they read (``first_word_mark``). Safe to call twice. Raises
    what ``say_first_word`` raises, ``FirstWordByYou``, ``FirstWordChanged``, and ``NotFound`` where
    nobody has spoken or the first may not judge any more.
    """
    complaint = queries.complaint_for_update(actor, number)
    if complaint.is_judged_by_own and complaint.answered_by == actor.name:
        return complaint
    complaint = _waiting(actor, number)
    if not complaint.first_word_by:
        raise NotFound
    require_another(actor, complaint.first_word_by, FirstWordByYou)
    if not _still_judges(complaint.first_word_by, complaint.project, at):
        raise NotFound
    if read != first_word_mark(complaint):
        raise FirstWordChanged
    return end_complaint(actor, complaint, why=_HOLDS, at=at)


class StopChanged(DomainError):
    """What holds the project down is not what they read."""

    code = "stop_changed"
    status = 409
    message = gettext_noop("What holds the project down changed after you had read it.")
    remedy = gettext_noop("Read why it is down now, then decide again.")


@transaction.atomic
def lift_what_held(actor: Actor, number: int, *, read: str, at: datetime) -> Project:
    """Let a project go on after what a complaint found was mended. Twice changes nothing.

    Whoever judges it lifts it; of the organisation's own two, the first only proposes it: this
    stop, for what was found so far. ``read`` names the stop that they read (``lift_mark``). Raises
    ``NotAllowed``, ``NothingHeld``, ``StopChanged``, ``NotFound``.
    """
    complaint = queries.complaint_for_update(actor, number)
    project = queries.account_for_update(complaint.project_id)
    facts = lift_facts(project.pk)
    if facts["suspension"] is None:
        raise NothingHeld
    judges = policies.may_look_into(actor, project.organisation_id)
    if not judges and not policies.may_judge_own(actor, project.organisation_id):
        raise NotAllowed
    if read != lift_mark(project.pk):
        raise StopChanged
    if judges:
        return lift_reasons(actor, project, [Side.OPERATOR], HELD_RULE, at=at)
    waiting = lift_waiting(project.pk, at)
    if waiting is None or waiting.proposed_by == actor.name:
        propose(actor, LIFT, organisation_id=project.organisation_id, facts=facts, at=at)
        return project
    decide_proposal(actor, waiting.pk, Decision(agrees=True), at=at)
    project.refresh_from_db()
    return project


class _Lift:
    def carry(self, actor: Actor, proposal: "Proposal", *, at: datetime) -> None:
        """Two of its own, as both may still say today."""
        project = queries.account_for_update(proposal.facts["project"])
        if not judges_own(actor, project.organisation_id, day_of(at)):
            raise NotAllowed
        if not _still_judges(proposal.proposed_by, project, at):
            raise NotFound
        if proposal.facts != lift_facts(project.pk):
            raise ProposalOver
        lift_reasons(actor, project, [Side.OPERATOR], HELD_RULE, at=at)


def _waiting(actor: Actor, number: int) -> PublicComplaint:
    """The complaint, for one of its own who may answer it."""
    if not actor.holds_any([Right.BODY_OVERSEE]):
        raise NotAllowed
    complaint = queries.complaint_for_update(actor, number)
    if not is_for_own(actor, complaint):
        raise NotAllowed
    if complaint.state == ComplaintState.ANSWERED:
        raise ComplaintAnswered
    if complaint.erased_at is not None:
        raise ComplaintForgotten
    return complaint


def _still_judges(name: str, project: Project, at: datetime) -> bool:
    first = actor_for(int(name.partition(":")[2]), day_of(at))
    return judges_own(first, project.organisation_id, day_of(at))


register_carrier(LIFT, _Lift())
