"""The page of a place: each module that knows something of a place adds its part at start-up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liushui.places.models import Place


@dataclass(frozen=True, slots=True)
class Part:
    """What one module shows: its template, and what the template reads as ``part``."""

    template: str
    facts: Mapping[str, Any]


# Given whoever looks and the place; ``None``: this module has nothing to say here.
Source = Callable[[object, Place], Part | None]
_sources: dict[int, Source] = {}


def add_part(order: int, source: Source) -> None:
    """Register at start-up; parts stand on the page in their order. Each order once."""
    assert _sources.setdefault(order, source) is source, order


def parts_of(reader: object, place: Place) -> Sequence[Part]:
    """What the modules have to say of this place, for this reader."""
    found = (_sources[order](reader, place) for order in sorted(_sources))
    return [part for part in found if part is not None]
