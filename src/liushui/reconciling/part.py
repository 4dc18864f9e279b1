"""The counter as a part that an organisation uses or not (D22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, organisation_served
from liushui.parties.actors import Actor
from liushui.reconciling.queries.counter import till_for

PART = "counter"


def _whose(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    if "till_id" in asked:
        organisation_id: int = till_for(actor, asked["till_id"]).organisation_id
        return organisation_id
    return organisation_served(actor)


# What lies in a box is still counted by two, a cheque still bounces, and receipts stay readable.
COUNTER = Part(
    name=PART,
    title=_("Counter"),
    about=_("Cash and cheques handed over, with a receipt at once."),
    addresses="reconciling",
    whose=_whose,
    only=frozenset({"till-new", "hand"}),
)
