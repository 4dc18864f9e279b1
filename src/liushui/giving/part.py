"""Lists from other channels as a part that an organisation uses or not (D22)."""

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, whom_they_serve

PART = "lists"
# A list that was begun is looked at, answered, booked or put away; claims to its gifts go on.
LISTS = Part(
    name=PART,
    title=_("Lists from other channels"),
    about=_("Gifts that came elsewhere and that you publish from a spreadsheet."),
    addresses="giving",
    whose=whom_they_serve,
    only=frozenset({"bring"}),
)
