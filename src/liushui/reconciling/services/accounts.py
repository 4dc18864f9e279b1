"""Writing down an account, and whether donors are shown it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.reconciling import policies
from liushui.reconciling.errors import AccountKnown, AccountNumberWrong
from liushui.reconciling.models import Account
from liushui.reconciling.queries.accounts import account_for, account_for_update
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

    ``takes_transfers`` asks for it to be shown, which a second person does. Raises
    ``NotAllowed``, ``AccountNumberWrong``, and ``AccountKnown`` for another's.
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
            "since": asked.since or at.date(),
            "opened_by": actor.name,
            "opened_at": at,
        },
    )
    if account.organisation_id != organisation_id:
        raise AccountKnown
    if fresh:
        record(actor, "account.written_down", account, at=at, kind=account.kind)
        if asked.takes_transfers and account.kind == AccountKind.BANK:
            _ask_to_show(actor, account, at=at)
    return account


@transaction.atomic
def show_to_donors(actor: Actor, account_id: int, *, at: datetime) -> Account:
    """Ask for a bank account to be shown to donors; the same word of another person shows it.

    Donors send their money where it leads, so it takes two. The same person again changes nothing.
    """
    account = _bank_account(actor, account_id, policies.WORKING)
    if account.takes_transfers or account.show_asked_by == actor.name:
        return account
    if not account.show_asked_by:
        _ask_to_show(actor, account, at=at)
        return account
    account.takes_transfers, account.show_asked_by = True, ""
    account.save(update_fields=["takes_transfers", "show_asked_by"])
    record(actor, "account.shown", account, at=at, shown=True)
    return account


@transaction.atomic
def hide_from_donors(actor: Actor, account_id: int, *, at: datetime) -> Account:
    """Show it no longer: one person's word. Transfers that are under way stay awaited."""
    account = _bank_account(actor, account_id, policies.KEEPING)
    if account.takes_transfers or account.show_asked_by:
        account.takes_transfers, account.show_asked_by = False, ""
        account.save(update_fields=["takes_transfers", "show_asked_by"])
        record(actor, "account.shown", account, at=at, shown=False)
    return account


def _ask_to_show(actor: Actor, account: Account, *, at: datetime) -> None:
    account.show_asked_by = actor.name
    account.save(update_fields=["show_asked_by"])
    record(actor, "account.show_asked", account, at=at)


def _bank_account(actor: Actor, account_id: int, rights: tuple[Right, ...]) -> Account:
    """Locked: of two who speak at once, one is the first."""
    account = account_for(actor, account_id)
    policies.require(actor, rights, account.organisation_id)
    if account.kind != AccountKind.BANK:
        raise AccountNumberWrong
    return account_for_update(account.pk)
