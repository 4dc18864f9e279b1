"""Questions about how organisations come in, their accounts and the parts that they use."""

from liushui.onboarding.queries.accounts import (
    Payee,
    account_in_force,
    payee_of,
    tails_in_force,
)

__all__ = ["Payee", "account_in_force", "payee_of", "tails_in_force"]
