"""Questions about merchant accounts: whose a number is, and which one takes an organisation's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import now

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for
from liushui.payments import policies
from liushui.payments.models import MerchantAccount
from liushui.payments.states import AccountState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.parties.models import Organisation

OPEN = (AccountState.PROPOSED, AccountState.HELD)
# What took money once is asked, closed and sent back from for good.
COUNTED = (AccountState.IN_FORCE, AccountState.REPLACED, AccountState.ENDED)
_FORMER = (AccountState.REPLACED, AccountState.ENDED, AccountState.STOPPED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at one provider and what is coming, for the organisation's own people."""

    provider: str
    in_force: MerchantAccount | None
    coming: MerchantAccount | None
    former: Sequence[MerchantAccount]


def accounts_counted(
    organisation_id: int, provider: str, at: datetime
) -> Sequence[MerchantAccount]:
    """The organisation's own accounts there that are or were in force, the newest first."""
    theirs = _counted(provider, at).filter(organisation_id=organisation_id)
    return list(theirs.order_by("-pk"))


def in_force_of(counted: Sequence[MerchantAccount]) -> MerchantAccount | None:
    """Of these the one that takes gifts at the moment for which they were counted.

    A change whose days are over counts from that moment, whether or not the clock has come by.
    """
    due = [one for one in counted if one.state == AccountState.HELD]
    standing = [one for one in counted if one.state == AccountState.IN_FORCE]
    return next(iter(due + standing), None)


def accounts_known(provider: str, at: datetime) -> Sequence[MerchantAccount]:
    """All that were ever in force, with the newest keys of each number and app alone."""
    newest = _counted(provider, at).order_by("merchant_id", "app_id", "-pk")
    return list(newest.distinct("merchant_id", "app_id"))


def account_numbered(provider: str, merchant_id: str) -> MerchantAccount | None:
    """The newest account with this number that was ever in force."""
    found = _counted(provider, now()).filter(merchant_id=merchant_id)
    return found.order_by("-pk").first()


def is_ended(provider: str, merchant_id: str) -> bool:
    """Whether its people ended the account with this number: it takes no gift any more."""
    newest = account_numbered(provider, merchant_id) if merchant_id else None
    return newest is not None and newest.state == AccountState.ENDED


def was_app_of(provider: str, merchant_id: str, app_id: str) -> bool:
    """Whether an account with this number was ever in force with this app."""
    return _counted(provider, now()).filter(merchant_id=merchant_id, app_id=app_id).exists()


def mandate_template_at(provider: str, merchant_id: str) -> str | None:
    """Under which template regular gifts are signed in this account; none if it was not entered."""
    entered = account_numbered(provider, merchant_id)
    return entered.mandate_template if entered is not None else None


def mandate_templates_of(organisation_id: int, at: datetime) -> Mapping[str, str]:
    """By provider, the template of the organisation's own account; none where it entered none."""
    due = Q(state=AccountState.HELD, holds_until__lte=at)
    counted = Q(state__in=COUNTED) | due
    theirs = MerchantAccount.objects.filter(counted, organisation_id=organisation_id)
    found: dict[str, list[MerchantAccount]] = {}
    for one in theirs.order_by("-pk"):
        found.setdefault(one.provider, []).append(one)
    standing = {provider: in_force_of(rows) for provider, rows in found.items()}
    return {name: one.mandate_template if one else "" for name, one in standing.items()}


def holder_of(provider: str, merchant_id: str) -> int | None:
    """Whose the number is by what was agreed to, in force or not; a number is one's for good."""
    agreed = MerchantAccount.objects.filter(provider=provider, merchant_id=merchant_id)
    never = (AccountState.PROPOSED, AccountState.STOPPED)
    return agreed.exclude(state__in=never).values_list("organisation_id", flat=True).first()


def body_with_merchants(actor: Actor, credit_code: str) -> "Organisation":
    """The organisation, for those who look after its accounts. Raises ``NotFound``, 403."""
    body = organisation_for(actor, credit_code)
    policies.require_any(actor, body.pk, policies.PROPOSING)
    return body


def standing_at(organisation_id: int, provider: str) -> Standing:
    """What is in force, what is under way, and the last ten before. Keys stay sealed."""
    every = MerchantAccount.objects.filter(organisation_id=organisation_id, provider=provider)
    theirs = every.order_by("-pk")
    return Standing(
        provider=provider,
        in_force=theirs.filter(state=AccountState.IN_FORCE).first(),
        coming=theirs.filter(state__in=OPEN).first(),
        former=list(theirs.filter(state__in=_FORMER)[:10]),
    )


def accounts_entered(organisation_id: int) -> Sequence[MerchantAccount]:
    """Every account that was ever entered, the oldest first; keys stay sealed."""
    return list(MerchantAccount.objects.filter(organisation_id=organisation_id).order_by("pk"))


def account_for_update(actor: Actor, key: int) -> MerchantAccount:
    """An account, locked, for those who look after it. Raises ``NotFound`` for all others."""
    found = MerchantAccount.objects.select_for_update(of=("self",)).filter(pk=key)
    account = found.select_related("organisation").first()
    if account is None or not policies.can_any(actor, account.organisation_id, policies.PROPOSING):
        raise NotFound
    return account


def accounts_to_agree(actor: Actor) -> Sequence[MerchantAccount]:
    """Accounts that wait for this person's word, the oldest first."""
    bodies = {key for right in policies.AGREEING for key in actor.organisations_with(right)}
    waiting = MerchantAccount.objects.filter(
        state=AccountState.PROPOSED, organisation_id__in=bodies
    ).exclude(proposed_by=actor.name)
    return list(waiting.select_related("organisation").order_by("pk")[:50])


def accounts_due(at: datetime) -> Sequence[int]:
    """The numbers of accounts whose days of waiting are over."""
    due = MerchantAccount.objects.filter(state=AccountState.HELD, holds_until__lte=at)
    return list(due.order_by("pk").values_list("pk", flat=True))


def _counted(provider: str, at: datetime) -> "QuerySet[MerchantAccount]":
    due = Q(state=AccountState.HELD, holds_until__lte=at)
    return MerchantAccount.objects.filter(Q(state__in=COUNTED) | due, provider=provider)
