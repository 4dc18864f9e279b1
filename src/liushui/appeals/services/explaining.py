"""A reason is kept sealed under the appeal's own key: no other table holds its words."""

from dataclasses import dataclass
from datetime import datetime

from liushui.appeals.models import Appeal, Payout, Reason
from liushui.appeals.queries.reasons import sealed_why
from liushui.appeals.states import Why
from liushui.kernel.errors import gettext_noop
from liushui.parties.actors import Actor

LONGEST = 200
# What the tables of projects and of refunds say, which no erasure reaches.
SEE_PAGE = gettext_noop("The page of the appeal says why.")


@dataclass(frozen=True, slots=True)
class Said:
    """What is explained, in which words; of which payment, or on whose side."""

    of: Why
    words: str
    payout: Payout | None = None
    side: str = ""


def say_why(actor: Actor, appeal: Appeal, said: Said, *, at: datetime) -> Reason:
    """Keep it beside the step that it explains."""
    return Reason.objects.create(
        appeal=appeal,
        of=said.of,
        payout=said.payout,
        side=said.side,
        sealed=sealed_why(appeal, said.words.strip()[:LONGEST]),
        by=actor.name,
        at=at,
    )
