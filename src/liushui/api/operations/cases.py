"""Cases of single people: opened by one person, approved by another, masked for everyone."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from liushui.api.operations.asking import actor_of, body_named, require_part
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import (
    W12,
    W40,
    W60,
    W80,
    W160,
    W300,
    After,
    Amount,
    Code,
    Taken,
    Told,
    Why,
)
from liushui.cases import queries, services
from liushui.cases.part import PART
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.places.picking import known_code

if TYPE_CHECKING:
    from liushui.cases.models import Case
    from liushui.parties.actors import Actor

_EDITORS = holders_of(Right.CASE_EDIT)
room = Room("cases", _("Cases"))


class CaseTaken(Taken):
    organisation: Code
    project: W12
    name: W60
    kind: W40
    kind_en: W80 = ""
    line: W160
    line_en: W300 = ""
    need: Amount
    place: Annotated[str, Field(pattern="^[0-9]{0,12}$")] = ""
    disease: Annotated[str, Field(pattern="^([A-Z][0-9][0-9A-Z])?$")] = ""


class CaseLine(Told):
    number: str
    project: str
    organisation: str
    kind: str
    kind_en: str
    line: str
    line_en: str
    need: int
    state: str


class CaseTold(CaseLine):
    name: str
    place: str


class CasesPage(Told):
    cases: list[CaseLine]
    next: int | None


def _line(one: "Case") -> dict[str, Any]:
    return {
        "number": one.number,
        "project": one.project.number,
        "organisation": one.organisation.credit_code,
        "kind": one.kind_label,
        "kind_en": one.kind_label_en,
        "line": one.public_line,
        "line_en": one.public_line_en,
        "need": one.need_minor,
        "state": one.state,
    }


def _case(actor: "Actor", number: str) -> CaseTold:
    one = queries.case_for(actor, number)
    facts = queries.public_facts(one)
    return CaseTold(**_line(one), name=facts.masked_name, place=facts.place)


@room.reads(
    "own/cases", "own-cases", access=_EDITORS, answers=CasesPage,
    summary=_("The cases that one works on"),
    about=_("Newest first, without any name."),
)  # fmt: skip
def own_cases(request: HttpRequest, after: Query[After] = None) -> CasesPage:
    require_part(request, PART)
    page = page_of(queries.cases_in_console(actor_of(request)), after)
    return CasesPage(cases=[CaseLine(**_line(one)) for one in page.rows], next=page.after)


room.shows(
    "cases/{number}", "case", PUBLIC, _case,
    summary=_("One case, masked"),
    about=_("404 before it was approved, but for its own organisation."),
)  # fmt: skip


@room.writes(
    "cases", "case-open", access=_EDITORS, answers=CaseTold,
    summary=_("Open a case for review"),
    about=_("The name is sealed; kind and line are public once approved and name nobody."),
)  # fmt: skip
def case_open(request: HttpRequest, asked: CaseTaken) -> CaseTold:
    body = body_named(request, asked.organisation)
    wanted = services.CaseAsked(
        key=uuid4(),
        project_number=asked.project,
        organisation_id=body.pk,
        name=asked.name,
        text=services.CaseText(asked.kind, asked.line, asked.kind_en, asked.line_en),
        need_minor=asked.need,
        place_code=known_code(asked.place) or None,
        disease_code=asked.disease,
    )
    made = services.open_named_case(actor_of(request), wanted, at=timezone.now())
    return _case(actor_of(request), made.number)


room.does(
    "cases/{number}/approve", "case-approve", _EDITORS, services.approve_case, shows=_case,
    summary=_("Approve a case that another person opened"),
    about=_("Uses may be reported for it, and its masked page is public from now on."),
)  # fmt: skip
room.does(
    "cases/{number}/close", "case-close", _EDITORS, services.close_case, takes=Why, shows=_case,
    summary=_("Close a case"),
    about=_("One that was public keeps its page; givers still ask."),
)  # fmt: skip
