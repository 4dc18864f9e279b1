"""A change of purpose: what givers are asked and answer, and what the charity keeps (R-37)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form
from pydantic import AfterValidator

from liushui.api.deeds import A_FILE
from liushui.api.rooms import Room
from liushui.api.shapes.values import W300, FileTold, Taken, Told, ToldMoment, Yes, told_file
from liushui.giving.queries import consents as queries
from liushui.giving.services import consenting as services
from liushui.kernel.errors import NotFound
from liushui.parties.access import SIGNED_IN, Right, holders_of

if TYPE_CHECKING:
    from liushui.giving.models import ConsentAsked, ConsentPaper
    from liushui.parties.actors import Actor

_WRITERS = holders_of(Right.PROJECT_EDIT)
_MOST, _MOST_GIFTS = 10_000_000, 5000
_OWN, _KEPT = "own/changes/{int:change}", "changes/{int:change}"
Count = Annotated[int, Field(ge=0, le=_MOST)]
room = Room("consents", _("Consents to a changed purpose"))


class AnswerToChange(Taken):
    agrees: Yes


class AnswersTaken(Taken):
    agreed: Count
    refused: Count
    note: W300
    gifts: Annotated[list[str], Field(max_length=_MOST_GIFTS), AfterValidator(tuple)] = []


class QuestionLine(Told):
    change: int
    project: str
    asked_at: ToldMoment
    answer: str
    answered_at: ToldMoment | None


class QuestionsTold(Told):
    changes: list[QuestionLine]


class QuestionTold(QuestionLine):
    is_open: bool
    title: str
    why: str
    purpose: str
    use_of_money: str
    leftover: str
    gifts: list[str]


class AnswersPaperTold(Told):
    id: int
    agreed: int
    refused: int
    gifts: int
    note: str
    at: ToldMoment
    is_own: bool
    counts: bool


class AnswersTold(Told):
    change: int
    project: str
    is_open: bool
    asked: int
    agreed: int
    refused: int
    unasked: int
    guests: int
    on_paper: int
    waiting: int
    papers: list[AnswersPaperTold]


def _questions(actor: "Actor") -> QuestionsTold:
    found = queries.answers_of(actor.person_id or 0)
    return QuestionsTold(changes=[_line(one) for one in found])


def _question(actor: "Actor", change: int) -> QuestionTold:
    proposed, asked = queries.own_question(actor, change)
    plan = proposed.plan
    gifts = queries.own_gifts_of(asked.person_id, proposed.project_id)
    return QuestionTold(
        **_line(asked).dict(),
        is_open=proposed.is_agreed and asked.answer != "refused",
        title=plan.title,
        why=plan.why,
        purpose=plan.purpose,
        use_of_money=plan.use_of_money,
        leftover=plan.leftover,
        gifts=[one.reference for one in gifts],
    )


def _answers(actor: "Actor", change: int) -> AnswersTold:
    proposed = queries.plan_with_consents(actor, change)
    counts = queries.consents_to(proposed)
    return AnswersTold(
        change=proposed.pk,
        project=proposed.plan.project.number,
        is_open=proposed.is_agreed,
        asked=counts.asked,
        agreed=counts.agreed,
        refused=counts.refused,
        unasked=counts.unasked,
        guests=counts.guests,
        on_paper=counts.on_paper,
        waiting=counts.waiting,
        papers=[_paper(one, actor.name) for one in queries.papers_of(proposed)],
    )


def _keep(
    actor: "Actor", change: int, *, file: bytes, at: datetime, **said: object
) -> "ConsentPaper":
    answers = services.PaperAnswers(file=file, **said)  # type: ignore[arg-type]
    return services.keep_paper(actor, change, answers, at=at)


def _confirm(actor: "Actor", change: int, key: int, *, at: datetime) -> None:
    """Of this change alone. Raises ``NotFound``."""
    _paper_of(actor, change, key)
    services.confirm_paper(actor, key, at=at)


def _read(actor: "Actor", change: int, key: int, *, at: datetime) -> "ConsentPaper":
    kept = _paper_of(actor, change, key)
    services.note_reading(actor, kept, at=at)
    return kept


def _paper_of(actor: "Actor", change: int, key: int) -> "ConsentPaper":
    kept = queries.paper_of(actor, key)
    if kept.plan_id != change:
        raise NotFound
    return kept


def _file(kept: "ConsentPaper") -> FileTold:
    return told_file(kept.file)


def _line(one: "ConsentAsked") -> QuestionLine:
    return QuestionLine(
        change=one.plan_id,
        project=one.plan.project.number,
        asked_at=one.asked_at,
        answer=one.answer,
        answered_at=one.answered_at,
    )


def _paper(one: "ConsentPaper", name: str) -> AnswersPaperTold:
    return AnswersPaperTold(
        id=one.pk,
        agreed=one.agreed,
        refused=one.refused,
        gifts=len(one.gifts),
        note=one.note,
        at=one.at,
        is_own=one.by == name,
        counts=hasattr(one, "seen"),
    )


room.shows(
    "own/changes", "own-changes", SIGNED_IN, _questions,
    summary=_("Changes of purpose that one was asked about"),
    about=_("Newest first, with one's answer; empty as long as none was given."),
)  # fmt: skip
room.shows(
    _OWN, "own-change", SIGNED_IN, _question,
    summary=_("One change of purpose in the plan's own words"),
    about=_("With the gifts that one gave to the project. 404 for who was not asked."),
)  # fmt: skip
room.does(
    f"{_OWN}/answer", "own-change-answer", SIGNED_IN, services.answer_change,
    takes=AnswerToChange, shows=_question,
    summary=_("Agree to a change of purpose, or refuse it"),
    about=_("A yes may become a no until it is filed. With a no what is not used goes back."),
)  # fmt: skip
room.shows(
    _KEPT, "change-answers", _WRITERS, _answers,
    summary=_("How givers answered a change of purpose"),
    about=_("“change” is the id of a plan that rests on consent. Filed once “waiting” is 0."),
)  # fmt: skip
room.does(
    f"{_KEPT}/papers", "change-paper", _WRITERS, _keep,
    takes=Form[AnswersTaken], files={"file": A_FILE}, shows=_answers,
    summary=_("Keep a file with answers that came outside this site"),
    about=_("A form with a file. “gifts”: of those with an account who agreed, one gift of each."),
)  # fmt: skip
room.does(
    f"{_KEPT}/papers/{{int:key}}/confirm", "change-paper-confirm", _WRITERS, _confirm,
    shows=_answers,
    summary=_("Confirm a file that another person kept"),
    about=_("It counts from now on. Whoever kept it is refused."),
)  # fmt: skip
room.does(
    f"{_KEPT}/papers/{{int:key}}/file", "change-paper-file", _WRITERS, _read,
    tells=_file, is_kept=False,
    summary=_("The file with the answers"),
    about=_("It may name givers: each reading is recorded, and no answer is kept."),
)  # fmt: skip
