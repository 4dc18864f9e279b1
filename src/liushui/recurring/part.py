"""Regular gifts as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor
from liushui.projects.queries import project_for


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    if "number" in asked:
        return project_for(actor, asked["number"]).organisation_id
    return organisation_served(actor)


# Whoever gives regularly already sees, changes and ends it as before: only a new promise is closed.
REGULAR = Part(
    name="recurring",
    title=_("Regular gifts"),
    about=_(
        "Promises to give each month or year. Those that run go on until their givers end them."
    ),
    addresses="recurring",
    whose=_whose,
    always=frozenset(
        {"mine", "mandate", "change", "sign", "do", "open", "end-by-link", "notify", "console"}
    ),
)
