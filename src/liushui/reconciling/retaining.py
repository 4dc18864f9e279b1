"""How long the words of transfers are kept."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from liushui.base.retaining import Rule, Status, retain
from liushui.reconciling.services.erasing import forget_old_words


def declare_retention() -> None:
    """Make the rule known; called once, at start-up."""
    retain(
        Rule(
            key="reconciling.words",
            what=_("Names, accounts and words of senders in bank statements"),
            term=_("2 years"),
            law="PIPL 19, 47",
            status=Status.OURS,
            after=_("Their key is destroyed; the line stays with day and sum."),
            forget=_forget,
        )
    )


def _forget(at: datetime) -> int:
    return forget_old_words(at=at)
