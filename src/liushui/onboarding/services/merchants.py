"""Merchant accounts as people of an organisation deal with them: each step is told to all of them.

What may be done is decided in payments; days of waiting are those of a bank account.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.installation.queries import value_of
from liushui.onboarding import notices
from liushui.onboarding.settings_declared import HOLD_DAYS
from liushui.payments import services as payments
from liushui.payments.states import AccountState

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.payments.models import MerchantAccount
    from liushui.payments.services import MerchantAsked


@transaction.atomic
def enter_merchant(
    actor: "Actor", credit_code: str, asked: "MerchantAsked", *, at: datetime
) -> "MerchantAccount":
    """Enter an account; raises as ``payments.propose_merchant`` does."""
    fresh = payments.propose_merchant(actor, credit_code, asked, at=at)
    notices.tell_of_merchant(notices.MERCHANT_PROPOSED, fresh, at=at)
    return fresh


@transaction.atomic
def agree_to_merchant(actor: "Actor", key: int, *, at: datetime) -> "MerchantAccount":
    """The second person's word; raises as ``payments.agree_to_merchant`` does."""
    hold = timedelta(days=int(value_of(HOLD_DAYS)))
    account = payments.agree_to_merchant(actor, key, hold=hold, at=at)
    is_held = account.state == AccountState.HELD
    kind = notices.MERCHANT_AGREED if is_held else notices.MERCHANT_IN_FORCE
    notices.tell_of_merchant(kind, account, at=at)
    return account


@transaction.atomic
def stop_merchant(actor: "Actor", key: int, *, at: datetime) -> "MerchantAccount":
    """Stop a change; raises as ``payments.stop_merchant`` does."""
    account = payments.stop_merchant(actor, key, at=at)
    notices.tell_of_merchant(notices.MERCHANT_STOPPED, account, at=at)
    return account


@transaction.atomic
def end_merchant(actor: "Actor", key: int, *, at: datetime) -> "MerchantAccount":
    """Take no more gifts by it; raises as ``payments.end_merchant`` does."""
    account = payments.end_merchant(actor, key, at=at)
    notices.tell_of_merchant(notices.MERCHANT_ENDED, account, at=at)
    return account


@transaction.atomic
def put_merchants_in_force(*, at: datetime) -> int:
    """The clock's part: what waited out its days. How many."""
    due = payments.put_merchants_in_force(at=at)
    for account in due:
        notices.tell_of_merchant(notices.MERCHANT_IN_FORCE, account, at=at)
    return len(due)
