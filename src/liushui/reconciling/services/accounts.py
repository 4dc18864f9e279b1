"""Writing down an account, and whether donors are shown it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.reconciling import policies
from liushui.reconciling.errors import (
    AccountClosed,
    AccountKnown,
    AccountNumberWrong,
    ClosingDayWrong,
)
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
    Raises ``AccountClosed``.
    """
    account = _bank_account(actor, account_id, policies.WORKING)
    if account.until is not None:
        raise AccountClosed
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


@transaction.atomic
def close_account(actor: Actor, account_id: int, *, on: date, at: datetime) -> Account:
    """Compare it until the end of this day and lead no donor to it any more; its history stays.

    Said again, another day takes the place of the first. What its keeper still tells of these days
    may be read in. Raises ``NotFound``, ``NotAllowed``, and ``ClosingDayWrong`` for a day that is
    not over or has lines after it.
    """
    account = _own_account(actor, account_id)
    last = account.lines.aggregate(last=Max("day"))["last"] or account.since
    if not max(last, account.since) <= on <= day_of(at):
        raise ClosingDayWrong(first=max(last, account.since).isoformat())
    account.until, account.takes_transfers, account.show_asked_by = on, False, ""
    account.save(update_fields=["until", "takes_transfers", "show_asked_by"])
    record(actor, "account.closed", account, at=at, on=on.isoformat())
    return account


@transaction.atomic
def reopen_account(actor: Actor, account_id: int, *, at: datetime) -> Account:
    """Compare it again, as if it had never been closed; to show it to donors takes two again."""
    account = _own_account(actor, account_id)
    if account.until is not None:
        account.until = None
        account.save(update_fields=["until"])
        record(actor, "account.closed", account, at=at, on="")
    return account


def _own_account(actor: Actor, account_id: int) -> Account:
    """Locked, for who keeps the organisation's accounts."""
    account = account_for(actor, account_id)
    policies.require(actor, policies.KEEPING, account.organisation_id)
    return account_for_update(account.pk)


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
