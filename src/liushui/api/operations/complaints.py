"""Complaints by the public, the site's answers, and the tags by which projects are found."""

from typing import TYPE_CHECKING, Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from liushui.api.operations.asking import actor_of, network_of
from liushui.api.rooms import Room
from liushui.api.shapes.complaints import (
    AnswerToComplaint,
    ComplaintFollowed,
    ComplaintsPage,
    ComplaintTaken,
    ReadTaken,
    told_answered,
    told_complaint,
    told_followed,
    told_lifted,
    told_readers,
    told_whole_complaint,
)
from liushui.api.shapes.values import Day, Taken, Told, Words
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import services
from liushui.projects.queries import complaints as queries
from liushui.projects.queries.tags import tag_shares, tags_in_use

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

Label = Annotated[Words, Field(max_length=40)]
_JUDGES = (Right.INSTALLATION_MANAGE, Right.REPORTS_READ)
_OWN = holders_of(Right.BODY_OVERSEE)
_READERS = holders_of(*_JUDGES, Right.BODY_OVERSEE, Right.PROJECT_EDIT)
room = Room("complaints", _("Complaints and tags"))


class TagsTaken(Taken):
    labels: Annotated[list[Label], Field(max_length=20, alias="tags")]


class ToldTaken(Taken):
    how: Literal["phone", "message", "mail"]


class TagsTold(Told):
    tags: list[str]


class ShareTold(Told):
    tag: str
    projects: int
    of: int
    percent: str


class SharesTold(Told):
    shares: list[ShareTold]


def _tags(_actor: "Actor") -> TagsTold:
    return TagsTold(tags=[tag.label for tag in tags_in_use()])


def _borne(labels: frozenset[str]) -> TagsTold:
    return TagsTold(tags=sorted(labels))


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
    return told_followed(made)


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
    return told_followed(services.note_read(code.strip().upper(), at=timezone.now()))


room.shows(
    "projects/{number}/complaints/readers", "complaint-readers", PUBLIC, told_readers,
    summary=_("Who would read a complaint, to be said before it is written"),
    about=_(
        "“site”: those independent of the organisation; “own”: nobody is, so two of its own board"
        " or supervisors answer. By the number of a project or of a personal appeal."
    ),
)  # fmt: skip
room.pages(
    "complaints", "complaints", _READERS,
    (queries.complaints_in_console, ComplaintsPage, told_complaint),
    summary=_("Complaints that one may know of"),
    about=_("Newest first: all for those who run the site, else those about one's own projects."),
)  # fmt: skip
room.shows(
    "complaints/{int:key}", "complaint", _READERS, told_whole_complaint,
    summary=_("One complaint"),
    about=_(
        "Its words and contact for those who look into it; empty for everyone else. “first_word” is"
        " what one of the organisation's own two would answer; “stop” what holds the project down."
    ),
)  # fmt: skip
room.does(
    "complaints/{int:key}/answer", "complaint-answer", holders_of(*_JUDGES),
    services.answer_complaint, takes=AnswerToComplaint, tells=told_answered,
    summary=_("Answer a complaint"),
    about=_("What holds suspends the project at once. Nobody judges their own organisation."),
)  # fmt: skip
room.does(
    "complaints/{int:key}/told", "complaint-told", holders_of(*_JUDGES), services.note_told,
    takes=ToldTaken, tells=told_answered,
    summary=_("Say how the person who complained was told the answer"),
    about=_("The five working days end here, or when they read it with their code."),
)  # fmt: skip
room.does(
    "complaints/{int:key}/first-word", "complaint-first-word", _OWN, services.say_first_word,
    takes=AnswerToComplaint, tells=told_answered,
    summary=_("Say what was found, as the first of the organisation's own two"),
    about=_("Nothing is answered until another agrees. Whoever finds otherwise says so here."),
)  # fmt: skip
room.does(
    "complaints/{int:key}/agree", "complaint-agree", _OWN, services.agree_to_first_word,
    takes=ReadTaken, tells=told_answered,
    summary=_("Agree to the first word, and so answer the complaint"),
    about=_("“read” is its “mark”: one that was changed since is refused."),
)  # fmt: skip
room.does(
    "complaints/{int:key}/lift", "complaint-lift", holders_of(*_JUDGES, Right.BODY_OVERSEE),
    services.lift_what_held, takes=ReadTaken, tells=told_lifted,
    summary=_("Let a project go on that a complaint holds down"),
    about=_(
        "“read” is the “mark” of the stop that was read: it lifts no other. Of the organisation's"
        " own two the first proposes, the second lifts."
    ),
)  # fmt: skip
room.shows(
    "tags", "tags", PUBLIC, _tags,
    summary=_("The tags that projects bear"),
    about=_("By their words."),
)  # fmt: skip


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


room.does(
    "projects/{number}/tags", "project-tags", holders_of(Right.PROJECT_EDIT), services.set_tags,
    takes=TagsTaken, tells=_borne,
    summary=_("Let a project bear exactly these tags"),
    about=_("At most eight. A word that no project bore becomes a tag."),
)  # fmt: skip
