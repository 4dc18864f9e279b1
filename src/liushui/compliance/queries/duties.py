"""Duties as boards and pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from liushui.compliance import policies
from liushui.compliance.models import ClockDay, ClockTrouble, Duty, DutyStep
from liushui.compliance.rulebook import Rule, rule_read
from liushui.compliance.states import WATCHED, DutyState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty with its rule and its light: a colour and always a word with it."""

    duty: Duty
    rule: Rule
    light: str

    @property
    def is_extended(self) -> bool:
        return self.duty.latest > self.duty.due


def shown(duty: Duty, on: date) -> DutyShown:
    """Its light on a day. Between the due day and the one to which days off moved it: amber."""
    return DutyShown(duty, rule_read(duty.rule, duty.rule_from), light_of(duty, on))


def light_of(duty: Duty, on: date) -> str:
    if duty.state == DutyState.BREACHED:
        return RED
    if duty.state not in WATCHED:
        return GREY if duty.state != DutyState.MET else GREEN
    return AMBER if duty.state != DutyState.OPEN or on >= duty.due else GREEN


def duties_in_console(actor: Actor) -> QuerySet[Duty]:
    """The console's table: those that the actor reads."""
    return policies.duties_visible_to(actor).select_related("organisation")


def duty_for(actor: Actor, key: int) -> Duty:
    """A duty that the actor reads. Raises ``NotFound``."""
    duty = Duty.objects.filter(pk=key).select_related("organisation", "fulfilment").first()
    if duty is None or not policies.can_see(actor, duty):
        raise NotFound
    return duty


def duty_for_update(actor: Actor, key: int) -> Duty:
    """As ``duty_for``, locked until the transaction ends."""
    Duty.objects.select_for_update(no_key=True).filter(pk=key).first()
    return duty_for(actor, key)


def steps_of(duty: Duty) -> Sequence[DutyStep]:
    """Every step, oldest first."""
    return list(duty.steps.order_by("pk"))


def duties_of(organisation_id: int, *, only_watched: bool = True) -> Sequence[Duty]:
    """A body's duties, the most pressing first."""
    found = Duty.objects.filter(organisation_id=organisation_id)
    if only_watched:
        found = found.filter(state__in=WATCHED)
    return list(found.order_by("latest", "pk")[:MOST_SHOWN])


def duties_of_subjects(subjects: Sequence[str]) -> Sequence[Duty]:
    """What stands against these subjects now."""
    return list(Duty.objects.filter(subject__in=subjects, state__in=WATCHED).order_by("latest"))


def clock_ran_at() -> datetime | None:
    """Until when the boards are known: the clock's last run; None before the first."""
    last: datetime | None = ClockDay.objects.aggregate(last=Max("at"))["last"]
    return last


def troubles() -> Sequence[ClockTrouble]:
    """What the clock could not do in its last run, the oldest first."""
    return list(ClockTrouble.objects.order_by("since", "what")[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One organisation on the public board: what is overdue, due, and was done in time."""

    organisation_id: int
    overdue: int
    due: int
    in_time: int
    late: int

    @property
    def light(self) -> str:
        if self.overdue:
            return RED
        return AMBER if self.due else GREEN


def board() -> Sequence[BodyLine]:
    """Every organisation that owes or owed something, the overdue first: one query."""
    soon = Q(state__in=[DutyState.WARNED, DutyState.ESCALATED])
    met = Q(state=DutyState.MET)
    rows = (
        Duty.objects.exclude(organisation=None)
        .values("organisation_id")
        .annotate(
            overdue=Count("pk", filter=Q(state=DutyState.BREACHED)),
            due=Count("pk", filter=soon),
            in_time=Count("pk", filter=met & Q(breached_on=None)),
            late=Count("pk", filter=met & Q(breached_on__isnull=False)),
        )
    )
    lines = [BodyLine(**row) for row in rows]
    return sorted(lines, key=lambda one: (-one.overdue, -one.due, one.organisation_id))
