"""Flowers: today's rule, what a person earned and has left, and what projects were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from liushui.giving.queries import gifts_by
from liushui.giving.states import GiftState
from liushui.items.models import FlowerDay, FlowerGiven, FlowerRule
from liushui.kernel.clock import CHINA, day_of
from liushui.ledger.queries.funds import free_of_person

LISTED = 50
TOP = 20
POINTS = "points"


@dataclass(frozen=True, slots=True)
class Basket:
    """A person's flowers on a day: what was picked today, what can be, and what is in hand."""

    rule: FlowerRule | None
    today: FlowerDay | None
    left: int
    gave_today: bool

    @property
    def can_pick_visit(self) -> bool:
        rule = self.rule
        return bool(rule and rule.for_visit and not (self.today and self.today.visit))

    @property
    def can_pick_gift(self) -> bool:
        rule = self.rule
        picked = self.today.gift if self.today else 0
        earned = self.today.visit + self.today.gift if self.today else 0
        room = bool(rule and rule.for_gift and not picked and earned < rule.most)
        return room and self.gave_today


def rule_of_day(day: date) -> FlowerRule | None:
    """By which rule flowers are earned on a day; none before the first one."""
    return FlowerRule.objects.filter(from_day__lte=day).order_by("-from_day").first()


def flower_rules() -> Sequence[FlowerRule]:
    """All rules, the newest day first."""
    return list(FlowerRule.objects.order_by("-from_day")[:LISTED])


def basket_of(person_id: int, at: datetime) -> Basket:
    """What the person has and may pick now."""
    day = day_of(at)
    today = FlowerDay.objects.filter(person=person_id, day=day).first()
    return Basket(rule_of_day(day), today, flowers_left(person_id), gave_on(person_id, day))


def flowers_left(person_id: int) -> int:
    """How many flowers the person has in hand, as the ledger says."""
    return free_of_person(person_id, POINTS)


def gave_on(person_id: int, day: date) -> bool:
    """Whether a gift of the person that was placed on that day stands in the books."""
    begins = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return any(
        order.state == GiftState.PAID and begins <= order.created_at < begins + timedelta(days=1)
        for order in gifts_by(person_id)
    )


def flowers_given_by(person_id: int) -> Sequence[FlowerGiven]:
    """To which projects the person gave flowers, all of them, newest first."""
    given = FlowerGiven.objects.filter(person=person_id).select_related("project")
    return list(given.order_by("-pk"))


def days_picked_by(person_id: int) -> Sequence[FlowerDay]:
    """On which days the person picked flowers, all of them, newest first."""
    return list(FlowerDay.objects.filter(person=person_id).order_by("-day"))


def flowers_by_project() -> Mapping[int, int]:
    """The projects with the most flowers, by id."""
    rows = (
        FlowerGiven.objects.values("project")
        .annotate(flowers=Sum("count"))
        .order_by("-flowers", "project")[:TOP]
    )
    return {row["project"]: row["flowers"] for row in rows}


def flowers_of_project(project_id: int) -> int:
    """How many flowers a project was given."""
    total = FlowerGiven.objects.filter(project=project_id).aggregate(flowers=Sum("count"))
    return int(total["flowers"] or 0)
