"""What an overdue duty does to its project, and what a mended one undoes (A06)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from liushui.compliance.models import Duty, DutyStep
from liushui.compliance.rulebook import suspending
from liushui.compliance.services.troubles import FAULTS, keep_trouble
from liushui.compliance.states import DutyState, StepKind
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries.publications import suspended_by_clocks
from liushui.projects.services import resume_project, suspend_project

SUSPENDED_BECAUSE = gettext_noop("%(rule)s was due on %(due)s and is overdue.")


def act_on_projects(actor: Actor, *, on: date, at: datetime) -> int:
    """Take down what is overdue, put up what was mended. How many projects were touched.

    It compares what should stand with what stands, so that a call that was cut off is made good by
    the next. A project stays down while any rule holds it. One that cannot be touched is kept for
    the operators, and stops none of the others.
    """
    acting = suspending()
    breached = Duty.objects.filter(
        state=DutyState.BREACHED, rule__in=acting, subject__startswith="project:"
    )
    wanted = {(_number(duty), duty.rule): duty for duty in breached.order_by("-due", "-pk")}
    standing = {reason for reason in suspended_by_clocks() if reason[1] in acting}
    down = sorted(wanted.keys() - standing)
    up = sorted(standing - wanted.keys())
    for number, rule in down:
        try:
            _take_down(actor, wanted[number, rule], on=on, at=at)
        except FAULTS as error:
            keep_trouble(f"down:{number}:{rule}", error, at=at)
    for number, rule in up:
        try:
            _put_up(actor, number, rule, on=on, at=at)
        except FAULTS as error:
            keep_trouble(f"up:{number}:{rule}", error, at=at)
    return len(down) + len(up)


@transaction.atomic
def _take_down(actor: Actor, duty: Duty, *, on: date, at: datetime) -> None:
    why = SUSPENDED_BECAUSE % {"rule": duty.rule, "due": duty.due.isoformat()}
    suspend_project(actor, _number(duty), why=why, rule=duty.rule, at=at)
    _step(actor, duty, StepKind.SUSPENDED, on=on, at=at)


@transaction.atomic
def _put_up(actor: Actor, number: str, rule: str, *, on: date, at: datetime) -> None:
    resume_project(actor, number, rule=rule, at=at)
    last = Duty.objects.filter(subject=f"project:{number}", rule=rule, breached_on__isnull=False)
    duty = last.order_by("-breached_on", "-pk").first()
    if duty is not None:
        _step(actor, duty, StepKind.RESUMED, on=on, at=at)


def _step(actor: Actor, duty: Duty, kind: StepKind, *, on: date, at: datetime) -> None:
    DutyStep.objects.get_or_create(
        duty=duty, kind=kind, on=on, defaults={"by": actor.name, "at": at}
    )
    record(actor, f"duty.{kind}", duty, at=at, rule=duty.rule, subject=duty.subject)


def _number(duty: Duty) -> str:
    return duty.subject.partition(":")[2]
