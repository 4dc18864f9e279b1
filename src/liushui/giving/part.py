"""Lists from other channels as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor

PART = "lists"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    del asked
    return organisation_served(actor)


# A list that was begun is looked at, answered, booked or put away; claims to its gifts go on.
LISTS = Part(
    name=PART,
    title=_("Lists from other channels"),
    about=_("Gifts that came elsewhere and that you publish from a spreadsheet."),
    addresses="giving",
    whose=_whose,
    only=frozenset({"bring"}),
)
