"""Personal appeals as a charity looks after them: verified, published by two, changed, stopped."""

from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form
from pydantic import StrictInt

from liushui.api.deeds import A_FILE_IF_ANY
from liushui.api.rooms import Room
from liushui.api.shapes.appeals import (
    AppealsPage,
    AppealTold,
    AppealWhole,
    told_appeal,
    told_appeal_line,
    told_whole_appeal,
)
from liushui.api.shapes.values import W60, W200, Amount, Day, FileTold, Taken, Told, Words, encoded
from liushui.appeals import policies
from liushui.appeals.queries import appeals as queries
from liushui.appeals.services import publishing, reading, running, verifying
from liushui.appeals.states import CheckStep, Outcome
from liushui.parties.access import Right, holders_of

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_WORKERS = holders_of(*policies.WORKING)
_VERIFIERS = holders_of(Right.CASE_EDIT)
_STOPPERS = holders_of(Right.CASE_EDIT, Right.INSTALLATION_MANAGE)
_MOST_VERSIONS = 32_000
_ONE = "looked-after/appeals/{number}"
room = Room("appeals-looked-after", _("Personal appeals that an organisation looks after"))


class LookedTaken(Taken):
    step: CheckStep
    outcome: Outcome
    words: W200
    looked_on: Day


class ReasonTaken(Taken):
    why: W200


class VersionTaken(Taken):
    title: W60
    summary: W200
    story: Annotated[Words, Field(max_length=4000)]
    cap_minor: Annotated[Amount, Field(alias="cap")]
    ends_on: Day
    why: W200


class PublishTaken(Taken):
    place: Annotated[StrictInt, Field(ge=1, le=_MOST_VERSIONS, alias="version")]


class SealedLine(Told):
    words: str
    value: str


class SealedTold(Told):
    name: str
    said: list[SealedLine]


def _whole(actor: "Actor", number: str) -> AppealWhole:
    return told_whole_appeal(queries.appeal_for(actor, number), actor.name)


def _public(_actor: "Actor", number: str) -> AppealTold:
    return told_appeal(queries.public_appeal(number))


def _sealed(sealed: reading.Sealed) -> SealedTold:
    said = [SealedLine(words=words, value=value) for words, value in sealed.said]
    return SealedTold(name=sealed.name, said=said)


def _paper(paper: reading.OpenedPaper) -> FileTold:
    return encoded(paper.media_type, paper.content)


room.pages(
    "looked-after/appeals", "appeals-looked-after", _WORKERS,
    (queries.appeals_in_console, AppealsPage, told_appeal_line),
    summary=_("The appeals of one's organisation"),
    about=_("Newest first, whatever their state, without any full name."),
)  # fmt: skip
room.shows(
    _ONE, "appeal-looked-after", _WORKERS, _whole,
    summary=_("One appeal with every look, what waits, and its payments"),
    about=_("“is_own” is what the caller proposed, drafted or noted: another person decides it."),
)  # fmt: skip
room.does(
    f"{_ONE}/sealed", "appeal-sealed", holders_of(Right.CASE_EDIT, Right.MONEY_PAY),
    reading.read_sealed, tells=_sealed, is_kept=False,
    summary=_("Name, identity, telephone and the provider's account"),
    about=_("Who pays reads the account alone. Each reading is recorded, no answer is kept."),
)  # fmt: skip
room.does(
    f"{_ONE}/papers/{{sha256}}", "appeal-paper", _WORKERS, reading.read_paper,
    tells=_paper, is_kept=False,
    summary=_("An estimate, a piece of evidence or a bill"),
    about=_("By its digest. Each reading is recorded, and no answer is kept."),
)  # fmt: skip
room.does(
    f"{_ONE}/checks", "appeal-check", _VERIFIERS, verifying.enter_check,
    takes=Form[LookedTaken], files={"evidence": A_FILE_IF_ANY},
    into=verifying.Looked, shows=_whole,
    summary=_("Write down what was looked at"),
    about=_("A form; what is confirmed shows its evidence. A later look counts instead."),
)  # fmt: skip
room.does(
    f"{_ONE}/return", "appeal-return", _VERIFIERS, verifying.return_appeal,
    takes=ReasonTaken, shows=_whole,
    summary=_("Send an appeal back for mending"),
    about=_("With the reason, which who asks reads."),
)  # fmt: skip
room.does(
    f"{_ONE}/refuse", "appeal-refuse", _VERIFIERS, verifying.refuse_appeal,
    takes=ReasonTaken, shows=_whole,
    summary=_("Refuse an appeal"),
    about=_("It is not published; who asks reads why."),
)  # fmt: skip
room.does(
    f"{_ONE}/propose", "appeal-propose", _VERIFIERS, publishing.propose_publication, shows=_whole,
    summary=_("Propose to publish an appeal"),
    about=_("Once every step that must be is verified and three vouched. Another publishes."),
)  # fmt: skip
room.does(
    f"{_ONE}/change", "appeal-change", _VERIFIERS, publishing.propose_change,
    takes=VersionTaken, into=publishing.Change, shows=_whole,
    summary=_("Propose other words, another cap or last day"),
    about=_("With a reason that the public reads. Another person publishes it."),
)  # fmt: skip
room.does(
    f"{_ONE}/publish", "appeal-publish", _VERIFIERS, publishing.publish_version,
    takes=PublishTaken, shows=_whole,
    summary=_("Publish what another person proposed"),
    about=_("“version” is the one that was read: another that took its place is refused."),
)  # fmt: skip
room.does(
    f"{_ONE}/drop", "appeal-drop-version", _VERIFIERS, publishing.drop_version, shows=_whole,
    summary=_("Drop the version that waits"),
    about=_("What is published stays."),
)  # fmt: skip
room.does(
    f"{_ONE}/end", "appeal-end", _VERIFIERS, running.end_appeal, takes=ReasonTaken, shows=_whole,
    summary=_("End an appeal"),
    about=_("It takes no more gifts; what is there can still be paid."),
)  # fmt: skip
room.does(
    f"{_ONE}/settle", "appeal-settle", _VERIFIERS, running.settle_appeal, shows=_whole,
    summary=_("Settle an appeal that ended"),
    about=_("Refused as long as anything is left of it."),
)  # fmt: skip
room.does(
    "appeals/{number}/stop", "appeal-stop", _STOPPERS, running.stop_appeal,
    takes=ReasonTaken, shows=_public,
    summary=_("Stop an appeal while something is looked into"),
    about=_("It takes no gifts and pays nothing out; the public reads why."),
)  # fmt: skip
room.does(
    "appeals/{number}/resume", "appeal-resume", _STOPPERS, running.resume_appeal, shows=_public,
    summary=_("Lift one's own side's reason for a stop"),
    about=_("It goes on when no reason of any side stands any more."),
)  # fmt: skip
room.does(
    "appeals/{number}/untrue", "appeal-untrue", _STOPPERS, running.mark_untrue,
    takes=ReasonTaken, shows=_public,
    summary=_("Say that an appeal was found untrue"),
    about=_("It ends for good and givers are told; what rests goes back by two people."),
)  # fmt: skip
