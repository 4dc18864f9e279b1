"""Complaints as their authors, those who judge them and the board of an organisation read them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from ninja import Field

from liushui.api.shapes.values import W60, W120, Taken, Told, ToldMoment, Words, Yes
from liushui.kernel.clock import day_of
from liushui.projects.policies import may_look_into
from liushui.projects.queries import account_for
from liushui.projects.queries import complaints as queries
from liushui.projects.services.complaining import LONGEST

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project, PublicComplaint

Long = Annotated[Words, Field(max_length=LONGEST)]


class ComplaintTaken(Taken):
    words: Long
    contact: W120
    is_told_own: Yes = False


class AnswerToComplaint(Taken):
    is_true: Yes
    answer: Long


class ReadTaken(Taken):
    read: W60


class ReadersTold(Told):
    read_by: str


class ComplaintFollowed(Told):
    code: str
    project: str
    state: str
    received_on: date
    answer_due: date
    read_by: str
    is_true: bool | None
    answer: str
    is_judged_by_own: bool


class ComplaintLine(Told):
    id: int
    project: str
    state: str
    received_at: ToldMoment
    answer_due: date
    is_true: bool | None


class FirstWordTold(Told):
    mark: str
    is_true: bool
    answer: str
    is_own: bool


class StopTold(Told):
    mark: str
    is_lift_proposed: bool
    is_own: bool


class ComplaintWhole(ComplaintLine):
    words: str
    contact: str
    answer: str
    is_judged_by_own: bool
    first_word: FirstWordTold | None
    stop: StopTold | None


class LiftedTold(Told):
    project: str
    state: str


class ComplaintsPage(Told):
    complaints: list[ComplaintLine]
    next: int | None


def told_followed(one: "PublicComplaint") -> ComplaintFollowed:
    return ComplaintFollowed(
        code=one.code,
        project=one.project.number,
        state=one.state,
        received_on=day_of(one.received_at),
        answer_due=queries.answer_due(one),
        read_by=queries.readers_of(one),
        is_true=queries.verdict_of(one),
        answer=queries.answer_of(one),
        is_judged_by_own=one.is_judged_by_own,
    )


def told_complaint(one: "PublicComplaint") -> ComplaintLine:
    return ComplaintLine(**_line(one))


def _line(one: "PublicComplaint") -> dict[str, Any]:
    return {
        "id": one.pk,
        "project": one.project.number,
        "state": one.state,
        "received_at": one.received_at,
        "answer_due": queries.answer_due(one),
        "is_true": queries.verdict_of(one),
    }


def told_whole_complaint(actor: "Actor", key: int) -> ComplaintWhole:
    """As this reader may know it: the answer goes to its author and to those who judge."""
    one = queries.complaint_for(actor, key)
    return ComplaintWhole(
        **_line(one),
        words=queries.words_for(actor, one),
        contact=queries.contact_of_complaint(actor, one),
        answer=queries.answer_of(one) if _judges(actor, one) else "",
        is_judged_by_own=one.is_judged_by_own,
        first_word=_first_word(actor, one),
        stop=_stop(actor, one),
    )


def told_answered(one: "PublicComplaint") -> ComplaintWhole:
    """Sealed words are told on reading alone: the answer to a call that writes is kept."""
    answer, is_own = queries.answer_of(one), one.is_judged_by_own
    return ComplaintWhole(
        **_line(one), words="", contact="", answer=answer, is_judged_by_own=is_own,
        first_word=None, stop=None,
    )  # fmt: skip


def _first_word(actor: "Actor", one: "PublicComplaint") -> FirstWordTold | None:
    """What the first of two of its own would answer, for those two."""
    if not one.first_word_by or one.answered_at or not queries.is_for_own(actor, one):
        return None
    return FirstWordTold(
        mark=queries.first_word_mark(one),
        is_true=bool(one.is_true),
        answer=queries.first_word_of(one),
        is_own=one.first_word_by == actor.name,
    )


def _stop(actor: "Actor", one: "PublicComplaint") -> StopTold | None:
    """What holds the project down, for those who may let it go on."""
    mark = queries.lift_mark(one.project_id)
    if not mark or not _judges(actor, one):
        return None
    waiting = queries.lift_waiting(one.project_id, timezone.now())
    is_own = waiting is not None and waiting.proposed_by == actor.name
    return StopTold(mark=mark, is_lift_proposed=waiting is not None, is_own=is_own)


def _judges(actor: "Actor", one: "PublicComplaint") -> bool:
    return may_look_into(actor, one.project.organisation_id) or queries.is_for_own(actor, one)


def told_lifted(project: "Project") -> LiftedTold:
    return LiftedTold(project=project.number, state=project.state)


def told_readers(actor: "Actor", number: str) -> ReadersTold:
    return ReadersTold(read_by=queries.readers_to_be(account_for(actor, number)))
