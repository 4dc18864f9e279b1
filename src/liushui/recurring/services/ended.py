"""An account that its people ended takes no regular gift: what was signed with it rests."""

from datetime import datetime

from liushui.kernel.clock import day_of
from liushui.payments.queries.accounts import is_ended
from liushui.recurring import queries
from liushui.recurring.models import Mandate
from liushui.recurring.notices import NO_ACCOUNT, tell_of_mandate
from liushui.recurring.services.changing import rest_now
from liushui.recurring.states import MandateState, Why

_BY = "system:mandates"


def rest_if_ended(mandate: Mandate, *, at: datetime) -> bool:
    """Let a locked, running mandate rest whose account was ended; its donor may sign anew."""
    running = queries.agreement_running(mandate)
    if running is None or mandate.state != MandateState.ACTIVE:
        return False
    if not is_ended(running.provider, running.merchant_id):
        return False
    rest_now(mandate, by=_BY, why=Why.ACCOUNT_ENDED, at=at)
    tell_of_mandate(mandate, NO_ACCOUNT, key=f"account {day_of(at)}", at=at)
    return True
