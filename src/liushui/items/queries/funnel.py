"""From looking to giving: pages opened, gifts begun, gifts paid, by day and by channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Sum

from liushui.giving.queries.steps import steps_taken
from liushui.items import policies
from liushui.items.models import Channel, OpenedDay
from liushui.items.states import Opened
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import NotFound
from liushui.projects.queries import projects_held_by

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project

MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Steps:
    """How often each step was taken; ``label`` says by which channel or on which day."""

    label: str
    opened: int = 0
    form: int = 0
    begun: int = 0
    paid: int = 0
    minor: int = 0

    def __add__(self, other: "Steps") -> "Steps":
        return Steps(
            self.label,
            self.opened + other.opened,
            self.form + other.form,
            self.begun + other.begun,
            self.paid + other.paid,
            self.minor + other.minor,
        )


@dataclass(frozen=True, slots=True)
class Funnel:
    """One count told in three ways: in all, by channel, by day; each sums to the same."""

    whole: Steps
    by_channel: Sequence[Steps]
    by_day: Sequence[Steps]


def projects_to_follow(actor: "Actor") -> "Sequence[Project]":
    """The projects of the organisations whose results the actor reads, newest first."""
    return projects_held_by(policies.bodies_to_read(actor))


def funnel_for(actor: "Actor", number: str, first: date, last: date) -> Funnel:
    """The steps of one project, or of all that the actor follows, on these days.

    At most ``MOST_DAYS``, the last ones. Raises ``NotFound`` for a project of another.
    """
    followed = projects_to_follow(actor)
    chosen = [one for one in followed if not number or one.number == number]
    if number and not chosen:
        raise NotFound
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    ids = [one.pk for one in chosen]
    taken = [*_opened(ids, first, last), *_ordered(ids, first, last)]
    names = _names(ids)
    whole = sum((step for _day, _channel, step in taken), Steps(""))
    by_channel = _grouped((names.get(channel, channel), step) for _day, channel, step in taken)
    by_day = _grouped((day.isoformat(), step) for day, _channel, step in taken)
    ranked = sorted(by_channel, key=lambda one: (-one.minor, -one.opened, one.label))
    return Funnel(whole, ranked, sorted(by_day, key=lambda one: one.label, reverse=True))


Taken = tuple[date, str, Steps]


def _opened(ids: Sequence[int], first: date, last: date) -> Iterable[Taken]:
    rows = OpenedDay.objects.filter(project__in=ids, day__gte=first, day__lte=last)
    summed = rows.values("day", "channel", "page").annotate(times=Sum("count"))
    for row in summed:
        is_page = row["page"] == Opened.PAGE
        opened, form = (row["times"], 0) if is_page else (0, row["times"])
        yield row["day"], row["channel"], Steps("", opened, form)


def _ordered(ids: Sequence[int], first: date, last: date) -> Iterable[Taken]:
    begin = datetime.combine(first, time.min, tzinfo=CHINA)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=CHINA)
    for one in steps_taken(ids, begin, end):
        steps = Steps("", begun=one.begun, paid=one.paid, minor=one.minor)
        yield one.day, one.channel, steps


def _grouped(taken: Iterable[tuple[str, Steps]]) -> list[Steps]:
    found: dict[str, Steps] = {}
    for label, step in taken:
        found[label] = found.get(label, Steps(label)) + step
    return list(found.values())


def _names(ids: Sequence[int]) -> dict[str, str]:
    """What channels are called; one tag of several streams keeps the newest one's name."""
    made = Channel.objects.filter(stream__project__in=ids).exclude(tag="").order_by("pk")
    return {one.tag: one.label for one in made}
