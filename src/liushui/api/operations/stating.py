"""What people say about duties: waived, happened, kept or not, and the figures of a year."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query
from pydantic import StrictInt

from liushui.api.operations.asking import actor_of, body_named
from liushui.api.rooms import Room
from liushui.api.shapes.duties import DutyWhole, told_duty_of
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
    until: Day
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


@room.writes(
    "duties/{int:key}/waive", "duty-waive", access=_DECIDERS, answers=DutyWhole,
    summary=_("Let a duty go, with the reason"),
    about=_("What takes a project down is waived by two: propose a waiver instead."),
)  # fmt: skip
def duty_waive(request: HttpRequest, key: int, asked: Why) -> DutyWhole:
    waive(actor_of(request), key, why=asked.why, at=timezone.now())
    return told_duty_of(actor_of(request), key)


@room.reads(
    "duties/{int:key}/waivers", "duty-waivers", access=holders_of(*READING, *DECIDING),
    answers=WaiversTold,
    summary=_("Waivers of a duty that wait for a second person"),
    about=_("“is_own” is one that the caller proposed."),
)  # fmt: skip
def duty_waivers(request: HttpRequest, key: int) -> WaiversTold:
    return _waivers(request, key)


@room.writes(
    "duties/{int:key}/waivers", "duty-waiver-propose", access=_DECIDERS, answers=WaiversTold,
    summary=_("Propose to waive what takes a project down"),
    about=_("Until a day, on which the duty is asked for anew. Another person decides."),
)  # fmt: skip
def duty_waiver_propose(request: HttpRequest, key: int, asked: WaiverTaken) -> WaiversTold:
    propose_waiver(actor_of(request), key, until=asked.until, why=asked.why, at=timezone.now())
    return _waivers(request, key)


@room.writes(
    "duties/{int:key}/waivers/{int:proposal}/decide", "duty-waiver-decide", access=_DECIDERS,
    answers=DutyWhole,
    summary=_("Agree to a waiver, refuse it, or withdraw one's own"),
    about=_("Nobody decides who serves the organisation whose duty it is."),
)  # fmt: skip
def duty_waiver_decide(
    request: HttpRequest, key: int, proposal: int, asked: VerdictTaken
) -> DutyWhole:
    decide_waiver(actor_of(request), key, proposal, asked.word, at=timezone.now())
    return told_duty_of(actor_of(request), key)


@room.writes(
    "duties/{int:key}/response-ended", "duty-response-ended", access=_OPERATORS,
    answers=DutyWhole,
    summary=_("Say that the response to an emergency ended"),
    about=_("From the day after, reports each five days are asked for no more (R-24)."),
)  # fmt: skip
def duty_response_ended(request: HttpRequest, key: int, asked: ResponseEndTaken) -> DutyWhole:
    end_response(actor_of(request), key, on=asked.on, why=asked.why, at=timezone.now())
    return told_duty_of(actor_of(request), key)


@room.writes(
    "happenings", "happening-enter", access=_SPEAKERS, answers=StatedTold,
    summary=_("Enter what happened and opens a duty"),
    about=_("“kind” as the rules name it under “happenings”. The title is public with the duty."),
)  # fmt: skip
def happening_enter(request: HttpRequest, asked: HappeningTaken) -> StatedTold:
    body = _body(request, asked.organisation)
    said = {"kind": asked.kind, "on": asked.on, "title": asked.title}
    made = enter_happening(actor_of(request), body, **said, at=timezone.now())  # type: ignore[arg-type]
    return StatedTold(id=made.pk, at=made.at)


@room.reads(
    "rules/to-answer", "rules-to-answer", access=_SPEAKERS, answers=AnswersForRules,
    summary=_("The rules that a person answers for"),
    about=_("Of one's organisation, or of the site; with the answer that still counts."),
)  # fmt: skip
def to_answer(request: HttpRequest, organisation: Query[Code | None] = None) -> AnswersForRules:
    return _answers(request, _body(request, organisation))


@room.writes(
    "rules/{rule}/answer", "rule-answer", access=_SPEAKERS, answers=AnswersForRules,
    summary=_("Answer for a rule that no software can check"),
    about=_("Kept or not, and how. It counts for a year; the newest counts."),
)  # fmt: skip
def rule_answer(request: HttpRequest, rule: str, asked: AnswerForRuleTaken) -> AnswersForRules:
    body = _body(request, asked.organisation)
    actor, at = actor_of(request), timezone.now()
    confirm_rule(actor, rule, body, is_kept=asked.is_kept, note=asked.note, at=at)
    return _answers(request, body)


@room.writes(
    "organisations/{code}/figures", "figures-enter", access=_SPEAKERS, answers=StatedTold,
    summary=_("Enter a charity's figures of a year"),
    about=_("In fen, as the audited report has them; the newest count."),
)  # fmt: skip
def figures_enter(request: HttpRequest, code: Code, asked: FiguresTaken) -> StatedTold:
    body = body_named(request, code)
    said = asked.dict()
    year = said.pop("year")
    figures = {f"{name}_minor": value for name, value in said.items()}
    made = enter_figures(actor_of(request), body.pk, year, figures=figures, at=timezone.now())
    return StatedTold(id=made.pk, at=made.at)


def _body(request: HttpRequest, code: str | None) -> int | None:
    return None if code is None else int(body_named(request, code).pk)


def _waivers(request: HttpRequest, key: int) -> WaiversTold:
    actor = actor_of(request)
    found = proposed_waivers(actor, timezone.now(), duties.duty_for(actor, key))
    return WaiversTold(
        waivers=[
            WaiverTold(proposal=one.key, until=one.until, why=one.why, is_own=one.is_own)
            for one in found
        ]
    )


def _answers(request: HttpRequest, organisation_id: int | None) -> AnswersForRules:
    require_state(actor_of(request), organisation_id)
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
