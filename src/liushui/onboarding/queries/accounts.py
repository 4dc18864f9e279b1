"""Questions about the bank accounts of organisations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from liushui.base import vault
from liushui.kernel.errors import NotFound
from liushui.onboarding import policies
from liushui.onboarding.models import BankAccount
from liushui.onboarding.states import AccountState
from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

NUMBER = "account_number"
OPEN = (AccountState.PROPOSED, AccountState.HELD)


@dataclass(frozen=True, slots=True)
class Payee:
    """The account into which an organisation is paid, in full."""

    holder_name: str
    bank: str
    number: str
    tail: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands and what is coming, for the organisation's own people."""

    in_force: BankAccount | None
    coming: BankAccount | None
    former: list[BankAccount]


def payee_of(organisation_id: int, at: datetime) -> Payee | None:
    """Into which account the organisation is paid at this moment, number and all.

    For the modules that write to banks; whoever calls has asked who may, and records it. A change
    whose days are over counts from that moment, whether or not the clock has come by.
    """
    found = account_in_force(organisation_id, at)
    if found is None:
        return None
    number = vault.open_sealed(found.vault_id, NUMBER, found.number_sealed)
    since = found.holds_until or found.proposed_at
    return Payee(found.holder_name, found.bank, number, found.tail, since)


def tails_in_force(organisation_ids: Collection[int], at: datetime) -> Mapping[int, str]:
    """The last figures of the account that counts at this moment, by organisation: one query."""
    theirs = BankAccount.objects.filter(organisation_id__in=organisation_ids)
    counting = Q(state=AccountState.IN_FORCE) | Q(state=AccountState.HELD, holds_until__lte=at)
    rows = theirs.filter(counting).order_by("state")  # what is held and due comes first
    found: dict[int, str] = {}
    for organisation_id, tail in rows.values_list("organisation_id", "tail"):
        found.setdefault(organisation_id, tail)
    return found


def account_in_force(organisation_id: int, at: datetime) -> BankAccount | None:
    """The account that counts at this moment, if the organisation has one."""
    theirs = BankAccount.objects.filter(organisation_id=organisation_id)
    due = theirs.filter(state=AccountState.HELD, holds_until__lte=at).first()
    return due or theirs.filter(state=AccountState.IN_FORCE).first()


def body_with_account(actor: Actor, credit_code: str) -> "Organisation":
    """The organisation, for those who look after its account. Raises ``NotFound``, 403."""
    body = organisation_for(actor, credit_code)
    policies.require_any(actor, body.pk, policies.PROPOSING)
    return body


def standing_of(organisation_id: int) -> Standing:
    """What is in force, what is under way, and the last ten before. Numbers stay sealed."""
    theirs = BankAccount.objects.filter(organisation_id=organisation_id).order_by("-pk")
    former = theirs.filter(state__in=[AccountState.REPLACED, AccountState.STOPPED])
    return Standing(
        in_force=theirs.filter(state=AccountState.IN_FORCE).first(),
        coming=theirs.filter(state__in=OPEN).first(),
        former=list(former[:10]),
    )


def accounts_of(organisation_id: int) -> list[BankAccount]:
    """Every account that was ever entered, the oldest first; numbers stay sealed."""
    return list(BankAccount.objects.filter(organisation_id=organisation_id).order_by("pk"))


def account_for_update(actor: Actor, key: int) -> BankAccount:
    """An account, locked, for those who look after it. Raises ``NotFound`` for all others."""
    found = BankAccount.objects.select_for_update(of=("self",)).filter(pk=key)
    account = found.select_related("organisation").first()
    if account is None or not policies.can_any(actor, account.organisation_id, policies.PROPOSING):
        raise NotFound
    return account


def accounts_to_agree(actor: Actor) -> list[BankAccount]:
    """Changes that wait for this person's word, the oldest first."""
    bodies = {key for right in policies.AGREEING for key in actor.organisations_with(right)}
    waiting = BankAccount.objects.filter(
        state=AccountState.PROPOSED, organisation_id__in=bodies
    ).exclude(proposed_by=actor.name)
    return list(waiting.select_related("organisation").order_by("pk")[:50])


def accounts_due(at: datetime) -> list[int]:
    """The numbers of accounts whose days of waiting are over."""
    due = BankAccount.objects.filter(state=AccountState.HELD, holds_until__lte=at)
    return list(due.order_by("pk").values_list("pk", flat=True))
