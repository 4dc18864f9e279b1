"""Accounts: one for its reader, many for the console."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.reconciling import policies
from liushui.reconciling.models import Account
from liushui.reconciling.states import PROVIDERS, AccountKind

if TYPE_CHECKING:
    from liushui.giving.models import Payment


def accounts_visible_to(actor: Actor) -> "QuerySet[Account]":
    """Accounts of the organisations whose accounts the actor may read."""
    accounts = Account.objects.select_related("organisation")
    if actor.is_system:
        return accounts
    return accounts.filter(organisation_id__in=policies.bodies_read(actor))


def account_for(actor: Actor, account_id: int) -> Account:
    """The account, else ``NotFound``."""
    found = accounts_visible_to(actor).filter(pk=account_id).first()
    if found is None:
        raise NotFound
    return found


def account_for_update(account_id: int) -> Account:
    """The account, locked with all of its organisation's: a payment may be a line of any of them.

    In the order of their ids, so that two who lock never wait for each other.
    """
    body = Account.objects.filter(pk=account_id).values("organisation_id")
    theirs = Account.objects.select_for_update(no_key=True).filter(organisation_id__in=body)
    locked = {one.pk: one for one in theirs.order_by("pk")}
    return locked[account_id]


def accounts_of(actor: Actor) -> Sequence[Account]:
    """All that the actor may read, by organisation."""
    return list(accounts_visible_to(actor).order_by("organisation_id", "kind", "id"))


def provider_accounts(first: date, last: date) -> Sequence[Account]:
    """The accounts at payment services that are compared on one of these days."""
    running = Q(until=None) | Q(until__gte=first)
    return list(Account.objects.filter(running, kind__in=PROVIDERS, since__lte=last).order_by("id"))


def is_in(account: Account, payment: "Payment") -> bool:
    """Whether a payment came into this account at a payment service, and into no other.

    Of one from before accounts were told apart it is the organisation's that tells.
    """
    if payment.merchant_id:
        return payment.merchant_id == account.number
    return payment.order.project.organisation_id == account.organisation_id


def account_for_transfers(organisation_id: int, day: date) -> Account | None:
    """The bank account that the organisation shows to its donors."""
    running = Q(until=None) | Q(until__gte=day)
    return (
        Account.objects.filter(
            running, organisation_id=organisation_id, kind=AccountKind.BANK, takes_transfers=True
        )
        .order_by("id")
        .first()
    )


def bank_account_of_cash(organisation_id: int) -> Account | None:
    """The bank account to which an organisation's cash goes: one that is compared still."""
    own = Account.objects.filter(organisation_id=organisation_id, kind=AccountKind.BANK)
    return own.order_by(F("until").desc(nulls_first=True), "id").first()


def bank_accounts_of(organisation_id: int) -> Sequence[tuple[int, date | None]]:
    """All bank accounts of an organisation, each with the last day that it is compared."""
    own = Account.objects.filter(organisation_id=organisation_id, kind=AccountKind.BANK)
    return list(own.values_list("id", "until"))
