"""What needs a person now. Modules register who knows it; the console reads nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor

SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the actor, one verb. ``due`` is the law's or the house's last day.

    ``since`` orders what has no last day: who waited longest comes first.
    """

    title: str
    href: str
    verb: str
    minor: int | None = None
    due: date | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A need as the queue shows it: its clock in words, and "", "soon" or "late"."""

    need: Need
    due: str
    urgency: str

    @property
    def title(self) -> str:
        return self.need.title

    @property
    def href(self) -> str:
        return self.need.href

    @property
    def verb(self) -> str:
        return self.need.verb

    @property
    def minor(self) -> int | None:
        return self.need.minor


@dataclass(frozen=True, slots=True)
class Group:
    """The needs of one room, by the clock."""

    name: str
    title: str
    items: Sequence[Waiting]


Provider = Callable[[Actor, datetime], Sequence[Need]]


@dataclass(frozen=True, slots=True)
class Room:
    """Who knows what waits in one part of the house. ``rank`` orders rooms of equal urgency."""

    name: str
    title: Any
    needs: Provider
    rank: int = 50


@dataclass
class _Registry:
    rooms: dict[str, Room] = field(default_factory=dict)


_registry = _Registry()


def register_needs(room: Room) -> None:
    """At start-up, once each."""
    _registry.rooms[room.name] = room


def needs_of(actor: Actor, at: datetime) -> Sequence[Group]:
    """Everything that waits for the actor: rooms with something late first, then by rank."""
    groups = []
    for room in sorted(_registry.rooms.values(), key=lambda one: (one.rank, one.name)):
        found = sorted(room.needs(actor, at), key=lambda need: _clock(need, at))
        if found:
            items = [_waiting(need, day_of(at)) for need in found]
            groups.append(Group(room.name, str(room.title), items))
    return sorted(groups, key=_first_clock)


def _clock(need: Need, at: datetime) -> tuple[bool, date, datetime]:
    return (need.due is None, need.due or day_of(at), need.since or at)


def _first_clock(group: Group) -> int:
    urgencies = {item.urgency for item in group.items}
    return 0 if "late" in urgencies else 1


def _waiting(need: Need, today: date) -> Waiting:
    if need.due is None:
        return Waiting(need, _since(need, today), "")
    days = abs((need.due - today).days)
    if need.due < today:
        late = ngettext("%(days)s day late", "%(days)s days late", days)
        return Waiting(need, late % {"days": days}, "late")
    rest = ngettext("due in %(days)s day", "due in %(days)s days", days)
    words = rest % {"days": days} if days else _("due today")
    return Waiting(need, words, "soon" if days <= SOON_DAYS else "")


def _since(need: Need, today: date) -> str:
    if need.since is None:
        return ""
    days = (today - day_of(need.since)).days
    if days <= 0:
        return _("since today")
    return ngettext("waiting for %(days)s day", "waiting for %(days)s days", days) % {"days": days}
