"""Why a gift goes back, the life of a refund, and what looks like abuse of match money.

There is no right in law to revoke a gift; outside 民法典 145 and 慈善法 art 111 a refund is the
charity's decision, by the classes that it publishes.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RefundClass(models.TextChoices):
    DUPLICATE = "duplicate", _("I paid twice")
    WRONG_AMOUNT = "wrong_amount", _("The amount was a slip")
    UNDER_AGE = "under_age", _("A minor gave without the guardian's consent")
    CANCELLED = "cancelled", _("The project was given up")
    UNLAWFUL = "unlawful", _("The money was raised unlawfully")
    FRAUD = "fraud", _("Somebody else paid from my account")
    PURPOSE = "purpose", _("The purpose changes and I do not agree")


class RefundState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("refund of a gift", "Asked for")
    PROPOSED = "proposed", pgettext_lazy("refund of a gift", "One person agreed")
    AGREED = "agreed", pgettext_lazy("refund of a gift", "On its way")
    RETURNED = "returned", pgettext_lazy("refund of a gift", "Returned")
    STUCK = "stuck", pgettext_lazy("refund of a gift", "Did not go through")
    DECLINED = "declined", pgettext_lazy("refund of a gift", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("refund of a gift", "Taken back")


# What did not go through is sent again, or paid by bank; it never falls back before two people.
REFUND_MOVES: Mapping[str, frozenset[str]] = {
    RefundState.ASKED: frozenset(
        {RefundState.PROPOSED, RefundState.DECLINED, RefundState.WITHDRAWN}
    ),
    RefundState.PROPOSED: frozenset(
        {RefundState.AGREED, RefundState.DECLINED, RefundState.WITHDRAWN}
    ),
    RefundState.AGREED: frozenset({RefundState.RETURNED, RefundState.STUCK}),
    RefundState.STUCK: frozenset({RefundState.AGREED, RefundState.RETURNED}),
    RefundState.RETURNED: frozenset(),
    RefundState.DECLINED: frozenset(),
    RefundState.WITHDRAWN: frozenset(),
}
REFUND_OPEN = frozenset(
    {RefundState.ASKED, RefundState.PROPOSED, RefundState.AGREED, RefundState.STUCK}
)
REFUND_BOOKED = frozenset({RefundState.AGREED, RefundState.RETURNED, RefundState.STUCK})


class MassState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("mass refund", "Waiting for a second person")
    RUNNING = "running", pgettext_lazy("mass refund", "Being booked")
    DONE = "done", pgettext_lazy("mass refund", "Booked")
    STOPPED = "stopped", pgettext_lazy("mass refund", "Stopped")
    DECLINED = "declined", pgettext_lazy("mass refund", "Declined")


MASS_MOVES: Mapping[str, frozenset[str]] = {
    MassState.PROPOSED: frozenset({MassState.RUNNING, MassState.DECLINED}),
    MassState.RUNNING: frozenset({MassState.DONE, MassState.STOPPED}),
    MassState.STOPPED: frozenset({MassState.RUNNING}),
    MassState.DONE: frozenset({MassState.RUNNING}),
    MassState.DECLINED: frozenset(),
}


class SuspicionKind(models.TextChoices):
    """Patterns on gifts that a pool matched. Each is a question to a person, never a verdict."""

    VELOCITY = "velocity", _("Many gifts of one giver within an hour")
    SPLIT = "split", _("One gift cut into pieces, so that a pool's cap per gift never bound")
    PAY_BACK = "pay_back", _("The gift went back to its giver and its match was spent")


class SuspicionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("suspicion", "Waiting for a person")
    FROZEN = "frozen", pgettext_lazy("suspicion", "Match money set aside")
    PROPOSED = "proposed", pgettext_lazy("suspicion", "One person asks to take it back")
    TAKEN_BACK = "taken_back", pgettext_lazy("suspicion", "Match money taken back")
    CLEARED = "cleared", pgettext_lazy("suspicion", "Found to be in order")


SUSPICION_MOVES: Mapping[str, frozenset[str]] = {
    SuspicionState.OPEN: frozenset(
        {SuspicionState.FROZEN, SuspicionState.PROPOSED, SuspicionState.CLEARED}
    ),
    SuspicionState.FROZEN: frozenset({SuspicionState.PROPOSED, SuspicionState.CLEARED}),
    SuspicionState.PROPOSED: frozenset({SuspicionState.TAKEN_BACK, SuspicionState.CLEARED}),
    SuspicionState.TAKEN_BACK: frozenset(),
    SuspicionState.CLEARED: frozenset(),
}
