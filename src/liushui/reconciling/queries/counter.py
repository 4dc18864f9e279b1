"""Cash boxes, what lies in them, their counts, and cheques at the bank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.reconciling import policies
from liushui.reconciling.models import CashCount, CounterGift, Match, Till
from liushui.reconciling.states import CounterKind, CounterState, CountState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A cash box with what was put into it since it was last counted."""

    till: Till
    pieces: int
    minor: int
    open_count: CashCount | None


def tills_visible_to(actor: Actor) -> "QuerySet[Till]":
    """The boxes of the organisations whose accounts the actor may read."""
    tills = Till.objects.select_related("organisation")
    if actor.is_system:
        return tills
    return tills.filter(organisation_id__in=policies.bodies_read(actor))


def till_for(actor: Actor, till_id: int) -> Till:
    """The box, else ``NotFound``."""
    found = tills_visible_to(actor).filter(pk=till_id).first()
    if found is None:
        raise NotFound
    return found


def boxes_of(actor: Actor) -> Sequence[Box]:
    """All boxes that the actor may read: two queries."""
    in_it = Q(gifts__kind=CounterKind.CASH, gifts__count=None)
    tills = tills_visible_to(actor).annotate(
        pieces=Count("gifts", filter=in_it), minor=Sum("gifts__order__amount_minor", filter=in_it)
    )
    listed = list(tills.order_by("organisation_id", "id"))
    waiting = CashCount.objects.filter(till__in=listed, state=CountState.COUNTED)
    counts = {one.till_id: one for one in waiting}
    return [Box(till, till.pieces, int(till.minor or 0), counts.get(till.pk)) for till in listed]


def gifts_in_box(till: Till) -> "QuerySet[CounterGift]":
    """The cash that was put into the box since it was last counted."""
    return CounterGift.objects.filter(till=till, kind=CounterKind.CASH, count=None)


def counter_gifts_visible_to(actor: Actor) -> "QuerySet[CounterGift]":
    """What was taken at the counters that the actor may read about."""
    gifts = CounterGift.objects.select_related("order__project", "till__organisation")
    return gifts.filter(till__in=tills_visible_to(actor))


def counter_gift_for(actor: Actor, reference: str) -> CounterGift:
    """By its receipt number, else ``NotFound``."""
    found = counter_gifts_visible_to(actor).filter(order__reference=reference).first()
    if found is None:
        raise NotFound
    return found


def counter_gift_for_update(reference: str) -> CounterGift:
    """The same, locked."""
    gifts = CounterGift.objects.select_for_update(of=("self",)).select_related(
        "order__project", "till"
    )
    return gifts.get(order__reference=reference)


def count_for(actor: Actor, count_id: int) -> CashCount:
    """A count of a box that the actor may read about, else ``NotFound``."""
    counts = CashCount.objects.select_related("till__organisation")
    found = counts.filter(till__in=tills_visible_to(actor), pk=count_id).first()
    if found is None:
        raise NotFound
    return found


def counts_of(till: Till) -> Sequence[CashCount]:
    """The newest counts of a box, with what became of each at the bank."""
    return list(till.counts.select_related("match__line").order_by("-id")[:PAGE])


def counts_to_bring(organisation_id: int, amounts: Iterable[int]) -> Sequence[CashCount]:
    """Counted by two, of one of these sums and not seen at the bank yet, oldest first."""
    brought = Match.objects.filter(count__isnull=False).values("count_id")
    counts = CashCount.objects.filter(
        till__organisation_id=organisation_id,
        state=CountState.AGREED,
        counted_minor__in=[minor for minor in amounts if minor > 0],
    )
    return list(counts.exclude(pk__in=brought).order_by("id"))


def cheques_at_bank(organisation_id: int, amounts: Iterable[int]) -> Sequence[CounterGift]:
    """Cheques of these sums of which the bank has said nothing yet, oldest first."""
    gifts = CounterGift.objects.filter(
        till__organisation_id=organisation_id,
        state=CounterState.AT_BANK,
        order__amount_minor__in=list(amounts),
    )
    return list(gifts.select_related("order__project").order_by("id"))


def counts_for_second(bodies: Iterable[int], *, but: str) -> Sequence[CashCount]:
    """Counts of these organisations' boxes that wait for another person than this one."""
    waiting = CashCount.objects.filter(
        till__organisation_id__in=list(bodies), state=CountState.COUNTED
    ).exclude(counted_by=but)
    return list(waiting.select_related("till").order_by("id")[:PAGE])
