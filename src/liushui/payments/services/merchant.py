"""The conversations with providers, each as one charity's own merchant, and which one is whose.

An organisation's own account, entered by two of its people, comes first. The account of the
settings counts as that of the organisation which they name, or of the only charity here.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import structlog

from liushui.installation.queries import value_of
from liushui.kernel.errors import DomainError
from liushui.parties.queries.organisations import number_of, only_charity
from liushui.payments.alipay.client import Alipay
from liushui.payments.errors import MerchantUnusable
from liushui.payments.provider import ALIPAY, WECHAT, Provider, ProviderSilent
from liushui.payments.queries import kept_certificates
from liushui.payments.queries.accounts import (
    account_numbered,
    accounts_counted,
    accounts_known,
    holder_of,
    in_force_of,
    was_app_of,
)
from liushui.payments.services.certificates import keep_certificates
from liushui.payments.services.facts import (
    Account,
    AlipayAccount,
    Facts,
    facts_entered,
    facts_set,
)
from liushui.payments.services.speaking import PaymentNotSetUp, as_alipay, as_wechat, spoken
from liushui.payments.states import WAYS_OF, Device, Way
from liushui.payments.tellers import Tellers
from liushui.payments.wechat.certificates import fetch_certificates
from liushui.payments.wechat.client import WechatPay

log = structlog.get_logger(__name__)

OWNERS = {WECHAT: "wechat_pay.organisation", ALIPAY: "alipay.organisation"}
# An order that nobody placed: only a merchant whom the provider knows is told that.
_NEVER_PLACED = "LIUSHUI-TRIAL"


# -- the account of the settings ---------------------------------------------------------------


def provider() -> WechatPay:
    """WeChat Pay, as the merchant of the settings. Raises ``PaymentNotSetUp`` without one."""
    facts = facts_set(WECHAT)
    if not isinstance(facts, Account) or not facts.knows_provider:
        raise PaymentNotSetUp
    return as_wechat(facts)


def alipay() -> Alipay:
    """Alipay, as the merchant of the settings. Raises ``PaymentNotSetUp`` without one."""
    facts = facts_set(ALIPAY)
    if not isinstance(facts, AlipayAccount):
        raise PaymentNotSetUp
    return as_alipay(facts)


def provider_of(name: str) -> Provider:
    """The provider of this name, as the merchant of the settings. Raises ``PaymentNotSetUp``."""
    return alipay() if name == ALIPAY else provider()


def number_set(name: str) -> str:
    """The merchant number that the settings say; "" without one."""
    return value_of("alipay.merchant_id" if name == ALIPAY else "wechat_pay.merchant_id")


def settings_owner(name: str) -> int | None:
    """Whose the account of the settings is; nobody's where several charities share a site.

    Whose people entered its number comes before what the settings say.
    """
    number = number_set(name)
    holder = holder_of(name, number) if number else None
    if holder is not None:
        return holder
    code = value_of(OWNERS[name])
    return number_of(code) if code else only_charity()


# -- whose account -----------------------------------------------------------------------------


def conversation_of(organisation_id: int, name: str, *, at: datetime) -> Provider:
    """The provider, as the merchant that takes this organisation's gifts now.

    Raises ``PaymentNotSetUp``: nobody else's account stands in.
    """
    theirs = accounts_counted(organisation_id, name, at)
    own = in_force_of(theirs)
    if own is not None:
        return spoken(facts_entered(own))
    if theirs or settings_owner(name) != organisation_id:
        raise PaymentNotSetUp
    return provider_of(name)


def conversation_at(name: str, merchant_id: str) -> Provider:
    """The provider, as the merchant with this number, whose ever it is; former ones too.

    What came into an account is asked about there and goes back from there. Raises
    ``PaymentNotSetUp``.
    """
    entered = account_numbered(name, merchant_id) if merchant_id else None
    if entered is not None:
        return spoken(facts_entered(entered))
    found = facts_set(name)
    if found is None or found.merchant_id != merchant_id:
        raise PaymentNotSetUp
    return spoken(found)


def provider_for(way: str, organisation_id: int, *, at: datetime) -> Provider:
    """The provider behind a way to pay, as this organisation's merchant. ``PaymentNotSetUp``."""
    return conversation_of(organisation_id, name_behind(way), at=at)


def number_taking(organisation_id: int, name: str, *, at: datetime) -> str:
    """The number of the account that takes this organisation's gifts now; "" without one."""
    theirs = accounts_counted(organisation_id, name, at)
    own = in_force_of(theirs)
    if own is not None:
        return own.merchant_id
    if theirs or settings_owner(name) != organisation_id:
        return ""
    return number_set(name)


def owner_of(name: str, merchant_id: str) -> int | None:
    """Whose account this number is; nobody's where the settings' account is not told to be."""
    if merchant_id and merchant_id == number_set(name):
        return settings_owner(name)
    return holder_of(name, merchant_id)


