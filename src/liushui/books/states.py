"""What can be decided by hand about money in a fund, for what cause, and how that goes on."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class InstructionKind(models.TextChoices):
    FREEZE_FUND = "freeze_fund", pgettext_lazy("instruction", "Freeze an amount of a fund")
    FREEZE_GIFT = "freeze_gift", pgettext_lazy("instruction", "Freeze a gift")
    FREEZE_MATCHES = "freeze_matches", pgettext_lazy("instruction", "Freeze the matches of a gift")
    THAW = "thaw", pgettext_lazy("instruction", "Thaw what was frozen")
    RECALL = "recall", pgettext_lazy("instruction", "Call a gift back")
    PAID_BACK = "paid_back", pgettext_lazy("instruction", "Book what was paid back")
    RECALL_ENDED = "recall_ended", pgettext_lazy("instruction", "Ask no more for a gift")
    REFUND = "refund", pgettext_lazy("instruction", "Give a gift back")
    OWED_REFUND = "owed_refund", pgettext_lazy("instruction", "Give back a gift as the law asks")
    CHARGE_BACK = "charge_back", pgettext_lazy("instruction", "Book a charge-back")
    DISPUTE_WON = "dispute_won", pgettext_lazy("instruction", "Book a won dispute")
    CLAW_BACK = "claw_back", pgettext_lazy("instruction", "Take the matches of a gift back")
    WRONG_TARGET = "wrong_target", pgettext_lazy("instruction", "Move a gift to its right fund")
    WRITE_OFF = "write_off", pgettext_lazy("instruction", "Write an amount off")
    KEPT_FEE = "kept_fee", pgettext_lazy("instruction", "Book a fee that a provider kept")
    REPAY_ADVANCE = "repay_advance", pgettext_lazy("instruction", "Repay an advance")
    SURPLUS = "surplus", pgettext_lazy("instruction", "Move what is left of a wish")


class Cause(models.TextChoices):
    """Why the law asks that a gift goes back, or why a gift was booked to another fund."""

    NONE = "", pgettext_lazy("cause", "Not asked for")
    DUPLICATE = "duplicate", pgettext_lazy("cause", "It was paid twice")
    UNDER_AGE = "under_age", pgettext_lazy("cause", "The giver is under age")
    UNLAWFUL = "unlawful", pgettext_lazy("cause", "The money was not the giver's to give")


class InstructionState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("instruction", "Waits for a second person")
    DONE = "done", pgettext_lazy("instruction", "Carried out")
    DECLINED = "declined", pgettext_lazy("instruction", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("instruction", "Taken back")


MOVES: Mapping[str, frozenset[str]] = {
    InstructionState.PROPOSED: frozenset(
        {InstructionState.DONE, InstructionState.DECLINED, InstructionState.WITHDRAWN}
    ),
    InstructionState.DONE: frozenset(),
    InstructionState.DECLINED: frozenset(),
    InstructionState.WITHDRAWN: frozenset(),
}
# Nothing leaves and nothing returns by a freeze, and it cannot wait: one person is enough.
BY_ONE = frozenset(
    {InstructionKind.FREEZE_FUND, InstructionKind.FREEZE_GIFT, InstructionKind.FREEZE_MATCHES}
)

# What undoes an instruction that was carried out, begun at its entries.
UNDONE_BY: Mapping[str, InstructionKind] = {
    InstructionKind.FREEZE_FUND: InstructionKind.THAW,
    InstructionKind.FREEZE_GIFT: InstructionKind.THAW,
    InstructionKind.FREEZE_MATCHES: InstructionKind.THAW,
    InstructionKind.CHARGE_BACK: InstructionKind.DISPUTE_WON,
}
