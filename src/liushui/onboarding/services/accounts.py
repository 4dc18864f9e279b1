"""Bank accounts: one person enters a change, another agrees, and then it waits some days.

Nobody changes alone where an organisation is paid. Those who look after the money are told at each
step, and each of them can stop it while it waits (decision 0063).
"""

import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base import vault
from liushui.base.states import move_state
from liushui.installation.queries import value_of
from liushui.onboarding import notices, policies
from liushui.onboarding.errors import (
    AccountChangeOpen,
    AccountHolderWrong,
    AccountNumberWrong,
    AccountOver,
    AccountProposedByYou,
)
from liushui.onboarding.models import BankAccount
from liushui.onboarding.queries.accounts import (
    NUMBER,
    OPEN,
    account_for_update,
    accounts_due,
    body_with_account,
)
from liushui.onboarding.settings_declared import HOLD_DAYS
from liushui.onboarding.states import ACCOUNT_MOVES, AccountState
from liushui.parties.actors import Actor
from liushui.parties.services import record, show_account_tail
from liushui.parties.services.two_people import require_another, require_other_hands

_NUMBER = re.compile(r"[0-9]{8,32}")
_OWN = Actor.system("onboarding")


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """A bank account as somebody wrote it down."""

    holder_name: str
    bank: str
    number: str
    why: str = ""


@transaction.atomic
def propose_account(
    actor: Actor, credit_code: str, asked: AccountAsked, *, at: datetime
) -> BankAccount:
    """Enter another account for the organisation; nothing changes before a second person agreed.

    Raises ``NotAllowed``, ``AccountNumberWrong``, ``AccountHolderWrong``, ``AccountChangeOpen``.
    """
    body = body_with_account(actor, credit_code)
    number = account_number(asked.number)
    require_own_name(asked.holder_name, body.name)
    theirs = BankAccount.objects.select_for_update().filter(organisation=body)
    if any(one.state in OPEN for one in theirs):
        raise AccountChangeOpen
    fresh = _fresh(body.pk, asked, number, actor.name, at)
    fresh.save()
    record(actor, "bank_account.proposed", fresh, at=at, tail=fresh.tail)
    notices.tell_of_account(notices.ACCOUNT_PROPOSED, fresh, at=at)
    return fresh


@transaction.atomic
def agree_to_account(actor: Actor, key: int, *, at: datetime) -> BankAccount:
    """The second person's word: it comes into force when its days have passed. Safe to call twice.

    Raises ``NotFound``, ``NotAllowed``, ``AccountProposedByYou``, ``SameHands``, ``AccountOver``.
    """
    account = account_for_update(actor, key)
    policies.require_any(actor, account.organisation_id, policies.AGREEING)
    if account.state == AccountState.HELD and account.agreed_by == actor.name:
        return account
    if account.state != AccountState.PROPOSED:
        raise AccountOver
    require_another(actor, account.proposed_by, AccountProposedByYou)
    require_other_hands(
        actor, account.proposed_by, organisation_id=account.organisation_id,
        rights=policies.PROPOSING, deciding=policies.AGREEING, at=at,
    )  # fmt: skip
    days = timedelta(days=int(value_of(HOLD_DAYS)))
    account.agreed_by, account.agreed_at, account.holds_until = actor.name, at, at + days
    account.save(update_fields=["agreed_by", "agreed_at", "holds_until"])
    move_state(account, to=AccountState.HELD, moves=ACCOUNT_MOVES, by=actor.name, at=at)
    record(actor, "bank_account.agreed", account, at=at, tail=account.tail)
    notices.tell_of_account(notices.ACCOUNT_AGREED, account, at=at)
    return account


@transaction.atomic
def stop_account(actor: Actor, key: int, *, at: datetime) -> BankAccount:
    """Stop a change before it is in force: one person is enough. Safe to call twice.

    Raises ``NotFound``, ``AccountOver`` once its days have passed.
    """
    account = account_for_update(actor, key)
    if account.state == AccountState.STOPPED:
        return account
    is_due = account.holds_until is not None and account.holds_until <= at
    if account.state not in OPEN or is_due:
        raise AccountOver
    account.ended_by, account.ended_at = actor.name, at
    account.save(update_fields=["ended_by", "ended_at"])
    move_state(account, to=AccountState.STOPPED, moves=ACCOUNT_MOVES, by=actor.name, at=at)
    record(actor, "bank_account.stopped", account, at=at, tail=account.tail)
    notices.tell_of_account(notices.ACCOUNT_STOPPED, account, at=at)
    return account


@transaction.atomic
def put_accounts_in_force(*, at: datetime) -> int:
    """The clock's part: what waited out its days takes the place of what stood. How many."""
    waiting = BankAccount.objects.select_for_update(of=("self",)).select_related("organisation")
    due = list(waiting.filter(pk__in=accounts_due(at), state=AccountState.HELD).order_by("pk"))
    for account in due:
        _put_in_force(account, at)
        notices.tell_of_account(notices.ACCOUNT_IN_FORCE, account, at=at)
    return len(due)


@transaction.atomic
def account_of_admission(
    organisation_id: int, asked: AccountAsked, hands: tuple[str, str], *, at: datetime
) -> BankAccount:
    """The account that came with an application: its operator was the second person.

    It is in force at once: before it there was none from which money could be led away.
    """
    entered_by, agreed_by = hands
    account = _fresh(organisation_id, asked, account_number(asked.number), entered_by, at)
    account.agreed_by, account.agreed_at, account.holds_until = agreed_by, at, at
    account.save()
    move_state(account, to=AccountState.HELD, moves=ACCOUNT_MOVES, by=agreed_by, at=at)
    _put_in_force(account, at)
    return account


def account_number(text: str) -> str:
    """The digits alone. Raises ``AccountNumberWrong``."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(plain):
        raise AccountNumberWrong
    return plain


def require_own_name(holder_name: str, name: str) -> None:
    """Demand that the account is the organisation's own. Raises ``AccountHolderWrong``."""
    if _letters(holder_name) != _letters(name):
        raise AccountHolderWrong(name=name)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).casefold()


def _fresh(
    organisation_id: int, asked: AccountAsked, number: str, by: str, at: datetime
) -> BankAccount:
    vault_id = uuid.uuid4()
    return BankAccount(
        organisation_id=organisation_id,
        vault_id=vault_id,
        holder_name=asked.holder_name.strip(),
        bank=asked.bank.strip(),
        number_sealed=vault.seal(vault_id, NUMBER, number),
        tail=number[-4:],
        why=asked.why.strip(),
        proposed_by=by,
        proposed_at=at,
    )


def _put_in_force(account: BankAccount, at: datetime) -> None:
    standing = BankAccount.objects.select_for_update().filter(
        organisation_id=account.organisation_id, state=AccountState.IN_FORCE
    )
    for old in standing:
        old.ended_by, old.ended_at = account.agreed_by, at
        old.save(update_fields=["ended_by", "ended_at"])
        move_state(old, to=AccountState.REPLACED, moves=ACCOUNT_MOVES, by=_OWN.name, at=at)
    move_state(account, to=AccountState.IN_FORCE, moves=ACCOUNT_MOVES, by=_OWN.name, at=at)
    show_account_tail(_OWN, account.organisation_id, account.tail, at=at)
    record(_OWN, "bank_account.in_force", account, at=at, tail=account.tail)
