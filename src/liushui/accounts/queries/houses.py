"""By which other houses somebody may come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount

from liushui.accounts.houses import House, houses
from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class HouseShown:
    """One house as its guest sees it; ``since`` is when it was connected, if it is."""

    key: str
    name: str
    since: datetime | None


def account_at(house: House, uid: str) -> Any | None:
    """The account that was connected with this person of the house."""
    found = SocialAccount.objects.filter(provider=house.key, uid=uid).select_related("user").first()
    return found.user if found is not None else None


def houses_of(actor: Actor) -> Sequence[HouseShown]:
    """All houses of the installation, and since when the actor is connected with each."""
    mine = SocialAccount.objects.filter(user__person_id=actor.person_id)
    since = dict(mine.values_list("provider", "date_joined"))
    return [HouseShown(house.key, house.name, since.get(house.key)) for house in houses()]
