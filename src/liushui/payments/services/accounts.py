"""Merchant accounts of organisations: one person enters one, another agrees; a change waits days.

Nobody leads an organisation's gifts elsewhere alone. Other keys of the same number lead nothing
away, so they wait for nobody but the second person; nor does the first account (decision 0110).
Whoever calls tells the people: telling lies above.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liushui.base.states import move_state
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands
from liushui.payments import policies, shapes
from liushui.payments.errors import (
    MerchantChangeOpen,
    MerchantNumbersWrong,
    MerchantOfSettings,
    MerchantOver,
    MerchantProposedByYou,
    MerchantTaken,
    MerchantTemplateWrong,
    MerchantUntried,
)
from liushui.payments.models import MerchantAccount
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.payments.queries.accounts import (
    OPEN,
    account_for_update,
    accounts_counted,
    accounts_due,
    body_with_merchants,
    holder_of,
)
from liushui.payments.services.checking import require_usable
from liushui.payments.services.facts import facts_entered, sealed_keys
from liushui.payments.services.merchant import (
    number_set,
    number_taking,
    settings_owner,
    try_facts,
)
from liushui.payments.states import ACCOUNT_MOVES, AccountState

_OWN = Actor.system("payments")


@dataclass(frozen=True, slots=True)
class MerchantAsked:
    """A merchant account as somebody wrote it down. ``keys`` are sealed and never shown again."""

    provider: str
    merchant_id: str
    app_id: str
    keys: Mapping[str, str] = field(repr=False)
    mandate_template: str = ""
    why: str = ""


@transaction.atomic
def propose_merchant(
    actor: Actor, credit_code: str, asked: MerchantAsked, *, at: datetime
) -> MerchantAccount:
    """Enter an account of the organisation's; nothing changes before a second person agreed.

    Raises ``NotAllowed``, ``MerchantNumbersWrong``, ``MerchantKeysWrong``, ``MerchantTaken``,
    ``MerchantTemplateWrong``, ``MerchantOfSettings``, ``MerchantChangeOpen``.
    """
    body = body_with_merchants(actor, credit_code)
    number, app = asked.merchant_id.strip(), asked.app_id.strip()
    is_known = asked.provider in {WECHAT, ALIPAY}
    if not is_known or not shapes.is_merchant(number) or not shapes.is_app(app):
        raise MerchantNumbersWrong
    template = asked.mandate_template.strip()
    if template and not shapes.is_template(asked.provider, template):
        raise MerchantTemplateWrong
    keys = {name: text.strip() for name, text in asked.keys.items()}
    require_usable(asked.provider, keys)
    _require_own(asked.provider, number, body.pk)
    theirs = MerchantAccount.objects.select_for_update().filter(
        organisation=body, provider=asked.provider
    )
    if any(one.state in OPEN for one in theirs):
        raise MerchantChangeOpen
    code = uuid.uuid4()
    fresh = MerchantAccount(
        organisation=body,
        provider=asked.provider,
        merchant_id=number,
        app_id=app,
        mandate_template=template,
        code=code,
        sealed=sealed_keys(code, keys),
        has_app_secret=bool(keys.get("app_secret")),
        why=asked.why.strip(),
        proposed_by=actor.name,
        proposed_at=at,
    )
    _enter_first(fresh)
    _record(actor, "merchant_account.proposed", fresh, at)
    return fresh


@transaction.atomic
def agree_to_merchant(actor: Actor, key: int, *, hold: timedelta, at: datetime) -> MerchantAccount:
    """The second person's word. A change waits ``hold`` days first. Safe to call twice.

    The provider must have been asked whether it knows the account: whoever has its keys owns it.
    Raises ``NotFound``, ``NotAllowed``, ``MerchantProposedByYou``, ``SameHands``,
    ``MerchantTaken``, ``MerchantOfSettings``, ``MerchantUntried``, ``MerchantOver``.
    """
    account = account_for_update(actor, key)
    policies.require_any(actor, account.organisation_id, policies.AGREEING)
    was_agreed = account.state in (AccountState.HELD, AccountState.IN_FORCE)
    if was_agreed and account.agreed_by == actor.name:
        return account
    if account.state != AccountState.PROPOSED:
        raise MerchantOver
    require_another(actor, account.proposed_by, MerchantProposedByYou)
    require_other_hands(
        actor, account.proposed_by, organisation_id=account.organisation_id,
        rights=policies.PROPOSING, deciding=policies.AGREEING, at=at,
    )  # fmt: skip
    _require_own(account.provider, account.merchant_id, account.organisation_id)
    if account.tried_at is None:
        raise MerchantUntried
    leads_elsewhere = _last_number(account, at) not in {"", account.merchant_id}
    account.agreed_by, account.agreed_at = actor.name, at
    account.holds_until = at + hold if leads_elsewhere else at
    account.save(update_fields=["agreed_by", "agreed_at", "holds_until"])
    move_state(account, to=AccountState.HELD, moves=ACCOUNT_MOVES, by=actor.name, at=at)
    _record(actor, "merchant_account.agreed", account, at)
    if not leads_elsewhere:
        _put_in_force(account, at)
    return account


@transaction.atomic
def stop_merchant(actor: Actor, key: int, *, at: datetime) -> MerchantAccount:
    """Stop a change before it is in force: one person is enough. Safe to call twice.

    Raises ``NotFound``, ``MerchantOver`` once its days have passed.
    """
    account = account_for_update(actor, key)
    if account.state == AccountState.STOPPED:
        return account
    is_due = account.holds_until is not None and account.holds_until <= at
    if account.state not in OPEN or is_due:
        raise MerchantOver
    _end(account, AccountState.STOPPED, by=actor.name, at=at)
    _record(actor, "merchant_account.stopped", account, at)
    return account


@transaction.atomic
def end_merchant(actor: Actor, key: int, *, at: datetime) -> MerchantAccount:
    """Take no more gifts by this account; what came into it goes back from it still.

    For who may be the second person. Safe to call twice. Raises ``NotFound``, ``NotAllowed``,
    ``MerchantOver``.
    """
    account = account_for_update(actor, key)
    policies.require_any(actor, account.organisation_id, policies.AGREEING)
    if account.state == AccountState.ENDED:
        return account
    if account.state != AccountState.IN_FORCE:
        raise MerchantOver
    _end(account, AccountState.ENDED, by=actor.name, at=at)
    _record(actor, "merchant_account.ended", account, at)
    return account


@transaction.atomic
def put_merchants_in_force(*, at: datetime) -> list[MerchantAccount]:
    """The clock's part: what waited out its days takes the place of what stood."""
    waiting = MerchantAccount.objects.select_for_update(of=("self",))
    whole = waiting.select_related("organisation").order_by("pk")
    due = list(whole.filter(pk__in=accounts_due(at), state=AccountState.HELD))
    for account in due:
        _put_in_force(account, at)
    return due


