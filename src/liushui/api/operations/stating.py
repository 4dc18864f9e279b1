"""What people say about duties: waived, happened, kept or not, and the figures of a year."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query
from pydantic import StrictInt

from liushui.api.deeds import whole
from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.duties import told_duty_of
from liushui.api.shapes.values import W40, W120, W300, Code, Day, Taken, Told, ToldMoment, Why, Yes
from liushui.compliance.policies import (
    DECIDING,
    OPERATING,
    READING,
    STATING,
    require_state,
)
from liushui.compliance.queries import duties
from liushui.compliance.queries.answering import ToAnswer, rules_to_answer
from liushui.compliance.queries.waivers import proposed_waivers
from liushui.compliance.services.checking import enter_figures
from liushui.compliance.services.responding import end_response
from liushui.compliance.services.stating import confirm_rule, enter_happening
from liushui.compliance.services.waiving import decide_waiver, propose_waiver, waive
from liushui.kernel.clock import day_of
from liushui.kernel.money import MAX_UNITS
from liushui.parties.access import holders_of
from liushui.parties.queries import organisation_for

if TYPE_CHECKING:
    from liushui.compliance.models import Happening, YearFigures
    from liushui.parties.actors import Actor

Sum = Annotated[StrictInt, Field(ge=-MAX_UNITS, le=MAX_UNITS)]
Verdict = Annotated[str, Field(pattern="^(agree|refuse|withdraw)$")]
_OPERATORS = holders_of(*OPERATING)
_DECIDERS = holders_of(*DECIDING)
_SPEAKERS = holders_of(*STATING)
room = Room("stating", _("What people say about duties"))


class ResponseEndTaken(Taken):
    on: Day
    why: W300


class WaiverTaken(Taken):
    until: Day | None = None
    why: W300


class VerdictTaken(Taken):
    word: Verdict


class HappeningTaken(Taken):
    organisation: Code | None = None
    kind: W40
    on: Day
    title: W120


class AnswerForRuleTaken(Taken):
    organisation: Code | None = None
    is_kept: Yes
    note: W300


class FiguresTaken(Taken):
    year: Annotated[StrictInt, Field(ge=2016, le=2200)]
    spending: Sum
    administration: Sum
    outlay: Sum
    income_before: Sum
    income_average: Sum | None = None
    assets_before: Sum
    assets_average: Sum | None = None
    raised: Sum
    raising_cost: Sum


class WaiverTold(Told):
    proposal: int
    until: date | None
    why: str
    is_own: bool


class WaiversTold(Told):
    waivers: list[WaiverTold]


class StatedTold(Told):
    id: int
    at: ToldMoment


class AnswerForRule(Told):
    rule: str
    zh: str
    en: str
    is_kept: bool | None
    note: str


class AnswersForRules(Told):
    rules: list[AnswerForRule]


def _waivers(actor: "Actor", key: int) -> WaiversTold:
    found = proposed_waivers(actor, timezone.now(), duties.duty_for(actor, key))
    return WaiversTold(
        waivers=[
            WaiverTold(proposal=one.key, until=one.until, why=one.why, is_own=one.is_own)
            for one in found
        ]
    )


def _enter(actor: "Actor", asked: HappeningTaken, *, at: datetime) -> "Happening":
    body = _body(actor, asked.organisation)
    return enter_happening(actor, body, kind=asked.kind, on=asked.on, title=asked.title, at=at)


def _enter_figures(
    actor: "Actor", code: str, asked: FiguresTaken, *, at: datetime
) -> "YearFigures":
    said = asked.dict()
    year, body = said.pop("year"), organisation_for(actor, code)
    figures = {f"{name}_minor": value for name, value in said.items()}
    return enter_figures(actor, body.pk, year, figures=figures, at=at)


def _stated(made: "Happening | YearFigures") -> StatedTold:
    return StatedTold(id=made.pk, at=made.at)


def _body(actor: "Actor", code: str | None) -> int | None:
    return None if code is None else int(organisation_for(actor, code).pk)


def _answers(actor: "Actor", organisation_id: int | None) -> AnswersForRules:
    require_state(actor, organisation_id)
    asked = rules_to_answer(organisation_id, day_of(timezone.now()))
    return AnswersForRules(rules=[_told(one) for one in asked])


def _told(one: ToAnswer) -> AnswerForRule:
    return AnswerForRule(
        rule=one.rule.id,
        zh=one.rule.zh,
        en=one.rule.en,
        is_kept=one.said.is_kept if one.said else None,
        note=one.said.note if one.said else "",
    )


room.does(
    "duties/{int:key}/waive", "duty-waive", _DECIDERS, waive, takes=Why, shows=told_duty_of,
    summary=_("Let a duty go, with the reason"),
    about=_("What takes a project down is waived by two: propose a waiver instead."),
)  # fmt: skip
room.shows(
    "duties/{int:key}/waivers", "duty-waivers", holders_of(*READING, *DECIDING), _waivers,
    summary=_("Waivers of a duty that wait for a second person"),
    about=_("“is_own” is one that the caller proposed."),
)  # fmt: skip
room.does(
    "duties/{int:key}/waivers", "duty-waiver-propose", _DECIDERS, propose_waiver,
    takes=WaiverTaken, shows=_waivers,
    summary=_("Propose to waive what takes two people"),
    about=_(
        "What takes a project down, “until” a day on which it is asked for anew; what the site"
        " itself owes; and every duty where nobody independent is: two of the organisation's own"
        " board or supervisors. Another person decides."
    ),
)  # fmt: skip
room.does(
    "duties/{int:key}/waivers/{int:proposal}/decide", "duty-waiver-decide", _DECIDERS,
    decide_waiver, takes=VerdictTaken, shows=told_duty_of,
    summary=_("Agree to a waiver, refuse it, or withdraw one's own"),
    about=_(
        "Nobody decides who serves the organisation whose duty it is, but two of its own board"
        " where nobody else can: then “is_waived_by_own” says so in public."
    ),
)  # fmt: skip
room.does(
    "duties/{int:key}/response-ended", "duty-response-ended", _OPERATORS, end_response,
    takes=ResponseEndTaken, shows=told_duty_of,
    summary=_("Say that the response to an emergency ended"),
    about=_("From the day after, reports each five days are asked for no more (R-24)."),
)  # fmt: skip
room.does(
    "happenings", "happening-enter", _SPEAKERS, _enter,
    takes=HappeningTaken, gathers=whole, tells=_stated,
    summary=_("Enter what happened and opens a duty"),
    about=_("“kind” as the rules name it under “happenings”. The title is public with the duty."),
)  # fmt: skip


@room.reads(
    "rules/to-answer", "rules-to-answer", access=_SPEAKERS, answers=AnswersForRules,
    summary=_("The rules that a person answers for"),
    about=_("Of one's organisation, or of the site; with the answer that still counts."),
)  # fmt: skip
def to_answer(request: HttpRequest, organisation: Query[Code | None] = None) -> AnswersForRules:
    return _answers(actor_of(request), _body(actor_of(request), organisation))


@room.writes(
    "rules/{rule}/answer", "rule-answer", access=_SPEAKERS, answers=AnswersForRules,
    summary=_("Answer for a rule that no software can check"),
    about=_("Kept or not, and how. It counts for a year; the newest counts."),
)  # fmt: skip
def rule_answer(request: HttpRequest, rule: str, asked: AnswerForRuleTaken) -> AnswersForRules:
    actor, at = actor_of(request), timezone.now()
    body = _body(actor, asked.organisation)
    confirm_rule(actor, rule, body, is_kept=asked.is_kept, note=asked.note, at=at)
    return _answers(actor, body)


room.does(
    "organisations/{code}/figures", "figures-enter", _SPEAKERS, _enter_figures,
    takes=FiguresTaken, gathers=whole, tells=_stated,
    summary=_("Enter a charity's figures of a year"),
    about=_("In fen, as the audited report has them; the newest count."),
)  # fmt: skip
