"""Paying other organisations as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor

PART = "partners"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    del asked
    return organisation_served(actor)


# Agreements that were made run on: their money is drafted, paid, reported and recalled as before.
PARTNERS = Part(
    name=PART,
    title=_("Agreements with partners"),
    about=_("Money that other organisations carry on, by agreements with instalments and reports."),
    addresses="disbursing",
    whose=_whose,
    only=frozenset({"agreement-new"}),
)
