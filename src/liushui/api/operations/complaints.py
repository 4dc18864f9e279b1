"""Complaints by the public, the site's answers, and the tags by which projects are found."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from liushui.api.operations.asking import actor_of, network_of
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import W120, After, Day, Taken, Told, ToldMoment, Words, Yes
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import services
from liushui.projects.queries import complaints as queries
from liushui.projects.queries.tags import tag_shares, tags_in_use
from liushui.projects.services.complaining import LONGEST

if TYPE_CHECKING:
    from liushui.projects.models import PublicComplaint

Long = Annotated[Words, Field(max_length=LONGEST)]
Label = Annotated[Words, Field(max_length=40)]
_READERS = holders_of(Right.INSTALLATION_MANAGE, Right.PROJECT_EDIT)
room = Room("complaints", _("Complaints and tags"))


class ComplaintTaken(Taken):
    words: Long
    contact: W120
    is_told_own: Yes = False


class AnswerToComplaint(Taken):
    is_true: Yes
    answer: Long


class TagsTaken(Taken):
    tags: Annotated[list[Label], Field(max_length=20)]


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


class ComplaintWhole(ComplaintLine):
    words: str
    contact: str
    answer: str


class ComplaintsPage(Told):
    complaints: list[ComplaintLine]
    next: int | None


class TagsTold(Told):
    tags: list[str]


class ShareTold(Told):
    tag: str
    projects: int
    of: int
    percent: str


class SharesTold(Told):
    shares: list[ShareTold]


@room.hands_out(
    "projects/{number}/complaints", "complain", access=PUBLIC, answers=ComplaintFollowed,
    summary=_("Complain about a project"),
    about=_(
        "Without an account. “code” is told to the caller alone: by it one follows it up. Where"
        " nobody here is independent of the organisation, two of its own board or supervisors read"
        " it and answer together, without how its author is reached: tell the author so before"
        " they write, and send “is_told_own”. Unless they were told, nobody reads it until somebody"
        " independent is here. “read_by” says who does: “site”, “own” or “nobody”."
    ),
)  # fmt: skip
def complain(request: HttpRequest, number: str, asked: ComplaintTaken) -> ComplaintFollowed:
    made = services.complain(
        actor_of(request),
        number,
        words=asked.words,
        contact=asked.contact,
        address=network_of(request),
        at=timezone.now(),
        is_told_own=asked.is_told_own,
    )
    return _followed(made)


@room.reads(
    "complaints/by-code/{code}", "complaint-follow", access=PUBLIC, answers=ComplaintFollowed,
    summary=_("What became of a complaint, for whoever has its code"),
    about=_(
        "The answer is due in five working days. “is_judged_by_own”: two of the organisation's own"
        " board or supervisors decided, nobody independent has judged."
    ),
)  # fmt: skip
def complaint_follow(request: HttpRequest, code: str) -> ComplaintFollowed:
    del request
    return _followed(queries.complaint_by_code(code.strip().upper()))


@room.reads(
    "complaints", "complaints", access=_READERS, answers=ComplaintsPage,
    summary=_("Complaints that one may know of"),
    about=_("Newest first: all for those who run the site, else those about one's own projects."),
)  # fmt: skip
def complaints(request: HttpRequest, after: Query[After] = None) -> ComplaintsPage:
    page = page_of(queries.complaints_in_console(actor_of(request)), after)
    lines = [ComplaintLine(**_line(one)) for one in page.rows]
    return ComplaintsPage(complaints=lines, next=page.after)


@room.reads(
    "complaints/{int:key}", "complaint", access=_READERS, answers=ComplaintWhole,
    summary=_("One complaint"),
    about=_("Its words and contact for those who look into it; empty for everyone else."),
)  # fmt: skip
def complaint(request: HttpRequest, key: int) -> ComplaintWhole:
    return _whole(request, queries.complaint_for(actor_of(request), key))


@room.writes(
    "complaints/{int:key}/answer", "complaint-answer",
    access=holders_of(Right.INSTALLATION_MANAGE), answers=ComplaintWhole,
    summary=_("Answer a complaint"),
    about=_("What holds suspends the project at once. Nobody judges their own organisation."),
)  # fmt: skip
def complaint_answer(request: HttpRequest, key: int, asked: AnswerToComplaint) -> ComplaintWhole:
    actor, at = actor_of(request), timezone.now()
    said = {"answer": asked.answer, "is_true": asked.is_true}
    return _whole(request, services.answer_complaint(actor, key, **said, at=at))  # type: ignore[arg-type]


@room.reads(
    "tags", "tags", access=PUBLIC, answers=TagsTold,
    summary=_("The tags that projects bear"),
    about=_("By their words."),
)  # fmt: skip
def tags(request: HttpRequest) -> TagsTold:
    del request
    return TagsTold(tags=[tag.label for tag in tags_in_use()])


@room.reads(
    "tags/shares", "tag-shares", access=PUBLIC, answers=SharesTold,
    summary=_("Which share of a time's projects bears each tag"),
    about=_("Of the public projects that began between two days; tags overlap."),
)  # fmt: skip
def shares(request: HttpRequest, first: Query[Day], last: Query[Day]) -> SharesTold:
    del request
    return SharesTold(
        shares=[
            ShareTold(tag=one.tag.label, projects=one.count, of=one.total, percent=one.percent)
            for one in tag_shares(first, last)
        ]
    )


@room.writes(
    "projects/{number}/tags", "project-tags", access=holders_of(Right.PROJECT_EDIT),
    answers=TagsTold,
    summary=_("Let a project bear exactly these tags"),
    about=_("At most eight. A word that no project bore becomes a tag."),
)  # fmt: skip
def project_tags(request: HttpRequest, number: str, asked: TagsTaken) -> TagsTold:
    borne = services.set_tags(actor_of(request), number, labels=asked.tags, at=timezone.now())
    return TagsTold(tags=sorted(borne))


def _followed(one: "PublicComplaint") -> ComplaintFollowed:
    return ComplaintFollowed(
        code=one.code,
        project=one.project.number,
        state=one.state,
        received_on=day_of(one.received_at),
        answer_due=queries.answer_due(one),
        read_by=queries.readers_of(one),
        is_true=one.is_true,
        answer=queries.answer_of(one),
        is_judged_by_own=one.is_judged_by_own,
    )


def _line(one: "PublicComplaint") -> dict[str, Any]:
    return {
        "id": one.pk,
        "project": one.project.number,
        "state": one.state,
        "received_at": one.received_at,
        "answer_due": queries.answer_due(one),
        "is_true": one.is_true,
    }


def _whole(request: HttpRequest, one: "PublicComplaint") -> ComplaintWhole:
    """Words and contact are told on reading alone: the answer to a call that writes is kept."""
    actor, reads = actor_of(request), request.method == "GET"
    return ComplaintWhole(
        **_line(one),
        words=queries.words_for(actor, one) if reads else "",
        contact=queries.contact_of_complaint(actor, one) if reads else "",
        answer=queries.answer_of(one),
    )
