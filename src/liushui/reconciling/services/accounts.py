"""Writing down an account, and whether donors are shown it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.reconciling import policies
from liushui.reconciling.errors import AccountKnown, AccountNumberWrong
from liushui.reconciling.models import Account
from liushui.reconciling.queries.accounts import account_for
from liushui.reconciling.states import AccountKind

_NUMBER = re.compile(r"[0-9A-Za-z]{4,40}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it is written down."""

    kind: str
    number: str
    holder_name: str
    keeper: str = ""
    takes_transfers: bool = False
    since: date | None = None


@transaction.atomic
def open_account(actor: Actor, organisation_id: int, asked: NewAccount, *, at: datetime) -> Account:
    """Write an account down; the same again by the same organisation is the same account.

    Raises ``NotAllowed``, ``AccountNumberWrong``, and ``AccountKnown`` for another's.
    """
    policies.require(actor, policies.KEEPING, organisation_id)
    number = re.sub(r"[\s-]", "", asked.number)
    if not _NUMBER.fullmatch(number) or asked.kind not in AccountKind.values:
        raise AccountNumberWrong
    account, fresh = Account.objects.get_or_create(
        kind=asked.kind,
        number=number,
        defaults={
            "organisation_id": organisation_id,
            "holder_name": asked.holder_name.strip(),
            "keeper": asked.keeper.strip(),
            "takes_transfers": asked.takes_transfers and asked.kind == AccountKind.BANK,
            "since": asked.since or at.date(),
            "opened_by": actor.name,
            "opened_at": at,
        },
    )
    if account.organisation_id != organisation_id:
        raise AccountKnown
    if fresh:
        record(actor, "account.written_down", account, at=at, kind=account.kind)
    return account


@transaction.atomic
def show_to_donors(actor: Actor, account_id: int, *, shown: bool, at: datetime) -> Account:
    """Show a bank account to donors, or no longer. Transfers that are under way stay awaited."""
    account = account_for(actor, account_id)
    policies.require(actor, policies.KEEPING, account.organisation_id)
    if account.kind != AccountKind.BANK:
        raise AccountNumberWrong
    if account.takes_transfers != shown:
        account.takes_transfers = shown
        account.save(update_fields=["takes_transfers"])
        record(actor, "account.shown", account, at=at, shown=shown)
    return account
