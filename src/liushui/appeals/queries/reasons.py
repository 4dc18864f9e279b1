"""Why somebody stopped, returned or ended: sealed under the appeal's key, gone with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.appeals.models import Appeal, Reason
from liushui.appeals.states import WHY_OVER, Why
from liushui.base import vault
from liushui.base.models import StateChange
from liushui.projects.queries import suspensions_of
from liushui.projects.states import Side

WHY = "appeal-why"


@dataclass(frozen=True, slots=True)
class Stop:
    """A reason that stands: since when, on whose side, in words for the public, by which rule."""

    at: datetime
    side: str
    why: str
    rule: str = ""

    def get_side_display(self) -> str:
        return str(Side(self.side).label)


def opened_why(appeal: Appeal, sealed: bytes | memoryview | None) -> str:
    """The words again; "" for none and once the appeal names nobody."""
    if sealed is None or appeal.blanked_at is not None:
        return ""
    return vault.open_sealed(appeal.vault_id, WHY, sealed)


def sealed_why(appeal: Appeal, words: str) -> bytes | None:
    """To be kept with the appeal and to go with it; none is kept of one that names nobody."""
    if appeal.blanked_at is not None or not words:
        return None
    return vault.seal(appeal.vault_id, WHY, words)


def ended_why(appeal: Appeal) -> str:
    """Why it ended, was refused or returned; "" once it names nobody.

    What was written before reasons were sealed stands in the history of its states.
    """
    if appeal.blanked_at is not None:
        return ""
    newest = appeal.reasons.filter(of__in=WHY_OVER).order_by("-pk").first()
    if newest is not None:
        return opened_why(appeal, newest.sealed)
    steps = StateChange.objects.filter(thing_kind="appeals.appeal", thing_id=appeal.pk)
    return steps.exclude(why="").order_by("-pk").values_list("why", flat=True).first() or ""


def given_back_why(appeal: Appeal) -> str:
    """Why what was left goes back to givers; "" where nobody proposed it."""
    newest = appeal.reasons.filter(of=Why.GIVEN_BACK).order_by("-pk").first()
    return opened_why(appeal, newest.sealed) if newest is not None else ""


def stops_of(appeal: Appeal) -> Sequence[Stop]:
    """The reasons that stand against it, oldest first, each in the words of who stopped it."""
    if appeal.project is None:
        return []
    said = {one.side: one for one in appeal.reasons.filter(of=Why.STOPPED).order_by("pk")}
    return [
        Stop(stop.at, stop.side, _said(appeal, said.get(stop.side)) or _(stop.why), stop.rule)
        if not stop.rule
        else Stop(stop.at, stop.side, _(stop.why), stop.rule)
        for stop in suspensions_of(appeal.project)
    ]


def unpaid_why(appeal: Appeal) -> dict[int, str]:
    """Why payments were stopped, by the payment's id."""
    stopped = appeal.reasons.filter(of=Why.UNPAID).order_by("pk")
    return {one.payout_id: opened_why(appeal, one.sealed) for one in stopped if one.payout_id}


def _said(appeal: Appeal, reason: Reason | None) -> str:
    return opened_why(appeal, reason.sealed) if reason is not None else ""
