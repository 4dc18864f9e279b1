"""Counting a cash box: one person counts, another counts again without seeing the figure."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from liushui.base.states import move_state
from liushui.kernel.money import Money, format_yuan
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.reconciling import policies
from liushui.reconciling.errors import (
    BoxEmpty,
    CountDiffers,
    CountOpen,
    CountsDiffer,
    SameTwoPeople,
)
from liushui.reconciling.models import CashCount, Till
from liushui.reconciling.queries.counter import count_for, gifts_in_box, till_for
from liushui.reconciling.services.short import look_for_short
from liushui.reconciling.states import COUNT_MOVES, CountState


@transaction.atomic
def count_box(
    actor: Actor, till_id: int, counted: Money, *, why: str = "", at: datetime
) -> CashCount:
    """Say what lies in the box. What was put in so far belongs to this count.

    Raises ``NotFound``, ``NotAllowed``, ``CountOpen``, ``BoxEmpty``, and ``CountDiffers`` where it
    is not what was taken and nobody says why.
    """
    policies.require(actor, policies.COUNTING, till_for(actor, till_id).organisation_id)
    till = Till.objects.select_for_update(no_key=True).get(pk=till_id)
    if till.counts.filter(state=CountState.COUNTED).exists():
        raise CountOpen
    inside = gifts_in_box(till)
    expected = inside.aggregate(sum=Sum("order__amount_minor"))["sum"]
    if expected is None:
        raise BoxEmpty
    if counted.minor != expected and not why.strip():
        raise CountDiffers(counted=format_yuan(counted.minor), expected=format_yuan(int(expected)))
    count = CashCount.objects.create(
        till=till,
        expected_minor=expected,
        counted_minor=counted.minor,
        why=why.strip()[:300],
        counted_by=actor.name,
        counted_at=at,
    )
    inside.update(count=count)
    record(actor, "till.counted", count, at=at, minor=counted.minor)
    return count


@transaction.atomic
def confirm_count(actor: Actor, count_id: int, counted: Money, *, at: datetime) -> CashCount:
    """The second person counts and says the same. A second call changes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``SameTwoPeople``, ``CountsDiffer``.
    """
    count_for(actor, count_id)
    count = (
        CashCount.objects.select_for_update(of=("self",)).select_related("till").get(pk=count_id)
    )
    policies.require(actor, policies.COUNTING, count.till.organisation_id)
    if count.state == CountState.AGREED and count.agreed_by == actor.name:
        return count
    require_another(actor, count.counted_by, SameTwoPeople)
    if counted.minor != count.counted_minor:
        raise CountsDiffer
    count.agreed_by, count.agreed_at = actor.name, at
    count.save(update_fields=["agreed_by", "agreed_at"])
    move_state(count, to=CountState.AGREED, moves=COUNT_MOVES, by=actor.name, at=at)
    record(actor, "till.confirmed", count, at=at, minor=counted.minor)
    look_for_short(count.till.organisation_id, at=at)
    return count
