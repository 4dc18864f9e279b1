"""What is asked about complaints: by whoever has the code, by the console, and by the clocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.days import Calendar, add_working_days
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.judging import judged_from_above
from liushui.projects import policies
from liushui.projects.models import PublicComplaint
from liushui.projects.states import ComplaintState

WORDS, CONTACT, ANSWER = "complaint-words", "complaint-contact", "complaint-answer"
ANSWER_IN_DAYS = 5


@dataclass(frozen=True, slots=True)
class WatchedComplaint:
    """A complaint as the clocks see it: days are days in China (N08)."""

    code: str
    project_number: str
    organisation_id: int
    received_on: date
    answered_on: date | None


def complaints_to_answer() -> Iterable[WatchedComplaint]:
    """Every complaint, answered ones too: one query."""
    for one in PublicComplaint.objects.select_related("project").order_by("pk"):
        yield WatchedComplaint(
            code=one.code,
            project_number=one.project.number,
            organisation_id=one.project.organisation_id,
            received_on=day_of(one.received_at),
            answered_on=day_of(one.answered_at) if one.answered_at else None,
        )


def complaint_by_code(code: str) -> PublicComplaint:
    """The complaint of whoever has its code. Raises ``NotFound``."""
    found = (
        PublicComplaint.objects.select_related("project__organisation").filter(code=code).first()
    )
    if found is None:
        raise NotFound
    return found


def complaints_in_console(actor: Actor) -> QuerySet[PublicComplaint]:
    """All for those who run the site; for others those about their own organisations' projects."""
    listed = PublicComplaint.objects.select_related("project__organisation")
    if actor.is_system or actor.holds_any([Right.INSTALLATION_MANAGE]):
        return listed
    own = actor.organisations_with(Right.PROJECT_EDIT)
    return listed.filter(project__organisation_id__in=own | judged_from_above(actor, localdate()))


def complaint_for(actor: Actor, number: int) -> PublicComplaint:
    """One of them, by its number: its code is its author's alone. Raises ``NotFound``."""
    found = complaints_in_console(actor).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def complaint_for_update(actor: Actor, number: int) -> PublicComplaint:
    """As ``complaint_for``, locked until the transaction ends."""
    found = complaints_in_console(actor).filter(pk=number)
    locked = found.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise NotFound
    return locked


def complaints_waiting(actor: Actor, limit: int = 100) -> Sequence[PublicComplaint]:
    """Those that this actor is to answer, oldest first."""
    own = {post.organisation_id for post in actor.posts} | actor.elsewhere
    waiting = complaints_in_console(actor).filter(state=ComplaintState.RECEIVED)
    waiting = waiting.exclude(project__organisation_id__in=own)
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        below = judged_from_above(actor, localdate())
        if not below:
            return []
        waiting = waiting.filter(project__organisation_id__in=below)
    return list(waiting.order_by("pk")[:limit])


def answer_due(complaint: PublicComplaint) -> date:
    """Five working days; the console's reminder, by weekdays: the clock itself has the calendar."""
    return add_working_days(day_of(complaint.received_at), ANSWER_IN_DAYS, Calendar()).day


def words_of_complaint(complaint: PublicComplaint) -> str:
    """What it says, for whoever may read it all; "" once it was erased."""
    return _opened(complaint, WORDS, complaint.words_sealed)


def words_for(actor: Actor, complaint: PublicComplaint) -> str:
    """What it says, for those who look into it; "" for everyone else, its organisation too."""
    if not policies.may_look_into(actor, complaint.project.organisation_id):
        return ""
    return words_of_complaint(complaint)


def contact_of_complaint(actor: Actor, complaint: PublicComplaint) -> str:
    """How its author is reached, for those who answer; "" for everyone else."""
    if not policies.may_look_into(actor, complaint.project.organisation_id):
        return ""
    return _opened(complaint, CONTACT, complaint.contact_sealed)


def answer_of(complaint: PublicComplaint) -> str:
    """What it was answered; "" before that."""
    return _opened(complaint, ANSWER, complaint.answer_sealed)


def complaints_with_phone(phone_lookup: bytes) -> Sequence[PublicComplaint]:
    """What was written with this telephone, for its owner."""
    mine = PublicComplaint.objects.select_related("project").filter(phone_lookup=phone_lookup)
    return list(mine.order_by("pk"))


def _opened(complaint: PublicComplaint, field: str, sealed: bytes | memoryview | None) -> str:
    if sealed is None:
        return ""
    return vault.open_sealed(complaint.vault_id, field, sealed)
