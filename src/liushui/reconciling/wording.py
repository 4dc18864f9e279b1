"""How accounts are named on pages."""

from typing import TYPE_CHECKING

from liushui.reconciling.states import AccountKind

if TYPE_CHECKING:
    from liushui.reconciling.models import Account

_TAIL = 4


def name_of_account(account: "Account") -> str:
    """``WeChat Pay …0109``: its kind or its bank, and the end of its number."""
    keeper = account.keeper if account.kind == AccountKind.BANK and account.keeper else ""
    return f"{keeper or account.get_kind_display()} …{account.number[-_TAIL:]}"
