"""Duties as boards and pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from liushui.base.forms import in_reader_language
from liushui.compliance import policies
from liushui.compliance.models import ClockDay, ClockTrouble, Duty, DutyStep
from liushui.compliance.rulebook import Rule, rule_read
from liushui.compliance.states import WATCHED, DutyState, StepKind
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.projects.queries.watching import titles_of

_BODY, _PROJECT = "organisation:", "project:"
GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
MOST_SHOWN = 500
MOST_BODIES = 100_000
PAST_SIZE = 50
_EACH_BODY = """
with recursive each(id) as (
  select min(organisation_id) from compliance_duty
  union all
  select (select min(organisation_id) from compliance_duty where organisation_id > each.id)
    from each where each.id is not null
)
select id from each where id is not null
"""


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty with its rule and its light: a colour and always a word with it."""

    duty: Duty
    rule: Rule
    light: str
    name: str = ""
    """What it is about, in the reader's language; "" for the site itself."""

    @property
    def is_extended(self) -> bool:
        return self.duty.latest > self.duty.due

    @property
    def own_reason(self) -> str:
        """Why two of its own let it go: the public reads it (decision 0095)."""
        step = self.duty.steps.filter(kind=StepKind.WAIVED).order_by("-pk").first()
        return str(step.why) if step is not None else ""


def shown(duty: Duty, on: date) -> DutyShown:
    """Its light on a day. Between the due day and the one to which days off moved it: amber."""
    rule, light = rule_read(duty.rule, duty.rule_from), light_of(duty, on)
    return DutyShown(duty, rule, light, duty.about)


def shown_all(duties: Iterable[Duty], on: date) -> Sequence[DutyShown]:
    """The same of several, each called as the reader's language calls it: two queries."""
    listed = list(duties)
    bodies = {one.organisation_id for one in listed if one.subject.startswith(_BODY)}
    names = {
        f"{_BODY}{one.pk}": in_reader_language(one.name, one.name_en)
        for one in organisations_by_id([key for key in bodies if key is not None])
    }
    numbers = [one.subject.removeprefix(_PROJECT) for one in listed]
    for number, title in titles_of(numbers).items():
        names[f"{_PROJECT}{number}"] = in_reader_language(*title)
    found = (shown(one, on) for one in listed)
    return [replace(one, name=names.get(one.duty.subject, one.name)) for one in found]


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


def past_duties_of(organisation_id: int, page: int) -> "Page[Duty]":
    """What a body owed, what ended last first, a page at a time."""
    over = Duty.objects.filter(organisation_id=organisation_id, closed_on__isnull=False)
    return Paginator(over.order_by("-closed_on", "-pk"), PAST_SIZE).get_page(page)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A line of the public board: how many are overdue, due soon, were done in time, and late."""

    overdue: int
    due: int
    in_time: int
    late: int

    @property
    def light(self) -> str:
        if self.overdue:
            return RED
        return AMBER if self.due else GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine(BoardLine):
    """The line of one organisation."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the public board, how many organisations it is about, how many are overdue."""

    lines: Sequence[BodyLine]
    count: int
    overdue: int


def board_page(page: int, size: int) -> BoardPage:
    """The organisations that owe or owed something, the overdue first: three queries.

    What presses is counted over what is watched, the past of those on the page alone: no question
    reads the whole table.
    """
    pressing = _pressing()
    bodies = sorted(_bodies(), key=lambda key: (*pressing.get(key, (0, 0)), key))
    shown_here = bodies[(page - 1) * size : page * size]
    met = Duty.objects.filter(organisation_id__in=shown_here, state=DutyState.MET).order_by()
    rows = met.values_list("organisation_id").annotate(
        Count("pk"), late=Count("pk", filter=Q(breached_on__isnull=False))
    )
    done = {key: (count - late, late) for key, count, late in rows}
    lines = [_line(key, pressing.get(key, (0, 0)), done.get(key, (0, 0))) for key in shown_here]
    return BoardPage(lines, len(bodies), sum(bool(late) for late, _due in pressing.values()))


def _line(key: int, pressing: tuple[int, int], done: tuple[int, int]) -> BodyLine:
    late, due = pressing
    return BodyLine(organisation_id=key, overdue=-late, due=-due, in_time=done[0], late=done[1])


def site_line() -> BoardLine | None:
    """How those who run the site stand with what the law asks of them (N08, N14); None: nothing."""
    own = Duty.objects.filter(organisation=None).order_by()
    counts = dict(own.values_list("state").annotate(Count("pk")))
    if not counts:
        return None
    late = own.filter(state=DutyState.MET, breached_on__isnull=False).count()
    soon = counts.get(DutyState.WARNED, 0) + counts.get(DutyState.ESCALATED, 0)
    in_time = counts.get(DutyState.MET, 0) - late
    overdue = counts.get(DutyState.BREACHED, 0)
    return BoardLine(overdue=overdue, due=soon, in_time=in_time, late=late)


def board() -> Sequence[BodyLine]:
    """All of it, for machines."""
    return board_page(1, MOST_BODIES).lines


def _pressing() -> Mapping[int, tuple[int, int]]:
    """By organisation the overdue and the due soon, below zero so that they sort first."""
    soon = [DutyState.WARNED, DutyState.ESCALATED]
    rows = (
        Duty.objects.filter(state__in=[DutyState.BREACHED, *soon], organisation__isnull=False)
        .order_by()
        .values_list("organisation_id")
        .annotate(
            late=Count("pk", filter=Q(state=DutyState.BREACHED)),
            due=Count("pk", filter=Q(state__in=soon)),
        )
    )
    return {key: (-late, -due) for key, late, due in rows if key is not None}


def _bodies() -> Sequence[int]:
    """Every organisation that has a duty, found by steps along the index."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH_BODY)
        return [key for (key,) in cursor.fetchall()]
