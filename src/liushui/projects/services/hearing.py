"""That whoever complained heard the answer: they read it, or somebody told them (N08)."""

from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import queries
from liushui.projects.models import PublicComplaint
from liushui.projects.services.complaining import judged
from liushui.projects.states import ComplaintState, ToldHow

_PUBLIC = Actor.stranger()


class AnswerFirst(DomainError):
    """There is nothing yet that its author could be told."""

    code = "complaint_answer_first"
    status = 409
    message = gettext_noop("This complaint is not answered yet.")
    remedy = gettext_noop("Keep the answer first, then tell the person who complained.")


@transaction.atomic
def note_told(actor: Actor, number: int, *, how: ToldHow, at: datetime) -> PublicComplaint:
    """Keep that its author was told the answer, and how. Twice changes nothing.

    MZ/T 088-2017 asks for an answer by telephone, mail or message within five working days: the
    clock of N08 ends here, or where its author read the answer. Raises what judging it raises, and
    ``AnswerFirst``.
    """
    complaint = judged(actor, number)
    if complaint.state != ComplaintState.ANSWERED:
        raise AnswerFirst
    if complaint.told_at is None:
        _keep_told(complaint, how, actor.name, at)
        record(actor, "complaint.told", complaint, at=at, how=str(how))
    return complaint


@transaction.atomic
def note_read(code: str, *, at: datetime) -> PublicComplaint:
    """Whoever has its code looked: an answer that is there has reached them. Raises NotFound."""
    found = queries.complaint_by_code(code)
    if found.state == ComplaintState.ANSWERED and found.told_at is None:
        found = PublicComplaint.objects.select_for_update(no_key=True).get(pk=found.pk)
        if found.told_at is None:
            _keep_told(found, ToldHow.READ, "", at)
            record(_PUBLIC, "complaint.told", found, at=at, how=str(ToldHow.READ))
    return queries.complaint_by_code(code)


def _keep_told(complaint: PublicComplaint, how: ToldHow, by: str, at: datetime) -> None:
    complaint.told_at, complaint.told_how, complaint.told_by = at, how, by
    complaint.save(update_fields=["told_at", "told_how", "told_by"])
