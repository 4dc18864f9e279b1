"""What of a project is open at a moment, of whatever kind: one query."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Value

from liushui.items.models import ActRule, FlowerRule, Gallery, Stream
from liushui.items.states import GalleryState, RuleState
from liushui.kernel.clock import day_of
from liushui.onboarding.queries.parts import switched_off

SHOWN = 12


class OpenWay(NamedTuple):
    """Its kind, its short name and its titles."""

    kind: str
    code: str
    title: str
    title_en: str


def open_ways(project_id: int, at: datetime) -> Sequence[OpenWay]:
    """Galleries, rules for acts and streams that are open, and flowers where there are any.

    None of an organisation that does not use them (D22).
    """
    day = day_of(at)
    galleries = Gallery.objects.filter(
        project=project_id, state=GalleryState.OPEN, opens_at__lte=at, closes_at__gt=at
    )
    rules = ActRule.objects.filter(
        project=project_id, state=RuleState.OPEN, starts_on__lte=day, ends_on__gte=day
    )
    streams = Stream.objects.filter(project=project_id, starts_at__lte=at, ends_at__gt=at)
    flowers = FlowerRule.objects.filter(from_day__lte=day).annotate(
        code=Value(""), title=Value("小红花"), title_en=Value("Flowers")
    )
    off = switched_off("items")
    galleries = galleries.exclude(project__organisation_id__in=off)
    rules = rules.exclude(project__organisation_id__in=off)
    streams = streams.exclude(project__organisation_id__in=off)
    kinds = (("acts", rules), ("flowers", flowers), ("gallery", galleries), ("live", streams))
    first, *others = (
        things.annotate(way=Value(kind)).values_list("way", "code", "title", "title_en")
        for kind, things in kinds
    )
    rows = first.union(*others).order_by("way", "code")[:SHOWN]
    return [OpenWay(*row) for row in rows]
