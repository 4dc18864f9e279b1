"""Paying other organisations as a part that an organisation uses or not (D22)."""

from django.utils.translation import gettext_lazy as _

from liushui.onboarding.parts import Part, whom_they_serve

PART = "partners"
# Agreements that were made run on: their money is drafted, paid, reported and recalled as before.
PARTNERS = Part(
    name=PART,
    title=_("Agreements with partners"),
    about=_("Money that other organisations carry on, by agreements with instalments and reports."),
    addresses="disbursing",
    whose=whom_they_serve,
    only=frozenset({"agreement-new"}),
)