def bears_app(name: str, merchant_id: str, app_id: str) -> bool:
    """Whether the account with this number is, or was before, paid through this app."""
    found = facts_set(name)
    is_set = found is not None and (found.merchant_id, found.app_id) == (merchant_id, app_id)
    return is_set or was_app_of(name, merchant_id, app_id)


def name_behind(way: str) -> str:
    """The provider's name behind a way to pay."""
    return ALIPAY if way.startswith(f"{ALIPAY}_") else WECHAT


def ways_offered(device: Device, organisation_id: int, *, at: datetime) -> list[Way]:
    """The ways by which this organisation can be paid on this device, the usual one first.

    With nothing set up on a site of this charity alone, the usual one is named all the same: its
    page says what is missing.
    """
    is_offered = {one: _is_offered(organisation_id, one, at) for one in (WECHAT, ALIPAY)}
    ways = [way for way in WAYS_OF[device] if is_offered[name_behind(way)]]
    if Way.WECHAT_JSAPI in ways and not has_app_secret(organisation_id, at=at):
        ways.remove(Way.WECHAT_JSAPI)
    if device == Device.IN_WECHAT:
        ways = ways[:1]
    if not ways and only_charity() == organisation_id:
        return [Way.WECHAT_H5] if device == Device.IN_WECHAT else [WAYS_OF[device][0]]
    return ways


def has_app_secret(organisation_id: int, *, at: datetime) -> bool:
    """Whether the organisation can be paid inside WeChat."""
    own = in_force_of(accounts_counted(organisation_id, WECHAT, at))
    return own.has_app_secret if own is not None else bool(value_of("wechat_pay.app_secret"))


def _is_offered(organisation_id: int, name: str, at: datetime) -> bool:
    try:
        conversation_of(organisation_id, name, at=at)
    except (PaymentNotSetUp, MerchantUnusable):
        return False
    return True


# -- call-backs, trials, certificates ----------------------------------------------------------


def tellers_of(name: str, *, at: datetime) -> Tellers:
    """All merchants here of one provider: a call-back is for one of them.

    The same one as long as nothing changes. Raises ``PaymentNotSetUp`` where there is none.
    """
    known = tuple(one for one in _all_facts(name, at) if one.knows_provider)
    if not known:
        raise PaymentNotSetUp
    return _tellers(known)


def try_merchant(*, at: datetime) -> None:
    """Ask for an order that does not exist: the answer says whether we are a merchant there.

    Where no key of the provider is set, its certificates are fetched first. Raises
    ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    _try(facts_set(WECHAT), at)


def try_alipay(*, at: datetime) -> None:
    """Ask Alipay for an order that does not exist; raises as ``try_merchant`` does."""
    _try(facts_set(ALIPAY), at)


def try_facts(facts: Facts, *, at: datetime) -> None:
    """The same of an account that somebody entered, before it is in force."""
    _try(facts, at)


def renew_certificates(*, at: datetime) -> int:
    """Fetch WeChat Pay's certificates and keep those that are new; how many.

    Each merchant's are sealed with its own APIv3 key, so the first ones need no other proof. One
    that is refused holds up no other. Raises ``PaymentNotSetUp``, ``ProviderSilent``,
    ``ProviderRefused`` where nobody was told.
    """
    known = [one for one in _all_facts(WECHAT, at) if isinstance(one, Account)]
    fresh, told = 0, 0
    trouble: DomainError = PaymentNotSetUp()
    for one in known:
        try:
            fresh += _fetch(one, at)
            told += 1
        except DomainError as error:
            log.warning(error.code, provider=WECHAT)
            trouble = error
    if not told:
        raise trouble
    return fresh


def _fetch(facts: Account, at: datetime) -> int:
    found = fetch_certificates(as_wechat(facts), at=at)
    if not found:
        raise ProviderSilent
    return keep_certificates(found, at=at)


def _try(facts: Facts | None, at: datetime) -> None:
    if facts is None:
        raise PaymentNotSetUp
    if isinstance(facts, Account) and not facts.knows_provider:
        _fetch(facts, at)
        facts = replace(facts, platform_certificate=kept_certificates())
    spoken(facts).transaction_of(_NEVER_PLACED, at=at)


def _all_facts(name: str, at: datetime) -> list[Facts]:
    """Every account that was ever in force; the settings' last, unless it was entered too."""
    found = []
    for row in accounts_known(name, at):
        try:
            found.append(facts_entered(row))
        except MerchantUnusable:
            log.warning("merchant_keys_unread", account=row.pk)
    said = facts_set(name)
    entered = {(one.merchant_id, one.app_id) for one in found}
    if said is not None and (said.merchant_id, said.app_id) not in entered:
        found.append(said)
    return found


@lru_cache(maxsize=4)
def _tellers(known: tuple[Facts, ...]) -> Tellers:
    speaking = []
    for facts in known:
        try:
            speaking.append(spoken(facts))
        except MerchantUnusable as trouble:  # a key by the environment that is none
            log.warning(trouble.code, merchant=facts.merchant_id)
    if not speaking:
        raise MerchantUnusable
    return Tellers(speaking)
