"""Complaints by the public: taken without an account, answered by those who run the site."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from liushui.accounts.services.trying import Share, TooManyGuesses, count_guess
from liushui.base import vault
from liushui.base.states import move_state
from liushui.installation.queries import whole_of
from liushui.kernel.clock import day_of
from liushui.kernel.days import add_months
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.kernel.ids import REFERENCE_ALPHABET, normal_phone
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.judging import has_independent_judge
from liushui.parties.queries.people import PHONE
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import PublicComplaint
from liushui.projects.notices import tell_of_complaint, tell_own_of_complaint
from liushui.projects.queries.complaints import ANSWER, CONTACT, WORDS
from liushui.projects.services.suspending import Reason, put_up_reason
from liushui.projects.settings_declared import COMPLAINT_MONTHS, UNANSWERED_MONTHS
from liushui.projects.states import COMPLAINT_MOVES, HELD_RULE, UNSEEN_STATES, ComplaintState, Side

LONGEST = 2000
_CONTACT = 120
_CODE_LENGTH = 12
# A family or an office behind one address; not a machine. One project is not buried either.
_FROM_ONE = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
_ABOUT_ONE = ((timedelta(hours=1), 60), (timedelta(days=1), 300))
_PRIVACY = Actor.system("privacy")
_PUBLIC = Actor.stranger()
_HOLDS = gettext_noop("A complaint about this project was found to hold.")


class TooManyComplaints(DomainError):
    """Enough came from here, or about this project, for now."""

    code = "too_many_complaints"
    status = 429
    message = gettext_noop("There were too many complaints from here for now.")
    remedy = gettext_noop("Try again in %(minutes)s minutes, or call the organisation.")


class ComplaintEmpty(DomainError):
    """It says what happened, and how its author can be answered."""

    code = "complaint_empty"
    message = gettext_noop("A complaint needs what happened and how we can answer you.")
    remedy = gettext_noop("Write both: a telephone number or a mail address is enough.")


class ComplaintAnswered(DomainError):
    """It was answered before, in other words."""

    code = "complaint_answered"
    status = 409
    message = gettext_noop("This complaint was answered already.")
    remedy = gettext_noop("Read the answer. What is new needs a new complaint.")


class ComplaintAboutOwn(DomainError):
    """Nobody judges what is said of the organisation that one serves."""

    code = "complaint_about_own"
    status = 403
    message = gettext_noop("You serve the organisation that this complaint is about.")
    remedy = gettext_noop("Somebody who runs this site and does not serve it answers.")


class ComplaintForgotten(DomainError):
    """Its words were erased before anybody answered."""

    code = "complaint_forgotten"
    status = 409
    message = gettext_noop("The words of this complaint were erased, so it cannot be answered.")
    remedy = gettext_noop("It stays unanswered on the record; what is new needs a new complaint.")


class AnswerEmpty(DomainError):
    """Whoever complained gets a reason."""

    code = "answer_empty"
    message = gettext_noop("An answer says what was found.")
    remedy = gettext_noop("Write it as the person who complained may read it.")


def complain(  # noqa: PLR0913 - what a stranger says, and whence
    actor: Actor,
    number: str,
    *,
    words: str,
    contact: str,
    address: str,
    at: datetime,
    is_told_own: bool = False,
) -> PublicComplaint:
    """Take a complaint about a public project; whoever has its code can follow it up.

    ``address`` is the network that it comes from, counted and not kept; ``is_told_own`` says that
    its author read beforehand who reads it where nobody is independent (decision 0095). MZ/T
    088-2017: a 举报 function on each campaign page; the answer is due in five working days (N08).
    Raises ``NotFound``, ``ComplaintEmpty``, ``TooManyComplaints``.
    """
    project = queries.account_for(actor, number)
    if project.state in UNSEEN_STATES or not words.strip() or not contact.strip():
        raise ComplaintEmpty
    shares = [
        Share("complaint-from", address, _FROM_ONE),
        Share("complaint-about", number, _ABOUT_ONE),
    ]
    try:
        count_guess(shares, at=at)
    except TooManyGuesses as many:
        raise TooManyComplaints(**many.facts) from None
    said = {"words": words.strip(), "contact": contact.strip()}
    return keep_complaint(actor, project.pk, **said, at=at, is_told_own=is_told_own)


@transaction.atomic
def keep_complaint(
    actor: Actor,
    project_id: int,
    *,
    words: str,
    contact: str,
    at: datetime,
    is_told_own: bool = False,
) -> PublicComplaint:
    """Keep a complaint that was taken, sealed, and tell the organisation. Nothing is counted.

    What its author was told of who reads it is kept with it, or neither is.
    """
    words, contact = words[:LONGEST], contact[:_CONTACT]
    vault_id, phone = uuid4(), normal_phone(contact)
    complaint = PublicComplaint.objects.create(
        code="".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(_CODE_LENGTH)),
        project_id=project_id,
        vault_id=vault_id,
        words_sealed=vault.seal(vault_id, WORDS, words),
        contact_sealed=vault.seal(vault_id, CONTACT, contact),
        phone_lookup=vault.lookup_hash(PHONE, phone) if phone else None,
        received_at=at,
    )
    record(actor, "complaint.received", complaint, at=at)
    tell_of_complaint(complaint, at=at)
    if is_told_own:
        _open_to_own(complaint, at=at)
    return complaint


def _open_to_own(complaint: PublicComplaint, *, at: datetime) -> None:
    """Let the organisation's own board read it, unless somebody independent is here."""
    if has_independent_judge(complaint.project.organisation_id, day_of(at)):
        return
    complaint.is_open_to_own = True
    complaint.save(update_fields=["is_open_to_own"])
    record(_PUBLIC, "complaint.opened_to_own", complaint, at=at)
    tell_own_of_complaint(complaint, at=at)


