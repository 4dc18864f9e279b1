"""Cases of single people as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.cases.queries import case_for
from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor

PART = "cases"


# Levels are other organisations' people: what was begun goes on, ``begin_review`` asks for itself.
_LEVELS = (
    "reviews", "review", "review-begin", "review-name", "review-paper", "review-route",
)  # fmt: skip


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    if "number" in asked:
        return case_for(actor, asked["number"]).organisation_id
    return organisation_served(actor)


# Givers still ask about a case that was public, and what was begun can be looked at and closed.
CASES = Part(
    name=PART,
    title=_("Cases"),
    about=_("Single people who are helped, each with a masked page of their own."),
    addresses="cases",
    whose=_whose,
    always=frozenset({"case", "console-case", "close", *_LEVELS}),
)
