"""What went on between appeals of which one proved untrue: where it is, and what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from liushui.appeals.models import Appeal, Homecoming, Rest
from liushui.appeals.queries.reasons import opened_why
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import balance
from liushui.ledger.queries.books import movements_of_deed
from liushui.ledger.queries.units import rests_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.ledger.models import Movement


@dataclass(frozen=True, slots=True)
class Onward:
    """What went from one appeal to another, seen from either once one of them proved untrue.

    ``here_minor`` is what can come back now; ``waiting`` is proposed, ``why`` its reason.
    """

    rest: Rest
    here_minor: int
    home_minor: int
    waiting: Homecoming | None = None
    why: str = ""


def onwards_of(appeal: Appeal) -> Sequence[Onward]:
    """All that went on from it or to it where one of both proved untrue; none else. Few."""
    of = (Q(appeal=appeal) | Q(to=appeal)) & (Q(appeal__is_untrue=True) | Q(to__is_untrue=True))
    found = _loaded().filter(of, is_agreed=True).order_by("pk")
    return [_onward(one) for one in found]


def rest_at(appeal: Appeal, rest: int) -> Rest:
    """One that went from the appeal or to it. Raises ``NotFound``."""
    one = _loaded().filter(Q(appeal=appeal) | Q(to=appeal), pk=rest, is_agreed=True).first()
    if one is None:
        raise NotFound
    return one


def home_waiting(rest: Rest) -> Homecoming | None:
    """What waits for a second person."""
    return rest.homecomings.filter(decided_at=None).first()


def movement_of_rest(rest: Rest) -> "Movement | None":
    """By which it went on."""
    return next(iter(movements_of_deed(f"appeal-rest:{rest.pk}")), None)


def rests_here(rest: Rest) -> int:
    """How much of what went on still lies where it went, and is not promised to a provider."""
    movement, project = movement_of_rest(rest), rest.to.project
    if movement is None or project is None:
        return 0
    own = (movement.pk,)
    here = sum(one.amount for one in rests_of(movement.pk) if one.way == own)
    return min(here, balance(project.fund_id).free)


def _onward(rest: Rest) -> Onward:
    waiting = home_waiting(rest)
    came = rest.homecomings.filter(is_agreed=True).values_list("amount_minor", flat=True)
    why = opened_why(rest.to, waiting.why_sealed) if waiting is not None else ""
    return Onward(rest, rests_here(rest), sum(came), waiting, why)


def _loaded() -> "QuerySet[Rest]":
    return Rest.objects.select_related("appeal__project", "to__project")
