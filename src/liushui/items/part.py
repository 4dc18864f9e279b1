"""Pictures for a price, acts and live streams as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.items.models import ActRule, Gallery, Stream
from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    """Codes are one row of numbers for galleries, rules and streams."""
    if "code" not in asked:
        return organisation_served(actor)
    for kind in (Gallery, ActRule, Stream):
        found = kind._default_manager.filter(code=asked["code"])  # noqa: SLF001 - Django's own
        organisation_id: int | None = found.values_list(
            "project__organisation_id", flat=True
        ).first()
        if organisation_id is not None:
            return organisation_id
    return None


# What somebody bought is theirs; acts that a partner tells of are counted by their own rule.
ITEMS = Part(
    name="items",
    title=_("Pieces, acts, streams"),
    about=_("Pictures for a price, acts that a sponsor pays for, pages for live streams."),
    addresses="items",
    whose=_whose,
    always=frozenset({"kept", "acts", "tell", "flowers", "pick", "give-flowers", "steps"}),
)