@transaction.atomic
def answer_complaint(
    actor: Actor, number: int, *, answer: str, is_true: bool, at: datetime
) -> PublicComplaint:
    """Answer; what holds suspends the project at once and says so (N09). Twice changes nothing.

    Those who run the site answer: no organisation judges what is said of itself, so none of them
    who serves it does; where all of them do, an organisation above it (decision 0089). Raises
    ``NotAllowed``, ``ComplaintAboutOwn``, ``AnswerEmpty``, ``ComplaintAnswered``, ``NotFound``,
    ``ComplaintForgotten``.
    """
    complaint = judged(actor, number)
    if not answer.strip():
        raise AnswerEmpty
    if complaint.state == ComplaintState.ANSWERED:
        if complaint.is_true == is_true and queries.answer_of(complaint) == answer.strip():
            return complaint
        raise ComplaintAnswered
    complaint.answer_sealed = vault.seal(complaint.vault_id, ANSWER, answer.strip()[:LONGEST])
    complaint.is_true = is_true
    complaint.first_word_by, complaint.first_word_at = "", None
    return end_complaint(actor, complaint, why=_HOLDS, at=at)


def end_complaint(
    actor: Actor, complaint: PublicComplaint, *, why: str, at: datetime
) -> PublicComplaint:
    """Keep the answer that was sealed into it; what holds suspends the project for ``why``."""
    complaint.answered_at, complaint.answered_by = at, actor.name
    complaint.save()
    move_state(complaint, to=ComplaintState.ANSWERED, moves=COMPLAINT_MOVES, by=actor.name, at=at)
    is_true = bool(complaint.is_true)
    record(actor, "complaint.answered", complaint, at=at, is_true=is_true)
    if is_true:
        project = queries.account_for_update(complaint.project_id)
        put_up_reason(actor, project, Reason(Side.OPERATOR, why, HELD_RULE), at=at)
    tell_of_complaint(complaint, at=at)
    return complaint


def judged(actor: Actor, number: int) -> PublicComplaint:
    """The complaint, for whoever judges it."""
    if not actor.holds_any([Right.INSTALLATION_MANAGE, Right.REPORTS_READ]):
        raise NotAllowed
    complaint = queries.complaint_for_update(actor, number)
    if not policies.may_look_into(actor, complaint.project.organisation_id):
        if not actor.holds_any([Right.INSTALLATION_MANAGE]):
            raise NotAllowed
        raise ComplaintAboutOwn
    if complaint.erased_at is not None and complaint.state != ComplaintState.ANSWERED:
        raise ComplaintForgotten
    return complaint


@transaction.atomic
def forget_complaints(phone_lookup: bytes, *, at: datetime) -> int:
    """Destroy the keys of all that was written with this telephone; the count stays."""
    mine = PublicComplaint.objects.filter(phone_lookup=phone_lookup, erased_at=None)
    return _forget(mine.select_for_update(no_key=True), at)


@transaction.atomic
def forget_answered(*, at: datetime) -> int:
    """Erase what was answered longer ago than it is kept, whatever contact was left. How many.

    What nobody answered is kept longer, and not for ever: that it came and was not answered stays.
    """
    months, today = whole_of(COMPLAINT_MONTHS), day_of(at)
    answered = PublicComplaint.objects.filter(answered_at__lte=at, erased_at=None)
    kept = answered.select_for_update(no_key=True).order_by("pk")
    over = [
        one
        for one in kept
        if one.answered_at and add_months(day_of(one.answered_at), months) <= today
    ]
    unanswered_months = whole_of(UNANSWERED_MONTHS)
    waiting = PublicComplaint.objects.filter(answered_at=None, erased_at=None)
    over += [
        one
        for one in waiting.select_for_update(no_key=True).order_by("pk")
        if add_months(day_of(one.received_at), unanswered_months) <= today
    ]
    return _forget(over, at)


def _forget(complaints: Iterable[PublicComplaint], at: datetime) -> int:
    listed = list(complaints)
    for complaint in listed:
        vault.destroy_key(complaint.vault_id, at=at)
        complaint.words_sealed = complaint.contact_sealed = complaint.answer_sealed = None
        complaint.phone_lookup, complaint.erased_at = None, at
        complaint.save()
        record(_PRIVACY, "complaint.erased", complaint, at=at)
    return len(listed)
