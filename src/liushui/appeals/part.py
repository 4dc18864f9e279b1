"""Personal appeals as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.appeals.models import Appeal
from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor

PART = "appeals"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    for name in ("number", "key"):
        if name in asked:
            found = Appeal.objects.filter(**{name: asked[name]})
            return found.values_list("organisation_id", flat=True).first()
    return organisation_served(actor)


# Who asks must still read what became of it; whoever vouched, too. The list is everybody's.
APPEALS = Part(
    name=PART,
    title=_("Personal appeals"),
    about=_("People ask for help through your organisation. No charitable fundraising."),
    addresses="appeals",
    whose=_whose,
    always=frozenset({"list", "appeal", "ask", "own", "vouch", "doubt"}),
)
