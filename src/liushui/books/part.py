"""Pools that match gifts, as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.books.queries.pools import pool_for
from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor

PART = "matching"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    if "pool_id" in asked:
        organisation_id: int | None = pool_for(actor, asked["pool_id"]).fund.holder.organisation_id
        return organisation_id
    return organisation_served(actor)


# A pool's own page belongs to the books and stays; terms that two people put in force run on to
# their end, for givers were told of them.
MATCHING = Part(
    name=PART,
    title=_("Matching gifts"),
    about=_("Pools that add to each gift by terms that two people agreed to."),
    addresses="books",
    whose=_whose,
    only=frozenset({"pools", "pool-new", "pool-terms", "pool-decide"}),
)