def try_merchant_of(actor: Actor, key: int, *, at: datetime) -> None:
    """Ask the provider whether it knows this merchant and its keys, and note that it does.

    Raises ``NotFound``, ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    with transaction.atomic():
        account = account_for_update(actor, key)
        facts = facts_entered(account)
    try_facts(facts, at=at)
    MerchantAccount.objects.filter(pk=account.pk).update(tried_at=at)


def _enter_first(fresh: MerchantAccount) -> None:
    """Of two who enter one at once the first does."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        if "merchant_account_one_change_at_a_time" not in str(error):
            raise
        raise MerchantChangeOpen from None


def _require_own(provider: str, number: str, organisation_id: int) -> None:
    """Demand a number that is nobody else's, by what was entered or by the settings."""
    holder = holder_of(provider, number)
    if holder is None and number == number_set(provider):
        holder = settings_owner(provider)
        if holder is None:
            raise MerchantOfSettings
    if holder not in {None, organisation_id}:
        raise MerchantTaken


def _last_number(account: MerchantAccount, at: datetime) -> str:
    """Into which account gifts came last: ended or not, another one leads them elsewhere."""
    counted = accounts_counted(account.organisation_id, account.provider, at)
    if counted:
        return counted[0].merchant_id
    return number_taking(account.organisation_id, account.provider, at=at)


def _put_in_force(account: MerchantAccount, at: datetime) -> None:
    standing = MerchantAccount.objects.select_for_update().filter(
        organisation_id=account.organisation_id,
        provider=account.provider,
        state=AccountState.IN_FORCE,
    )
    for old in standing:
        _end(old, AccountState.REPLACED, by=account.agreed_by, at=at)
    move_state(account, to=AccountState.IN_FORCE, moves=ACCOUNT_MOVES, by=_OWN.name, at=at)
    _record(_OWN, "merchant_account.in_force", account, at)


def _end(account: MerchantAccount, to: AccountState, *, by: str, at: datetime) -> None:
    account.ended_by, account.ended_at = by, at
    account.save(update_fields=["ended_by", "ended_at"])
    move_state(account, to=to, moves=ACCOUNT_MOVES, by=by, at=at)


def _record(actor: Actor, verb: str, account: MerchantAccount, at: datetime) -> None:
    record(actor, verb, account, at=at, provider=account.provider, number=account.merchant_id)
