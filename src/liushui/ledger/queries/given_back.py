"""What givers had back, as a reader of the sinks that count it can follow it without a gap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from liushui.ledger.models import Fund, Movement
from liushui.ledger.states import FundKind, Kind, SinkUse

# What a cover brings there stands for spent units of the gift, which its giver had back (L17).
_BACK = (Kind.REFUND, Kind.CHARGE_BACK, Kind.COVER)
_USES = (SinkUse.REFUNDED, SinkUse.CHARGED_BACK)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A movement of a gift under ``ref`` to its giver; below zero it came again (L19).

    ``read_to`` is where the line of the sink ``fund_id`` was read to with it.
    """

    movement_id: int
    ref: str
    minor: int
    at: datetime
    fund_id: int
    read_to: int


def given_back_after(marks: Mapping[int, int], *, limit: int) -> list[GivenBack]:
    """What went into the sinks of returns behind these marks (fund id: how far it was read).

    A sink's line is chained and written under its lock: behind a mark nothing can still appear.
    """
    found: list[GivenBack] = []
    for fund_id, tip in _sinks().order_by("pk").values_list("pk", "tip"):
        if tip <= marks.get(fund_id, 0) or len(found) >= limit:
            continue
        rows = Movement.objects.filter(
            target_id=fund_id, lo__gte=marks.get(fund_id, 0), resource_id="CNY"
        )
        rows = rows.select_related("covers_gift").order_by("lo")[: limit - len(found)]
        found += [_told(one, fund_id) for one in rows]
    return found


def given_back_of(refs: Iterable[str]) -> Mapping[str, int]:
    """What of the gifts under these references is with their givers again, in all: two queries.

    References of which nothing went back, or all came again, are left out.
    """
    wanted = set(refs) - {""}
    into = Movement.objects.filter(
        Q(covers_gift=None, ref__in=wanted) | Q(covers_gift__ref__in=wanted),
        target__in=_sinks(),
        kind__in=_BACK,
        resource_id="CNY",
    ).select_related("covers_gift")
    went = {one.pk: one for one in into}
    again = Movement.objects.filter(reverses__in=went, source__in=_sinks(), kind=Kind.REVERSAL)
    back: dict[str, int] = defaultdict(int)
    for one in went.values():
        back[_ref(one)] += one.amount
    for one in again:
        back[_ref(went[one.reverses_id or 0])] -= one.amount
    return {ref: minor for ref, minor in back.items() if minor}


def won_back() -> list[GivenBack]:
    """What won disputes brought home out of the sinks of returns, each as what came again.

    All of them, oldest first: they are few, and whoever reads knows what they noted before.
    """
    undone = Movement.objects.filter(source__in=_sinks(), kind=Kind.REVERSAL, resource_id="CNY")
    rows = undone.select_related("reverses__covers_gift").order_by("pk")
    return [
        GivenBack(one.pk, _ref(one.reverses), -one.amount, one.happened_at, one.source_id or 0, 0)
        for one in rows
        if one.reverses is not None
    ]


def _sinks() -> QuerySet[Fund]:
    return Fund.objects.filter(kind=FundKind.SINK, sink_use__in=_USES, tip__gt=0)


def _told(one: Movement, fund_id: int) -> GivenBack:
    minor = one.amount if one.kind in _BACK else 0
    return GivenBack(one.pk, _ref(one), minor, one.happened_at, fund_id, one.lo + one.amount)


def _ref(one: Movement) -> str:
    return one.covers_gift.ref if one.covers_gift is not None else one.ref
