"""Asking givers whether the purpose of their gifts may change, and what follows from a no."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.files import store_file
from liushui.giving.models import ConsentAsked, ConsentPaper, ConsentPaperSeen
from liushui.giving.queries import consents as found
from liushui.giving.services.refund_asking import return_for_purpose
from liushui.giving.states import ConsentAnswer
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.messaging.services import Telling, tell_each
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
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


class PaperNamesOther(DomainError):
    """Who is asked on this site is named by a gift of their own to this project."""

    code = "paper_names_other"
    message = gettext_noop("%(gift)s is no gift to this project by somebody with an account.")
    remedy = gettext_noop("Look the number up in the table of gifts. Guests are only counted.")


class PaperByYou(DomainError):
    """A file counts once two people have read it."""

    code = "paper_by_you"
    status = 403
    message = gettext_noop("You kept this file, so another person must confirm it.")
    remedy = gettext_noop("Ask a colleague who may write the project.")


@dataclass(frozen=True, slots=True)
class PaperAnswers:
    """What a file shows: so many agreed, so many refused; ``note`` says how they were asked.

    ``gifts``: of those who agreed the ones who have an account, by a gift of each.
    """

    file: bytes
    agreed: int
    refused: int
    note: str
    gifts: tuple[str, ...] = ()


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

    A yes may become a no until the change is filed; a no stands, and said again it begins what did
    not begin yet. Raises ``NotFound``, ``QuestionOver``.
    """
    plan, asked = found.own_question(actor, plan_id)
    asked = ConsentAsked.objects.select_for_update(no_key=True).get(pk=asked.pk)
    wanted = ConsentAnswer.AGREED if agrees else ConsentAnswer.REFUSED
    if asked.answer == wanted:
        if not agrees:
            _return_gifts(actor, plan.project_id, at)
        return asked
    if not plan.is_agreed or asked.answer == ConsentAnswer.REFUSED:
        raise QuestionOver
    asked.answer, asked.answered_at = wanted, at
    asked.save(update_fields=["answer", "answered_at"])
    record(actor, f"consent.{wanted}", asked, at=at, plan=plan.pk)
    if not agrees:
        _return_gifts(actor, plan.project_id, at)
    return asked


def _return_gifts(actor: Actor, project_id: int, at: datetime) -> None:
    """Begin the return of every gift of this giver to the project."""
    after = 0
    while gifts := found.own_gifts_after(actor.person_id or 0, project_id, after):
        for order in gifts:
            return_for_purpose(actor, order.reference, at=at)
        after = gifts[-1].pk


@transaction.atomic
def keep_paper(actor: Actor, plan_id: int, said: PaperAnswers, *, at: datetime) -> ConsentPaper:
    """Keep answers that came outside this site. The same file again is the same paper.

    It counts once another person confirmed it. Raises ``NotFound``, ``NotAllowed``,
    ``QuestionOver``, ``PaperCountsNobody``, ``PaperNamesOther``, ``FileRefused``.
    """
    plan = found.plan_with_consents(actor, plan_id)
    if not plan.is_agreed:
        raise QuestionOver
    gifts = sorted(set(said.gifts))
    if said.agreed + said.refused <= 0 or not said.note.strip() or len(gifts) > said.agreed:
        raise PaperCountsNobody
    for one in set(gifts) - set(found.givers_of(plan.project_id, gifts)):
        raise PaperNamesOther(gift=one[:40])
    paper, fresh = ConsentPaper.objects.get_or_create(
        plan_id=plan_id,
        asked_at=plan.asked_at,
        file=store_file(said.file, at=at),
        defaults={
            "agreed": said.agreed, "refused": said.refused, "gifts": gifts,
            "note": said.note.strip()[:300], "by": actor.name, "at": at,
        },
    )  # fmt: skip
    if fresh:
        record(actor, "consent.paper_kept", paper, at=at, plan=plan_id)
    return paper


@transaction.atomic
def confirm_paper(actor: Actor, key: int, *, at: datetime) -> ConsentPaperSeen:
    """The second person read the file and counts the same: now it counts. Twice is once.

    Raises ``NotFound``, ``NotAllowed``, ``PaperByYou``, ``QuestionOver``.
    """
    paper = found.paper_of(actor, key)
    plan = found.plan_with_consents(actor, paper.plan_id)
    require_another(actor, paper.by, PaperByYou)
    known = ConsentPaperSeen.objects.filter(paper=paper).first()
    if known is not None:
        return known
    if not plan.is_agreed or paper.asked_at != plan.asked_at:
        raise QuestionOver
    seen, fresh = ConsentPaperSeen.objects.get_or_create(
        paper=paper, defaults={"kept_by": paper.by, "by": actor.name, "at": at}
    )
    if fresh:
        _agreed_on_paper(plan, paper, at)
        record(actor, "consent.paper_confirmed", paper, at=at, plan=plan.pk)
    return seen


def _agreed_on_paper(plan: ProposedPlan, paper: ConsentPaper, at: datetime) -> None:
    """Whom the paper names agreed, also who was not asked yet; what they said here stands."""
    people = set(found.givers_of(plan.project_id, paper.gifts).values())
    ConsentAsked.objects.bulk_create(
        [ConsentAsked(plan_id=plan.pk, person_id=one, asked_at=plan.asked_at) for one in people],
        ignore_conflicts=True,
    )
    silent = ConsentAsked.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at, answer="")
    silent.filter(person_id__in=people).update(answer=ConsentAnswer.AGREED, answered_at=at)


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
