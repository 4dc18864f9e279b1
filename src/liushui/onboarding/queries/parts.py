"""Questions about the parts that an organisation uses."""

from typing import TYPE_CHECKING

from liushui.onboarding.models import PartSetting
from liushui.onboarding.parts import Part, parts

if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_on(organisation_id: int, part: str) -> bool:
    """Whether the organisation uses the part. Without a word of its own it does."""
    off = PartSetting.objects.filter(organisation_id=organisation_id, part=part, is_on=False)
    return not off.exists()


def organisations_without(part: str) -> frozenset[int]:
    """Who switched the part off: lists of many organisations leave theirs out."""
    off = PartSetting.objects.filter(part=part, is_on=False)
    return frozenset(off.values_list("organisation_id", flat=True))


def switched_off(part: str) -> "QuerySet[PartSetting, int]":
    """The same to be put into another question, so that it costs none of its own."""
    off = PartSetting.objects.filter(part=part, is_on=False)
    return off.values_list("organisation_id", flat=True)


def parts_of(organisation_id: int) -> list[tuple[Part, bool]]:
    """Every part and whether the organisation uses it: one query."""
    theirs = PartSetting.objects.filter(organisation_id=organisation_id, is_on=False)
    off = frozenset(theirs.values_list("part", flat=True))
    return [(part, part.name not in off) for part in parts()]
