"""The life of a duty, and the few words that checks and rules are said in."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class DutyState(models.TextChoices):
    OPEN = "open", pgettext_lazy("duty", "Open")
    WARNED = "warned", pgettext_lazy("duty", "Reminded")
    ESCALATED = "escalated", pgettext_lazy("duty", "Told to who leads")
    BREACHED = "breached", pgettext_lazy("duty", "Overdue")
    MET = "met", pgettext_lazy("duty", "Done")
    LAPSED = "lapsed", pgettext_lazy("duty", "Fell away")
    WAIVED = "waived", pgettext_lazy("duty", "Waived")


# What the clock still watches.
WATCHED = (DutyState.OPEN, DutyState.WARNED, DutyState.ESCALATED, DutyState.BREACHED)
_ENDS = frozenset({DutyState.MET, DutyState.LAPSED, DutyState.WAIVED})
MOVES: Mapping[str, frozenset[str]] = {
    DutyState.OPEN: frozenset({DutyState.WARNED, DutyState.ESCALATED, DutyState.BREACHED}) | _ENDS,
    DutyState.WARNED: frozenset({DutyState.ESCALATED, DutyState.BREACHED}) | _ENDS,
    DutyState.ESCALATED: frozenset({DutyState.BREACHED}) | _ENDS,
    # What was overdue never falls away because its facts moved: it is done, or waived by name.
    DutyState.BREACHED: frozenset({DutyState.MET, DutyState.WAIVED}),
    # The facts can bring it back: a campaign was extended, a report was sent back.
    DutyState.MET: frozenset({DutyState.OPEN}),
    DutyState.LAPSED: frozenset({DutyState.OPEN}),
    DutyState.WAIVED: frozenset(),
}


class StepKind(models.TextChoices):
    """What the clock did about a duty on a day."""

    OPENED = "opened", pgettext_lazy("duty step", "The duty arose")
    WARNED = "warned", pgettext_lazy("duty step", "Who is in charge was reminded")
    ESCALATED = "escalated", pgettext_lazy("duty step", "Who leads was told")
    EXTENDED = "extended", pgettext_lazy("duty step", "The last day fell on a day off and moved")
    BREACHED = "breached", pgettext_lazy("duty step", "The last day passed")
    REMINDED = "reminded", pgettext_lazy("duty step", "Reminded again after the last day")
    SUSPENDED = "suspended", pgettext_lazy("duty step", "The project was taken down")
    RESUMED = "resumed", pgettext_lazy("duty step", "The project went up again")
    MET = "met", pgettext_lazy("duty step", "It was done")
    LAPSED = "lapsed", pgettext_lazy("duty step", "It fell away")
    WAIVED = "waived", pgettext_lazy("duty step", "It was waived")


class Result(models.TextChoices):
    """What a self-check found about one rule."""

    PASS = "pass", pgettext_lazy("check", "kept")
    FAIL = "fail", pgettext_lazy("check", "not kept")
    NONE = "none", pgettext_lazy("check", "does not apply")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("check", "unconfirmed")


class Status(models.TextChoices):
    """How well the source of a rule is known."""

    VERIFIED = "verified", pgettext_lazy("rule", "read at the source")
    STATED = "stated", pgettext_lazy("rule", "stated by others only")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("rule", "unconfirmed")


class RuleKind(models.TextChoices):
    """How the software deals with a rule."""

    CLOCK = "clock", pgettext_lazy("rule", "Clock: a duty with a last day")
    CHECK = "check", pgettext_lazy("rule", "Check: looked up in the books each month")
    GATE = "gate", pgettext_lazy("rule", "Gate: refused when it happens")
    TEXT = "text", pgettext_lazy("rule", "Text: a person confirms it")


class Scope(models.TextChoices):
    """Of whom a rule is asked."""

    ORGANISATION = "organisation", pgettext_lazy("rule", "Each organisation")
    INSTALLATION = "installation", pgettext_lazy("rule", "This site")
