"""The rules of the law, and the duties that they open."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from liushui.api.shapes.values import W300, Day, Taken, Told, ToldMoment, Yes
from liushui.compliance.queries import duties
from liushui.kernel.clock import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.compliance.models import DutyStep
    from liushui.compliance.queries.duties import BodyLine, DutyShown
    from liushui.compliance.queries.rulebook import RuleShown
    from liushui.parties.actors import Actor


class DoneTaken(Taken):
    on: Day
    address: W300 = ""
    note: W300 = ""
    is_audited: Yes = False


class RuleTold(Told):
    id: str
    group: str
    zh: str
    en: str
    source: str
    status: str
    kind: str
    region: str
    effective_from: date
    effective_to: date | None
    is_in_force: bool


class RulesTold(Told):
    rules: list[RuleTold]


class BoardLine(Told):
    organisation: str
    light: str
    overdue: int
    due: int
    in_time: int
    late: int


class BoardTold(Told):
    organisations: list[BoardLine]


class DutyTold(Told):
    id: int
    rule: str
    organisation: str | None
    about: str
    due: date
    latest: date
    is_certain: bool
    state: str
    light: str
    opened_on: date
    breached_on: date | None
    closed_on: date | None
    is_waived_by_own: bool


class StepTold(Told):
    kind: str
    on: date
    told: int
    why: str
    at: ToldMoment


class DutyWhole(DutyTold):
    steps: list[StepTold]


class DutiesPage(Told):
    duties: list[DutyTold]
    next: int | None


def told_rule(one: "RuleShown") -> RuleTold:
    rule = one.rule
    return RuleTold(
        id=rule.id,
        group=rule.group,
        zh=rule.zh,
        en=rule.en,
        source=rule.source,
        status=rule.status.value,
        kind=rule.kind.value,
        region=rule.region,
        effective_from=rule.first,
        effective_to=rule.last,
        is_in_force=one.is_in_force,
    )


def told_board(lines: "Sequence[BodyLine]", codes: dict[int, str]) -> BoardTold:
    return BoardTold(
        organisations=[
            BoardLine(
                organisation=codes[line.organisation_id],
                light=line.light,
                overdue=line.overdue,
                due=line.due,
                in_time=line.in_time,
                late=line.late,
            )
            for line in lines
            if line.organisation_id in codes
        ]
    )


def told_duty(one: "DutyShown") -> DutyTold:
    return DutyTold(**_plain(one))


def told_whole_duty(one: "DutyShown", steps: "Sequence[DutyStep]") -> DutyWhole:
    return DutyWhole(
        **_plain(one),
        steps=[
            StepTold(kind=step.kind, on=step.on, told=step.told, why=step.why, at=step.at)
            for step in steps
        ],
    )


def _plain(one: "DutyShown") -> dict[str, Any]:
    duty = one.duty
    body = duty.organisation
    return {
        "id": duty.pk,
        "rule": duty.rule,
        "organisation": body.credit_code if body is not None else None,
        "about": duty.about,
        "due": duty.due,
        "latest": duty.latest,
        "is_certain": duty.is_certain,
        "state": duty.state,
        "light": one.light,
        "opened_on": duty.opened_on,
        "breached_on": duty.breached_on,
        "closed_on": duty.closed_on,
        "is_waived_by_own": duty.is_waived_by_own,
    }


def told_duty_of(actor: "Actor", key: int) -> DutyWhole:
    """A duty with its steps as this reader may know it. Raises ``NotFound``."""
    found = duties.duty_for(actor, key)
    return told_whole_duty(duties.shown(found, day_of(timezone.now())), duties.steps_of(found))
