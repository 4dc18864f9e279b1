"""What was used for people of a place, as a sum that names nobody."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from liushui.disbursing.models import Expenditure
from liushui.disbursing.states import UseState


@dataclass(frozen=True, slots=True)
class UsedThere:
    """The sum of the uses for public cases of a place, and how many cases that were."""

    minor: int
    cases: int


def used_at(place_code: str) -> UsedThere:
    """Used for cases whose people live in this place or below it. One query.

    Whoever shows this asks for a county or larger: of a village the sum could tell of one person.
    """
    uses = Expenditure.objects.filter(
        case__place__code__startswith=place_code,
        case__was_approved=True,
        state=UseState.CONFIRMED,
    )
    sums = uses.aggregate(minor=Sum("amount_minor"), cases=Count("case_id", distinct=True))
    return UsedThere(int(sums["minor"] or 0), int(sums["cases"]))
