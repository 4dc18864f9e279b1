"""Asking givers whether the purpose of their gifts may change, and what follows from a no."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.files import store_file
from liushui.giving.models import ConsentAsked, ConsentPaper
from liushui.giving.queries import consents as found
from liushui.giving.services.refund_asking import return_for_purpose
from liushui.giving.states import ConsentAnswer
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.messaging.services import Telling, tell_each
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries.plans import ProposedPlan

_AT_ONCE = 500


class QuestionOver(DomainError):
    """The change was filed or given up, or the giver has said no."""

    code = "question_over"
    status = 409
    message = gettext_noop("This question is answered for good.")
    remedy = gettext_noop("The project's page shows what became of the change.")


class PaperCountsNobody(DomainError):
    """A paper shows at least one answer, and says how it came."""

    code = "paper_counts_nobody"
    message = gettext_noop("Say how many answered and how they were asked.")
    remedy = gettext_noop("Count those who agreed and those who refused in the file.")


@dataclass(frozen=True, slots=True)
class PaperAnswers:
    """What a file shows: so many agreed, so many refused; ``note`` says how they were asked."""

    file: bytes
    agreed: int
    refused: int
    note: str


@transaction.atomic
def ask_givers(plan: ProposedPlan) -> int:
    """One question to each giver with an account; again it is none anew. How many were asked."""
    count, after = 0, 0
    while people := found.givers_after(plan.project_id, after, _AT_ONCE):
        ConsentAsked.objects.bulk_create(
            [ConsentAsked(plan_id=plan.pk, person_id=one, asked_at=plan.asked_at)
             for one in people],
            ignore_conflicts=True,
        )  # fmt: skip
        count, after = count + len(people), people[-1]
    return count


def tell_givers(
    project_id: int, kind: str, *, key: str, path: str, number: str, at: datetime
) -> int:
    """Tell each giver of a project who has an account, in pages. Safe to run again."""
    told, after = 0, 0
    while people := found.givers_after(project_id, after, _AT_ONCE):
        tellings = [Telling(one, key, path, {"project": number}) for one in people]
        told, after = told + tell_each(kind, tellings, at=at), people[-1]
    return told


@transaction.atomic
def answer_change(actor: Actor, plan_id: int, *, agrees: bool, at: datetime) -> ConsentAsked:
    """A giver's yes or no. With a no what is not used of each gift begins to go back.

    A yes may become a no until the change is filed; a no stands. Raises ``NotFound``,
    ``QuestionOver``.
    """
    plan, asked = found.own_question(actor, plan_id)
    asked = ConsentAsked.objects.select_for_update(no_key=True).get(pk=asked.pk)
    wanted = ConsentAnswer.AGREED if agrees else ConsentAnswer.REFUSED
    if asked.answer == wanted:
        return asked
    if not plan.is_agreed or asked.answer == ConsentAnswer.REFUSED:
        raise QuestionOver
    asked.answer, asked.answered_at = wanted, at
    asked.save(update_fields=["answer", "answered_at"])
    record(actor, f"consent.{wanted}", asked, at=at, plan=plan.pk)
    if not agrees and actor.person_id is not None:
        for order in found.own_gifts_of(actor.person_id, plan.project_id):
            return_for_purpose(actor, order.reference, at=at)
    return asked


@transaction.atomic
def keep_paper(actor: Actor, plan_id: int, said: PaperAnswers, *, at: datetime) -> ConsentPaper:
    """Keep answers that came outside this site. The same file again is the same paper.

    Raises ``NotFound``, ``NotAllowed``, ``QuestionOver``, ``PaperCountsNobody``, ``FileRefused``.
    """
    plan = found.plan_with_consents(actor, plan_id)
    if not plan.is_agreed:
        raise QuestionOver
    if said.agreed + said.refused <= 0 or not said.note.strip():
        raise PaperCountsNobody
    paper, fresh = ConsentPaper.objects.get_or_create(
        plan_id=plan_id,
        asked_at=plan.asked_at,
        file=store_file(said.file, at=at),
        defaults={
            "agreed": said.agreed, "refused": said.refused, "note": said.note.strip()[:300],
            "by": actor.name, "at": at,
        },
    )  # fmt: skip
    if fresh:
        record(actor, "consent.paper_kept", paper, at=at, plan=plan_id)
    return paper


def answered_as(person_id: int, into_id: int) -> None:
    """Two records are one giver's: what both were asked stays with the remaining one."""
    known = ConsentAsked.objects.filter(person_id=into_id).values_list("plan_id", "asked_at")
    for plan_id, asked_at in known:
        ConsentAsked.objects.filter(
            person_id=person_id, plan_id=plan_id, asked_at=asked_at, answer=""
        ).delete()
    taken = set(known)
    for one in ConsentAsked.objects.filter(person_id=person_id):
        if (one.plan_id, one.asked_at) not in taken:
            ConsentAsked.objects.filter(pk=one.pk).update(person_id=into_id)


def note_reading(actor: Actor, paper: ConsentPaper, *, at: datetime) -> None:
    """The file may name givers: who opened it is recorded."""
    record(actor, "consent.paper_read", paper, at=at)
