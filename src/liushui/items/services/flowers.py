"""A flower of the day is picked once and given once.

Flowers are points of the ledger: picking one is an ``earned`` movement into the person's own fund,
giving is a ``spent`` one out of it, so nobody gives what they do not have and no flower twice. They
never become money: the ledger knows no way.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from liushui.items.errors import (
    FlowerEarned,
    FlowerNotEarned,
    NoFlowerRule,
    NotSoManyFlowers,
    RateNotNew,
)
from liushui.items.models import FlowerDay, FlowerGiven, FlowerRule
from liushui.items.queries.flowers import POINTS, flowers_left, gave_on, rule_of_day
from liushui.items.states import FlowerWhy
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import Money
from liushui.ledger.errors import NotEnoughFree
from liushui.ledger.services import earn_points, holder_of_person, lock_funds, move, open_fund, sink
from liushui.ledger.states import GENERAL, Kind, Purpose, SinkUse
from liushui.parties.access import Right
from liushui.parties.services import record
from liushui.projects.queries import project_for
from liushui.projects.services import require_open_for_gifts

if TYPE_CHECKING:
    from liushui.ledger.models import Fund
    from liushui.parties.actors import Actor

FLOWERS = "flowers"


@transaction.atomic
def set_flower_rule(
    actor: "Actor",
    *,
    from_day: date,
    for_visit: int,
    for_gift: int,
    most: int,
    at: datetime,
) -> FlowerRule:
    """From a day on flowers are earned so. Only who manages the installation; never for the past.

    Raises ``NotAllowed`` and ``RateNotNew``.
    """
    if not (actor.is_system or actor.holds_any([Right.INSTALLATION_MANAGE])):
        raise NotAllowed
    taken = FlowerRule.objects.filter(from_day=from_day).exists()
    first = not FlowerRule.objects.exists()
    if taken or from_day < day_of(at) or (from_day == day_of(at) and not first):
        raise RateNotNew
    rule = FlowerRule.objects.create(
        from_day=from_day,
        for_visit=for_visit,
        for_gift=for_gift,
        most=most,
        set_by=actor.name,
        set_at=at,
    )
    record(actor, "flowers.rule_set", rule, at=at)
    return rule


@transaction.atomic
def pick_flower(actor: "Actor", why: FlowerWhy, *, at: datetime) -> int:
    """Pick what one may pick today; how many. Each kind once a day, all within the day's limit.

    Raises ``NoFlowerRule``, ``FlowerEarned``, ``FlowerNotEarned``; strangers have no basket.
    """
    person_id, day = _person(actor), day_of(at)
    rule = rule_of_day(day)
    if rule is None:
        raise NoFlowerRule
    if why == FlowerWhy.GIFT and not gave_on(person_id, day):
        raise FlowerNotEarned
    FlowerDay.objects.get_or_create(person_id=person_id, day=day, defaults={"most": rule.most})
    today = FlowerDay.objects.select_for_update(no_key=True).get(person=person_id, day=day)
    worth = rule.for_visit if why == FlowerWhy.VISIT else rule.for_gift
    count = min(worth, today.most - today.visit - today.gift)
    picked = today.visit if why == FlowerWhy.VISIT else today.gift
    if picked or count <= 0:
        raise FlowerEarned
    if why == FlowerWhy.VISIT:
        today.visit = count
    else:
        today.gift = count
    today.save(update_fields=["visit", "gift"])
    key = f"flowers:{person_id}:{day.isoformat()}:{why}"
    earn_points(count, target=_basket(person_id), key=key, happened_at=at)
    return count


@transaction.atomic
def give_flowers(
    actor: "Actor", project: str, count: int, *, key: UUID, at: datetime
) -> FlowerGiven:
    """Give flowers to a project. The same key again answers the same and gives nothing more.

    Raises ``NotSoManyFlowers`` and what makes the project take no gifts today.
    """
    person_id = _person(actor)
    basket = _basket(person_id)
    lock_funds([basket.pk])  # the same key twice at once is the same flowers
    known = FlowerGiven.objects.filter(key=key, person=person_id).first()
    if known is not None:
        return known
    wanted = project_for(actor, project)
    require_open_for_gifts(wanted, day_of(at))
    try:
        move(
            Money(count, POINTS),
            source=basket,
            target=sink(
                basket.holder, SinkUse.USED, purpose=Purpose(FLOWERS, wanted.pk), resource=POINTS
            ),
            kind=Kind.SPENT,
            key=f"flowers:{key}",
            happened_at=at,
        )
    except NotEnoughFree:
        raise NotSoManyFlowers(left=flowers_left(person_id)) from None
    return FlowerGiven.objects.create(
        key=key, person_id=person_id, project=wanted, count=count, at=at
    )


def forget_days(person_id: int) -> int:
    """Forget on which days an erased person came by and gave. How many days."""
    return FlowerDay.objects.filter(person=person_id).delete()[0]


def _person(actor: "Actor") -> int:
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id


def _basket(person_id: int) -> "Fund":
    return open_fund(holder_of_person(person_id), purpose=GENERAL, resource=POINTS)
