"""Giving together as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor
from liushui.projects.queries import project_for
from liushui.teams.models import Team

PART = "teams"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    if "code" in asked:
        teams = Team.objects.filter(code=asked["code"])
        return teams.values_list("project__organisation_id", flat=True).first()
    if "number" in asked:
        return project_for(actor, asked["number"]).organisation_id
    return organisation_served(actor)


# A firm's pages are the firm's; one's own list of teams is one's own; a word that was reported
# must still be judged.
TEAMS = Part(
    name=PART,
    title=_("Giving together"),
    about=_("Teams with a captain and a goal for one of your projects."),
    addresses="teams",
    whose=_whose,
    always=frozenset(
        {"list", "mine", "judge", "firms", "firm-ask", "firm-join", "firm", "firm-people",
         "firm-person", "firm-code", "firm-leave", "firm-statement", "firm-requests", "firm-pool",
         "firm-request", "firm-licence", "firm-decide"}
    ),
)  # fmt: skip
