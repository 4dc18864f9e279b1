"""The federation: who stands under whom in five levels, and what a superior reads of them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field

from liushui.api.rooms import Room
from liushui.api.shapes.values import Code, Taken, Told
from liushui.insight.queries.oversight import overseen, standings_below
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.parties.queries import federating as placing
from liushui.parties.queries.organisations_above import tree_around
from liushui.parties.services import federating as services
from liushui.parties.services.two_people import Decision, decide_proposal, withdraw_proposal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liushui.insight.queries.organisations import Shown
    from liushui.insight.queries.oversight import Reported, Standing
    from liushui.parties.actors import Actor
    from liushui.parties.queries.organisations_above import Branch, Subordinate

_MANAGERS = holders_of(Right.POSTS_MANAGE, Right.INSTALLATION_MANAGE)
_SUPERIORS = holders_of(Right.REPORTS_READ)
_ABOVE = "organisations/{code}/above"
room = Room("federation", _("The federation"))


class SuperiorTaken(Taken):
    superior: Code


class PlaceVerdictTaken(Taken):
    word: Annotated[str, Field(pattern="^(agree|refuse|withdraw)$")]


class BranchTold(Told):
    organisation: str
    name: str
    name_en: str
    place: str
    above: str | None
    level: int


class BranchesTold(Told):
    organisations: list[BranchTold]


class PlacingTold(Told):
    request: int
    below: str
    above: str
    is_own: bool
    may_decide: bool


class AboveTold(Told):
    organisation: str
    above: str | None
    requests: list[PlacingTold]


class BelowLine(Told):
    organisation: str
    name: str
    level: int
    above: str | None


class BelowSums(BelowLine):
    projects: int
    given: int
    used: int
    late: int


class BelowsTold(Told):
    organisations: list[BelowSums]


class BelowCertificate(Told):
    name: str
    number: str
    state: str


class BelowProject(Told):
    number: str
    title: str
    state: str
    given: int
    used: int
    report_due: date | None
    is_late: bool


class BelowTold(BelowLine):
    certificates: list[BelowCertificate]
    projects: list[BelowProject]


def _tree(_actor: "Actor", code: str) -> BranchesTold:
    return BranchesTold(organisations=list(_branches(tree_around(code), None, 1)))


def _branches(one: "Branch", above: str | None, level: int) -> "Iterator[BranchTold]":
    body = one.organisation
    yield BranchTold(
        organisation=body.credit_code,
        name=body.name,
        name_en=body.name_en,
        place=body.place_id or "",
        above=above,
        level=level,
    )
    for below in one.below:
        yield from _branches(below, body.credit_code, level + 1)


def _above(actor: "Actor", code: str) -> AboveTold:
    body = placing.body_to_place(actor, code)
    return AboveTold(
        organisation=body.credit_code,
        above=body.superior.credit_code if body.superior else None,
        requests=[
            PlacingTold(
                request=one.proposal.pk, below=one.below.credit_code, above=one.above.credit_code,
                is_own=one.is_own, may_decide=one.may_decide,
            )
            for one in placing.placings_of(actor, body, timezone.now())
        ],
    )  # fmt: skip


def _ask(actor: "Actor", code: str, *, superior: str, at: datetime) -> object:
    placing.body_to_place(actor, code)
    return services.ask_to_stand_under(actor, code, superior, at=at)


def _decide(actor: "Actor", code: str, key: int, *, word: str, at: datetime) -> object:
    placing.placing_of(actor, placing.body_to_place(actor, code), key)
    if word == "withdraw":
        return withdraw_proposal(actor, key, at=at)
    return decide_proposal(actor, key, Decision(agrees=word == "agree"), at=at)


def _leave(actor: "Actor", code: str, *, at: datetime) -> object:
    placing.body_to_place(actor, code)
    return services.leave_superior(actor, code, at=at)


def _belows(actor: "Actor") -> BelowsTold:
    found = standings_below(actor, day_of(timezone.now()))
    return BelowsTold(organisations=[_sums(one) for one in found])


def _below(actor: "Actor", code: str) -> BelowTold:
    found = overseen(actor, code, day_of(timezone.now()))
    return BelowTold(
        **_line(found.below).dict(),
        certificates=[_certificate(one) for one in found.certificates],
        projects=[_project(one) for one in found.projects],
    )


def _line(one: "Subordinate") -> BelowLine:
    body = one.organisation
    above = body.superior.credit_code if body.superior else None
    return BelowLine(organisation=body.credit_code, name=body.name, level=one.level, above=above)


def _sums(one: "Standing") -> BelowSums:
    return BelowSums(
        **_line(one.below).dict(),
        projects=one.projects,
        given=one.given,
        used=one.used,
        late=one.late,
    )


def _certificate(one: "Shown") -> BelowCertificate:
    return BelowCertificate(name=one.name, number=one.number, state=one.state)


def _project(one: "Reported") -> BelowProject:
    return BelowProject(
        number=one.project.number,
        title=one.project.title,
        state=one.project.state,
        given=one.given,
        used=one.used,
        report_due=one.due,
        is_late=one.is_late,
    )


room.shows(
    "organisations/{code}/tree", "tree", PUBLIC, _tree,
    summary=_("The whole federation in which an organisation stands"),
    about=_("From its top, each after the one above it; five levels at most."),
)  # fmt: skip
room.shows(
    _ABOVE, "above", _MANAGERS, _above,
    summary=_("Under whom an organisation stands, and requests that wait"),
    about=_("For those who hand out its posts: requests from it and to it."),
)  # fmt: skip
room.does(
    _ABOVE, "above-ask", _MANAGERS, _ask, takes=SuperiorTaken, shows=_above,
    summary=_("Ask to stand under another organisation"),
    about=_("Whoever hands out posts above agrees. No circle, no sixth level."),
)  # fmt: skip
room.does(
    f"{_ABOVE}/{{int:key}}/decide", "above-decide", _MANAGERS, _decide,
    takes=PlaceVerdictTaken, shows=_above,
    summary=_("Agree to a place in the federation, refuse it, or withdraw one's own request"),
    about=_("By the upper organisation, which then reads what those below must report."),
)  # fmt: skip
room.does(
    f"{_ABOVE}/leave", "above-leave", _MANAGERS, _leave, shows=_above,
    summary=_("Stand under nobody"),
    about=_("The lower organisation may say so alone."),
)  # fmt: skip
room.shows(
    "subordinates", "subordinates", _SUPERIORS, _belows,
    summary=_("The organisations below one's own"),
    about=_("Nearest first, with the sums of their projects and how many reports are late."),
)  # fmt: skip
room.shows(
    "subordinates/{code}", "subordinate", _SUPERIORS, _below,
    summary=_("What one organisation below must report"),
    about=_("Certificates, opened projects, reports due: no draft, no case and no giver."),
)  # fmt: skip
